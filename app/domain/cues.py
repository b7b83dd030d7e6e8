"""What each signal is told by: light, movement, glyph, sound and words, one row a signal.

Rules it keeps: no two signals differ in colour alone, so that who sees no colours, or hears nothing, or only hears, is
told the same; nothing flashes above 3 Hz (WCAG 2.2, 2.3.1).

>>> CUES[Signal.GRANTED].glyph
'check'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from app.domain.signals import Signal


class Motion(Enum):
    """How the ring moves: on the screen and, where there is one, around it."""

    DARK = "dark"
    TURNING = "turning"
    """A quarter that goes round once in 1.6 s."""
    PULSING = "pulsing"
    """A short arc where the hand should go, bright once in 0.7 s."""
    FILLING = "filling"
    """As far as the palm has been read."""
    FULL = "full"
    BREATHING = "breathing"
    """Full, bright once in 2.4 s."""


@dataclass(frozen=True, slots=True)
class Cue:
    motion: Motion
    glyph: str | None
    """An icon's name; None where the picture of the hand stands alone. "Adjust" shows the arrow of its correction."""
    sound: str
    """What is heard, in words; empty for silence. The file has the signal's name."""
    spoken: bool
    """Whether headline and hint are read aloud as soon as they stand on the screen."""


CUES: Mapping[Signal, Cue] = MappingProxyType(
    {
        Signal.QUIET: Cue(Motion.DARK, None, "", spoken=True),
        Signal.SEARCHING: Cue(Motion.TURNING, None, "", spoken=True),
        Signal.ADJUST: Cue(Motion.PULSING, "move", "a soft tick, at most every 1.5 s", spoken=True),
        Signal.HOLD: Cue(Motion.FILLING, None, "a rising tone", spoken=True),
        Signal.GRANTED: Cue(Motion.FULL, "check", "two notes up", spoken=True),
        Signal.DENIED: Cue(Motion.FULL, "x", "one low note", spoken=True),
        Signal.WORKING: Cue(Motion.BREATHING, None, "", spoken=False),
    }
)
PULSE_S = {Motion.TURNING: 1.6, Motion.PULSING: 0.7, Motion.BREATHING: 2.4}
"""Seconds of one turn of what moves: all slower than three a second."""
