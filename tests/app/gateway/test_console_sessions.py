"""The console's session over the wire: its cookie, what else must come with it, and everything that ends it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.config.paths import State
from app.domain.console_sessions import LONGEST, MOST, MOST_IDLE, NOTED
from app.gateway.authentication import Proved
from app.gateway.canonical_request import WireRequest
from app.gateway.console_cookie import NAME
from app.gateway.console_sessions import ConsoleAuthenticator
from app.gateway.http_backend import HttpBackend
from app.gateway.routes import api
from app.gateway.session_client import ConsoleProof, SignInDesk
from app.gateway.signatures import SignatureAuthenticator
from app.operations import iam_credentials as credentials
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations.console import BEGIN_SESSION, END_SESSION, EndSession
from app.operations.iam_credentials import GET_CALLER_IDENTITY, WhoAmI
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import SignedIn, SignIn
from app.operations.sites import CREATE_SITE, LIST_SITES, ListSites, SitePage
from app.policy.shipped import READ_ONLY
from app.services.control.handlers import CONSOLE_HANDLERS, HANDLERS
from app.services.control.identity.reception import open_calls
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import PROOFS, REALM
from tests.app.gateway.running import Running, running
from tests.app.services.control.identity.house import OWNER, PASSWORD, SITE, House, allow, deny, document, trust

ADA = "arn:aws:iam::123456789012:user/ada"
NIGHT = "arn:aws:iam::123456789012:role/Night"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_store(State(tmp_path, simulated=True)) as people:
        house = House(SqlControlStore(people))
        house.now = datetime.now(UTC)  # the server's own
        house.set_up()
        house.user("ada", READ_ONLY.arn, inline=allow("sts:AssumeRole", on=NIGHT))
        house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada", PASSWORD, False), OWNER)
        house.call(principals.CREATE_ROLE, principals.CreateRole("Night", trust(ADA)), OWNER)
        house.call(principals.CREATE_GROUP, principals.CreateGroup("Guards"), OWNER)
        yield house


@pytest.fixture
def server(house: House, tmp_path: Path) -> Iterator[Running]:
    signatures = SignatureAuthenticator(house.store, REALM)
    authenticator = ConsoleAuthenticator(house.store, REALM, PROOFS.site.origin, signatures)
    gateway = replace(
        house.gateway(authenticator),
        handlers={**HANDLERS, **CONSOLE_HANDLERS},
        open=open_calls(house.store, REALM, PROOFS, house.trail),
    )
    with running(api(gateway, 1), tmp_path) as server:
        yield server


@pytest.fixture
def client(server: Running) -> Iterator[httpx.Client]:
    with httpx.Client(verify=server.trust) as client:
        yield client


@pytest.fixture
def desk(server: Running, client: httpx.Client) -> SignInDesk:
    return SignInDesk(client, server.url)


def signed_in(desk: SignInDesk, name: str = "ada", password: str = PASSWORD) -> ConsoleProof:
    answer = desk.sign_in(SignIn(name, password))
    assert isinstance(answer, ConsoleProof), answer
    return answer


def who(desk: SignInDesk, session: ConsoleProof) -> str | Reason:
    answer = HttpBackend(desk.client, desk.url, session).call(GET_CALLER_IDENTITY, WhoAmI())
    return answer.reason if isinstance(answer, Refusal) else answer.arn


def test_the_cookie_is_bound_to_this_host_and_hidden_from_scripts(server: Running, client: httpx.Client) -> None:
    answer = client.post(f"{server.url}{BEGIN_SESSION.uri}", json={"name": "ada", "password": PASSWORD})
    (cookie,) = answer.headers.get_list("set-cookie")
    value, *marks = cookie.split("; ")
    assert value.startswith(f"{NAME}=")
    assert set(marks) == {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"}
    token = value.partition("=")[2]
    assert len(token) == 43
    assert token not in answer.text, "what the cookie holds is in no body"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.requirement("IAM-029")
def test_a_session_asks_for_everything_and_may_what_its_person_may(desk: SignInDesk, house: House) -> None:
    session = signed_in(desk, "ADA")
    assert session.arn == who(desk, session) == ADA
    backend = HttpBackend(desk.client, desk.url, session)
    sites = backend.call(LIST_SITES, ListSites())
    assert isinstance(sites, SitePage)
    denied = backend.call(CREATE_SITE, SITE)
    assert isinstance(denied, Refusal)
    assert denied.reason is Reason.ACCESS_DENIED
    assert house.trail.records[-1].envelope.caller.issued_at is not None
    assert session.cookie not in repr(session)
    assert session.forgery_token not in repr(session)


def test_what_ends_a_session_while_a_call_is_on_its_way_ends_that_call_too(desk: SignInDesk, house: House) -> None:
    session = signed_in(desk)
    proved = authenticator(house).authenticate(
        session.proven(WireRequest("POST", "/sites", "", (), "")), True, datetime.now(UTC)
    )
    assert isinstance(proved, Proved)
    assert desk.sign_out(session) is None
    with house.store.transaction() as transaction:
        assert proved.admit(transaction) == Refusal.of(Reason.SESSION_OVER)


def test_a_stolen_cookie_alone_is_worth_nothing(desk: SignInDesk) -> None:
    """It is what a page of somebody else's makes a browser send."""
    session = signed_in(desk)
    other = signed_in(desk)
    for word in ("", "0" * 64, other.forgery_token):
        assert who(desk, replace(session, forgery_token=word)) is Reason.FORGED_REQUEST
    assert who(desk, replace(session, cookie=other.cookie[::-1])) is Reason.SESSION_OVER


