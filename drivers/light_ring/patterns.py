"""What the ring shows: the colour of a signal, and how it moves, by `app.domain.cues`.

    lights = drawn(Shown(Signal.HOLD, progress=0.5), at_s=12.3, look=Look(lights=24))      # 72 bytes

Rules it keeps: the colours are the screen's, as light; as on the screen no two signals differ in colour alone, and so,
where the screen draws a cross, the ring has four gaps; nothing flashes above 3 Hz.

Limits: the ring is not told where the hand should go. Where the screen shows a short arc on that side, all of the ring
pulses.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.domain.cues import CUES, PULSE_S, Motion
from app.domain.signals import Signal
from app.ports.light import Colour

Light = tuple[float, float, float]
"""Red, green and blue shares of a light's full strength, 0..1."""
Shape = list[float]
"""How strongly each light shines, 0..1, clockwise from the top."""

TONES: Mapping[Signal, Light] = MappingProxyType(
    {
        Signal.QUIET: (0.0, 0.0, 0.0),
        Signal.SEARCHING: (0.15, 0.47, 1.0),
        Signal.ADJUST: (1.0, 0.43, 0.01),
        Signal.HOLD: (1.0, 1.0, 1.0),
        Signal.GRANTED: (0.03, 0.67, 0.37),
        Signal.DENIED: (1.0, 0.15, 0.11),
        Signal.WORKING: (0.15, 0.47, 1.0),
    }
)
"""The theme's dark colours (`resources/theme/tokens.json`), decoded from sRGB: lights shine in proportion to their
number, a screen does not."""
QUARTER: Final = 0.25
FAINTEST: Final = 0.3
"""Of the screen's ring when it breathes or pulses least."""
EYE: Final = 2.2
"""Exponent from how bright something looks to how much light it is (sRGB's, about)."""
GAP: Final = 0.5
"""Share of each quarter that stays dark where the screen shows a cross: one light of two on the smallest ring."""
FEWEST: Final = 8
"""Lights that these shapes need to be told apart."""


@dataclass(frozen=True, slots=True)
class Look:
    lights: int
    """`FEWEST` or more."""
    strength: float = 0.5
    """0..1 of what the lights can: 24 of them take some 0.7 A at half, in white."""
    top: int = 0
    """Which light, counted from the first, is at the top."""


@dataclass(frozen=True, slots=True)
class Shown:
    signal: Signal
    progress: float = 0.0
    """0..1, of HOLD."""
    colour: Colour | None = None
    """Of a challenge: all of the ring, before any signal."""

    @property
    def moving(self) -> bool:
        return self.colour is None and CUES[self.signal].motion in PULSE_S


def drawn(shown: Shown, at_s: float, look: Look) -> bytes:
    """Red, green and blue (0..255) of each light, from the first."""
    if shown.colour is not None:
        blue, green, red = shown.colour.value
        tone, shape = (red, green, blue), [1.0] * look.lights
    else:
        cue = CUES[shown.signal]
        tone, shape = TONES[shown.signal], SHAPES[cue.motion](shown.progress, at_s, look.lights)
        shape = _crossed(shape) if cue.glyph == "x" else shape
    turned = [shape[(n - look.top) % look.lights] for n in range(look.lights)]
    return bytes(round(255 * look.strength * strength * share) for strength in turned for share in tone)


def _dark(progress: float, at_s: float, lights: int) -> Shape:
    return [0.0] * lights


def _full(progress: float, at_s: float, lights: int) -> Shape:
    return [1.0] * lights


def _filling(progress: float, at_s: float, lights: int) -> Shape:
    return [min(max(progress * lights - n, 0.0), 1.0) for n in range(lights)]


def _turning(progress: float, at_s: float, lights: int) -> Shape:
    """Each light by its share of a quarter that turns, so that few lights turn smoothly too."""
    head, reach = _phase(at_s, Motion.TURNING) * lights, QUARTER * lights
    behind = [(n - head) % lights for n in range(lights)]
    return [min(max(reach - far, 0.0), 1.0) + max(far + 1 - lights, 0.0) for far in behind]


def _swelling(motion: Motion) -> Callable[[float, float, int], Shape]:
    def shape(progress: float, at_s: float, lights: int) -> Shape:
        wave = (1 + math.cos(2 * math.pi * _phase(at_s, motion))) / 2
        return [(FAINTEST + (1 - FAINTEST) * wave) ** EYE] * lights

    return shape


def _crossed(shape: Shape) -> Shape:
    share = [(n / len(shape)) % QUARTER for n in range(len(shape))]
    return [strength if at < QUARTER * (1 - GAP) else 0.0 for at, strength in zip(share, shape, strict=True)]


def _phase(at_s: float, motion: Motion) -> float:
    return (at_s / PULSE_S[motion]) % 1.0


SHAPES: Mapping[Motion, Callable[[float, float, int], Shape]] = MappingProxyType(
    {
        Motion.DARK: _dark,
        Motion.TURNING: _turning,
        Motion.PULSING: _swelling(Motion.PULSING),
        Motion.FILLING: _filling,
        Motion.FULL: _full,
        Motion.BREATHING: _swelling(Motion.BREATHING),
    }
)
