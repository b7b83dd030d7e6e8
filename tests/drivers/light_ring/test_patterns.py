"""What the ring shows of each signal, as light alone."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from app.domain.cues import CUES, PULSE_S, Motion
from app.domain.signals import Signal
from app.ports.light import Colour
from drivers.light_ring.patterns import FEWEST, TONES, Look, Shown, drawn

FULL = Look(lights=24, strength=1.0)
MOMENTS = [n / 25 for n in range(61)]
"""The slowest turn, 25 times a second."""


def lights(shown: Shown, at_s: float = 0.0, look: Look = FULL) -> list[tuple[int, ...]]:
    drawn_now = drawn(shown, at_s, look)
    assert len(drawn_now) == 3 * look.lights
    return [tuple(drawn_now[n : n + 3]) for n in range(0, len(drawn_now), 3)]


def brightness(shown: Shown, at_s: float = 0.0, look: Look = FULL) -> list[float]:
    """Of each light, as a share of the signal's own tone: what remains when nobody sees colours."""
    most = max(max(TONES[shown.signal]), 1e-9) * 255
    return [round(max(light) / most, 2) for light in lights(shown, at_s, look)]


def linear(channel: int) -> float:
    """sRGB to light (IEC 61966-2-1)."""
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def test_the_rings_colours_are_the_screens(root: Path) -> None:
    tokens = json.loads((root / "resources" / "theme" / "tokens.json").read_text("utf-8"))["dark"]
    for signal in set(Signal) - {Signal.QUIET}:
        shown = [linear(int(tokens[signal.value][at : at + 2], 16)) for at in (1, 3, 5)]
        assert list(TONES[signal]) == pytest.approx(shown, abs=0.01), signal


@pytest.mark.parametrize("count", [FEWEST, 12, 24, 60, 150])
def test_no_two_signals_look_alike_to_who_sees_no_colours(count: int) -> None:
    """Over time: what moves may be alike for a moment."""
    look = Look(count, strength=1.0)
    seen = {signal: [brightness(Shown(signal, 0.5), at_s, look) for at_s in MOMENTS] for signal in Signal}
    for one, other in combinations(Signal, 2):
        assert seen[one] != seen[other], (one, other)


def test_holding_still_fills_the_ring_from_the_top() -> None:
    for progress, full in ((0.0, 0), (0.25, 6), (0.5, 12), (1.0, 24)):
        assert brightness(Shown(Signal.HOLD, progress)) == [1.0] * full + [0.0] * (24 - full)
    assert brightness(Shown(Signal.HOLD, 0.52))[11:14] == [1.0, 0.48, 0.0], "half a light is half lit"


@pytest.mark.parametrize("top", [0, 5, 23])
def test_it_begins_at_the_light_that_is_at_the_top(top: int) -> None:
    shown = brightness(Shown(Signal.HOLD, 1 / 24), look=Look(24, 1.0, top))
    assert [n for n, share in enumerate(shown) if share] == [top]


def test_searching_turns_once_as_the_screen_does_and_is_always_a_quarter() -> None:
    turn_s = PULSE_S[Motion.TURNING]
    for at_s in MOMENTS:
        assert sum(brightness(Shown(Signal.SEARCHING), at_s)) == pytest.approx(6, abs=0.05)
    assert brightness(Shown(Signal.SEARCHING)) == [1.0] * 6 + [0.0] * 18
    assert brightness(Shown(Signal.SEARCHING), turn_s / 4) == [0.0] * 6 + [1.0] * 6 + [0.0] * 12
    assert brightness(Shown(Signal.SEARCHING), turn_s) == brightness(Shown(Signal.SEARCHING))


@pytest.mark.parametrize("signal", [Signal.WORKING, Signal.ADJUST])
def test_what_breathes_never_goes_dark_and_is_brightest_once_a_turn(signal: Signal) -> None:
    turn_s = PULSE_S[CUES[signal].motion]
    over_a_turn = [brightness(Shown(signal), turn_s * n / 20)[0] for n in range(20)]
    assert over_a_turn.index(1.0) == 0
    assert over_a_turn.count(1.0) == 1
    assert min(over_a_turn) > 0.05
    assert over_a_turn.index(min(over_a_turn)) == 10


@pytest.mark.parametrize("colour", Colour)
def test_a_challenge_lights_all_of_the_ring_in_its_colour_alone(colour: Colour) -> None:
    blue, green, red = (round(255 * share) for share in colour.value)
    for signal in Signal:
        assert lights(Shown(signal, 0.5, colour), 0.3) == [(red, green, blue)] * 24


def test_the_strength_bounds_every_light() -> None:
    dim = Look(24, strength=0.2)
    for signal in Signal:
        assert max(drawn(Shown(signal, 1.0), 0.0, dim)) <= 51
    assert max(drawn(Shown(Signal.HOLD, 1.0, Colour.RED), 0.0, dim)) == 51
