"""Signing in with another house's provider, on a phone: the browser goes there and comes back here.

Source: OpenID Connect Core 1.0, section 3.1.2; RFC 6749, section 10.12 (the state is bound to the browser).

Rules it keeps: what the sign-in goes with is in a cookie of the very browser that began it, so that a link with
somebody else's code signs nobody in; the cookie is SameSite=Lax, because the way back begins elsewhere, and dies with
its use.
"""

import hmac
from dataclasses import dataclass

from starlette.responses import Response

from app.gateway.console_cookie import set_by
from app.gateway.installer.answers import shown
from app.gateway.installer.door import BACK, leading_page, message_page
from app.gateway.installer.frame import PREFIX, Frame
from app.gateway.installer.visit import Visit
from app.operations.federation import (
    BEGIN_FEDERATED,
    FINISH_FEDERATED,
    BeginFederatedSignIn,
    FinishFederatedSignIn,
)
from app.operations.refusals import Reason, Refusal

FLOW_COOKIE = "__Host-thenar-flow"
_MARKS = "Path=/; Secure; HttpOnly; SameSite=Lax"
_LASTS_S = 600
"""As the flow itself."""


@dataclass(frozen=True)
class _Flow:
    state: str
    sealed: str

    @classmethod
    def of(cls, cookie: str) -> "_Flow":
        state, _, sealed = cookie.partition(".")
        return cls(state, sealed)

    def cookie(self) -> str:
        return f"{FLOW_COOKIE}={self.state}.{self.sealed}; {_MARKS}; Max-Age={_LASTS_S}"


def go_to_company(visit: Visit) -> Response:
    frame, say = Frame(visit.texts), visit.texts.say
    if not visit.is_our_form():
        return _trouble(visit, Refusal.of(Reason.FORGED_REQUEST))
    answer = visit.call(BEGIN_FEDERATED, BeginFederatedSignIn(f"{visit.origin}{BACK}"))
    if isinstance(answer, Refusal):
        return _trouble(visit, answer)
    page = leading_page(
        frame, say("installer.company.going"), say("installer.company.words"), answer.authorization_address
    )
    return shown(page, cookies=(_Flow(answer.state, answer.flow).cookie(),))


def come_back(visit: Visit) -> Response:
    flow = _Flow.of(visit.cookie(FLOW_COOKIE))
    state, code = visit.query.get("state", ""), visit.query.get("code", "")
    if not (code and state and hmac.compare_digest(state.encode(), flow.state.encode())):
        return _trouble(visit, Refusal.of(Reason.FEDERATION_STALE))
    answer = visit.call(FINISH_FEDERATED, FinishFederatedSignIn(flow.sealed, state, code))
    if isinstance(answer, Refusal):
        return _trouble(visit, answer)
    say = visit.texts.say
    page = leading_page(Frame(visit.texts), say("installer.signed_in"), say("installer.about"), PREFIX)
    return shown(page, cookies=(set_by(answer) or "", _taken_back()))


def _trouble(visit: Visit, refusal: Refusal) -> Response:
    say = visit.texts.say
    words = say(refusal.reason.key, **refusal.facts)
    page = message_page(Frame(visit.texts), say("installer.trouble"), words)
    return shown(page, refusal.reason.code.status, (_taken_back(),))


def _taken_back() -> str:
    return f"{FLOW_COOKIE}=; {_MARKS}; Max-Age=0"
