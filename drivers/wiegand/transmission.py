"""A badge over D0 and D1, and what the panel's lamps say of it.

Rules it keeps:

- A badge goes out while both lamps are dark, and its last bit only if they still are: a lamp that was lit before the
  panel can have known the badge is not about it.
- It goes out whole and in time, or its last bits never follow: a pulse that came late ends it, and the panel forgets
  what it has heard.
- A lamp counts when two looks in a row have seen it. Both at once are no answer.

    if send("10111101100010001110101110", lines, beat, pace, deadline_ns):
        answer = heard(lines, beat, wired, until_ns)

Sources: SIA AC-01 (pulses of 20 to 100 µs, 200 µs to 20 ms apart). LED inputs after the guides of MorphoAccess,
MorphoWave and VisionPass: LED1 to ground is granted, LED2 to ground is denied; with LED1 alone, time that runs out
is denied; the next question only when both are high again.

Limits: a lamp carries no badge. A panel that lights it for somebody else, at a button for the way out, while we wait,
cannot be told from one that means ours.
"""

from dataclasses import dataclass

from app.domain.access import DoorAnswer
from drivers.wiegand.beat import Beat
from drivers.wiegand.lines import Data, Lamps, Lines

LATE_NS = 5_000_000
"""Beyond its time: the badge is given up. Panels take 10 ms and more without a pulse for the end of a card."""

DARK_NS = 20_000_000
"""So long must both lamps have been dark before a badge goes out."""

LOOK_NS = 5_000_000
"""Between two looks at the lamps. Panels light them for 0.2 s and more; what lasts less than two looks is no lamp."""


@dataclass(frozen=True, slots=True)
class Pace:
    pulse_ns: int
    interval_ns: int
    """From the start of one pulse to the start of the next."""

    def whole_ns(self, bits: int) -> int:
        return bits * self.interval_ns


@dataclass(frozen=True, slots=True)
class Wired:
    """Which of the panel's lamps come back to us. Denied alone answers nothing."""

    granted: bool
    denied: bool


def send(bits: str, lines: Lines, beat: Beat, pace: Pace, deadline_ns: int) -> bool:
    """Whether the whole badge went out. Raises LinesGone."""
    if not _both_dark(lines, beat, deadline_ns - pace.whole_ns(len(bits))):
        return False
    at_ns = beat.now_ns()
    for bits_left, bit in zip(range(len(bits), 0, -1), bits, strict=True):
        beat.wait_until_ns(at_ns)
        if bits_left == 1 and not (lines.lamps().dark and beat.now_ns() <= deadline_ns):
            return False
        began_ns = beat.now_ns()
        if began_ns - at_ns > LATE_NS:
            return False
        lines.pull(Data(bit))
        try:
            beat.wait_until_ns(began_ns + pace.pulse_ns)
        finally:
            lines.rest(Data(bit))
        at_ns = began_ns + pace.interval_ns
    return True


def heard(lines: Lines, beat: Beat, wired: Wired, until_ns: int) -> DoorAnswer:
    """Call it right after `send`. Raises LinesGone."""
    if not wired.granted:
        return DoorAnswer.SILENT
    before = Lamps(granted=False, denied=False)
    while beat.now_ns() < until_ns:
        beat.wait_until_ns(beat.now_ns() + LOOK_NS)
        seen = lines.lamps()
        if not seen.dark and seen == before:
            return _meaning(seen)
        before = seen
    return DoorAnswer.SILENT if wired.denied else DoorAnswer.DENIED


def _meaning(lamps: Lamps) -> DoorAnswer:
    if lamps.granted and lamps.denied:
        return DoorAnswer.SILENT
    return DoorAnswer.GRANTED if lamps.granted else DoorAnswer.DENIED


def _both_dark(lines: Lines, beat: Beat, until_ns: int) -> bool:
    """Whether they have been for long enough, before it is too late to begin."""
    since_ns: int | None = None
    while beat.now_ns() <= until_ns:
        if not lines.lamps().dark:
            since_ns = None
        elif since_ns is None:
            since_ns = beat.now_ns()
        elif beat.now_ns() - since_ns >= DARK_NS:
            return True
        beat.wait_until_ns(beat.now_ns() + LOOK_NS)
    return False
