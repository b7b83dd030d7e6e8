"""A word to the supervisor that started us: one datagram, as sd_notify(3) describes it.

    supervisor = Supervisor(os.environ, os.getpid())
    supervisor.tell("READY=1")

Source: sd_notify(3), sd_watchdog_enabled(3). Limits: no file descriptor is passed, and no word waits for an answer.
"""

import logging
import socket
from collections.abc import Mapping
from pathlib import Path

log = logging.getLogger("thenar.drivers")

STATUS_MOST = 200
"""Characters of a status line: what `systemctl status` shows on one line."""


class Supervisor:
    """`environment` is read at the start, because whoever is started by us must not speak in our name."""

    def __init__(self, environment: Mapping[str, str], pid: int) -> None:
        self._address = _address(environment.get("NOTIFY_SOCKET", ""))
        self._period_s = _watchdog_s(environment, pid)

    @property
    def watchdog_s(self) -> float | None:
        """How long it waits for a sign of life; None where it does not."""
        return self._period_s

    def tell(self, *assignments: str) -> bool:
        """False when nobody supervises us, or the word did not get through: it is tried again with the next one."""
        if self._address is None:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.setblocking(False)
                line.connect(self._address)
                line.send("\n".join(assignments).encode())
        except OSError as error:
            log.warning("the supervisor was not told: %s", type(error).__name__)
            return False
        return True


def status_line(text: str) -> str:
    """A line break would begin an assignment of its own.

    >>> status_line("ready\\nSTOPPING=1")
    'STATUS=ready STOPPING=1'
    """
    return f"STATUS={' '.join(text.split())[:STATUS_MOST]}"


def _address(text: str) -> str | None:
    """A path, or a name in the abstract space, which begins with a NUL. Others (vsock) are not spoken to."""
    if text.startswith("@"):
        return f"\0{text[1:]}"
    return text if Path(text).is_absolute() else None


def _watchdog_s(environment: Mapping[str, str], pid: int) -> float | None:
    """Only where the word is expected from this very process."""
    period, whose = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", str(pid))
    if not (period.isascii() and period.isdecimal()) or whose != str(pid) or int(period) == 0:
        return None
    return int(period) / 1_000_000
