"""Every call takes this way: authorise, handle, record, announce, in one transaction.

Rules it keeps: whose key no longer counts, or who repeats a request, is turned away before anything else; what nobody
allowed is not handled; a refused call changes nothing and is recorded like any other; an explicit deny under any name
of the action wins; the record and the change are committed together, so that there is never one without the other.

    answer = performer.perform(served, request, envelope)
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Protocol, TypeAlias

from app.domain.bounded_json import JsonValue
from app.domain.caller import Caller, CallerKind
from app.domain.device_instances import InstanceId
from app.domain.faults import Fault, FaultError
from app.domain.occurrences import Occurrence
from app.domain.realm import Realm
from app.operations.operation import AnswerT, AnyOperation, Method, RequestT
from app.operations.refusals import Reason, Refusal
from app.operations.writing import masked
from app.policy.decision import Decision, Verdict
from app.policy.variables import Context
from app.ports.control.transaction import ControlStore, Transaction
from app.services.control.call import Call, Entrance, Envelope, Filing, Proofs
from app.services.control.context import condition_context, targets_of
from app.services.control.once import answered_before, keep_answer
from app.services.control.pages import Pages
from app.services.control.served import Served
from app.services.control.strangers import Strangers

Whose: TypeAlias = Callable[[RequestT, Transaction], InstanceId | None]
Admit: TypeAlias = Callable[[Transaction], Refusal | None]
"""Asked first in a call's transaction. What it refuses is kept like a call of nobody who is known."""


def admitted(transaction: Transaction) -> None:
    """Of a caller whom nobody need ask."""


TERMINAL = "terminal"
"""What the audit calls a device that makes a call."""
_CLOSED = {
    Fault.CUSTOMER_KEY_REFUSED: Reason.CUSTOMER_KEY_REFUSED,
    Fault.CUSTOMER_KEY_UNREACHABLE: Reason.CUSTOMER_KEY_UNREACHABLE,
}


class Authority(Protocol):
    def decide(
        self, transaction: Transaction, envelope: Envelope, action: str, resource: str, context: Context
    ) -> Decision:
        """May the caller do `action` (`one:CreateSite`) on `resource` (an ARN or `*`)? `context` holds what is known of
        request and resource; the authority adds what it knows of the caller."""
        ...


@dataclass(frozen=True)
class Record:
    """One call as the audit keeps it: everything masked as its operation declares."""

    operation: AnyOperation
    envelope: Envelope
    resource: str
    """What the policies were asked about: an ARN or `*`."""
    request: dict[str, JsonValue] | None
    """None where it could not be read."""
    answer: dict[str, JsonValue] | None
    refusal: Refusal | None
    decision: Decision | None
    """None where nobody was asked, because the request could not be read."""
    left_out: int = 0
    """Calls of strangers before this one that have no record of their own."""


class Trail(Protocol):
    def record(self, transaction: Transaction, record: Record) -> None: ...


class Events(Protocol):
    def put(self, transaction: Transaction, occurrence: Occurrence, envelope: Envelope) -> None:
        """Queues it, to be delivered once the transaction is committed."""
        ...


