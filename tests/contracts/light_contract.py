"""What every light keeps to. A driver's test inherits `LightContract` and builds the rig."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.signals import Signal
from app.ports.light import Colour, Light

TELLERS, WORDS = 4, 50


@dataclass(frozen=True)
class LightRig:
    light: Light
    await_signal: Callable[[Signal], object]
    """Fails unless the light comes to show it, in no colour of a challenge."""
    await_colour: Callable[[Colour], object]


class LightContract:
    @pytest.fixture
    def rig(self) -> object:
        raise NotImplementedError("a driver's test builds its rig here")

    @pytest.mark.parametrize("signal", Signal)
    def test_every_signal_is_shown(self, rig: LightRig, signal: Signal) -> None:
        rig.light.show(signal, 0.5)
        rig.await_signal(signal)

    @pytest.mark.parametrize("progress", [-1.0, 0.0, 1.0, 7.5])
    def test_progress_beyond_the_ring_does_no_harm(self, rig: LightRig, progress: float) -> None:
        rig.light.show(Signal.HOLD, progress)
        rig.light.show(Signal.GRANTED, 0.0)
        rig.await_signal(Signal.GRANTED)

    def test_a_challenge_goes_before_any_signal_until_it_is_over(self, rig: LightRig) -> None:
        rig.light.show(Signal.HOLD, 0.5)
        for colour in Colour:
            rig.light.shine(colour)
            rig.await_colour(colour)
        rig.light.show(Signal.DENIED, 0.0)
        rig.await_colour(Colour.RED)
        rig.light.shine(None)
        rig.await_signal(Signal.DENIED)

    def test_many_may_tell_it_at_once(self, rig: LightRig) -> None:
        def tell() -> None:
            for number in range(WORDS):
                rig.light.show(Signal.HOLD, number / WORDS)
                rig.light.shine(Colour.GREEN if number % 2 else None)

        tellers = [threading.Thread(target=tell) for _ in range(TELLERS)]
        for teller in tellers:
            teller.start()
        for teller in tellers:
            teller.join()
        rig.light.shine(None)
        rig.light.show(Signal.GRANTED, 0.0)
        rig.await_signal(Signal.GRANTED)
