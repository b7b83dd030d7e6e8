"""The installation behind its real listeners, and phones that come to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.config.paths import State
from app.gateway.console_sessions import ConsoleAuthenticator
from app.gateway.routes import api
from app.gateway.signatures import SignatureAuthenticator
from app.services.control.handlers import CONSOLE_HANDLERS, HANDLERS
from app.services.control.identity.reception import open_calls
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import PROOFS, REALM
from tests.app.gateway.installer.installation import Installation
from tests.app.gateway.installer.phone import Phone
from tests.app.gateway.running import Running, running
from tests.app.services.control.identity.house import PASSWORD


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield Installation(tmp_path, SqlControlStore(people))


@pytest.fixture
def server(house: Installation) -> Iterator[Running]:
    signatures = SignatureAuthenticator(house.store, REALM)
    gateway = replace(
        house.gateway(ConsoleAuthenticator(house.store, REALM, PROOFS.site.origin, signatures)),
        handlers={**HANDLERS, **CONSOLE_HANDLERS},
        open=open_calls(house.store, REALM, PROOFS, house.trail),
        clock=house.clock,
    )
    with running(api(gateway, 1), house.folder) as server:
        yield server


@pytest.fixture
def phones(server: Running) -> Iterator[Callable[..., Phone]]:
    clients: list[httpx.Client] = []

    def made(language: str = "en") -> Phone:
        clients.append(httpx.Client(verify=server.trust))
        return Phone(clients[-1], server.url, language)

    yield made
    for client in clients:
        client.close()


@pytest.fixture
def phone(phones: Callable[..., Phone]) -> Phone:
    return phones()


@pytest.fixture
def signed_in(phone: Phone) -> Phone:
    phone.sign_in("ada", PASSWORD)
    return phone
