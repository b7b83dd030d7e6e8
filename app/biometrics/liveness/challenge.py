"""Active light: the ring shows colours in an order that nobody could know, and the palm must answer in them.

    showing = Showing(drawn(secrets.token_bytes(STEPS)))
    if showing.due(now_s, answered=True): light.shine(showing.colour), showing.told(now_s)      # at each frame
    showing.settled(captured_at_s)           # what that frame was exposed to; goes into `glance(..., shown=...)`

Skin before the ring reflects its light, and what lies beside a hand in the air is too far away to; a sheet answers
beside the hand as it does on it; a screen shines by itself and hardly answers; a recording answers nothing, or an order
of another day. Source: Tang et al. 2018, "Face Flashing: a secure liveness detection protocol based on light
reflections"; that nearness shows in how light falls off: Liao et al. 2007, "Light-fall-off stereo".

Limits: paper cut out along the hand, silicone and masks answer as skin does; a hand held right before a wall or a chest
answers less. Needs a ring bright enough against the room; STEP_S keeps under three flashes a second (WCAG 2.3.1), so a
challenge takes two seconds.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from app.ports.light import Colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.biometrics.liveness.look import Look

STEPS: Final = 6
"""3 x 2^5 = 96 orders: a recorded answer fits by luck once in 96 times."""
STEP_S: Final = 0.34
LONGEST_STEP_S: Final = 1.0
"""Where no frame comes in a colour for so long, none will: the challenge goes on without it."""
SETTLE_S: Final = 0.2
"""After each change frames count for no colour: ring, exposure and transfer are not in step. A camera and a screen that
are later than that together answer wrongly, and a living palm is refused; the rest of a step holds two frames."""
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


class Showing:
    """A challenge while it runs. The ring changes when a frame comes, never early, so it is remembered when it did.

    Telling a ring takes a moment: what was exposed meanwhile counts for no colour."""

    def __init__(self, challenge: Challenge) -> None:
        self._colours = challenge.colours
        self._asked_s: list[float] = []
        self._told_s: list[float] = []
        """Just before and just after the ring was told each colour, and at last that it is over."""

    @property
    def over(self) -> bool:
        return len(self._told_s) > len(self._colours)

    @property
    def progress(self) -> float:
        """0..1: the share of the colours that have been shown."""
        return max(len(self._told_s) - 1, 0) / len(self._colours)

    @property
    def colour(self) -> Colour | None:
        """What the ring shows now, or is to be told next; None when it is over."""
        step = len(self._asked_s) - 1
        return self._colours[step] if 0 <= step < len(self._colours) else None

    def due(self, now_s: float, *, answered: bool) -> bool:
        """Whether the ring is to be told `colour`; `told` says that it was. A colour stays until a frame has been taken
        in it, but not for ever: where frames are slow, a challenge takes longer."""
        shown_s = now_s - self._told_s[-1] if self._told_s else math.inf
        if self.over or shown_s < (STEP_S if answered else LONGEST_STEP_S):
            return False
        self._asked_s.append(now_s)
        return True

    def told(self, now_s: float) -> None:
        self._told_s.append(now_s)

    def settled(self, captured_at_s: float) -> Colour | None:
        """What a frame was exposed to: None before the start, after the end, and too near a change."""
        ends_s = [*self._asked_s[1:], math.inf]
        for colour, told_s, end_s in zip(self._colours, self._told_s, ends_s, strict=False):
            if told_s + SETTLE_S <= captured_at_s < end_s:
                return colour
        return None


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

    The palm is taken against what lies beside it and channel against channel, so that neither the camera's exposure,
    nor its white balance, nor a sheet of paper counts as an answer."""
    answers: dict[tuple[int, Colour], list[list[float]]] = defaultdict(list)
    step, last = 0, None
    for look in looks:
        if look.shown is None:
            continue
        step += look.shown is not last
        last = look.shown
        palm, beside = np.log(np.add(look.palm_bgr, 1.0)), np.log(np.add(look.beside_bgr, 1.0))
        answers[step, look.shown].append((palm - beside).tolist())
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
