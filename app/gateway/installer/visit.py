"""One visit of a browser, and the API as it is called for it.

Rules it keeps: the pages have no way of their own to anything. Each call is a request to the API, as the same browser
would send it: with its cookie, with the word against forged requests, and with what it says of where it comes from; so
it is authenticated, authorised, recorded and counted as any other. A page that is only looked at changes nothing, and
its word is made from the cookie; what a form sends has to hold the word.

    visit = Visit(gateway, incoming)
    sites = visit.call(LIST_SITES, ListSites())
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from urllib.parse import parse_qsl

from app.config.text import Texts
from app.credentials.console_tokens import forgery_token, is_forgery_token
from app.gateway.canonical_request import WireRequest
from app.gateway.console_cookie import NAME
from app.gateway.console_cookie import shown as shown_cookie
from app.gateway.console_sessions import FORGERY_HEADER, UNATTENDED_HEADER
from app.gateway.handling import Call, Gateway, Routed, tell
from app.gateway.http_backend import parts_of
from app.gateway.incoming import Incoming
from app.gateway.installer.wording import texts_for
from app.operations.operation import AnswerT, AnyOperation, Operation, RequestT
from app.operations.refusals import Reason, Refusal
from app.operations.writing import whole

WORD = "word"
"""The field of a form that holds the word against forged requests."""
UNATTENDED = "unattended"
"""The field by which a page says that it asks by itself."""
FORM_COOKIE = "__Host-thenar-form"
"""What the sign-in's word goes with, before there is a session."""
FIELDS_MOST = 16
_FROM_THE_BROWSER = ("origin", "sec-fetch-site")


@dataclass(frozen=True)
class Visit:
    gateway: Gateway
    incoming: Incoming = field(repr=False)

    @cached_property
    def texts(self) -> Texts:
        return texts_for(next(iter(self.incoming.wire.values("accept-language")), ""))

    @cached_property
    def session(self) -> str:
        """The cookie's value; empty for nobody."""
        return shown_cookie(self.incoming.wire.headers) or ""

    @cached_property
    def form(self) -> Mapping[str, str]:
        """Of what was sent; empty where it is no form, or one with too many fields."""
        try:
            body = self.incoming.body.decode("ascii")
            return dict(parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MOST))
        except ValueError:
            return {}

    @cached_property
    def query(self) -> Mapping[str, str]:
        try:
            return dict(parse_qsl(self.incoming.wire.query, errors="strict", max_num_fields=FIELDS_MOST))
        except ValueError:
            return {}

    @property
    def origin(self) -> str:
        """Where these pages are, as their server was told to be called."""
        return self.gateway.performer.proofs.site.origin

    @property
    def word(self) -> str:
        """For the forms of a page, once there is a session."""
        return forgery_token(self.session)

    def cookie(self, name: str) -> str:
        return shown_cookie(self.incoming.wire.headers, name) or ""

    def is_our_form(self) -> bool:
        """Of a form that is sent before there is a session: the sign-in's."""
        token = self.cookie(FORM_COOKIE)
        return (
            bool(token)
            and is_forgery_token(token, self.form.get(WORD, ""))
            and all(origin == self.origin for origin in self.incoming.wire.values("origin"))
            and all(site == "same-origin" for site in self.incoming.wire.values("sec-fetch-site"))
        )

    def offers(self, operation: AnyOperation) -> bool:
        return self._served(operation) is not None

    def call(
        self, operation: Operation[RequestT, AnswerT], request: RequestT, unattended: bool = False
    ) -> AnswerT | Refusal:
        """Implements `app.operations.backend.Backend`. On a worker thread."""
        served = self._served(operation)
        if served is None:
            return Refusal.of(Reason.UNKNOWN_OPERATION)
        call, begun = Call(self.gateway), self.gateway.clock.monotonic_s()
        outcome = call.guarded(served, self._request(operation, request, unattended))
        spent_ms = int((self.gateway.clock.monotonic_s() - begun) * 1000)
        tell(self.gateway, operation, call.request_id, outcome, spent_ms)
        answer: AnswerT | Refusal = outcome.result
        return answer

    def _served(self, operation: AnyOperation) -> Routed | None:
        doors = {door.operation.name: door for door in self.gateway.open}
        return doors.get(operation.name) or self.gateway.handlers.get(operation.name)

    def _request(self, operation: AnyOperation, request: object, unattended: bool) -> Incoming:
        path, query, body = parts_of(operation, request)
        content = whole(request)
        labels = {name: str(content[name]) for name in operation.labels}
        headers = [(name, value) for name, value in self.incoming.wire.headers if name.lower() in _FROM_THE_BROWSER]
        headers.append(("content-type", "application/json"))
        if self.session:
            word = self.word if self.incoming.wire.method == "GET" else self.form.get(WORD, "")
            headers += [("cookie", f"{NAME}={self.session}"), (FORGERY_HEADER, word)]
        if unattended or UNATTENDED in self.form:
            headers.append((UNATTENDED_HEADER, "1"))
        wire = WireRequest(operation.method.value, path, query, tuple(headers), sha256(body).hexdigest())
        return Incoming(wire, body, labels, self.incoming.source_ip, self.incoming.user_agent)
