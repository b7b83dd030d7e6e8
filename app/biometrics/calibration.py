"""From a distance to a false match rate, by a model of the tail of strangers' distances.

Data give rates down to about 3 / (independent pairs); below that a model must speak. Strangers' distances after the
best of many alignments are minima, so the lower tail is fitted with an exponential over the closest share of the
comparisons: the limit of extreme value theory for light tails (Pickands 1975: generalised Pareto with shape 0; a
bounded distance has a shape below 0, so the exponential errs on the strict side).

>>> tail = Tail.fitted(np.linspace(0.40, 0.46, 10_000), people=100, source="a line")
>>> tail.threshold(1e-3) > tail.threshold(1e-6)
True
"""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

SHARE = 0.01
"""The closest share of strangers' comparisons that the tail is fitted to."""


@dataclass(frozen=True)
class Tail:
    """`rate(d) = share * exp((d - start) / scale)` for distances below `start`."""

    start: float
    scale: float
    share: float
    statement: str
    pairs: int
    """Pairs of different hands that it was fitted to: what its interval follows from."""

    @classmethod
    def fitted(cls, strangers: NDArray[np.float64], people: int, source: str) -> "Tail":
        """From distances of different hands. `people` counts hands: comparisons that share one are not independent."""
        ordered = np.sort(strangers)
        start = float(ordered[int(len(ordered) * SHARE)])
        beyond = start - ordered[ordered < start]
        pairs = people * (people - 1) // 2
        return cls(
            start,
            float(beyond.mean()),
            SHARE,
            f"exponential tail over the closest {SHARE:.0%} of {len(ordered):,} comparisons of {people} "
            f"different hands ({pairs:,} pairs; {source}); below a rate of {3 / pairs:.0e} it is extrapolation",
            pairs,
        )

    def rate(self, distance: float) -> float:
        """The false match rate at a threshold; the model's `share` at the start of the tail and beyond."""
        return self.share * exp(min(0.0, (distance - self.start) / self.scale))

    def threshold(self, rate: float) -> float:
        """The threshold for a rate, 0 < rate <= share."""
        return self.start + self.scale * log(min(rate, self.share) / self.share)


TAIL = Tail(
    start=0.3870,
    scale=0.00282,
    share=SHARE,
    statement="exponential tail, the stricter start and wider scale of two sets: 38,000 comparisons of 20 different "
    "hands (190 pairs; contactless regions, two sessions two months apart: start 0.3990, scale 0.00282) and 713 of 7 "
    "hands (21 pairs; whole hands by phone: start 0.3870, scale 0.00235); below a rate of 2e-02 it is extrapolation",
    pairs=190,
)
"""Numbers alone are shipped. `tests/real/test_regions.py` holds them against the images where they are."""
