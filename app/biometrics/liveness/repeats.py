"""Has a frame been seen before? A sensor's noise never repeats, a recording that is fed in as a camera does.

Source: the replay test of signal-injection detection; here the share of unaltered pixels over the hand that have the
very same value in two frames. Limits: a recording shown to the lens on a screen gets fresh noise and passes; so does
a loop longer than the burst, and a recording with noise added. A camera that stalls may hand out a frame twice: a
single repeat in a burst of five or more is no alarm, and in a shorter one no answer yet. A camera that gives every
frame twice is refused.
"""

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.biometrics.liveness.look import Look

SAME: Final = 0.9
"""Share of equal values from which two frames are one: with noise of 2 grey levels 0.14 are equal, of 0.5 about 0.5."""
LIMIT: Final = 0.3
"""Share of the looks that repeat an earlier one: a single one in five is 0.25."""
LEAST: Final = 3
"""Looks: 0.13 s at 15 frames a second, and a fourth would not leave a door the quarter of a second it has. Three see a
picture that stands still and a loop of two frames; each look more, a loop of one frame more."""
TELLING: Final = 5
"""Looks from which a single repeat is told from a stall."""
DARK, BRIGHT = 8, 247
"""Grey values beyond which a sensor shows no noise."""


def score(looks: "Sequence[Look]") -> float | None:
    """0..1: the share of looks that repeat an earlier one."""
    if len(looks) < LEAST:
        return None
    again = [any(equal(look, earlier) > SAME for earlier in looks[:n]) for n, look in enumerate(looks)]
    if sum(again) == 1 and len(looks) < TELLING:
        return None
    return sum(again) / (len(looks) - 1)


def equal(one: "Look", other: "Look") -> float:
    """0..1: the share of values over the first look's hand that both frames have alike."""
    if one.samples.shape != other.samples.shape:
        return 0.0
    rows, columns = one.samples.shape[:2]
    step = one.samples.shape[1] / (one.thumb.shape[1] / one.shrink)
    low = np.floor(one.points.min(axis=0) * step).astype(int).clip(0, (columns - 1, rows - 1))
    high = np.ceil(one.points.max(axis=0) * step).astype(int).clip(low + 1, (columns, rows))
    a, b = (look.samples[low[1] : high[1], low[0] : high[0]] for look in (one, other))
    lively = (a > DARK) & (a < BRIGHT)
    return float((a == b)[lively].mean()) if lively.any() else 0.0
