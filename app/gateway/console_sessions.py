"""Authenticates the console by its cookie, and everybody else by the signature.

Source: OWASP, "Cross-Site Request Forgery Prevention"; W3C Fetch Metadata Request Headers, `Sec-Fetch-Site`.

Rules it keeps: a signature goes before a cookie; a cookie counts only with the word that goes with it in a header that
no other site can send, for reading calls too; a browser that says it comes from elsewhere is not believed; that the
session is still there is seen in the transaction of each call, which notes its use, unless the console says that
nobody is at it.

    authenticator = ConsoleAuthenticator(store, realm, "https://thenar.example:8443", signatures)
"""

from dataclasses import dataclass
from datetime import datetime

from app.credentials.console_tokens import is_forgery_token
from app.domain.caller import Caller
from app.domain.realm import Realm
from app.gateway.authentication import Authenticator, Proved
from app.gateway.canonical_request import WireRequest
from app.gateway.console_cookie import shown
from app.operations.refusals import Reason, Refusal
from app.ports.control.transaction import ControlStore, Transaction
from app.services.control.identity.console import known_session, speaker

FORGERY_HEADER = "x-thenar-forgery-token"
UNATTENDED_HEADER = "x-thenar-unattended"
"""Sent with what the console asks for by itself, such as a list that it keeps fresh: no sign of life of anybody."""
_SAME = "same-origin"
_NONE = "none"
"""A browser's word for what a person typed."""


@dataclass(frozen=True)
class ConsoleAuthenticator:
    """Implements `app.gateway.authentication.Authenticator`. Threads may share it."""

    store: ControlStore
    realm: Realm
    origin: str
    """Of the console's pages, as browsers write it."""
    signatures: Authenticator

    def authenticate(self, request: WireRequest, changes: bool, at: datetime) -> Proved | Refusal:
        token = shown(request.headers)
        if token is None or request.values("authorization") or "x-amz-signature" in request.query.lower():
            return self.signatures.authenticate(request, changes, at)
        with self.store.reading() as reading:
            session = known_session(reading, token, at)
            caller = None if session is None else speaker(reading, self.realm, session, at)
        if session is None or caller is None:
            return Refusal.of(Reason.SESSION_OVER)
        if not self._is_the_consoles_own(request, token):
            return Refusal.of(Reason.FORGED_REQUEST)
        attended = not request.values(UNATTENDED_HEADER)
        return Proved(caller, lambda transaction: self._refusal(token, caller, attended, at, transaction))

    def _refusal(
        self, token: str, caller: Caller, attended: bool, at: datetime, transaction: Transaction
    ) -> Refusal | None:
        """None for a session that is still there in the call's own transaction; its use is noted."""
        session = known_session(transaction, token, at)
        if session is None or speaker(transaction, self.realm, session, at) != caller:
            return Refusal.of(Reason.SESSION_OVER)
        if attended and session.to_note(at):
            transaction.console_sessions.note_use(session.id, at)
        return None

    def _is_the_consoles_own(self, request: WireRequest, token: str) -> bool:
        said = request.values(FORGERY_HEADER)
        return (
            len(said) == 1
            and is_forgery_token(token, said[0])
            and all(origin == self.origin for origin in request.values("origin"))
            and all(site in (_SAME, _NONE) for site in request.values("sec-fetch-site"))
        )