@pytest.mark.parametrize(
    ("header", "value", "believed"),
    [
        ("origin", PROOFS.site.origin, True),
        ("origin", "https://elsewhere.test", False),
        ("origin", "null", False),
        ("sec-fetch-site", "same-origin", True),
        ("sec-fetch-site", "none", True),
        ("sec-fetch-site", "same-site", False),
        ("sec-fetch-site", "cross-site", False),
    ],
)
def test_a_browser_that_comes_from_elsewhere_is_not_believed(
    desk: SignInDesk, house: House, header: str, value: str, believed: bool
) -> None:
    shown = signed_in(desk).proven(WireRequest("POST", "/sites", "", ((header, value),), ""))
    answer = authenticator(house).authenticate(shown, True, house.now)
    assert isinstance(answer, Refusal) is not believed


def authenticator(house: House) -> ConsoleAuthenticator:
    return ConsoleAuthenticator(house.store, REALM, PROOFS.site.origin, SignatureAuthenticator(house.store, REALM))


def test_it_ends_with_the_sign_out(desk: SignInDesk) -> None:
    session, elsewhere = signed_in(desk), signed_in(desk)
    assert desk.sign_out(session) is None
    assert who(desk, session) is Reason.SESSION_OVER
    assert who(desk, elsewhere) == ADA
    assert desk.sign_out(session) is None, "twice is no fault"


def test_it_ends_everywhere_and_takes_other_credentials_along(desk: SignInDesk, house: House) -> None:
    here, there = signed_in(desk), signed_in(desk)
    made = house.sign_in("ada")
    assert isinstance(made, SignedIn)
    assert made.credentials is not None
    assert desk.sign_out_everywhere(here) is None
    assert [who(desk, each) for each in (here, there)] == [Reason.SESSION_OVER] * 2
    with pytest.raises(AssertionError):
        house.as_session(made.credentials)
    signed_in(desk)


def test_the_owner_can_end_it_everywhere_too(desk: SignInDesk, house: House) -> None:
    request = SignIn("owner@example.org", "owner's long password", owner=True)
    here, there = desk.sign_in(request), desk.sign_in(request)
    assert isinstance(here, ConsoleProof)
    assert isinstance(there, ConsoleProof)
    assert desk.sign_out_everywhere(here) is None
    assert who(desk, there) is Reason.SESSION_OVER


def test_no_policy_keeps_anybody_signed_in(desk: SignInDesk, house: House) -> None:
    request = policies.PutUserPolicy("ada", "Nothing", document(deny("*")))
    house.call(policies.PUT_USER_POLICY, request, OWNER)
    session = signed_in(desk)
    assert who(desk, session) is Reason.ACCESS_DENIED
    assert desk.sign_out(session) is None
    assert who(desk, session) is Reason.SESSION_OVER


