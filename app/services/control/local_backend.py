"""Implements `app.operations.backend.Backend` in this process: the same performer, authority, trail and transaction as
a call over the network, without the network.

    backend = LocalBackend(performer, HANDLERS, caller, clock, new_request_id)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.caller import Caller
from app.domain.faults import FaultError
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.reading import read
from app.operations.refusals import Reason, Refusal
from app.operations.writing import whole, wire
from app.ports.clock import Clock
from app.services.control.call import Envelope
from app.services.control.perform import Performer
from app.services.control.served import AnyServed

USER_AGENT = "Thenar"


@dataclass(frozen=True)
class LocalBackend:
    """`caller` has been proved by whoever makes this."""

    performer: Performer
    handlers: Mapping[str, AnyServed]
    caller: Caller
    clock: Clock
    new_request_id: Callable[[], str]

    def call(self, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
        """A request that breaks its own limits is refused as over the network, and secrets stay inside as there."""
        envelope = Envelope(self.caller, self.new_request_id(), self.clock.now(), "", USER_AGENT)
        served = self.handlers.get(operation.name)
        if served is None:
            return Refusal.of(Reason.UNKNOWN_OPERATION)
        checked = read(operation.request, whole(request))
        try:
            if isinstance(checked, Refusal):
                return self.performer.refuse(operation, checked, envelope)
            answer = self.performer.perform(served, checked, envelope)
        except FaultError:
            return Refusal.of(Reason.UNAVAILABLE)
        return answer if isinstance(answer, Refusal) else read(operation.answer, wire(answer))
