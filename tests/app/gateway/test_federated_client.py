"""The console signs in with another house's provider: a browser goes and comes back, or does not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from app.config.paths import State
from app.domain.federation import Admission, Identity
from app.gateway.federated_client import sign_in_elsewhere
from app.gateway.routes import api
from app.gateway.session_client import ConsoleProof, SignInDesk
from app.operations.federation import BEGIN_FEDERATED, FINISH_FEDERATED
from app.operations.refusals import Reason, Refusal
from app.ports.identity_provider import Attempt, ProviderFault
from app.runtime.clock import SystemClock
from app.services.control.identity.federation import Federation
from app.services.control.served import Open
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import REALM
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import running
from tests.app.services.control.identity.house import House

ISSUER = "https://login.example.org"


class AtOnce:
    """A provider that sends whoever comes straight back, as ada."""

    def address(self, attempt: Attempt, state: str) -> str | ProviderFault:
        return f"{attempt.redirect}?code=a-code&state={state}"

    def identity(self, attempt: Attempt, code: str, now: datetime) -> Identity | ProviderFault:
        return Identity(ISSUER, "17", {"name": "ada"}) if code == "a-code" else ProviderFault.CODE_REFUSED


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_store(State(tmp_path, simulated=True)) as people:
        house = House(SqlControlStore(people))
        house.now = datetime.now(UTC)
        house.set_up()
        house.user("ada")
        yield house


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Iterator[SignInDesk]:
    rules = Admission(ISSUER, "thenar", user_claim="name")
    federation = Federation(house.store, REALM, house.trail, AtOnce(), rules)
    doors = (Open(BEGIN_FEDERATED, federation.begin), Open(FINISH_FEDERATED, federation.finish))
    gateway = replace(house.gateway(OneKey()), open=doors)
    with running(api(gateway, 1), tmp_path) as server, httpx.Client(verify=server.trust) as client:
        yield SignInDesk(client, server.url)


def test_the_browser_goes_and_comes_back_with_a_session(desk: SignInDesk) -> None:
    with ThreadPoolExecutor(1) as browser:
        answer = sign_in_elsewhere(desk, SystemClock(), lambda address: browser.submit(httpx.get, address))
    assert isinstance(answer, ConsoleProof), answer
    assert answer.arn == "arn:aws:iam::123456789012:user/ada"


def test_whoever_closes_the_window_waits_no_more(desk: SignInDesk) -> None:
    gone: list[str] = []
    answer = sign_in_elsewhere(desk, SystemClock(), gone.append, wanted=lambda: not gone)
    assert answer == Refusal.of(Reason.FEDERATION_STALE)


def test_a_server_without_a_provider_says_so(house: House, tmp_path: Path) -> None:
    with running(api(house.gateway(OneKey()), 1), tmp_path) as server, httpx.Client(verify=server.trust) as client:
        answer = sign_in_elsewhere(SignInDesk(client, server.url), SystemClock(), lambda address: None)
    assert answer == Refusal.of(Reason.UNKNOWN_OPERATION)