Change = Callable[[House], object]
ENDS: dict[str, Change] = {
    "another password": lambda house: house.call(
        credentials.UPDATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada", "another long password", False), OWNER
    ),
    "no password": lambda house: house.call(credentials.DELETE_LOGIN_PROFILE, principals.OfUser("ada"), OWNER),
    "revoked": lambda house: house.call(credentials.REVOKE_SESSIONS, principals.OfUser("ada"), OWNER),
    "no user": lambda house: house.call(principals.DELETE_USER, principals.OfUser("ada"), OWNER),
    "a group": lambda house: house.call(principals.ADD_USER_TO_GROUP, principals.Membership("Guards", "ada"), OWNER),
    "a policy more": lambda house: house.call(
        policies.ATTACH_USER_POLICY,
        policies.UserAttachment("ada", "arn:aws:iam::aws:policy/AdministratorAccess"),
        OWNER,
    ),
    "a policy less": lambda house: house.call(
        policies.DETACH_USER_POLICY, policies.UserAttachment("ada", READ_ONLY.arn), OWNER
    ),
    "an embedded policy less": lambda house: house.call(
        policies.DELETE_USER_POLICY, policies.OfUserPolicy("ada", "Inline"), OWNER
    ),
    "a boundary": lambda house: house.call(
        principals.PUT_USER_BOUNDARY, principals.PutUserBoundary("ada", READ_ONLY.arn), OWNER
    ),
}


@pytest.mark.parametrize("change", ENDS.values(), ids=ENDS)
def test_it_ends_when_its_person_gets_another_password_or_other_rights(
    desk: SignInDesk, house: House, change: Change
) -> None:
    session = signed_in(desk)
    house.now = datetime.now(UTC)
    change(house)
    assert who(desk, session) is Reason.SESSION_OVER


def test_it_ends_when_a_group_of_its_person_gets_other_rights(desk: SignInDesk, house: House) -> None:
    house.call(principals.ADD_USER_TO_GROUP, principals.Membership("Guards", "ada"), OWNER)
    session = signed_in(desk)
    house.call(policies.ATTACH_GROUP_POLICY, policies.GroupAttachment("Guards", READ_ONLY.arn), OWNER)
    assert who(desk, session) is Reason.SESSION_OVER


def shows(session: ConsoleProof, at: datetime, house: House) -> str:
    request = session.proven(WireRequest("POST", "/sites", "", (), ""))
    answer = authenticator(house).authenticate(request, True, at)
    if isinstance(answer, Refusal):
        return answer.reason.word
    with house.store.transaction() as transaction:
        refused = answer.admit(transaction)
    return answer.caller.arn if refused is None else refused.reason.word


def test_it_ends_when_nobody_has_used_it_for_a_quarter_of_an_hour(desk: SignInDesk, house: House) -> None:
    session = signed_in(desk)
    begun = datetime.now(UTC)
    used = begun + MOST_IDLE - NOTED
    assert shows(session, used, house) == ADA
    assert shows(session, used + MOST_IDLE - NOTED, house) == ADA
    assert shows(session, used + 3 * MOST_IDLE, house) == Reason.SESSION_OVER.word


def test_what_the_console_asks_for_by_itself_keeps_nothing_alive(desk: SignInDesk, house: House) -> None:
    session = signed_in(desk)
    begun = datetime.now(UTC)
    assert shows(session.unattended(), begun + MOST_IDLE - NOTED, house) == ADA
    assert shows(session, begun + MOST_IDLE, house) == Reason.SESSION_OVER.word


def test_it_ends_after_half_a_day_however_busy(desk: SignInDesk, house: House) -> None:
    session = signed_in(desk)
    at = datetime.now(UTC)
    ends = at + LONGEST
    while at < ends - MOST_IDLE:
        at += MOST_IDLE - NOTED
        assert shows(session, at, house) == ADA
    assert shows(session, ends, house) == Reason.SESSION_OVER.word


def test_the_oldest_of_too_many_gives_way(desk: SignInDesk) -> None:
    sessions = [signed_in(desk) for _ in range(MOST + 1)]
    assert [who(desk, each) for each in sessions] == [Reason.SESSION_OVER, *[ADA] * MOST]


