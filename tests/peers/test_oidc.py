"""Signing in with another house's provider, which others wrote: the whole way, from the settings' file to the
session."""

import ipaddress
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.__main__ import main
from app.config.identity_provider import FILE_NAME
from app.config.paths import State
from app.domain.federation import Admission
from app.gateway.browser_return import BrowserReturn, browser_return
from app.gateway.console_sessions import ConsoleAuthenticator
from app.gateway.http_backend import HttpBackend, Signer
from app.gateway.identity_provider import ANEW_S, Client, OidcProvider
from app.gateway.routes import api
from app.gateway.session_client import ConsoleProof, SignInDesk
from app.gateway.signatures import SignatureAuthenticator
from app.gateway.signer import Credentials
from app.gateway.targets.fetching import Fetcher
from app.gateway.targets.reach import Reach
from app.gateway.targets.trust import Trust
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations.federation import (
    BEGIN_FEDERATED,
    FINISH_FEDERATED,
    BeginFederatedSignIn,
    FederatedSignIn,
    FinishFederatedSignIn,
)
from app.operations.iam_credentials import GET_CALLER_IDENTITY, WhoAmI
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import SignedIn
from app.operations.sites import CREATE_SITE, LIST_SITES, ListSites, SiteDetail, SitePage
from app.policy.shipped import ADMINISTRATOR, READ_ONLY
from app.ports.clock import Clock
from app.ports.identity_provider import Attempt, ProviderFault
from app.runtime.clock import SystemClock
from app.services.control.handlers import CONSOLE_HANDLERS, HANDLERS
from app.services.control.identity.federation import Federation
from app.services.control.served import Open
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import PROOFS, REALM
from tests.app.gateway.installer.phone import Phone
from tests.app.gateway.running import running
from tests.app.services.control.identity.house import OWNER, SITE, House, document
from tests.journeys.server_process import server_process, set_up
from tests.peers.oidc import CLIENT_ID, CLIENT_SECRET, OidcPeer, oidc_provider

pytestmark = pytest.mark.peer
WAIT_S = 60.0


@dataclass
class Later:
    """The system's clock, some time on."""

    ahead_s: float = 0.0

    def now(self) -> datetime:
        return SystemClock().now()

    def monotonic_s(self) -> float:
        return SystemClock().monotonic_s() + self.ahead_s

    def sleep(self, seconds: float) -> None:
        SystemClock().sleep(seconds)


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
def back(clock: Later) -> Iterator[BrowserReturn]:
    with browser_return(clock) as back:
        yield back


@pytest.fixture
def peer(tmp_path: Path, back: BrowserReturn) -> Iterator[OidcPeer]:
    with oidc_provider(tmp_path / "provider", back.redirect_uri, "ada", ["guards", "staff"]) as peer:
        yield peer


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_store(State(tmp_path / "house", simulated=True)) as people:
        house = House(SqlControlStore(people))
        house.now = datetime.now(UTC)
        house.set_up()
        yield house


def known_provider(peer: OidcPeer, clock: Clock, secret: str = CLIENT_SECRET) -> OidcProvider:
    loopback = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
    fetcher = Fetcher(Reach(loopback), Trust(peer.certificate), clock)
    return OidcProvider(Client(peer.issuer, CLIENT_ID, secret, ("openid", "profile", "groups")), fetcher, clock)


@pytest.fixture
def desk(house: House, peer: OidcPeer, clock: Later, tmp_path: Path) -> Iterator[SignInDesk]:
    rules = Admission(peer.issuer, CLIENT_ID, user_claim="preferred_username", roles={"guards": "Night"})
    federation = Federation(house.store, REALM, house.trail, known_provider(peer, clock), rules)
    signatures = SignatureAuthenticator(house.store, REALM)
    gateway = replace(
        house.gateway(ConsoleAuthenticator(house.store, REALM, PROOFS.site.origin, signatures)),
        handlers={**HANDLERS, **CONSOLE_HANDLERS},
        open=(Open(BEGIN_FEDERATED, federation.begin), Open(FINISH_FEDERATED, federation.finish)),
    )
    with running(api(gateway, 1), tmp_path) as server, httpx.Client(verify=server.trust) as client:
        yield SignInDesk(client, server.url)


