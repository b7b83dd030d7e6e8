"""Knows what time it is for whoever's access has an end, by a reckoning that survives power cuts and a wall clock that
is moved (`app.domain.reckoned_time`).

Rules it keeps: the mark is carried forward on the disk once a minute; a disk that takes none changes nothing of what
is reckoned while the terminal runs; where the mark cannot be read, nobody is let in by a guess until the server has
said what time it is.

    timekeeper = Timekeeper(memory, machine, clock)
    timekeeper.start()
    timekeeper.now()
"""

from contextlib import suppress
from datetime import datetime
from threading import RLock

from app.domain.faults import FaultError
from app.domain.moments import moment
from app.domain.offline_lease import Moment
from app.domain.reckoned_time import CARRY_MILLIS, Mark, carried, reckoned, strays, told
from app.ports.clock import Clock
from app.ports.machine import Machine
from app.runtime.loop import Loop
from app.storage.terminal_memory import TerminalMemory

LOOK_EVERY_S = 0.2


class Timekeeper:
    """Asked and told from several threads. `now` and `look` raise FaultError(STORE_UNREADABLE)."""

    def __init__(self, memory: TerminalMemory, machine: Machine, clock: Clock) -> None:
        self._memory = memory
        self._machine = machine
        self._clock = clock
        self._mark: Mark | None = None
        """None while the terminal is nobody's, and before the first."""
        self._carried_s: float | None = None
        """Monotonic seconds when it was last carried to the disk."""
        self._lock = RLock()
        self._loop = Loop("timekeeper", self._turn, lambda fault: None)

    def start(self) -> None:
        """From here on the wall clock is not asked any more, but for one that follows a time server. Raises nothing:
        what cannot be read is told to whoever asks for the time."""
        with suppress(FaultError):
            self.look()
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def now(self) -> datetime:
        with self._lock:
            self._recall()
            return moment(reckoned(self._mark, self._moment()) * 1000)

    @property
    def clock_strays(self) -> bool:
        """Whether the machine's own clock is wrong by this reckoning. Raises nothing: where the mark cannot be read it
        cannot be relied on either."""
        with self._lock:
            try:
                self._recall()
            except FaultError:
                return True
            return strays(self._mark, self._moment())

    def told(self, at_millis: int) -> None:
        """The server has said what time it is: it stands in place of a mark that cannot be read, too."""
        with self._lock:
            if self._memory.identity() is None:
                return
            now = self._moment()
            try:
                self._recall()
                written = abs(at_millis - reckoned(self._mark, now)) <= CARRY_MILLIS
            except FaultError:
                written = False
            self._mark = told(at_millis, now)
            if not written:
                self._write(self._mark)

    def look(self) -> None:
        """Carries the mark when it is time, and at once after a start. One that cannot be read is tried again as seldom
        as it is carried."""
        if not self._due():
            return
        self._carried_s = self._clock.monotonic_s()
        synchronised = self._machine.synchronised()  # another program is asked, and nobody at the door waits for it
        with self._lock:
            self._recall()
            self._mark = carried(self._mark, self._moment(), synchronised=synchronised)
            self._write(self._mark)

    def _due(self) -> bool:
        with self._lock:
            if self._memory.identity() is None:
                self._mark = self._carried_s = None
                return False
            return self._carried_s is None or self._clock.monotonic_s() - self._carried_s >= CARRY_MILLIS / 1000

    def _write(self, mark: Mark) -> None:
        self._carried_s = self._clock.monotonic_s()
        with suppress(OSError):  # whoever is at the door is told of a full disk by the lease, which must be paid for
            self._memory.mark(mark)

    def _recall(self) -> None:
        if self._mark is None and self._memory.identity() is not None:
            self._mark = self._memory.marked()

    def _moment(self) -> Moment:
        wall = int(self._clock.now().timestamp() * 1000)
        return Moment(self._machine.boot(), int(self._machine.running_s() * 1000), wall)

    def _turn(self) -> None:
        self.look()
        self._clock.sleep(LOOK_EVERY_S)