class Refused(Exception):
    """Rolls back what a handler changed before it refused. Never leaves this module."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


@dataclass(frozen=True)
class Performer:
    """`new_id` makes ids of new resources."""

    store: ControlStore
    realm: Realm
    authority: Authority
    trail: Trail
    events: Events
    new_id: Callable[[], str]
    proofs: Proofs = field(default_factory=Proofs)
    entrance: Entrance | None = None
    filing: Filing | None = None
    strangers: Strangers = field(default_factory=Strangers)

    def perform(
        self, served: Served[RequestT, AnswerT], request: RequestT, envelope: Envelope, admit: Admit = admitted
    ) -> AnswerT | Refusal:
        """Raises FaultError where the store fails; then nothing was changed and nothing recorded."""
        operation = served.operation
        with self.store.transaction() as transaction:
            if (refusal := admit(transaction)) is not None:
                return self._turned_away(transaction, operation, refusal, envelope)
            resource, *others = targets_of(operation, request, self.realm)
            context = condition_context(operation, request, resource, envelope, self.realm, transaction)
            decision = self._decide(transaction, operation, envelope, (resource, *others), context)
            outcome: AnswerT | Refusal
            if decision.allowed:
                outcome = self._handle_unless_closed(served, request, envelope, transaction)
            else:
                outcome = denied(operation, envelope, resource)
            refusal = outcome if isinstance(outcome, Refusal) else None
            answer = None if isinstance(outcome, Refusal) or operation.read_only else masked(outcome)
            self.trail.record(
                transaction, Record(operation, envelope, resource, masked(request), answer, refusal, decision)
            )
        return outcome

    def let_in(
        self, served: Served[RequestT, AnswerT], request: RequestT, visit: Envelope, whose: Whose[RequestT]
    ) -> AnswerT | Refusal:
        """A call that nobody signed and no policy decides on: the request itself holds what is believed, and `whose`
        tells by it which device instance speaks. Otherwise as `perform`; where none does, a refusal is kept like a call
        of nobody who is known."""
        with self.store.transaction() as transaction:
            instance = whose(request, transaction)
            resource = "*" if instance is None else self.realm.arn(f"device-instance/{instance}")
            envelope = visit if instance is None else replace(visit, caller=terminal_caller(self.realm, instance))
            outcome = self._handle_unless_closed(served, request, envelope, transaction)
            refusal = outcome if isinstance(outcome, Refusal) else None
            left_out = self.strangers.told(envelope.at) if refusal is not None and instance is None else 0
            if left_out is not None:
                answer = None if isinstance(outcome, Refusal) else masked(outcome)
                self.trail.record(
                    transaction,
                    Record(served.operation, envelope, resource, masked(request), answer, refusal, None, left_out),
                )
        return outcome

    def refuse(self, operation: AnyOperation, refusal: Refusal, envelope: Envelope, admit: Admit = admitted) -> Refusal:
        """Records a call of a known caller whose request could not be read."""
        with self.store.transaction() as transaction:
            if (turned_away := admit(transaction)) is not None:
                return self._turned_away(transaction, operation, turned_away, envelope)
            self.trail.record(transaction, Record(operation, envelope, "*", None, None, refusal, None))
        return refusal

    def turn_away(self, operation: AnyOperation, refusal: Refusal, envelope: Envelope) -> Refusal:
        """Records a call of nobody who is known, as far as there is allowance for it."""
        left_out = self.strangers.told(envelope.at)
        if left_out is not None:
            with self.store.transaction() as transaction:
                record = Record(operation, envelope, "*", None, None, refusal, None, left_out)
                self.trail.record(transaction, record)
        return refusal

    def _turned_away(
        self, transaction: Transaction, operation: AnyOperation, refusal: Refusal, envelope: Envelope
    ) -> Refusal:
        """The same of a call whose signature was right, with a key that has gone since or a second time."""
        left_out = self.strangers.told(envelope.at)
        if left_out is not None:
            record = Record(operation, envelope, "*", None, None, refusal, None, left_out)
            self.trail.record(transaction, record)
        return refusal

    def _decide(
        self,
        transaction: Transaction,
        operation: AnyOperation,
        envelope: Envelope,
        resources: tuple[str, ...],
        context: Context,
    ) -> Decision:
        """Over all names of action and resource: a deny of any wins, else an allow of any."""
        decisions = [
            self.authority.decide(transaction, envelope, action, resource, context)
            for action, resource in product(operation.actions, resources)
        ]
        for verdict in (Verdict.EXPLICIT_DENY, Verdict.ALLOWED):
            for decision in decisions:
                if decision.verdict is verdict:
                    return decision
        return decisions[0]

    def _handle_unless_closed(
        self, served: Served[RequestT, AnswerT], request: RequestT, envelope: Envelope, transaction: Transaction
    ) -> AnswerT | Refusal:
        """What the customer's key seals is closed without it: the guide's AccessDeniedException (p.55)."""
        try:
            return self._handle(served, request, envelope, transaction)
        except FaultError as error:
            if error.fault not in _CLOSED:
                raise
            return Refusal.of(_CLOSED[error.fault])

    def _handle(
        self, served: Served[RequestT, AnswerT], request: RequestT, envelope: Envelope, transaction: Transaction
    ) -> AnswerT | Refusal:
        """Whatever is refused or fails on the way is taken back, but for what was insisted on."""
        operation = served.operation
        known = answered_before(operation, request, envelope, transaction)
        if known is not None:
            return known
        made = self._call(operation, envelope, transaction)
        try:
            with _taken_back(operation, transaction):
                outcome = served.handle(request, made.call)
                if isinstance(outcome, Refusal):
                    raise Refused(outcome)
                self._settle(made, transaction)
                keep_answer(operation, request, outcome, envelope, transaction)
        except Refused as refused:
            made.announced.clear()
            with transaction.attempt():
                self._settle(made, transaction)
            return refused.refusal
        return outcome

    def _call(self, operation: AnyOperation, envelope: Envelope, transaction: Transaction) -> "_Made":
        pages = Pages(transaction.seals, f"{envelope.caller.principal}\0{operation.name}")
        announced: list[Occurrence] = []
        insisted: list[Callable[[], None]] = []
        call = Call(
            envelope,
            self.realm,
            transaction,
            self.new_id,
            pages,
            announced.append,
            insisted.append,
            self.proofs,
            self.entrance,
            self.filing,
        )
        return _Made(call, announced, insisted)

    def _settle(self, made: "_Made", transaction: Transaction) -> None:
        for deed in made.insisted:
            deed()
        for occurrence in made.announced:
            self.events.put(transaction, occurrence, made.call.envelope)


@dataclass(frozen=True)
class _Made:
    """A call, and what its handler says while it is handled."""

    call: Call
    announced: list[Occurrence]
    insisted: list[Callable[[], None]]


def _taken_back(operation: AnyOperation, transaction: Transaction) -> AbstractContextManager[None]:
    """What raises takes its changes along. GET changes nothing (RFC 9110, section 9.2.1), and asks for no savepoint."""
    return nullcontext() if operation.method is Method.GET else transaction.attempt()


def terminal_caller(realm: Realm, instance: InstanceId) -> Caller:
    return Caller(CallerKind.SERVICE, realm.account, realm.arn(f"device-instance/{instance}"), instance, TERMINAL)


def denied(operation: AnyOperation, envelope: Envelope, resource: str) -> Refusal:
    """In the guide's words (p.99): User: ARN is not authorized to perform: ACTION on resource: ARN."""
    return Refusal.of(Reason.ACCESS_DENIED, user=envelope.caller.arn, action=operation.action, resource=resource)
