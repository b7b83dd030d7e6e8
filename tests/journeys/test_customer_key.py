"""A customer key that its owner takes away and gives back, seen by a client of the whole server over TLS: within a
minute what it protects is closed, everything else goes on, and nothing was lost when it is back."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app.config.customer_keys import FILE_NAME
from app.config.paths import State
from app.entrypoints.control_plane import Wanted, control_plane
from app.gateway.routes import api
from app.runtime.clock import SystemClock
from app.storage.key_lease import RETRY_S
from app.storage.opening import open_store
from tests.app.gateway.running import running
from tests.contracts.store_contract import add
from tests.journeys.customer_key_owners import NAME, KeyOwner, key_in_file, key_in_kmip_server, key_in_token
from tests.journeys.server_process import REGION, Server, set_up
from tests.peers.panel import eventually

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

MINUTE_S = 60.0
PATIENCE_S = 30.0
"""For what the server does beside the calls."""
ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}
CHANGED = "EncryptionKeyStateChanged"
PATTERN = '{"detail-type": ["Encryption Key State Changed"]}'
KINDS: dict[str, Callable[[Path], AbstractContextManager[KeyOwner]]] = {
    "file": key_in_file,
    "kmip": key_in_kmip_server,
    "pkcs11": key_in_token,
}


class MovedClock(SystemClock):
    """The machine's own, but that leases are as old as the test says."""

    ahead_s = 0.0

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self.ahead_s


@pytest.fixture(params=KINDS)
def owner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyOwner]:
    with KINDS[request.param](tmp_path) as owner:
        yield owner


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def data(tmp_path: Path, owner: KeyOwner) -> Path:
    """An installation with an owner, a person, and a customer key that nobody has set yet."""
    data = tmp_path / "data"
    data.mkdir()
    set_up(data)
    state = State(data, simulated=False)
    with open_store(state) as people:
        add(people)
    (state.folder / FILE_NAME).write_text(owner.table)
    return data


@pytest.fixture
def server(data: Path, clock: MovedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    wanted = Wanted(State(data, simulated=False), region=REGION)
    with control_plane(wanted, clock) as gateway, running(api(gateway, 1), tmp_path) as listening:
        yield Server(listening.url, str(listening.certificate))


class Account:
    """What the key protects, and what it does not. Any: boto3 makes its clients' classes from the model."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.site = client.create_site(name="Head office", address=ADDRESS)["siteId"]
        client.put_rule(rule="keys", pattern=PATTERN)
        client.put_targets(rule="keys", targets=[{"targetId": "log", "destination": {"file": {"name": "keys"}}}])

    def protected(self) -> list[Callable[[], dict[str, Any]]]:
        """Any: an answer's JSON."""
        client = self.client
        return [
            lambda: client.get_site(siteId=self.site),
            lambda: client.list_sites(),
            lambda: client.list_users_v1(),
            lambda: client.create_site(name="Another", address=ADDRESS),
        ]

    def open(self) -> list[Callable[[], dict[str, Any]]]:
        """Any: an answer's JSON."""
        client = self.client
        return [
            lambda: client.get_encryption_settings(),
            lambda: client.list_rules(),
            lambda: client.list_iam_users(),
            lambda: client.lookup_events(),
            lambda: client.get_audit_head(),
        ]

    def changes(self) -> list[str]:
        """The states that the audit says the key came to, oldest first."""
        found = self.client.lookup_events(attributeKey="EventName", attributeValue=CHANGED)["events"]
        return [json.loads(each["cloudTrailEvent"])["responseElements"]["currentState"] for each in reversed(found)]


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """Any: an answer's JSON. Without what differs from call to call."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


@pytest.mark.requirement("ENC-005", "ENC-012", "ENC-013")
def test_within_a_minute_of_its_taking_what_it_protects_is_closed_and_all_else_goes_on(
    server: Server, owner: KeyOwner, clock: MovedClock, data: Path
) -> None:
    account = Account(server.signed_in())
    assert account.client.update_encryption_settings(customerKey=NAME)["keyState"] == "ENABLED"
    before = [told(ask()) for ask in account.protected()[:3]]
    owner.take_away()
    clock.ahead_s += MINUTE_S
    for ask in account.protected():
        with pytest.raises(ClientError) as caught:
            ask()
        assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    for ask in account.open():
        ask()
    server.signed_in().close()
    assert account.client.get_encryption_settings()["keyState"] == "DISABLED"
    assert eventually(lambda: account.changes() == ["DISABLED"], PATIENCE_S)
    owner.give_back()
    clock.ahead_s += RETRY_S
    assert [told(ask()) for ask in account.protected()[:3]] == before
    clock.ahead_s += MINUTE_S
    assert eventually(lambda: account.changes() == ["DISABLED", "ENABLED"], PATIENCE_S)
    lines = data / "real" / "events" / "keys.jsonl"
    assert eventually(lambda: lines.exists() and len(lines.read_text().splitlines()) == 2, PATIENCE_S)
    account.client.close()


def test_a_key_that_was_taken_before_the_server_started_is_missed_at_once_and_back_when_it_is(
    data: Path, owner: KeyOwner, clock: MovedClock, tmp_path: Path
) -> None:
    state = State(data, simulated=False)
    with control_plane(Wanted(state), clock) as gateway, gateway.performer.store.transaction() as transaction:
        assert transaction.keys.rewrap(NAME) > 0
    owner.take_away()
    with control_plane(Wanted(state), clock) as gateway:
        with gateway.performer.store.reading() as reading:
            assert reading.keys.customer_state() == "DISABLED"
        owner.give_back()
        clock.ahead_s += RETRY_S
        with gateway.performer.store.reading() as reading:
            assert reading.keys.customer_state() == "ENABLED"
