"""How much may be written about what strangers cause: BURST at once, then one more every EVERY, and a count of the
rest.

Rules: what strangers send costs a record only while there is allowance, so that nobody fills a disk by knocking; what
is left out is counted and told with the next record, so that a flood shows as one.

>>> from datetime import UTC
>>> now = datetime(2026, 3, 1, tzinfo=UTC)
>>> knocks = Allowance(now)
>>> [knocks.told(now) for _ in range(BURST + 2)][-3:]
[0, None, None]
>>> knocks.told(now + EVERY)
2
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

BURST = 30
"""Records at once: a person who tries a wrong key a few times finds each of them."""
EVERY = timedelta(minutes=1)
"""1,440 records a day and process, some 1.5 MB of audit, are the most that strangers can cause in the long run."""


@dataclass
class Allowance:
    since: datetime
    """When it was last whole numbers of EVERY ahead."""
    left: int = BURST
    left_out: int = 0

    def told(self, now: datetime) -> int | None:
        """How many were left out before this one, which is to be recorded; None where it is left out itself."""
        earned = max(0, (now - self.since) // EVERY)
        self.left = min(BURST, self.left + earned)
        self.since += earned * EVERY
        if self.left == 0:
            self.left_out += 1
            return None
        self.left -= 1
        before, self.left_out = self.left_out, 0
        return before
