"""Records every call: who, what, when, from where, and what came of it.

Rules it keeps: an answer is recorded for what changes something, as CloudTrail does; a refusal is told in the words
that the caller got. Implements `app.services.control.perform.Trail`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.config.text import Texts
from app.domain.audit_record import AuditedCall, CallError, Deciding
from app.domain.realm import Realm
from app.operations.refusals import ErrorCode, Refusal
from app.ports.control.transaction import Transaction
from app.services.control.perform import Record

ACCESS_DENIED = "AccessDenied"
"""CloudTrail's word; the caller gets `AccessDeniedException`."""
LONGEST_AGENT = 1_024
"""Characters. A caller writes its user agent itself."""


@dataclass(frozen=True, slots=True)
class AuditTrail:
    realm: Realm
    texts: Texts
    new_event_id: Callable[[], str]

    def record(self, transaction: Transaction, record: Record) -> None:
        transaction.trail.append(self._call(record))

    def _call(self, record: Record) -> AuditedCall:
        envelope = record.envelope
        return AuditedCall(
            event_id=self.new_event_id(),
            request_id=envelope.request_id,
            at=envelope.at,
            action=record.operation.acts_as or record.operation.name,
            region=self.realm.region,
            account=self.realm.account,
            caller=envelope.caller,
            source_address=envelope.source_ip,
            user_agent=envelope.user_agent[:LONGEST_AGENT],
            read_only=record.operation.read_only,
            request=record.request or None,
            answer=record.answer or None,
            error=None if record.refusal is None else self._error(record.refusal),
            resources=() if record.resource.endswith("*") else (record.resource,),
            service=record.operation.prefix,
            deciding=_deciding(record),
            left_out=record.left_out,
        )

    def _error(self, refusal: Refusal) -> CallError:
        code = refusal.reason.code
        word = ACCESS_DENIED if code is ErrorCode.ACCESS_DENIED else code.wire
        return CallError(word, self.texts.say(refusal.reason.key, **refusal.facts))


def _deciding(record: Record) -> Deciding | None:
    source = None if record.decision is None else record.decision.deciding
    return None if source is None else Deciding(source.layer, source.policy, source.index, source.sid)
