"""Thresholds that mean something: each named profile keeps a false match or false identification rate, not a raw
distance.

`FPIR ~ N x FMR` for a gallery of N while it is small, so a profile for a larger gallery asks for a smaller false match
rate of one comparison and thus for a smaller distance. `calibration.TAIL` translates between the two.

Where both palms are shown, a match is of both with both: each palm is compared with those of its side, and the mean of
the two distances counts (`fusion`). The mean of two varies less than either, of strangers and of one person alike: at
the threshold for a gallery ten times as large far fewer people are asked again.

>>> [profile.name for profile in PROFILES[:3]]
['1:1', '1:N up to 1,000', '1:N up to 10,000']
>>> for_gallery(2_500).name
'1:N up to 10,000'
"""

from dataclasses import dataclass, field

from app.biometrics.calibration import TAIL, TAIL_OF_BOTH, Tail

FALSE_MATCH_RATE = 1e-5
"""1:1: one stranger in 100,000 passes for the holder of one badge."""
FALSE_IDENTIFICATION_RATE = 1e-6
"""1:N: one search in 1,000,000 by a person who is not enrolled names somebody, whatever the size of the gallery: at 20
tries of strangers a day one is let in every 137 years."""
EACH_RATE = 1e-3
"""Of two palms each must match by itself at this rate: one palm's likeness, however great, does not open alone."""


@dataclass(frozen=True)
class Profile:
    name: str
    threshold: float
    """A distance below it is a match; of two palms, the mean of their distances."""
    each: float
    """Each palm's distance must be below it: of one palm, the threshold itself."""
    false_match_rate: float
    """Of one comparison, as the tail model has it; of two palms, of both with both of one person."""
    palms: int
    """The largest gallery for which the profile keeps its promise."""
    shown: int
    """Palms that a person shows: 1 or 2."""
    tail: Tail = field(repr=False)
    """What the threshold rests on."""

    @property
    def statement(self) -> str:
        """The same in words, for the report."""
        return self.tail.statement


def _one(name: str, palms: int, rate: float) -> Profile:
    threshold = TAIL.threshold(rate)
    return Profile(name, threshold, threshold, rate, palms, 1, TAIL)


def _both(palms: int) -> Profile:
    """A stranger's pair of palms meets as many people as have two of them."""
    rate = FALSE_IDENTIFICATION_RATE / (palms // 2)
    name = f"both palms up to {palms:,}"
    return Profile(name, TAIL_OF_BOTH.threshold(rate), TAIL.threshold(EACH_RATE), rate, palms, 2, TAIL_OF_BOTH)


VERIFY = _one("1:1", 1, FALSE_MATCH_RATE)
IDENTIFY = tuple(
    _one(f"1:N up to {palms:,}", palms, FALSE_IDENTIFICATION_RATE / palms) for palms in (1_000, 10_000, 100_000)
)
BOTH_PALMS = tuple(_both(palms) for palms in (10_000, 100_000, 1_000_000))
PROFILES = (VERIFY, *IDENTIFY, *BOTH_PALMS)


def for_gallery(palms: int, shown: int = 1) -> Profile:
    """The 1:N profile for a gallery of so many palms, when a person shows one of them, or both. Raises ValueError
    beyond the largest."""
    for profile in IDENTIFY if shown == 1 else BOTH_PALMS:
        if palms <= profile.palms:
            return profile
    raise ValueError(f"no profile for {palms:,} palms")
