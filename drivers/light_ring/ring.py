"""The light port over a serial line: a ring of addressable lights behind WLED or any micro-controller that speaks
Adalight.

    with LightRing(RingSettings("/dev/ttyUSB0", Look(lights=24)), clock) as ring:      # it pulses
        ring.show(Signal.HOLD, progress=0.4)                                           # until it is told something

Rules it keeps: nothing raises; a ring that was unplugged comes back by itself within `AGAIN_S` of being there; frames
take at most `SHARE` of what the line carries, however often somebody tells something; what stands still is sent anew
every `ALIVE_S`, because WLED goes back to its own effects otherwise.

Limits: nothing is answered over the line, so a ring that is there and does not shine is not noticed. A program that is
killed leaves the last frame to the ring: WLED lets go of it after 2.5 s by itself.
"""

import logging
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Protocol, Self

import serial

from app.domain.signals import Signal
from app.ports.clock import Clock
from app.ports.light import Colour
from drivers.light_ring.adalight import HEADER_BYTES, LIGHT_BYTES, frame
from drivers.light_ring.patterns import Look, Shown, drawn

log = logging.getLogger("thenar.drivers")

FRAMES_S: Final = 25
"""Frames a second that look smooth; a turn of 1.6 s moves a ring of 24 by less than a light each."""
SHARE: Final = 0.5
"""Of the line's speed. Controllers read no bytes while they write to their lights, 30 us each."""
BITS: Final = 10
"""On the line for a byte: one to start, eight, one to stop."""
ALIVE_S: Final = 1.0
"""Within the 2.5 s after which WLED's "realtime" gives up, and the 15 s of other programs."""
AGAIN_S: Final = 1.0
"""Between two attempts at a port that is not there."""
STUCK_S: Final = 0.5
"""A frame that the line does not take in so long is given up, and the line opened anew."""
TAKEN_S: Final = 0.01
"""Between two looks whether the line has taken the last frame; at 115200 baud the longest takes 0.04 s."""
BAUDS: Final = (115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1500000)
"""That WLED can be set to."""
MOST: Final = 150
"""Lights. At 115200 baud a colour of a challenge is on all of them within 0.12 s, of the 0.2 that it is given; WLED's
makers advise 50 to 100 at that speed."""

_LOST = (OSError, serial.SerialException, termios.error, ValueError)
"""What a port may raise; ValueError, of a speed that the adapter cannot do."""


@dataclass(frozen=True, slots=True)
class RingSettings:
    port: str
    look: Look
    baud: int = BAUDS[0]

    @property
    def frame_s(self) -> float:
        """Between the beginnings of two frames."""
        wire_s = (HEADER_BYTES + LIGHT_BYTES * self.look.lights) * BITS / self.baud
        return max(1 / FRAMES_S, wire_s / SHARE)


class Port(Protocol):
    """Everything raises one of `_LOST` when the line is gone."""

    @property
    def out_waiting(self) -> int:
        """Bytes written that the line has not taken."""
        ...

    def write(self, content: bytes, /) -> int | None: ...

    def reset_output_buffer(self) -> None: ...

    def close(self) -> None:
        """Waits up to 30 s, by the kernel, for what the line has not taken."""
        ...


def serial_port(settings: RingSettings) -> Port:
    """Raises one of `_LOST`."""
    return serial.Serial(settings.port, settings.baud, timeout=0, write_timeout=STUCK_S, exclusive=True)


class RingLine:
    """What the thread does, one step at a time. Told from any thread, stepped on one."""

    def __init__(
        self, settings: RingSettings, clock: Clock, opened: Callable[[RingSettings], Port] = serial_port
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._opened = opened
        self._port: Port | None = None
        self._shown = Shown(Signal.WORKING)
        self._sent: Shown | None = None
        self._due_s = float("-inf")
        """Not before then."""
        self._stale_s = float("-inf")
        """By then at the latest."""
        self._missed = False
        """Whether the log knows that there is no ring."""
        self._lock = threading.Lock()

    def show(self, signal: Signal, progress: float) -> None:
        with self._lock:
            self._shown = replace(self._shown, signal=signal, progress=progress)

    def shine(self, colour: Colour | None) -> None:
        with self._lock:
            self._shown = replace(self._shown, colour=colour)

    def step(self) -> float:
        """Seconds until it wants to be called again; sooner if it was told something. Raises nothing."""
        now_s, shown = self._clock.monotonic_s(), self._shown
        if now_s < self._due_s:
            return self._due_s - now_s
        if shown == self._sent and not shown.moving and now_s < self._stale_s:
            return self._stale_s - now_s
        try:
            self._send(drawn(shown, now_s, self._settings.look))
        except _LOST as error:
            self._lose(error)
            self._due_s = now_s + AGAIN_S
            return AGAIN_S
        self._sent, self._stale_s = shown, now_s + ALIVE_S
        self._due_s = now_s + self._settings.frame_s
        return self._settings.frame_s if shown.moving else ALIVE_S

    def end(self) -> None:
        """Dark, and the port is anybody's again, within twice `STUCK_S` whatever has become of the line."""
        with suppress(*_LOST):
            if self._port is not None:
                self._send(bytes(LIGHT_BYTES * self._settings.look.lights))
                if self._taken(self._port):
                    self._port.close()
                    self._port = None
        self._drop()

    def _taken(self, port: Port) -> bool:
        """Whether the line takes the last frame in time. Raises one of `_LOST`."""
        until_s = self._clock.monotonic_s() + STUCK_S
        while (waiting := port.out_waiting) and self._clock.monotonic_s() < until_s:
            self._clock.sleep(TAKEN_S)
        return not waiting

    def _send(self, lights: bytes) -> None:
        if self._port is None:
            self._port = self._opened(self._settings)
            if self._missed:
                log.info("the light ring is there")
            self._missed = False
        self._port.write(frame(lights))

    def _lose(self, error: Exception) -> None:
        if not self._missed:
            log.warning("the light ring is not there: %s", type(error).__name__)
        self._missed = True
        self._drop()

    def _drop(self) -> None:
        """What the line has not taken is thrown away: closing would wait for it for half a minute."""
        port, self._port = self._port, None
        if port is not None:
            with suppress(*_LOST):
                port.reset_output_buffer()
            with suppress(*_LOST):
                port.close()


class LightRing:
    """Shines while it is entered; dark afterwards, whatever it is told."""

    simulated = False
    colours = True

    def __init__(self, settings: RingSettings, clock: Clock) -> None:
        self._line = RingLine(settings, clock)
        self._told, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="thenar-light-ring", daemon=True)

    def __enter__(self) -> Self:
        self._line.step()  # before anything else of the program is loaded
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._told.set()
        self._thread.join()

    def show(self, signal: Signal, progress: float) -> None:
        self._line.show(signal, progress)
        self._told.set()

    def shine(self, colour: Colour | None) -> None:
        self._line.shine(colour)
        self._told.set()

    def _run(self) -> None:
        while not self._ending.is_set():
            self._told.wait(self._line.step())
            self._told.clear()
        self._line.end()
