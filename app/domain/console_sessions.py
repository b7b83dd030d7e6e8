"""A session of the console: who signed in, until when it lasts, and which role he has taken on in it.

Source of the limits: NIST SP 800-63B-4, section 5.2 (AAL2: a day at most, an hour at most without a sign of life); ours
are shorter, because the console opens doors.

Rules: a session ends MOST_IDLE after its last use and LONGEST after its sign-in, whatever happens in it; another role
gets another session in its place, which ends when the first one would have.

>>> from datetime import UTC
>>> nine = datetime(2026, 3, 1, 9, tzinfo=UTC)
>>> ada = ConsoleSession("0" * 64, PrincipalId("AIDA1"), CallerKind.USER, "", nine, nine, nine + LONGEST)
>>> ada.over(nine + MOST_IDLE), ada.over(nine + MOST_IDLE - NOTED)
(True, False)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.caller import CallerKind
from app.domain.principals import PrincipalId

MOST_IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
"""As a sign-in at AWS's console."""
NOTED = timedelta(minutes=1)
"""How exact the last use is: every use would be a write."""
MOST = 10
"""Sessions of one person at once; the oldest gives way."""


@dataclass(frozen=True)
class ConsoleSession:
    id: str
    """SHA-256 of what the console shows, 64 hexadecimal digits."""
    principal: PrincipalId
    """The user, the role that a sign-in elsewhere led to, or the account for its owner."""
    kind: CallerKind
    name: str
    """Of a role's session; empty for a user and the owner."""
    began_at: datetime
    used_at: datetime
    ends_at: datetime
    mfa_at: datetime | None = None
    role: PrincipalId | None = None
    """The one that was taken on in the console."""

    def over(self, now: datetime) -> bool:
        return now >= self.ends_at or now >= self.used_at + MOST_IDLE

    def to_note(self, now: datetime) -> bool:
        """Whether its use now is to be noted."""
        return now >= self.used_at + NOTED
