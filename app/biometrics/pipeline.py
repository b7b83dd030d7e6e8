"""One frame in, one observation out: start here.

    with HandFinder(model_bytes) as finder:
        observation = observe(frame.pixels, finder, want=Hand.LEFT, previous=observation)
    observation.cause      # what to correct, or None
    observation.palm       # the code to compare, when there is nothing to correct

Rules: every frame without a palm names its cause; a palm is given only when no limit is broken. The lines of `read` are
the algorithm. Pure but for the finder, which is a network with no memory.
"""

import numpy as np

from app.biometrics import features, pose, quality, region
from app.biometrics.landmarks import PALM_POINTS, HandFinder, palm_width
from app.biometrics.observation import HandLandmarks, Observation, nothing_seen
from app.biometrics.quality import KIOSK, Limits
from app.domain.capture import Cause, most_helpful
from app.domain.people import Hand
from app.ports.camera import Pixels

SECOND_HAND = 0.5
"""A second hand counts when its palm is at least this share of the first one's width: bystanders' hands do not."""


def observe(
    pixels: Pixels,
    finder: HandFinder,
    want: Hand | None = None,
    previous: Observation | None = None,
    limits: Limits = KIOSK,
) -> Observation:
    """What `pixels` (H, W, 3) uint8 BGR, not mirrored, shows. `want` refuses the other hand; `previous` is the frame
    before, without it motion is not known."""
    return read(pixels, finder.find(pixels), want, previous, limits)


def read(
    pixels: Pixels,
    hands: tuple[HandLandmarks, ...],
    want: Hand | None = None,
    previous: Observation | None = None,
    limits: Limits = KIOSK,
) -> Observation:
    """The same, for hands already found, the widest palm first."""
    if not hands:
        return nothing_seen(quality.light(pixels), quality.burnt(pixels))
    steady = [hand for hand in hands if hand.drift <= limits.drift_max]
    hand = (steady or hands)[0]
    place = region.locate(hand.points)
    patch = region.cut(pixels, place)
    held = pose.measure(hand, place, float(patch.inside.mean()), pixels.shape[:2])
    measured = quality.measure(patch, motion(hand, previous))
    causes = quality.judge(hand, held, measured, limits)
    side = sides(hand, want, limits)
    if Cause.BACK_OF_HAND in side and hand.drift <= limits.drift_max:
        causes -= {Cause.NOT_A_HAND}  # wrinkles on a back shine: say what helps
    causes |= side
    if len(steady) > 1 and palm_width(steady[1]) >= SECOND_HAND * palm_width(hand):
        causes |= {Cause.TWO_HANDS}
    return Observation(
        causes=causes,
        arrow=pose.arrow(most_helpful(causes), held),
        hand=hand.hand,
        pose=held,
        quality=measured,
        region=patch.grey,
        mask=patch.seen,
        palm=None if causes else features.encode(patch.grey, patch.seen),
        landmarks=hand,
    )


def sides(hand: HandLandmarks, want: Hand | None, limits: Limits) -> frozenset[Cause]:
    """The back of the hand, or what might be it; or the hand that was not asked for."""
    if hand.handedness < limits.handedness_min or not pose.shows_palm(hand):
        return frozenset({Cause.BACK_OF_HAND})
    return frozenset({Cause.WRONG_HAND}) if want is not None and hand.hand is not want else frozenset()


def motion(hand: HandLandmarks, previous: Observation | None) -> float | None:
    """Root mean square way of the palm's points since `previous`, in palm widths."""
    if previous is None or previous.landmarks is None:
        return None
    way = (hand.points - previous.landmarks.points)[list(PALM_POINTS)]
    return float(np.sqrt((way**2).sum(axis=1).mean())) / max(palm_width(hand), 1e-6)
