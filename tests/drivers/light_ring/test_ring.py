"""The ring over a serial line: what arrives at the far end, how often, and after the cable was pulled."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.domain.signals import Signal
from app.ports.light import Colour
from app.runtime.signals import Both
from drivers.light_ring.patterns import Look, Shown, drawn
from drivers.light_ring.ring import AGAIN_S, ALIVE_S, BAUDS, MOST, STUCK_S, TAKEN_S, LightRing, RingLine, RingSettings
from drivers.simulated.clock import RealClock, SteppedClock
from drivers.simulated.light import SimulatedLight
from drivers.simulated.world import World
from tests.contracts.light_contract import LightContract, LightRig
from tests.peers.adalight import Frame, Strip

LOOK = Look(lights=24)


@pytest.fixture
def strip(tmp_path: Path) -> Iterator[Strip]:
    strip = Strip(tmp_path / "ring")
    yield strip
    strip.unplug()


@pytest.fixture
def ring(strip: Strip) -> Iterator[LightRing]:
    with LightRing(RingSettings(str(strip.path), LOOK), RealClock()) as ring:
        yield ring


def shows(signal: Signal, progress: float = 0.5) -> Frame:
    """The frame in which each light's tone is strongest, of what does not move."""
    content = drawn(Shown(signal, progress), 0.0, LOOK)
    return [(content[n], content[n + 1], content[n + 2]) for n in range(0, len(content), 3)]


def looks_like(signal: Signal, frame: Frame) -> bool:
    """The brightest light has the tone's proportions, and what does not move is the very frame."""
    if not Shown(signal).moving:
        return frame == shows(signal)
    most, whole = max(frame, key=max), max(shows(signal), key=max)
    scale = max(most) / max(whole)
    alike = all(abs(seen - scale * share) <= 1.5 for seen, share in zip(most, whole, strict=True))
    return alike and (signal is not Signal.SEARCHING or frame.count((0, 0, 0)) >= 16)


def on_strip(light: LightRing | Both, strip: Strip) -> LightRig:
    def await_colour(colour: Colour) -> None:
        blue, green, red = (round(255 * LOOK.strength * share) for share in colour.value)
        strip.watch(lambda frame: frame == [(red, green, blue)] * LOOK.lights)

    return LightRig(light, lambda signal: strip.watch(lambda frame: looks_like(signal, frame)) and None, await_colour)


class TestLightRing(LightContract):
    @pytest.fixture
    def rig(self, ring: LightRing, strip: Strip) -> LightRig:
        return on_strip(ring, strip)


class TestRingBesideAnother(LightContract):
    @pytest.fixture
    def rig(self, ring: LightRing, strip: Strip) -> LightRig:
        return on_strip(Both(ring, SimulatedLight(World(SteppedClock()))), strip)


def test_it_pulses_until_it_is_told_something_and_is_dark_in_the_end(strip: Strip) -> None:
    with LightRing(RingSettings(str(strip.path), LOOK), RealClock()) as ring:
        before = strip.watch(lambda frame: looks_like(Signal.WORKING, frame) and frame[0][2] > 100)
        after = strip.watch(lambda frame: frame[0][2] < 40)
        assert all(looks_like(Signal.WORKING, frame) for frame in (*before, *after))
        ring.show(Signal.GRANTED, 0.0)
        strip.watch(lambda frame: frame == shows(Signal.GRANTED))
    assert strip.frames()[-1:] == [[(0, 0, 0)] * 24]
    assert strip.receiver.skipped == 0


def test_a_controllers_greeting_is_no_matter(ring: LightRing, strip: Strip) -> None:
    strip.say(b"Ada\n" * 2000)
    ring.show(Signal.DENIED, 0.0)
    strip.watch(lambda frame: frame == shows(Signal.DENIED))


def test_a_ring_that_was_pulled_comes_back_with_what_was_told_meanwhile(ring: LightRing, strip: Strip) -> None:
    ring.show(Signal.GRANTED, 0.0)
    strip.watch(lambda frame: frame == shows(Signal.GRANTED))
    strip.unplug()
    for _ in range(20):
        ring.show(Signal.HOLD, 0.2)
        ring.shine(Colour.RED)
    ring.shine(None)
    ring.show(Signal.DENIED, 0.0)
    strip.plug_in()
    strip.watch(lambda frame: frame == shows(Signal.DENIED))


def test_what_is_told_is_shown_at_once(ring: LightRing, strip: Strip) -> None:
    """A challenge gives each colour a third of a second; what stands still is sent once a second anyway."""
    begun_s, colours = time.monotonic(), [Colour.RED, Colour.BLUE, Colour.GREEN] * 4
    for colour in colours:
        ring.shine(colour)
        on_strip(ring, strip).await_colour(colour)
    assert time.monotonic() - begun_s < len(colours) * ALIVE_S / 3


def test_a_ring_that_was_never_there_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "none", tmp_path / "file", tmp_path):
        with LightRing(RingSettings(str(place), LOOK), RealClock()) as ring:
            ring.show(Signal.HOLD, 0.5)
            ring.shine(Colour.BLUE)


