"""Thresholds that mean something: each named profile keeps a false match or false identification rate, not a raw
distance.

`FPIR ~ N x FMR` for a gallery of N palms while it is small, so a profile for a larger gallery asks for a smaller
false match rate of one comparison and thus for a smaller distance. `calibration.TAIL` translates between the two.

>>> [profile.name for profile in PROFILES]
['1:1', '1:N up to 1,000', '1:N up to 10,000', '1:N up to 100,000']
>>> for_gallery(2_500).name
'1:N up to 10,000'
"""

from dataclasses import dataclass

from app.biometrics.calibration import TAIL, Tail

FALSE_MATCH_RATE = 1e-5
"""1:1: one stranger in 100,000 passes for the holder of one badge."""
FALSE_IDENTIFICATION_RATE = 1e-3
"""1:N: one search in 1,000 by a person who is not enrolled names somebody, whatever the size of the gallery."""


@dataclass(frozen=True)
class Profile:
    name: str
    threshold: float
    """A distance below it is a match."""
    false_match_rate: float
    """Of one comparison, as the tail model has it."""
    palms: int
    """The largest gallery for which the profile keeps its promise."""
    statement: str
    """What the number rests on, in words for the report."""


def _profile(name: str, palms: int, rate: float, tail: Tail) -> Profile:
    return Profile(name, tail.threshold(rate), rate, palms, tail.statement)


VERIFY = _profile("1:1", 1, FALSE_MATCH_RATE, TAIL)
IDENTIFY = tuple(
    _profile(f"1:N up to {palms:,}", palms, FALSE_IDENTIFICATION_RATE / palms, TAIL)
    for palms in (1_000, 10_000, 100_000)
)
PROFILES = (VERIFY, *IDENTIFY)


def for_gallery(palms: int) -> Profile:
    """The 1:N profile for a gallery of so many palms. Raises ValueError beyond the largest."""
    for profile in IDENTIFY:
        if palms <= profile.palms:
            return profile
    raise ValueError(f"no profile for {palms:,} palms")
