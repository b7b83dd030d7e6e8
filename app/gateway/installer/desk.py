"""What is done for each page of the installer's: the calls that it takes, and the page that says what came out.

Rules it keeps: only what AmazonOneEnterpriseInstallerAccess allows is called, and the sign-in; each refusal becomes a
page that says why, and whom to ask; a session that is over leads to the sign-in.
"""

from collections.abc import Callable
from typing import TypeAlias

from starlette.responses import Response

from app.credentials.console_tokens import forgery_token, new_token
from app.gateway.console_cookie import set_by, taken_back
from app.gateway.installer.answers import led_to, plain, shown
from app.gateway.installer.code import code_page
from app.gateway.installer.door import message_page, sign_in_page
from app.gateway.installer.frame import PREFIX, Frame
from app.gateway.installer.places import device_page, site_page, site_path, sites_page
from app.gateway.installer.visit import FORM_COOKIE, Visit
from app.operations.console import BEGIN_SESSION, END_SESSION, EndSession
from app.operations.federation import BEGIN_FEDERATED
from app.operations.instances import (
    CREATE_QR_CODE,
    GET_INSTANCE,
    LIST_INSTANCES,
    CreateDeviceActivationQrCode,
    GetDeviceInstance,
    ListDeviceInstances,
)
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import SignedIn, SignIn
from app.operations.sites import GET_SITE, GET_SITE_ADDRESS, LIST_SITES, GetSite, GetSiteAddress, ListSites

Handler: TypeAlias = Callable[[Visit], Response]

RECOVERY_LEAST = 20
"""A code of an app has 6 digits, a recovery code at least so many characters: one field takes both."""
_NOBODY = (Reason.SESSION_OVER, Reason.NOT_AUTHENTICATED)


def start(visit: Visit) -> Response:
    """The sites, or the sign-in for whoever is not signed in."""
    if not visit.session:
        return _sign_in(visit)
    page = visit.call(LIST_SITES, ListSites(next_token=visit.query.get("page")))
    return _refused(visit, page) if isinstance(page, Refusal) else shown(sites_page(_frame(visit), page))


def sign_in(visit: Visit) -> Response:
    if not visit.is_our_form():
        return _sign_in(visit, _why_not_ours(visit), 403)
    form, code = visit.form, visit.form.get("code", "").strip()
    name, recovery = form.get("name", "").strip(), len(code) >= RECOVERY_LEAST
    request = SignIn(
        name,
        form.get("password", ""),
        owner="owner" in form,
        code=code if code and not recovery else None,
        recovery_code=code if recovery else None,
        new_password=form.get("new_password") or None,
    )
    answer = visit.call(BEGIN_SESSION, request)
    if isinstance(answer, Refusal):
        words = visit.texts.say(answer.reason.key, **answer.facts)
        return _sign_in(visit, words, answer.reason.code.status, name, "new_password" in form)
    if cookie := set_by(answer):
        return led_to(PREFIX, (cookie, f"{FORM_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"))
    return _sign_in(visit, _missing(visit, answer), 200, name, answer.missing == "NEW_PASSWORD")


def sign_out(visit: Visit) -> Response:
    answer = visit.call(END_SESSION, EndSession())
    if isinstance(answer, Refusal) and answer.reason not in _NOBODY:
        return _refused(visit, answer)
    return led_to(PREFIX, (taken_back(),))


def site(visit: Visit) -> Response:
    site_id = visit.incoming.labels["site"]
    known = visit.call(GET_SITE, GetSite(site_id))
    if isinstance(known, Refusal):
        return _refused(visit, known)
    address = visit.call(GET_SITE_ADDRESS, GetSiteAddress(site_id))
    if isinstance(address, Refusal):
        return _refused(visit, address)
    page = visit.call(LIST_INSTANCES, ListDeviceInstances(site_id, next_token=visit.query.get("page")))
    if isinstance(page, Refusal):
        return _refused(visit, page)
    return shown(site_page(_frame(visit, PREFIX), known, address.address, page))


def device(visit: Visit) -> Response:
    known = visit.call(GET_INSTANCE, GetDeviceInstance(visit.incoming.labels["device"]))
    if isinstance(known, Refusal):
        return _refused(visit, known)
    there = visit.call(GET_SITE, GetSite(known.site_id))
    if isinstance(there, Refusal):
        return _refused(visit, there)
    address = visit.call(GET_SITE_ADDRESS, GetSiteAddress(known.site_id))
    if isinstance(address, Refusal):
        return _refused(visit, address)
    return shown(device_page(_frame(visit, site_path(known.site_id)), known, there, address.address))


def code(visit: Visit) -> Response:
    instance = visit.incoming.labels["device"]
    made = visit.call(CREATE_QR_CODE, CreateDeviceActivationQrCode(instance))
    if isinstance(made, Refusal):
        return _refused(visit, made)
    known = visit.call(GET_INSTANCE, GetDeviceInstance(instance))
    if isinstance(known, Refusal):
        return _refused(visit, known)
    there = visit.call(GET_SITE, GetSite(known.site_id))
    if isinstance(there, Refusal):
        return _refused(visit, there)
    return shown(code_page(_frame(visit, site_path(known.site_id)), made, known, there))


def state(visit: Visit) -> Response:
    """For the code's page, which asks every few seconds whether a device has taken it: that is nobody's doing."""
    known = visit.call(GET_INSTANCE, GetDeviceInstance(visit.incoming.labels["device"]), unattended=True)
    if isinstance(known, Refusal):
        return plain("", status=known.reason.code.status)
    return plain(known.state.value)


def _frame(visit: Visit, back: str = "") -> Frame:
    return Frame(visit.texts, visit.word if visit.session else "", back)


def _refused(visit: Visit, refusal: Refusal) -> Response:
    say = visit.texts.say
    status = refusal.reason.code.status
    if refusal.reason in _NOBODY:
        return _sign_in(visit, say("sign_in.over"), status)
    words = say(refusal.reason.key, **refusal.facts)
    advice: tuple[str, ...] = ()
    if refusal.reason is Reason.ACCESS_DENIED:
        advice = (say("refusal.remedy"), say("installer.denied.policy"))
    if refusal.reason is Reason.FORGED_REQUEST:
        advice = (_why_not_ours(visit),)
    return shown(message_page(_frame(visit), say("installer.trouble"), words, *advice), status)


def _sign_in(visit: Visit, trouble: str = "", status: int = 200, name: str = "", changes: bool = False) -> Response:
    """With a word of its own for the form, and without the session that was over."""
    token = new_token()
    cookies = [f"{FORM_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict"]
    if visit.session:
        cookies.append(taken_back())
    frame = Frame(visit.texts, forgery_token(token), signed_in=False)
    page = sign_in_page(frame, trouble, name, changes, visit.offers(BEGIN_FEDERATED))
    return shown(page, status, tuple(cookies))


def _why_not_ours(visit: Visit) -> str:
    """A name that the server does not know itself by is what happens to honest people."""
    origins = visit.incoming.wire.values("origin")
    if origins and origins[0] not in (visit.origin, "null"):
        return visit.texts.say("installer.elsewhere", address=f"{visit.origin}{PREFIX}")
    return visit.texts.say("installer.stale")


def _missing(visit: Visit, answer: SignedIn) -> str:
    if answer.missing == "NEW_PASSWORD":
        return visit.texts.say("sign_in.wants_password")
    return visit.texts.say(f"sign_in.wants_{'code' if answer.code else 'recovery'}")
