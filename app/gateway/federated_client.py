"""The console's side of signing in with another house's provider: a browser goes there, and comes back to this machine.

    answer = sign_in_elsewhere(desk, clock, webbrowser.open, wanted=dialog.is_open)
    if isinstance(answer, ConsoleProof): ...

It waits for as long as somebody takes to sign in: a page calls it off the thread that draws, and `wanted` says when
nobody waits any more. A server without such a provider answers with the reason UNKNOWN_OPERATION."""

from collections.abc import Callable

from app.gateway.browser_return import browser_return
from app.gateway.session_client import ConsoleProof, SignInDesk
from app.operations.federation import BEGIN_FEDERATED, BeginFederatedSignIn, FinishFederatedSignIn
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import SignedIn
from app.ports.clock import Clock

WAIT_S = 600.0
"""As long as the server keeps a sign-in open (`app.services.control.identity.federation`)."""


def sign_in_elsewhere(
    desk: SignInDesk, clock: Clock, open_browser: Callable[[str], object], wanted: Callable[[], bool] = lambda: True
) -> ConsoleProof | SignedIn | Refusal:
    with browser_return(clock) as back:
        began = desk.call(BEGIN_FEDERATED, BeginFederatedSignIn(back.redirect_uri))
        if isinstance(began, Refusal):
            return began
        open_browser(began.authorization_address)
        code = back.code(began.state, WAIT_S, wanted)
    if code is None:
        return Refusal.of(Reason.FEDERATION_STALE)
    return desk.finish(FinishFederatedSignIn(began.flow, began.state, code))
