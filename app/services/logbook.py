"""Makes audit entries: when, where and in which world, so that no service has to say it again.

logbook = Logbook(clock, TerminalId("lobby-1"), simulated=False)
transaction.add_audit(logbook.entry(AuditAction.CONSENT_DECLINED, "declined"))
"""

from dataclasses import dataclass

from app.domain.access import AttemptNumber
from app.domain.audit_action import AuditAction
from app.domain.consent import TerminalId
from app.domain.people import PersonId
from app.ports.clock import Clock
from app.ports.store import AuditEntry


@dataclass(frozen=True, slots=True)
class Logbook:
    clock: Clock
    terminal: TerminalId
    simulated: bool

    def entry(
        self,
        action: AuditAction,
        outcome: str,
        person: PersonId | None = None,
        attempt: AttemptNumber | None = None,
        liveness: tuple[str, ...] = (),
    ) -> AuditEntry:
        """`outcome` is a stable word, never a name, a badge or a score; `liveness` as `Liveness.record` gives it."""
        at = self.clock.now()
        return AuditEntry(action, outcome, at, self.terminal, self.simulated, person, attempt, liveness)
