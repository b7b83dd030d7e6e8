"""A control plane for tests: a real store, a clock that stands still, ids that count, and an authority, a trail and a
queue of events that remember what they were asked.

plane = Plane(store)
plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.config.text import Texts
from app.credentials.passkeys import Site
from app.credentials.passwords import CHEAP, Hasher
from app.domain.caller import Caller, CallerKind
from app.domain.occurrences import Occurrence
from app.domain.realm import Realm
from app.domain.sites import Address
from app.gateway.authentication import Authenticator
from app.gateway.handling import Gateway
from app.gateway.observing import Observer
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Refusal
from app.policy.decision import Decision, Layer, Verdict
from app.policy.variables import Context
from app.ports.control.transaction import ControlStore, Transaction
from app.runtime.clock import SystemClock
from app.services.control.call import Entrance, Envelope, Proofs
from app.services.control.handlers import HANDLERS
from app.services.control.perform import Performer, Record
from app.services.control.served import AnyServed, Served

NINE = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
REALM = Realm("123456789012")
ADA = Caller(CallerKind.USER, REALM.account, f"arn:aws:iam::{REALM.account}:user/ada", "AIDAADA", "ada", "AKIAADA")
BOB = Caller(CallerKind.USER, REALM.account, f"arn:aws:iam::{REALM.account}:user/bob", "AIDABOB", "bob", "AKIABOB")
PROOFS = Proofs(Hasher(CHEAP), Site("thenar.test", "https://thenar.test:8443"))
ENTRANCE = Entrance("localhost:8443", "localhost:8444", bytes(range(32)))
ADDRESS = Address("1 Harbour Street", "Portsmouth", "PO1 3AX", "GB", state_or_region="Hampshire")


@dataclass
class Authority:
    """Allows everything but what is in `denied`, by action; explicitly where the value says so."""

    denied: dict[str, Verdict] = field(default_factory=dict)
    asked: list[tuple[str, str, Context]] = field(default_factory=list)

    def decide(
        self, transaction: Transaction, envelope: Envelope, action: str, resource: str, context: Context
    ) -> Decision:
        self.asked.append((action, resource, context))
        return Decision(self.denied.get(action, Verdict.ALLOWED), None, Layer.IDENTITY)


@dataclass
class Trail:
    records: list[Record] = field(default_factory=list)

    def record(self, transaction: Transaction, record: Record) -> None:
        self.records.append(record)


@dataclass
class Events:
    queued: list[Occurrence] = field(default_factory=list)

    def put(self, transaction: Transaction, occurrence: Occurrence, envelope: Envelope) -> None:
        self.queued.append(occurrence)


def counting_ids() -> Callable[[], str]:
    """Ids of 14 characters in rising order."""
    last = 0

    def next_id() -> str:
        nonlocal last
        last += 1
        return f"Id{last:012}"

    return next_id


class Plane:
    def __init__(self, store: ControlStore, handlers: Mapping[str, AnyServed] = HANDLERS) -> None:
        self.store = store
        self.authority, self.trail, self.events = Authority(), Trail(), Events()
        self.performer = Performer(
            store, REALM, self.authority, self.trail, self.events, counting_ids(), PROOFS, ENTRANCE
        )
        self.handlers = handlers
        self.now = NINE

    def ask(
        self, operation: Operation[RequestT, AnswerT], request: RequestT, caller: Caller = ADA
    ) -> AnswerT | Refusal:
        served: Served[Any, Any] = self.handlers[operation.name]
        answer: AnswerT | Refusal = self.performer.perform(served, request, self.envelope(caller))
        return answer

    def call(self, operation: Operation[RequestT, AnswerT], request: RequestT, caller: Caller = ADA) -> AnswerT:
        """Where a refusal would be a surprise."""
        answer = self.ask(operation, request, caller)
        assert not isinstance(answer, Refusal), answer
        return answer

    def refusal(self, operation: Operation[RequestT, AnswerT], request: RequestT, caller: Caller = ADA) -> Refusal:
        answer = self.ask(operation, request, caller)
        assert isinstance(answer, Refusal), answer
        return answer

    def gateway(self, authenticator: Authenticator) -> Gateway:
        """Time goes on there: a signature has an age."""
        observer = Observer()
        return Gateway(self.performer, self.handlers, authenticator, SystemClock(), observer, Texts("en"))

    def envelope(self, caller: Caller) -> Envelope:
        return Envelope(caller, "6f1c0a52-0000-4000-8000-000000000001", self.now, "192.0.2.7", "tests", secure=True)
