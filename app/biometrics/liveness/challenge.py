"""Active light: the ring shows colours in an order that nobody could know, and the palm must answer in them.

    challenge = drawn(secrets.token_bytes(STEPS))
    challenge.at(seconds_since_start)        # what the ring shows now; goes into `glance(..., shown=...)`

Skin before the ring reflects its light; a screen shines by itself and hardly answers; a recording answers nothing, or
an order of another day. Source: Tang et al. 2018, "Face Flashing: a secure liveness detection protocol based on light
reflections". Limits: paper and silicone answer as skin does. Needs a ring bright enough against the room; STEP_S keeps
under three flashes a second (WCAG 2.3.1), so a challenge takes two seconds.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from app.biometrics.liveness.look import Colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.biometrics.liveness.look import Look

STEPS: Final = 6
"""3 x 2^5 = 96 orders: a recorded answer fits by luck once in 96 times."""
STEP_S: Final = 0.34
SETTLE_S: Final = 0.12
"""After each change frames are shown to nobody: ring, exposure and transfer are not in step."""
LIMIT: Final = -0.02
"""Minus the gain of a channel while its colour shines, logarithmic: 0.02 is two parts in a hundred."""
LIKENESS: Final = 0.88
"""Correlation between what was shown and what came back, under which the answer is to something else. Two different
orders come to 0.78 at most."""
FEWEST_STEPS: Final = 4

_COLOURS: Final = (Colour.RED, Colour.GREEN, Colour.BLUE)


@dataclass(frozen=True)
class Challenge:
    """The order of colours; each for `STEP_S`, no two alike in a row."""

    colours: tuple[Colour, ...]

    @property
    def lasts_s(self) -> float:
        return STEP_S * len(self.colours)

    def at(self, since_start_s: float) -> Colour | None:
        """What the ring shows; None before the start and after the end."""
        step = int(since_start_s // STEP_S)
        return self.colours[step] if 0 <= step < len(self.colours) else None

    def settled(self, since_start_s: float) -> Colour | None:
        """The same for a frame that was exposed then: None too soon after a change."""
        return self.at(since_start_s) if since_start_s % STEP_S >= SETTLE_S else None


def drawn(entropy: bytes) -> Challenge:
    """The challenge of so many random bytes, a step each. Raises ValueError for none."""
    if not entropy:
        raise ValueError("a challenge of no steps")
    colours = [_COLOURS[entropy[0] % 3]]
    for byte in entropy[1:]:
        others = [colour for colour in _COLOURS if colour is not colours[-1]]
        colours.append(others[byte % 2])
    return Challenge(tuple(colours))


def score(looks: "Sequence[Look]") -> float | None:
    """Minus the gain with which the palm answered, or 0 when it answered to something else. None without a challenge.

    The palm is taken against the rest of the frame and channel against channel, so that neither the camera's exposure,
    nor its white balance, nor the hand's coming nearer counts as an answer."""
    answers: dict[tuple[int, Colour], list[list[float]]] = defaultdict(list)
    step, last = 0, None
    for look in looks:
        if look.shown is None:
            continue
        step += look.shown is not last
        last = look.shown
        palm, around = np.log(np.add(look.palm_bgr, 1.0)), np.log(np.add(look.around_bgr, 1.0))
        answers[step, look.shown].append((palm - around).tolist())
    if len(answers) < FEWEST_STEPS:
        return None
    shown = _chroma(np.array([colour.value for _, colour in answers]))
    seen = _chroma(np.array([np.median(rows, axis=0) for rows in answers.values()]))
    together = float((shown * seen).sum())
    norms = float(np.linalg.norm(shown) * np.linalg.norm(seen))
    if norms == 0 or together / norms < LIKENESS:
        return 0.0
    return -together / float((shown**2).sum())


def _chroma(rows: "np.typing.NDArray[np.float64]") -> "np.typing.NDArray[np.float64]":
    """Without what all channels share, and without what all steps share."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(rows - rows.mean(axis=0), np.float64)
