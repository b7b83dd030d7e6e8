"""One call, from a request that was received to its outcome: who is calling, the operation done, what is told of it.

Rules it keeps: nobody is served who is not authenticated, but for the few calls by which one comes to be; whatever goes
wrong inside leaves as a refusal that says nothing of it, with a request id that the log has too.

    outcome = Call(gateway).guarded(gateway.handlers["ListSites"], incoming)    # on a worker thread
"""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import anyio

from app.config.text import Texts
from app.domain.caller import Caller
from app.domain.faults import FaultError
from app.gateway.authentication import Authenticator, Proved
from app.gateway.incoming import Incoming, read_request
from app.gateway.observing import Observer, Told
from app.operations.operation import AnyOperation
from app.operations.refusals import Reason, Refusal
from app.ports.clock import Clock
from app.services.control.call import Envelope
from app.services.control.identity.sign_in import nobody
from app.services.control.perform import Performer
from app.services.control.served import AnyOpen, AnyServed, Open

log = logging.getLogger("thenar.gateway")

PRESIGNED = "x-amz-signature"

Routed: TypeAlias = AnyServed | AnyOpen


@dataclass(frozen=True)
class Gateway:
    """What the routes need."""

    performer: Performer
    handlers: Mapping[str, AnyServed]
    authenticator: Authenticator
    clock: Clock
    observer: Observer
    texts: Texts
    open: tuple[AnyOpen, ...] = ()
    """What is answered without a signature: the first run, and signing in."""


@dataclass(frozen=True)
class Outcome:
    """Of one call: an answer or a refusal, and who it was for. Any: the answer of whichever operation."""

    result: Any | Refusal
    principal: str = ""


@dataclass
class Call:
    gateway: Gateway
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def run(self, served: Routed, incoming: Incoming) -> Outcome:
        """On a worker thread."""
        if isinstance(served, Open):
            return Outcome(self._let_in(served, incoming))
        at = self.gateway.clock.now()
        once = not is_harmless_twice(served.operation, incoming)
        proved = self.gateway.authenticator.authenticate(incoming.wire, once, at)
        if isinstance(proved, Refusal):
            stranger = self._envelope(nobody(self.gateway.performer.realm), incoming)
            return Outcome(self.gateway.performer.turn_away(served.operation, proved, stranger))
        return Outcome(self._performed(served, incoming, proved), proved.caller.principal)

    def _let_in(self, served: AnyOpen, incoming: Incoming) -> Any | Refusal:
        """Any: the answer of whichever operation."""
        request = read_request(served.operation, incoming)
        if isinstance(request, Refusal):
            return request
        return served.handle(request, self._envelope(nobody(self.gateway.performer.realm), incoming))

    def _performed(self, served: AnyServed, incoming: Incoming, proved: Proved) -> Any | Refusal:
        """Any: the answer of whichever operation."""
        envelope = self._envelope(proved.caller, incoming)
        request = read_request(served.operation, incoming)
        if isinstance(request, Refusal):
            return self.gateway.performer.refuse(served.operation, request, envelope, proved.admit)
        return self.gateway.performer.perform(served, request, envelope, proved.admit)

    def _envelope(self, caller: Caller, incoming: Incoming) -> Envelope:
        at = self.gateway.clock.now()
        secure = True  # every listener that leads here speaks TLS
        return Envelope(caller, self.request_id, at, incoming.source_ip, incoming.user_agent, secure)

    def guarded(self, served: Routed, incoming: Incoming) -> Outcome:
        """The top of every call: what breaks is logged by its kind, and refused."""
        try:
            return self.run(served, incoming)
        except FaultError as error:
            log.error("fault", extra={"told": {"request_id": self.request_id, "fault": error.fault.key}})
            return Outcome(Refusal.of(Reason.UNAVAILABLE if error.fault.row.retry else Reason.INTERNAL))
        except Exception as error:  # noqa: BLE001  (the top of a call records and fails closed)
            log.error("broken", extra={"told": {"request_id": self.request_id, "error": type(error).__name__}})
            return Outcome(Refusal.of(Reason.INTERNAL))


def is_harmless_twice(operation: AnyOperation, incoming: Incoming) -> bool:
    """Whether the very same request may come again: one that reads, and one whose client token makes it count once.

    AWS's clients do not sign what tells their attempts apart, so that an attempt repeated within a second looks like
    the one before. A presigned request lasts longer than client tokens are kept."""
    if operation.read_only:
        return True
    if not operation.idempotent or PRESIGNED in incoming.wire.query.lower():
        return False
    return getattr(read_request(operation, incoming), "client_token", None) is not None


def tell(gateway: Gateway, operation: AnyOperation, request_id: str, outcome: Outcome, spent_ms: int) -> None:
    refusal = outcome.result if isinstance(outcome.result, Refusal) else None
    status = 200 if refusal is None else refusal.reason.code.status
    word = "ok" if refusal is None else refusal.reason.word
    gateway.observer.tell(Told(request_id, operation.name, status, word, spent_ms, outcome.principal))


class Limiter:
    """Made within the running loop, on first use."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._limiter: anyio.CapacityLimiter | None = None

    def get(self) -> anyio.CapacityLimiter:
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self._threads)
        return self._limiter