def begun(desk: SignInDesk, back: BrowserReturn) -> FederatedSignIn:
    began = desk.call(BEGIN_FEDERATED, BeginFederatedSignIn(back.redirect_uri))
    assert isinstance(began, FederatedSignIn), began
    return began


def brought(peer: OidcPeer, back: BrowserReturn, began: FederatedSignIn) -> FinishFederatedSignIn:
    """What the console sends once the browser has been there and is back."""
    with ThreadPoolExecutor(1) as pool:
        code = pool.submit(back.code, began.state, WAIT_S)
        assert "close this window" in httpx.get(peer.sent_back(began.authorization_address)).text
        said = code.result(WAIT_S)
    assert said is not None
    return FinishFederatedSignIn(began.flow, began.state, said)


def who(desk: SignInDesk, session: ConsoleProof) -> str:
    answer = HttpBackend(desk.client, desk.url, session).call(GET_CALLER_IDENTITY, WhoAmI())
    assert not isinstance(answer, Refusal)
    return answer.arn


def federated_trust(peer: OidcPeer) -> str:
    provider = peer.issuer.removeprefix("https://")
    return document(
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": f"arn:aws:iam::{REALM.account}:oidc-provider/{provider}"},
            "Condition": {"StringEquals": {f"{provider}:aud": CLIENT_ID}},
        }
    )


@pytest.mark.requirement("IAM-003", "ADMIN-003")
def test_a_user_signs_in_elsewhere_and_is_himself_here(
    desk: SignInDesk, house: House, peer: OidcPeer, back: BrowserReturn
) -> None:
    house.user("Ada", READ_ONLY.arn)
    session = desk.finish(brought(peer, back, begun(desk, back)))
    assert isinstance(session, ConsoleProof), session
    assert who(desk, session) == "arn:aws:iam::123456789012:user/Ada"
    sites = HttpBackend(desk.client, desk.url, session).call(LIST_SITES, ListSites())
    assert isinstance(sites, SitePage)
    assert desk.sign_out(session) is None


@pytest.mark.requirement("ADMIN-004", "IAM-022")
def test_what_a_role_may_is_what_its_people_may_who_signed_in_elsewhere(
    desk: SignInDesk, house: House, peer: OidcPeer, back: BrowserReturn
) -> None:
    house.call(principals.CREATE_ROLE, principals.CreateRole("Night", federated_trust(peer)), OWNER)
    for policy, may in ((READ_ONLY.arn, False), (ADMINISTRATOR.arn, True)):
        house.call(policies.ATTACH_ROLE_POLICY, policies.RoleAttachment("Night", policy), OWNER)
        session = desk.finish(brought(peer, back, begun(desk, back)))
        assert isinstance(session, ConsoleProof), session
        backend = HttpBackend(desk.client, desk.url, session)
        sites, made = backend.call(LIST_SITES, ListSites()), backend.call(CREATE_SITE, SITE)
        assert isinstance(sites, SitePage)
        assert isinstance(made, SiteDetail) is may


@pytest.mark.requirement("IAM-004", "IAM-009", "IAM-019", "IAMF-024", "ADMIN-007")
def test_a_group_elsewhere_stands_for_a_role_here_with_temporary_credentials(
    desk: SignInDesk, house: House, peer: OidcPeer, back: BrowserReturn
) -> None:
    house.call(principals.CREATE_ROLE, principals.CreateRole("Night", federated_trust(peer)), OWNER)
    request = replace(brought(peer, back, begun(desk, back)), credentials=True)
    answer = desk.finish(request)
    assert isinstance(answer, SignedIn), answer
    made = answer.credentials
    assert made is not None
    assert made.arn == "arn:aws:sts::123456789012:assumed-role/Night/ada"
    key = Credentials(made.access_key_id, made.secret_access_key, made.session_token)
    signed = HttpBackend(desk.client, desk.url, Signer(key, REALM.region, SystemClock()))
    known = signed.call(GET_CALLER_IDENTITY, WhoAmI())
    assert not isinstance(known, Refusal)
    assert known.arn == made.arn


def test_whom_nobody_here_knows_is_not_let_in(desk: SignInDesk, peer: OidcPeer, back: BrowserReturn) -> None:
    assert desk.finish(brought(peer, back, begun(desk, back))) == Refusal.of(Reason.FEDERATION_UNKNOWN)


