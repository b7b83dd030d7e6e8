"""Watches over a terminal that is somebody's: locks it when it is opened or was too long without its server, and
remembers over restarts what locks it and whether it is out of service.

Rules it keeps: what locks is on the disk before anybody can forget it, and counts even where the disk does not take it;
nothing here unlocks but a command of the server that names the lock; a terminal whose record is gone, or whose lease is
not paid for on the disk, serves nobody.

    guard = Guard(memory, machine, tamper, clock)
    guard.start()
    guard.hold          # why it may not work now: for `Life`
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import RLock

from app.domain.device_commands import CommandKind
from app.domain.device_configuration import DeviceConfiguration, OperationMode
from app.domain.device_lock import Lock, Locked, Standing, locked, released
from app.domain.faults import Fault, FaultError
from app.domain.offline_lease import SLICE_MILLIS, Moment, capped, carried, covered, granted, left
from app.ports.clock import Clock
from app.ports.machine import Machine
from app.ports.tamper import Tamper
from app.runtime.loop import Loop
from app.runtime.obeyed import Obeyed
from app.storage.terminal_memory import TerminalMemory

LOOK_EVERY_S = 0.2
"""How long an opened case stays unnoticed."""
SWITCH_PATIENCE = 10
"""Looks in vain at a switch that cannot be read, 2 s, before that counts as an opened case."""
MINUTE_MILLIS = 60_000
UNCONFIGURED = DeviceConfiguration(OperationMode.ENROLLMENT)
"""What holds before the first configuration has come: the delivered limits."""


class Guard:
    """Asked and told from several threads."""

    def __init__(self, memory: TerminalMemory, machine: Machine, tamper: Tamper | None, clock: Clock) -> None:
        """`tamper` is None for a case without a switch."""
        self._memory = memory
        self._machine = machine
        self._tamper = tamper
        self._clock = clock
        self._standing: Standing | None = None
        """None while the terminal is nobody's."""
        self._unsaved = False
        """A lock that the disk has not taken yet."""
        self._unpaid = False
        """The disk does not take the next slice of the lease, and the last one is used up."""
        self._looked_s = clock.monotonic_s()
        self._broken: Fault | None = None
        self._unread = 0
        self._lock = RLock()
        self._loop = Loop("guard", self._turn, self._break)

    def start(self) -> None:
        """Looks once before it returns, so that nothing begins that should be held. Raises nothing."""
        try:
            self.look()
        except FaultError as error:
            self._break(error.fault)
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def hold(self) -> Fault | None:
        """Why the terminal may not work now."""
        with self._lock:
            if self._broken is not None:
                return self._broken
            if self._standing is None:
                return None
            if self._standing.fault is not None:
                return self._standing.fault
            if self._unread:
                return Fault.TAMPER_SWITCH_MISSING
            return Fault.STORE_FULL if self._unpaid else None

    @property
    def locks(self) -> tuple[Locked, ...]:
        with self._lock:
            return () if self._standing is None else self._standing.locks

    @property
    def switch_silent(self) -> bool:
        """Whether the switch of the case cannot be read."""
        return self._unread > 0

    @property
    def looked_s(self) -> float:
        """When it looked last, on the clock's monotonic time: one that does not look any more hangs."""
        return self._looked_s

    @property
    def wipe_due(self) -> bool:
        """Whether the terminal's people and their keys are to go now. `wiped` says that they have gone."""
        with self._lock:
            return self._standing is not None and self._standing.wipe_due

    def wiped(self) -> None:
        with self._lock:
            if self._standing is not None:
                self._become(replace(self._standing, wipe_due=False))

    def answered(self, unheard_millis: int) -> None:
        """The server has answered; it had heard nothing for so long, by its own clock."""
        with self._lock:
            self._recall()
            if self._standing is None:
                return
            allowed = self._allowed_millis()
            if unheard_millis > allowed:
                self._shut(Lock.INACTIVITY)
            lease, now = self._standing.lease, self._now()
            if lease is None or left(lease, now) < allowed - SLICE_MILLIS // 2 or not covered(lease, now):
                self._become(replace(self._standing, lease=granted(allowed, now)))
            self._unpaid = self._uncovered()

    def commands(self) -> Mapping[CommandKind, Callable[[], Obeyed]]:
        """What it does when it is told. A word that the disk does not take has failed."""
        return {
            CommandKind.OUT_OF_SERVICE: lambda: self._obey(lambda it: replace(it, out_of_service=True)),
            CommandKind.IN_SERVICE: lambda: self._obey(lambda it: replace(it, out_of_service=False)),
            CommandKind.UNLOCK_TAMPER: lambda: self._obey(lambda it: released(it, Lock.TAMPER)),
            CommandKind.UNLOCK_INACTIVITY: lambda: self._obey(lambda it: released(it, Lock.INACTIVITY)),
        }

    def look(self) -> None:
        """Once: at the case, and at the lease. Raises FaultError for a broken memory."""
        with self._lock:
            self._looked_s = self._clock.monotonic_s()
            self._recall()
            self._broken = None
            if self._standing is None:
                return
            if self._opened():
                self._shut(Lock.TAMPER)
            self._pay()
            if self._unsaved:
                self._become(self._standing)
            self._unpaid = self._uncovered()

    def _turn(self) -> None:
        self.look()
        self._clock.sleep(LOOK_EVERY_S)

    def _break(self, fault: Fault) -> None:
        with self._lock:
            self._broken = fault

    def _recall(self) -> None:
        if self._memory.identity() is None:
            self._standing, self._unsaved, self._unpaid, self._unread = None, False, False, 0
        elif self._standing is None:
            self._standing = self._memory.standing()

    def _opened(self) -> bool:
        if self._tamper is None:
            return False
        try:
            opened = self._tamper.opened()
        except FaultError:
            self._unread += 1
            return self._unread >= SWITCH_PATIENCE
        self._unread = 0
        return opened

    def _pay(self) -> None:
        """For the time that comes next, or locks when there is none left."""
        standing = self._standing
        assert standing is not None
        now, allowed = self._now(), self._allowed_millis()
        if standing.lease is None:
            self._become(replace(standing, lease=granted(allowed, now)))
            return
        lease = standing.lease
        if left(lease, now) == 0:
            self._shut(Lock.INACTIVITY)
        elif left(lease, now) > allowed:
            self._become(replace(standing, lease=capped(lease, allowed, now)))
        elif not covered(lease, replace(now, running_millis=now.running_millis + SLICE_MILLIS // 2)):
            self._become(replace(standing, lease=carried(lease, now)))

    def _uncovered(self) -> bool:
        """Whether there is time left that the disk does not know of."""
        lease = None if self._standing is None else self._standing.lease
        now = self._now()
        return lease is not None and left(lease, now) > 0 and not covered(lease, now)

    def _shut(self, lock: Lock) -> None:
        """At once, whether the disk takes it or not."""
        standing = self._standing
        assert standing is not None
        if any(each.lock is lock for each in standing.locks):
            return
        after = locked(standing, lock, max(int(self._clock.now().timestamp() * 1000), 0))
        wipe = lock is Lock.TAMPER and self._configuration().wipe_on_tamper
        self._standing = replace(after, wipe_due=after.wipe_due or wipe)
        self._unsaved = True
        self._become(self._standing)

    def _obey(self, change: Callable[[Standing], Standing]) -> Obeyed:
        with self._lock:
            self._recall()
            if self._standing is None:
                return Obeyed.FAILED
            return Obeyed.DONE if self._become(change(self._standing)) else Obeyed.FAILED

    def _become(self, standing: Standing) -> bool:
        """False, and all as before, when the disk does not take it."""
        try:
            self._memory.stand(standing)
        except OSError:
            return False
        self._standing, self._unsaved = standing, False
        return True

    def _configuration(self) -> DeviceConfiguration:
        kept = self._memory.configuration()
        return UNCONFIGURED if kept is None else kept.configuration

    def _allowed_millis(self) -> int:
        return self._configuration().maximum_offline_minutes * MINUTE_MILLIS

    def _now(self) -> Moment:
        wall = int(self._clock.now().timestamp() * 1000)
        return Moment(self._machine.boot(), int(self._machine.running_s() * 1000), wall)
