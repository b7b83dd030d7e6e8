"""How guessing is slowed down: FREE wrong answers, then a wait that doubles with each further one.

Source: NIST SP 800-63B-4, section 3.2.2 (rate limiting). Five free and half a minute, doubling, leave a guesser some
100 tries a day; the cap keeps somebody from locking another out for longer than LONGEST with every try.

>>> from datetime import UTC
>>> wrong_at = datetime(2026, 3, 1, tzinfo=UTC)
>>> state = Attempts(failures=FREE, last=wrong_at)
>>> state.locked_at(wrong_at), state.locked_at(wrong_at + FIRST)
(True, False)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 5
FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
"""Without a wrong answer for so long, counting begins anew."""


@dataclass(frozen=True)
class Attempts:
    """Wrong answers since the last right one."""

    failures: int = 0
    last: datetime | None = None

    def locked_at(self, now: datetime) -> bool:
        until = self.until
        return until is not None and now < until

    @property
    def until(self) -> datetime | None:
        """None while nothing is locked."""
        if self.last is None or self.failures < FREE:
            return None
        doublings = min(self.failures - FREE, 10)
        return self.last + min(FIRST * (1 << doublings), LONGEST)

    def failed(self, now: datetime) -> "Attempts":
        stale = self.last is not None and now - self.last > FORGOTTEN_AFTER
        return Attempts(1 if stale else self.failures + 1, now)
