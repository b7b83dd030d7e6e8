"""Customer keys in PyKMIP's server, over mutual TLS: what it wraps, what it refuses, and what a revocation closes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config.customer_keys import KmipPlace
from app.domain.faults import Fault, FaultError
from app.domain.key_state import KeyState
from app.gateway.keys.kmip import KmipKey
from app.ports.customer_key import CustomerKey
from app.storage.vault import KeyFile
from tests.contracts.customer_key_contract import SECRET, CustomerKeyContract, KeyRig
from tests.peers import kmip
from tests.peers.certificates import certificates
from tests.peers.kmip import KmipServer

pytestmark = pytest.mark.peer
MINUTE_S = 60.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KmipServer]:
    server = kmip.new_server(tmp_path_factory.mktemp("kmip") / "server")
    with server.running():
        yield server


class Place:
    """Implements `app.ports.customer_key.CustomerKeys` with one key of the server, and a clock that is moved."""

    def __init__(self, place: KmipPlace) -> None:
        self.place = place
        self.now_s = 0.0

    def names(self) -> tuple[str, ...]:
        return ("hsm",)

    def named(self, name: str) -> CustomerKey:
        assert name == "hsm"
        return KmipKey(self.place)

    def monotonic_s(self) -> float:
        return self.now_s


class TestKmipKey(CustomerKeyContract):
    @pytest.fixture
    def rig(self, server: KmipServer) -> KeyRig:
        uid, other = server.new_key(), server.new_key()
        return KeyRig(KmipKey(server.place(uid)), KmipKey(server.place(other)), lambda: server.revoke(uid))


@pytest.mark.requirement("ENC-003")
@pytest.mark.requirement("ENC-011")
def test_a_key_that_is_revoked_in_the_server_closes_the_key_file_within_a_minute(
    server: KmipServer, tmp_path: Path
) -> None:
    uid = server.new_key()
    place = Place(server.place(uid))
    vault = KeyFile.create(tmp_path / "keys", None, place, place.monotonic_s)
    slot = vault.create_key()
    key = vault.key(slot)
    vault.rewrap("hsm")
    assert (vault.key(slot), vault.customer_state()) == (key, KeyState.ENABLED)
    place.now_s += MINUTE_S
    assert vault.key(slot) == key, "as long as nobody revokes it, it opens"
    server.revoke(uid)
    place.now_s += MINUTE_S
    with pytest.raises(FaultError) as caught:
        vault.key(slot)
    assert caught.value.fault is Fault.CUSTOMER_KEY_REFUSED
    assert vault.customer_state() is KeyState.DISABLED
    vault.close()


@pytest.mark.requirement("ENC-013")
def test_a_server_that_is_down_closes_it_and_one_that_is_back_opens_it(tmp_path: Path) -> None:
    server = kmip.new_server(tmp_path / "server")
    with server.running():
        place = Place(server.place(server.new_key()))
        vault = KeyFile.create(tmp_path / "keys", None, place, place.monotonic_s)
        slot = vault.create_key()
        key = vault.key(slot)
        vault.rewrap("hsm")
        vault.key(slot)
    place.now_s += MINUTE_S
    with pytest.raises(FaultError) as caught:
        vault.key(slot)
    assert caught.value.fault is Fault.CUSTOMER_KEY_UNREACHABLE
    with server.running():
        place.now_s += MINUTE_S
        assert vault.key(slot) == key
    vault.close()


def test_a_server_of_another_authority_is_not_believed(server: KmipServer, tmp_path: Path) -> None:
    foreign = certificates(tmp_path / "foreign", "thenar")
    key = KmipKey(replace(server.place(server.new_key()), authorities=foreign.authority))
    with pytest.raises(FaultError) as caught:
        key.wrap(SECRET)
    assert caught.value.fault is Fault.CUSTOMER_KEY_UNREACHABLE


def test_somebody_without_a_certificate_of_the_authority_gets_nothing(server: KmipServer, tmp_path: Path) -> None:
    foreign = certificates(tmp_path / "foreign", "thenar")
    place = replace(server.place(server.new_key()), certificate=foreign.certificate, private_key=foreign.key)
    with pytest.raises(FaultError) as caught:
        KmipKey(place).wrap(SECRET)
    assert caught.value.fault is Fault.CUSTOMER_KEY_UNREACHABLE
