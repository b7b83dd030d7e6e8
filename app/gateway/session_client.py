"""The console's side of a session: signs in, keeps the cookie in memory, and proves each call with it.

Rules it keeps: neither cookie nor word is written anywhere or shown by `repr`; another role means another session, and
the one before is worth nothing; what is missing for a sign-in is an answer, not a fault.

    desk = SignInDesk(client, "https://thenar.example:8443")
    answer = desk.sign_in(SignIn("ada", "correct horse battery"))
    if isinstance(answer, ConsoleProof):
        backend = HttpBackend(client, desk.url, answer)
    elif isinstance(answer, SignedIn):      # answer.missing is asked for, and sign_in called again with it

With another house's provider: `app.gateway.federated_client`.

A sign-in page calls `sign_in`, again with `code`, `recovery_code`, `challenge` and `passkey`, or `new_password` while
something is missing; `switch_role` and `switch_back`; `sign_out` and `sign_out_everywhere` at the end. A call that is
answered with the reason SESSION_OVER leads back to the sign-in page.
"""

from dataclasses import dataclass, field, replace

import httpx

from app.gateway.canonical_request import WireRequest
from app.gateway.console_cookie import NAME
from app.gateway.console_sessions import FORGERY_HEADER, UNATTENDED_HEADER
from app.gateway.http_backend import Prover, Reply, Unproven, ask
from app.operations import console as rows
from app.operations.federation import FINISH_FEDERATED, FinishFederatedSignIn
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import ConsoleSession, SignedIn, SignIn


@dataclass(frozen=True)
class ConsoleProof:
    """Implements `app.gateway.http_backend.Prover`."""

    cookie: str = field(repr=False)
    forgery_token: str = field(repr=False)
    arn: str
    """Of whom the session speaks for."""
    idle_seconds: int
    ends_at_in_millis: int
    attended: bool = True

    @classmethod
    def of(cls, session: ConsoleSession) -> "ConsoleProof":
        """Of an answer that a `SignInDesk` got."""
        forgery = session.forgery_token
        return cls(session.token, forgery, session.arn, session.idle_seconds, session.ends_at_in_millis)

    def proven(self, request: WireRequest) -> WireRequest:
        shown = [("cookie", f"{NAME}={self.cookie}"), (FORGERY_HEADER, self.forgery_token)]
        if not self.attended:
            shown.append((UNATTENDED_HEADER, "1"))
        return replace(request, headers=(*request.headers, *shown))

    def unattended(self) -> "ConsoleProof":
        """For what the console asks for by itself: it does not keep the session alive."""
        return replace(self, attended=False)


@dataclass(frozen=True)
class SignInDesk:
    """`client` has its time-outs and its trust. Implements `app.operations.backend.Backend` for whoever has not signed
    in yet: in the answer to BEGIN_SESSION the cookie's value stands in its place (`ConsoleSession.token`)."""

    client: httpx.Client
    url: str

    def call(self, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
        return self._asked(operation, request, Unproven())

    def sign_in(self, request: SignIn) -> ConsoleProof | SignedIn | Refusal:
        """SignedIn: something is missing yet."""
        return self._begun(rows.BEGIN_SESSION, request, Unproven())

    def finish(self, request: FinishFederatedSignIn) -> ConsoleProof | SignedIn | Refusal:
        """With the code that the browser brought back (`app.gateway.browser_return`)."""
        return self._begun(FINISH_FEDERATED, request, Unproven())

    def switch_role(self, session: ConsoleProof, role_arn: str) -> ConsoleProof | SignedIn | Refusal:
        return self._begun(rows.SWITCH_ROLE, rows.SwitchRole(role_arn), session)

    def switch_back(self, session: ConsoleProof) -> ConsoleProof | SignedIn | Refusal:
        return self._begun(rows.SWITCH_BACK, rows.SwitchBack(), session)

    def sign_out(self, session: ConsoleProof) -> Refusal | None:
        """None once it is over; also when it was already."""
        return _over(ask(self.client, self.url, session, rows.END_SESSION, rows.EndSession()))

    def sign_out_everywhere(self, session: ConsoleProof) -> Refusal | None:
        return _over(ask(self.client, self.url, session, rows.END_SESSIONS, rows.EndSessions()))

    def _begun(
        self, operation: Operation[RequestT, SignedIn], request: RequestT, prover: Prover
    ) -> ConsoleProof | SignedIn | Refusal:
        answer = self._asked(operation, request, prover)
        if isinstance(answer, Refusal) or answer.session is None:
            return answer
        return ConsoleProof.of(answer.session)

    def _asked(self, operation: Operation[RequestT, AnswerT], request: RequestT, prover: Prover) -> AnswerT | Refusal:
        reply = ask(self.client, self.url, prover, operation, request)
        self.client.cookies.clear()  # what shows who asks is kept in one place
        answer = reply.answer
        if not isinstance(answer, SignedIn) or answer.session is None:
            return answer
        if not (token := reply.cookies.get(NAME, "")):
            return Refusal.of(Reason.UNAVAILABLE)
        return replace(answer, session=replace(answer.session, token=token))


def _over(reply: Reply[rows.SessionsEnded]) -> Refusal | None:
    answer = reply.answer
    return answer if isinstance(answer, Refusal) and answer.reason is not Reason.SESSION_OVER else None