@pytest.mark.requirement("IAM-017", "IAMF-025")
def test_a_role_is_taken_on_and_laid_down_and_each_time_the_cookie_before_is_worth_nothing(
    desk: SignInDesk, house: House
) -> None:
    own = signed_in(desk)
    night = desk.switch_role(own, NIGHT)
    assert isinstance(night, ConsoleProof), night
    assert who(desk, own) is Reason.SESSION_OVER
    assert night.arn == who(desk, night) == "arn:aws:sts::123456789012:assumed-role/Night/ada"
    denied = HttpBackend(desk.client, desk.url, night).call(CREATE_SITE, SITE)
    assert isinstance(denied, Refusal)
    assert "assumed-role/Night" in str(denied.facts["user"])
    again = desk.switch_back(night)
    assert isinstance(again, ConsoleProof)
    assert who(desk, night) is Reason.SESSION_OVER
    assert who(desk, again) == ADA
    assert desk.switch_back(again) == Refusal.of(Reason.NOT_SWITCHED)
    assert own.ends_at_in_millis == again.ends_at_in_millis, "it lasts no longer for that"


def test_a_role_lasts_no_longer_in_the_console_than_anywhere(desk: SignInDesk, house: House) -> None:
    night = desk.switch_role(signed_in(desk), NIGHT)
    assert isinstance(night, ConsoleProof)
    begun = datetime.now(UTC)
    for minutes in range(10, 60, 10):
        assert "Night" in shows(night, begun + timedelta(minutes=minutes), house)
    assert shows(night, begun + timedelta(minutes=60), house) == Reason.SESSION_OVER.word


def test_a_role_that_trusts_somebody_else_is_not_taken_on(desk: SignInDesk, house: House) -> None:
    request = principals.UpdateAssumeRolePolicy("Night", trust("arn:aws:iam::123456789012:user/bob"))
    house.call(principals.UPDATE_ASSUME_ROLE_POLICY, request, OWNER)
    session = signed_in(desk)
    answer = desk.switch_role(session, NIGHT)
    assert isinstance(answer, Refusal)
    assert answer.reason is Reason.ACCESS_DENIED
    assert who(desk, session) == ADA


@pytest.mark.parametrize(
    "change",
    [
        lambda house: house.call(principals.DELETE_ROLE, principals.OfRole("Night"), OWNER),
        lambda house: house.call(credentials.REVOKE_ROLE_SESSIONS, principals.OfRole("Night"), OWNER),
        lambda house: house.call(
            principals.UPDATE_ASSUME_ROLE_POLICY,
            principals.UpdateAssumeRolePolicy("Night", trust("arn:aws:iam::123456789012:user/bob")),
            OWNER,
        ),
        lambda house: house.call(credentials.REVOKE_SESSIONS, principals.OfUser("ada"), OWNER),
    ],
    ids=["no role", "role revoked", "no trust", "user revoked"],
)
def test_a_role_that_was_taken_on_ends_with_either(desk: SignInDesk, house: House, change: Change) -> None:
    night = desk.switch_role(signed_in(desk), NIGHT)
    assert isinstance(night, ConsoleProof)
    house.now = datetime.now(UTC)
    change(house)
    assert who(desk, night) is Reason.SESSION_OVER


def test_guessing_is_answered_alike_for_everybody_and_locked_out(desk: SignInDesk) -> None:
    for name in ("ada", "nobody"):
        answers = [desk.sign_in(SignIn(name, "a wrong password")) for _ in range(6)]
        reasons = [answer.reason for answer in answers if isinstance(answer, Refusal)]
        assert reasons == [Reason.SIGN_IN_WRONG] * 5 + [Reason.LOCKED_OUT]
    assert isinstance(desk.sign_in(SignIn("ada", PASSWORD)), Refusal)


def test_a_signer_has_no_session_to_end(house: House) -> None:
    answer = house.performer.perform(CONSOLE_HANDLERS[END_SESSION.name], EndSession(), house.envelope(OWNER))
    assert answer == Refusal.of(Reason.NOT_A_CONSOLE)


def test_a_signature_goes_before_a_cookie(desk: SignInDesk, house: House) -> None:
    session = signed_in(desk)
    signed = session.proven(WireRequest("GET", "/sites", "", (("authorization", "nonsense"),), ""))
    answer = authenticator(house).authenticate(signed, False, datetime.now(UTC) + timedelta(seconds=1))
    assert answer == Refusal.of(Reason.SIGNATURE_INCOMPLETE)