def test_a_sign_in_counts_once(desk: SignInDesk, house: House, peer: OidcPeer, back: BrowserReturn) -> None:
    house.user("ada")
    request = brought(peer, back, begun(desk, back))
    assert isinstance(desk.finish(request), ConsoleProof)
    assert desk.finish(request) == Refusal.of(Reason.FEDERATION_STALE)


def test_the_provider_takes_no_code_a_second_time_and_none_without_its_verifier(
    desk: SignInDesk, house: House, peer: OidcPeer, back: BrowserReturn
) -> None:
    house.user("ada")
    first = brought(peer, back, begun(desk, back))
    other = begun(desk, back)
    stolen = replace(first, flow=other.flow, state=other.state)
    assert desk.finish(stolen) == Refusal.of(Reason.FEDERATION_STALE), "another sign-in's verifier does not fit"
    assert isinstance(desk.finish(brought(peer, back, begun(desk, back))), ConsoleProof)


def test_new_keys_of_the_provider_are_fetched_when_they_are_needed(
    desk: SignInDesk, house: House, peer: OidcPeer, back: BrowserReturn, clock: Later
) -> None:
    house.user("ada")
    assert isinstance(desk.finish(brought(peer, back, begun(desk, back))), ConsoleProof)
    peer.rotate()
    assert desk.finish(brought(peer, back, begun(desk, back))) == Refusal.of(Reason.FEDERATION_NOT_BELIEVED), (
        "they were fetched just now"
    )
    clock.ahead_s += ANEW_S
    assert isinstance(desk.finish(brought(peer, back, begun(desk, back))), ConsoleProof)


def test_a_wrong_secret_of_ours_gets_nothing(peer: OidcPeer, back: BrowserReturn, clock: Later) -> None:
    provider = known_provider(peer, clock, secret="another-secret-of-forty-characters-oh-no")
    attempt = Attempt(back.redirect_uri, "nonce" * 8, "verifier" * 6)
    address = provider.address(attempt, "state" * 8)
    assert not isinstance(address, ProviderFault)
    code = peer.sent_back(address).partition("code=")[2].partition("&")[0]
    assert provider.identity(attempt, code, clock.now()) is ProviderFault.CODE_REFUSED


def written_settings(data: Path, peer: OidcPeer, mode: int) -> None:
    """As an operator writes them."""
    folder = State(data, simulated=False).folder
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "oidc-secret"
    secret.write_text(f"{CLIENT_SECRET}\n")
    secret.chmod(mode)
    lines = (
        f'issuer = "{peer.issuer}"',
        f'client_id = "{CLIENT_ID}"',
        f'secret_file = "{secret}"',
        f'authorities = "{peer.certificate}"',
        'networks = ["127.0.0.0/8", "::1/128"]',
        'user_claim = "preferred_username"',
    )
    (folder / FILE_NAME).write_text("\n".join(lines))


@pytest.mark.usefixtures("service_model")
def test_the_server_reads_its_settings_and_lets_the_providers_people_in(
    peer: OidcPeer, back: BrowserReturn, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    set_up(data)
    written_settings(data, peer, 0o600)
    with server_process(data) as server, httpx.Client(verify=server.certificate_context()) as client:
        owner = server.signed_in()
        owner.create_user(userName="ada")
        owner.close()
        desk = SignInDesk(client, server.url)
        session = desk.finish(brought(peer, back, begun(desk, back)))
        assert isinstance(session, ConsoleProof), session
        assert who(desk, session).endswith(":user/ada")
        phone = Phone(client, server.url)
        phone.open("/install")
        address = phone.send("/install/company").link("Go on")
        assert address.startswith(peer.issuer)
        (way_back,) = parse_qs(urlsplit(address).query)["redirect_uri"]
        assert way_back.endswith("/install/back"), "a phone comes back to the server itself"
        assert CLIENT_SECRET not in server.log.read_text()


def test_a_secret_that_others_may_read_keeps_the_server_from_starting(
    peer: OidcPeer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    set_up(data)
    written_settings(data, peer, 0o644)
    assert main(["server", "--data", str(data), "--listen", "127.0.0.1:0", "--metrics", "0"]) == 2
    assert "oidc-secret" in capsys.readouterr().err
