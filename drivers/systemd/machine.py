"""Implements `app.ports.machine.Machine` on a machine that systemd runs.

    machine = SystemdMachine(restart=again, supervisor=Supervisor(os.environ, os.getpid()))
    machine.ready()

Sources: org.freedesktop.login1(5), org.freedesktop.timedate1(5); `clock_gettime(2)` for CLOCK_BOOTTIME;
`/proc/sys/kernel/random/boot_id` (random(4)). Limits: logind asks polkit, so a terminal that does not run as root needs
a rule that lets it reboot (`org.freedesktop.login1.reboot`).
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from drivers.systemd.bus import Connect, NotAnswered, Peer, call, read_property, system_bus
from drivers.systemd.notify import Supervisor, status_line

log = logging.getLogger("thenar.drivers")

LOGIND = Peer("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
TIMEDATED = Peer("org.freedesktop.timedate1", "/org/freedesktop/timedate1", "org.freedesktop.timedate1")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NOBODY_IS_ASKED = False
"""logind's `interactive`: a terminal has nobody who could type a password."""


class SystemdMachine:
    simulated = False

    def __init__(
        self,
        restart: Callable[[], None],
        supervisor: Supervisor,
        connect: Connect = system_bus,
    ) -> None:
        """`restart` closes everything and starts the program again; called from any thread, and returns."""
        self._restart = restart
        self._supervisor = supervisor
        self._connect = connect

    @property
    def watchdog_s(self) -> float | None:
        """Within so many seconds `alive` is expected; None where nobody waits for it."""
        return self._supervisor.watchdog_s

    def boot(self) -> str:
        return BOOT_ID.read_text("ascii").strip()

    def running_s(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def synchronised(self) -> bool:
        try:
            return read_property(self._connect, TIMEDATED, "NTPSynchronized") is True
        except NotAnswered:
            return False

    def reboot(self) -> bool:
        try:
            call(self._connect, LOGIND, "Reboot", "b", (NOBODY_IS_ASKED,))
        except NotAnswered as error:
            log.error("the machine does not start again: %s", type(error).__name__)
            return False
        return True

    def restart_application(self) -> None:
        self._restart()

    def ready(self) -> None:
        self._supervisor.tell("READY=1", status_line("ready"))

    def alive(self) -> None:
        self._supervisor.tell("WATCHDOG=1")

    def say(self, status: str) -> None:
        self._supervisor.tell(status_line(status))
