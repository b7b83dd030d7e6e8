"""Signing in with another house's provider on a phone: the browser goes there, and comes back to the very same one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from app.config.paths import State
from app.domain.federation import Admission
from app.gateway.console_cookie import NAME
from app.gateway.console_sessions import ConsoleAuthenticator
from app.gateway.installer.door import BACK
from app.gateway.installer.federated import FLOW_COOKIE
from app.gateway.routes import api
from app.gateway.signatures import SignatureAuthenticator
from app.operations.federation import BEGIN_FEDERATED, FINISH_FEDERATED
from app.policy.shipped import INSTALLER
from app.services.control.handlers import CONSOLE_HANDLERS, HANDLERS
from app.services.control.identity.federation import Federation
from app.services.control.identity.reception import open_calls
from app.services.control.served import Open
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import PROOFS, REALM
from tests.app.gateway.installer.phone import Phone
from tests.app.gateway.running import Running, running
from tests.app.gateway.test_federated_client import ISSUER, AtOnce
from tests.app.services.control.identity.house import House

COMPANY = "/install/company"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with open_store(State(tmp_path, simulated=True)) as people:
        house = House(SqlControlStore(people))
        house.now = datetime.now(UTC)
        house.set_up()
        house.user("ada", INSTALLER.arn)
        rules = Admission(ISSUER, "thenar", user_claim="name")
        redirects = (f"{PROOFS.site.origin}{BACK}",)
        federation = Federation(house.store, REALM, house.trail, AtOnce(), rules, redirects)
        doors = (Open(BEGIN_FEDERATED, federation.begin), Open(FINISH_FEDERATED, federation.finish))
        signatures = SignatureAuthenticator(house.store, REALM)
        gateway = replace(
            house.gateway(ConsoleAuthenticator(house.store, REALM, PROOFS.site.origin, signatures)),
            handlers={**HANDLERS, **CONSOLE_HANDLERS},
            open=(*open_calls(house.store, REALM, PROOFS, house.trail), *doors),
        )
        with running(api(gateway, 1), tmp_path) as server:
            yield server


@pytest.fixture
def phones(server: Running) -> Iterator[Callable[[], Phone]]:
    clients: list[httpx.Client] = []

    def made() -> Phone:
        clients.append(httpx.Client(verify=server.trust))
        return Phone(clients[-1], server.url)

    yield made
    for client in clients:
        client.close()


def gone(phone: Phone) -> str:
    """The path and query with which the provider sends the browser back."""
    phone.open("/install")
    page = phone.send(COMPANY)
    address = page.link("Go on")
    assert (page.one("meta", **{"http-equiv": "refresh"}).attributes["content"] or "") == f"0;url={address}"
    assert address.startswith(f"{PROOFS.site.origin}{BACK}?code=")
    return address.removeprefix(PROOFS.site.origin)


def test_whoever_comes_back_is_signed_in(phones: Callable[[], Phone]) -> None:
    phone = phones()
    page = phone.open(gone(phone), **{"sec-fetch-site": "cross-site"})
    assert page.title == "You are signed in"
    assert FLOW_COOKIE not in phone.client.cookies
    assert phone.follow("Go on").title == "Select a site"


def test_a_link_with_somebody_elses_code_signs_nobody_in(phones: Callable[[], Phone]) -> None:
    other = phones()
    back = gone(other)
    without, within = phones(), phones()
    gone(within)
    for phone in (without, within):
        phone.open(back)
        assert phone.answer.status_code >= 400
        assert NAME not in phone.client.cookies


def test_what_the_browser_keeps_meanwhile_is_hidden_and_ends(phones: Callable[[], Phone]) -> None:
    phone = phones()
    gone(phone)
    marks = phone.answer.headers["set-cookie"].split("; ")[1:]
    assert set(marks) == {"Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"}


def test_nobody_else_begins_a_sign_in(phones: Callable[[], Phone]) -> None:
    phone = phones()
    phone.open("/install")
    phone.send(COMPANY, {"origin": "https://elsewhere.test"})
    assert phone.answer.status_code == 403
    assert FLOW_COOKIE not in phone.client.cookies
