"""Is the hand too still to be held in the air?

A hand that hovers sways by millimetres and trembles at some 10 Hz; what stands on a table does not, and only the
landmarks' own jitter is left. Source: physiological tremor, Elble 1996 (amplitudes of tenths of a millimetre) and
slow sway. Limits: a picture held in a hand sways as the hand does; a hand that rests on something is still.
"""

from typing import TYPE_CHECKING, Final

import numpy as np

from app.biometrics.landmarks import PALM_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.biometrics.liveness.look import Look

LIMIT: Final = -0.004
"""Minus palm widths: 0.3 mm of an adult's palm, root mean square. The landmarks' own jitter on a still picture comes
to 0.002 to 0.008, a living hand to 0.004 and more: the two overlap."""
LEAST: Final = 5
LEAST_S: Final = 0.3
"""In less time a living hand hardly moves either."""


def score(looks: "Sequence[Look]") -> float | None:
    """Minus the palm's root mean square way from its mean place, in palm widths: nearer to 0 is stiller."""
    if len(looks) < LEAST or looks[-1].captured_at_s - looks[0].captured_at_s < LEAST_S:
        return None
    centres = np.array([look.points[list(PALM_POINTS)].mean(axis=0) for look in looks])
    way = np.sqrt(((centres - centres.mean(axis=0)) ** 2).sum(axis=1).mean())
    return -float(way) / float(np.median([look.palm_px for look in looks]))
