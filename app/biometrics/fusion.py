"""Both palms of one person, decided together.

The left palm is searched among left ones and the right among right ones, each with `one_of_two`; then `fused` asks
whether the two name the same person and are close enough together.

    left = gallery.identify(left_codes, one_of_two(profile), Hand.LEFT)
    right = gallery.identify(right_codes, one_of_two(profile), Hand.RIGHT)
    found = fused(left, right, profile)

Source: the sum of two scores that are logarithms of likelihoods is the best rule for independent ones (Kittler, Hatef,
Duin, Matas 1998, "On combining classifiers"); in an exponential tail the distance is such a logarithm, so the mean of
the distances serves. They are not quite independent, so the mean has a tail of its own (`calibration.TAIL_OF_BOTH`).
"""

from dataclasses import replace

from app.biometrics.gallery import Identification, Reason
from app.biometrics.profiles import Profile


def one_of_two(profile: Profile) -> Profile:
    """What each palm must reach by itself."""
    return replace(profile, threshold=profile.each)


def fused(left: Identification, right: Identification, profile: Profile) -> Identification:
    """One answer for both palms; `hand` stays unset. Raises ValueError for a profile of one palm."""
    if profile.shown != 2:
        raise ValueError(f"profile {profile.name} is for one palm")
    distance = (left.distance + right.distance) / 2
    runner_up = (left.runner_up + right.runner_up) / 2
    for one in (left, right):
        if one.person is None:
            return replace(one, distance=distance, runner_up=runner_up)
    if left.person != right.person:
        return Identification(Reason.AMBIGUOUS, distance=distance, runner_up=runner_up)
    if distance >= profile.threshold:
        return Identification(Reason.NOT_RECOGNISED, distance=distance, runner_up=runner_up)
    return Identification(Reason.IDENTIFIED, left.person, None, distance, runner_up)
