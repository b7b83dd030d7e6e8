"""Calls of nobody who is known: unsigned, badly signed, with a key or a session that has gone. They are in the audit
like other refused calls, but for what goes beyond an allowance (`app.domain.allowance`), which is counted.

Limits: the count is one process's, and is lost with it; every call is in the log and in the numbers.
"""

from datetime import datetime
from threading import Lock

from app.domain.allowance import Allowance


class Strangers:
    """Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._allowance: Allowance | None = None

    def told(self, now: datetime) -> int | None:
        """How many calls were left out before this one; None where this one is left out too."""
        with self._lock:
            if self._allowance is None:
                self._allowance = Allowance(now)
            return self._allowance.told(now)
