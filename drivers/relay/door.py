"""The door by a relay: nobody stands behind this terminal who decides, so its Grant does.

Rules it keeps:

- A grant that names nobody is denied: at a door without a controller, a badge is let in only when it is somebody's who
  is enrolled here.
- GRANTED is said when the board has repeated the command and says that the contact is closed. Anything else is SILENT,
  and the relay is dropped.
- The board keeps the time. A terminal that dies, or a cable that breaks, leaves no door open.
- A relay that is found energised when it should not be is dropped: at the start, after its time, and at the end.

    door = RelayDoor(RelaySettings("/dev/ttyUSB0", channel=0, seconds=5), clock)
    door.open()
    answer = door.release(grant)

Limits: the relay is this terminal's alone, so that a button for the way out is wired beside its contact and not to the
board. Whether the door itself opened, nobody tells.
"""

import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.domain.access import DoorAnswer, Grant
from app.domain.faults import Fault, FaultError
from app.ports.clock import Clock
from app.ports.door import DoorLink
from drivers.relay.board import CHANNELS, Board, BoardSilent

SECONDS = range(1, 31)
"""How long a door may stay unlocked. Shorter, and nobody reaches the handle; longer, and the next one walks in."""

LOOK_EVERY_S = 0.5
"""Between two looks at the board: a pulled cable is known within a second."""

OVERTIME_S = 1.0
"""What the board's clock, its relay and a look may take beyond the time that it was told."""

_BAUDS = (4800, 9600, 19200, 38400, 57600, 115200)
_DEVICES = range(1, 248)  # Modbus over serial line V1.02, 2.2; 0 is everybody, who does not answer


@dataclass(frozen=True, slots=True)
class RelaySettings:
    port: str
    channel: int = 0
    """0 is the relay that the board calls 1."""
    seconds: int = 5
    device: int = 1
    baud: int = 9600

    def __post_init__(self) -> None:
        """Raises FaultError(SETTINGS_INVALID)."""
        for name, value, known in (
            ("channel", self.channel, range(CHANNELS)),
            ("seconds", self.seconds, SECONDS),
            ("device", self.device, _DEVICES),
        ):
            if value not in known:
                raise FaultError(Fault.SETTINGS_INVALID, f"relay {name} must be {known[0]} to {known[-1]}")
        if self.baud not in _BAUDS:
            raise FaultError(Fault.SETTINGS_INVALID, f"relay baud rate must be one of {_BAUDS}")


class RelayDoor:
    simulated = False

    def __init__(self, settings: RelaySettings, clock: Clock) -> None:
        self.name = f"relay:{settings.port}"
        self._settings = settings
        self._clock = clock
        self._board = Board(settings.port, settings.baud, settings.device, settings.channel)
        self._turn = threading.Lock()
        """Whoever has it may speak to the board."""
        self._link = DoorLink.OFFLINE
        self._until_s = 0.0
        """Monotonic seconds: after it the relay should not be energised any more."""
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        if not Path(self._settings.port).exists():
            raise FaultError(Fault.CONTROLLER_SILENT, self.name)
        self._stopping.clear()
        self._thread = threading.Thread(target=self._watch, name="relay", daemon=True)
        self._thread.start()

    def link(self) -> DoorLink:
        return self._link

    def release(self, grant: Grant) -> DoorAnswer:
        if not self._turn.acquire(timeout=max(0.0, self._left_s(grant))):
            return DoorAnswer.SILENT
        try:
            if self._link is not DoorLink.ONLINE or self._left_s(grant) <= 0:
                return DoorAnswer.SILENT
            if grant.person is None:
                return DoorAnswer.DENIED
            return DoorAnswer.GRANTED if self._unlock() else DoorAnswer.SILENT
        finally:
            self._turn.release()

    def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping.set()
        thread.join()
        with self._turn:
            self._lose()

    def _left_s(self, grant: Grant) -> float:
        return grant.expires_at_s - self._clock.monotonic_s()

    def _unlock(self) -> bool:
        """Whether the board has said that the contact is closed; if not, it is opened again."""
        closed = False
        try:
            self._until_s = self._clock.monotonic_s() + self._settings.seconds + OVERTIME_S
            self._board.energise(self._settings.seconds * 10)
            closed = self._board.energised()
        except BoardSilent:
            pass
        finally:
            if not closed:
                self._lose()
        return closed

    def _lose(self) -> None:
        """The board is not to be relied on: locked, as far as it hears us, and offline until it is looked at anew."""
        self._link = DoorLink.OFFLINE
        with suppress(BoardSilent):
            self._board.drop()
        self._board.hang_up()

    def _watch(self) -> None:
        try:
            while not self._stopping.is_set():
                with self._turn:
                    self._look()
                self._stopping.wait(LOOK_EVERY_S)
        finally:
            self._link = DoorLink.OFFLINE

    def _look(self) -> None:
        try:
            known = self._link is DoorLink.ONLINE
            if not known or (self._board.energised() and self._clock.monotonic_s() > self._until_s):
                self._lock()
            self._link = DoorLink.ONLINE
        except BoardSilent:
            self._link = DoorLink.OFFLINE
            self._board.hang_up()

    def _lock(self) -> None:
        """Raises BoardSilent unless the board says that the contact is open."""
        self._board.drop()
        if self._board.energised():
            raise BoardSilent("the relay does not drop")
