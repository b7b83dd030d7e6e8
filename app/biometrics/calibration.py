"""From a distance to a false match rate, by a model of the tail of strangers' distances.

Data give rates down to about 3 / (independent pairs); below that a model must speak. Strangers' distances after the
best of many alignments are minima, so the lower tail is fitted with an exponential over the closest share of the
comparisons: the limit of extreme value theory for light tails (Pickands 1975: generalised Pareto with shape 0). A
bounded distance has a shape below 0, and the histograms of strangers fall faster than any exponential, so what is
extrapolated errs on the strict side.

Both palms of a person have a tail of their own, of the mean of the two distances. The two are not independent: where a
stranger's left palm resembles somebody's, the right one does a little too (correlation 0.3, drawn and real alike), so
the rates of the two palms may not be multiplied.

>>> tail = Tail.fitted(np.linspace(0.40, 0.46, 10_000), people=100, source="a line")
>>> tail.threshold(1e-3) > tail.threshold(1e-6)
True
"""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

SHARE = 0.001
"""The closest share of strangers' comparisons that the tail is fitted to: as deep as the data allow. At a hundredth the
histogram still bends, and thresholds come out 0.02 stricter."""
SHARE_OF_BOTH = 0.01
"""The same for both palms, of which every set has fewer comparisons."""


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
    def fitted(cls, strangers: NDArray[np.float64], people: int, source: str, share: float = SHARE) -> "Tail":
        """From distances of different hands. `people` counts hands: comparisons that share one are not independent.
        Raises ValueError when there are too few for any to lie in the tail."""
        ordered = np.sort(strangers)
        start = float(ordered[int(len(ordered) * share)])
        beyond = start - ordered[ordered < start]
        if not len(beyond):
            raise ValueError(f"{len(ordered):,} comparisons have no closest {share:.1%}")
        pairs = people * (people - 1) // 2
        return cls(
            start,
            float(beyond.mean()),
            share,
            f"exponential tail over the closest {share:.1%} of {len(ordered):,} comparisons of {people} "
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
    start=0.3838,
    scale=0.00293,
    share=SHARE,
    statement="exponential tail over the closest 0.1 % of strangers' comparisons, the nearest start and the widest "
    "scale of these sets: 100 drawn people (156,029 comparisons of 19,800 pairs of hands: start 0.3885, 95 % 0.3870 to "
    "0.3897; scale 0.00293, 95 % 0.00216 to 0.00377), the same with a session's pictures together (39,600 comparisons: "
    "start 0.3900), whole hands by phone (789 comparisons of 21 pairs: start 0.3838), contactless regions, two "
    "sessions two months apart (36,000 comparisons of 180 pairs: start 0.3926); below a rate of 2e-04 it is "
    "extrapolation, and for real palms, of which there were 27, below 1e-02",
    pairs=19_800,
)
"""Numbers alone are shipped. `thenar calibrate` prints them from pictures; `tests/real/test_regions.py` holds them
against real palms where they are, `tests/drivers/simulated/test_strangers.py` against drawn people who had no part."""

TAIL_OF_BOTH = Tail(
    start=0.3929,
    scale=0.00281,
    share=SHARE_OF_BOTH,
    statement="exponential tail over the closest 1 % of strangers' comparisons of both palms with both, by the mean of "
    "the two distances: 100 drawn people (38,417 comparisons of 4,950 pairs of people: start 0.4008, 95 % 0.3997 to "
    "0.4018; scale 0.00281, 95 % 0.00233 to 0.00326) and 10 people's contactless regions (9,000 comparisons of 45 "
    "pairs: start 0.4017), each moved by as much as the same set's single palms lie above the nearest set's; below a "
    "rate of 6e-04 it is extrapolation, and for real people, of whom there were 10, below 7e-02",
    pairs=4_950,
)
