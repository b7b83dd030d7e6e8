"""The badge reader port over a serial port: USB readers that show up as /dev/ttyACM0, RS-232 readers, RDM6300 modules.

    reader = SerialBadgeReader(SerialReaderSettings("/dev/ttyACM0", framing=Rdm6300Framing), clock)
    reader.open()
    badge = reader.read(timeout_s=1.0)

Limits: one badge held to the reader is one badge for `HOLD_S` after it was last seen, because RDM6300 modules repeat it
as long as it is there; another badge is taken at once.
"""

import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import serial

from app.domain.badges import Badge, UnreadableBadge
from app.domain.faults import Fault, FaultError
from app.ports.clock import Clock
from drivers.serial_reader.framing import Framing

HOLD_S = 1.0
"""RDM6300 modules repeat a badge every 65 ms; a person who takes it away and presents it again needs longer."""

_MOST_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class SerialReaderSettings:
    port: str
    framing: Callable[[], Framing]
    baud: int = 9600


class SerialBadgeReader:
    simulated = False

    def __init__(self, settings: SerialReaderSettings, clock: Clock) -> None:
        self.name = f"serial:{settings.port}"
        self._settings = settings
        self._clock = clock
        self._port: serial.Serial | None = None
        self._framing = settings.framing()
        self._waiting: deque[Badge | UnreadableBadge] = deque(maxlen=16)
        self._last: Badge | None = None
        self._last_seen_s = 0.0

    def open(self) -> None:
        if self._port is not None:
            return
        try:
            self._port = serial.Serial(self._settings.port, self._settings.baud, timeout=0, exclusive=True)
            self._port.reset_input_buffer()  # a badge of before is not a badge of now
        except (OSError, serial.SerialException) as error:
            raise self._missing() from error
        self._framing = self._settings.framing()
        self._waiting.clear()

    def read(self, timeout_s: float) -> Badge | UnreadableBadge | None:
        until_s = self._clock.monotonic_s() + timeout_s
        while not self._waiting:
            left_s = until_s - self._clock.monotonic_s()
            self._take(max(0.0, left_s))
            if left_s <= 0 and not self._waiting:
                return None
        return self._waiting.popleft()

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            with contextlib.suppress(OSError, serial.SerialException):
                port.close()

    def _take(self, wait_s: float) -> None:
        """Reads what is there, waiting for the first byte."""
        if self._port is None:
            raise self._missing()
        try:
            self._port.timeout = wait_s
            content = self._port.read(1)
            self._port.timeout = 0
            content += self._port.read(_MOST_AT_ONCE) if content else b""
        except (OSError, serial.SerialException) as error:
            self.close()
            raise self._missing() from error
        for badge in self._framing.feed(content):
            if not self._is_held(badge):
                self._waiting.append(badge)

    def _is_held(self, badge: Badge | UnreadableBadge) -> bool:
        if not isinstance(badge, Badge):
            return False
        now_s = self._clock.monotonic_s()
        held = badge == self._last and now_s - self._last_seen_s < HOLD_S
        self._last, self._last_seen_s = badge, now_s
        return held

    def _missing(self) -> FaultError:
        return FaultError(Fault.BADGE_READER_MISSING, self.name)