class TestSteps:
    """One step of the thread at a time, in simulated time."""

    @pytest.fixture
    def stack(self) -> Iterator[ExitStack]:
        with ExitStack() as stack:
            yield stack

    @pytest.fixture
    def clock(self) -> SteppedClock:
        return SteppedClock()

    @pytest.fixture
    def line(self, strip: Strip, clock: SteppedClock, stack: ExitStack) -> RingLine:
        line = RingLine(RingSettings(str(strip.path), LOOK), clock)
        stack.callback(line.end)
        return line

    def test_what_stands_still_is_sent_once_and_then_once_a_second(
        self, line: RingLine, strip: Strip, clock: SteppedClock
    ) -> None:
        line.show(Signal.GRANTED, 0.0)
        sent = 0
        for _ in range(1000):
            line.step()
            clock.pass_time(0.01)
            sent += len(strip.frames())
        assert sent == round(10 / ALIVE_S)

    @pytest.mark.parametrize(("lights", "baud"), [(24, 115200), (100, 115200), (MOST, 115200), (MOST, 1500000)])
    def test_however_often_it_is_told_half_of_the_line_is_enough(
        self, strip: Strip, clock: SteppedClock, lights: int, baud: int, stack: ExitStack
    ) -> None:
        line = RingLine(RingSettings(str(strip.path), Look(lights), baud), clock)
        stack.callback(line.end)
        sent, seconds = 0, 4
        for number in range(1000 * seconds):
            line.show(Signal.HOLD, number % 1000 / 1000)
            line.step()
            clock.pass_time(0.001)
            sent += len(strip.frames())
        assert sent * (6 + 3 * lights) * 10 <= baud * seconds / 2
        assert sent / seconds <= 25.1
        assert sent / seconds >= 10, "and yet it moves"

    def test_it_asks_to_be_called_when_the_next_frame_is_due(
        self, line: RingLine, strip: Strip, clock: SteppedClock
    ) -> None:
        line.show(Signal.SEARCHING, 0.0)
        sent = 0
        for _ in range(50):
            clock.pass_time(line.step())
            sent += len(strip.frames())
        assert sent >= 49
        assert clock.monotonic_s() == pytest.approx(2.0, abs=0.1)

    def test_a_missing_port_is_tried_once_a_second(self, line: RingLine, strip: Strip, clock: SteppedClock) -> None:
        strip.unplug()
        line.show(Signal.GRANTED, 0.0)
        assert line.step() == AGAIN_S
        strip.plug_in()
        line.step()
        assert strip.frames() == []
        clock.pass_time(AGAIN_S)
        line.step()
        assert strip.frames() == [shows(Signal.GRANTED)]

    def test_a_line_that_takes_nothing_is_given_up_and_opened_anew(
        self, line: RingLine, strip: Strip, clock: SteppedClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A pseudo-terminal holds some 4 KiB; nobody reads here."""
        while not caplog.messages:
            line.step()
            clock.pass_time(0.05)
        assert "not there" in caplog.messages[0]
        line.show(Signal.DENIED, 0.0)
        strip.frames()
        for _ in range(2):  # the first ends the frame that was cut
            clock.pass_time(AGAIN_S)
            line.step()
        assert strip.frames()[-1] == shows(Signal.DENIED)

    def test_the_log_tells_once_that_it_is_gone_and_once_that_it_is_back(
        self, line: RingLine, strip: Strip, clock: SteppedClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO", "thenar.drivers")
        line.step()
        strip.unplug()
        for _ in range(5):
            clock.pass_time(AGAIN_S)
            line.step()
        strip.plug_in()
        for _ in range(5):
            clock.pass_time(AGAIN_S)
            line.step()
        assert len(caplog.messages) == 2
        assert "not there" in caplog.messages[0]


class PassingClock(SteppedClock):
    """Sleeping takes no time of the test's."""

    def sleep(self, seconds: float) -> None:
        self.pass_time(seconds)


class SlowPort:
    """An adapter that takes what was written by `taken_s`, as a pseudo-terminal never does: it holds nothing back."""

    def __init__(self, clock: SteppedClock, taken_s: float) -> None:
        self._clock, self._taken_s = clock, taken_s
        self._written = 0
        self.discarded, self.left_at_close = 0, list[int]()

    @property
    def out_waiting(self) -> int:
        return self._written if self._clock.monotonic_s() < self._taken_s else 0

    def write(self, content: bytes) -> int:
        self._written += len(content)
        return len(content)

    def reset_output_buffer(self) -> None:
        self.discarded, self._written = self.out_waiting, 0

    def close(self) -> None:
        self.left_at_close.append(self.out_waiting)


@pytest.mark.parametrize(("taken_s", "dark"), [(0.0, True), (STUCK_S / 2, True), (float("inf"), False)])
def test_the_end_waits_a_moment_for_the_last_frame_and_throws_away_what_an_adapter_does_not_take(
    taken_s: float, dark: bool
) -> None:
    """What is left when a port is closed holds the program up for 30 s."""
    clock = PassingClock()
    port = SlowPort(clock, taken_s)
    line = RingLine(RingSettings("", LOOK), clock, lambda settings: port)
    line.step()
    line.end()
    assert port.left_at_close == [0]
    assert (port.discarded == 0) is dark
    assert clock.monotonic_s() == pytest.approx(min(taken_s, STUCK_S), abs=2 * TAKEN_S)


def test_every_speed_is_one_that_the_port_takes(strip: Strip) -> None:
    for baud in BAUDS:
        with LightRing(RingSettings(str(strip.path), LOOK, baud), RealClock()) as ring:
            ring.show(Signal.GRANTED, 0.0)
            strip.watch(lambda frame: frame == shows(Signal.GRANTED))
