"""Customer keys in a token of SoftHSM: what it wraps, what it refuses, and what its going closes."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config.customer_keys import FILE_NAME, Pkcs11Place, parse_customer_keys
from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.entrypoints.customer_keys import CustomerKeysFile
from app.gateway.keys.pkcs11 import Pkcs11Key, RefusedPins
from tests.contracts.customer_key_contract import SECRET, CustomerKeyContract, KeyRig
from tests.peers import softhsm
from tests.peers.softhsm import PIN, SoftToken, soft_token

pytestmark = pytest.mark.peer
WRONG = "000000"


@pytest.fixture
def token(tmp_path: Path) -> Iterator[SoftToken]:
    with soft_token(tmp_path / "hsm", softhsm.module()) as token:
        yield token


def key_of(place: Pkcs11Place, pin: str = PIN, refused: RefusedPins | None = None) -> Pkcs11Key:
    return Pkcs11Key(place, lambda: pin, refused or RefusedPins())


def fault_of(key: Pkcs11Key, wrapped: bytes) -> Fault:
    with pytest.raises(FaultError) as caught:
        key.unwrap(wrapped)
    assert PIN not in str(caught.value)
    return caught.value.fault


class TestPkcs11Key(CustomerKeyContract):
    @pytest.fixture
    def rig(self, token: SoftToken) -> KeyRig:
        for label in ("one", "two"):
            token.make_key(label)
        return KeyRig(key_of(token.place("one")), key_of(token.place("two")), lambda: token.destroy_key("one"))


@pytest.mark.requirement("ENC-003")
def test_a_token_that_is_pulled_out_is_no_answer_and_one_that_is_back_opens(token: SoftToken) -> None:
    token.make_key("one")
    key = key_of(token.place("one"))
    wrapped = key.wrap(SECRET)
    token.pull_out()
    assert fault_of(key, wrapped) is Fault.CUSTOMER_KEY_UNREACHABLE
    token.put_in()
    assert key.unwrap(wrapped) == SECRET


def test_what_the_same_key_encrypted_for_another_use_does_not_open(token: SoftToken) -> None:
    token.make_key("one")
    fault_of(key_of(token.place("one")), token.sealed_by_others("one", "another purpose"))


def test_a_module_that_hangs_is_no_answer_and_ends(token: SoftToken, tmp_path: Path) -> None:
    """Opening a pipe that nobody writes to waits for ever, as a module does whose HSM is behind a dead network."""
    os.mkfifo(tmp_path / "silent.so")
    silent = replace(token.place("one"), module=tmp_path / "silent.so")
    with pytest.raises(FaultError) as caught:
        Pkcs11Key(silent, lambda: PIN, RefusedPins(), wait_s=1.0).wrap(SECRET)
    assert caught.value.fault is Fault.CUSTOMER_KEY_UNREACHABLE


def test_a_key_that_could_leave_its_token_is_refused(token: SoftToken) -> None:
    token.make_key("loose", extractable=True)
    with pytest.raises(FaultError, match="may leave its token") as caught:
        key_of(token.place("loose")).wrap(SECRET)
    assert caught.value.fault is Fault.SETTINGS_INVALID


def test_two_keys_of_one_label_are_a_setting_to_mend(token: SoftToken) -> None:
    for _ in range(2):
        token.make_key("twin")
    with pytest.raises(FaultError) as caught:
        key_of(token.place("twin")).wrap(SECRET)
    assert caught.value.fault is Fault.SETTINGS_INVALID


def test_a_refused_pin_is_a_no_and_never_tried_again(token: SoftToken) -> None:
    """Tokens lock themselves after a few; the token itself would take the next question."""
    token.make_key("one")
    wrapped, refused = key_of(token.place("one")).wrap(SECRET), RefusedPins()
    wrong = key_of(token.place("one"), WRONG, refused)
    assert fault_of(wrong, wrapped) is Fault.CUSTOMER_KEY_REFUSED
    assert refused.has(softhsm.LABEL, WRONG)
    token.pull_out()
    assert fault_of(wrong, wrapped) is Fault.CUSTOMER_KEY_REFUSED, "it is not even asked"
    token.put_in()
    assert key_of(token.place("one"), PIN, refused).unwrap(wrapped) == SECRET


@pytest.mark.parametrize("module", ["missing.so", "text.so"])
def test_a_module_that_cannot_be_loaded_is_a_setting_to_mend(token: SoftToken, tmp_path: Path, module: str) -> None:
    (tmp_path / "text.so").write_text("no library")
    with pytest.raises(FaultError) as caught:
        key_of(replace(token.place("one"), module=tmp_path / module)).wrap(SECRET)
    assert caught.value.fault is Fault.SETTINGS_INVALID


def test_a_key_is_set_up_in_the_operators_file_and_its_pin_lies_in_one_of_its_own(
    token: SoftToken, tmp_path: Path
) -> None:
    token.make_key("one")
    state = State(tmp_path / "data", simulated=False)
    state.folder.mkdir(parents=True)
    (state.folder / FILE_NAME).write_text(
        f'[hsm]\nkind = "pkcs11"\nmodule = "{token.module}"\ntoken = "{softhsm.LABEL}"\nkey = "one"\n'
        f'pin_file = "{token.pin_file}"\n'
    )
    keys = CustomerKeysFile(state)
    assert keys.names() == ("hsm",)
    wrapped = keys.named("hsm").wrap(SECRET)
    assert keys.named("hsm").unwrap(wrapped) == SECRET
    token.pin_file.chmod(stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP)
    with pytest.raises(FaultError) as caught:
        keys.named("hsm").unwrap(wrapped)
    assert caught.value.fault is Fault.KEY_EXPOSED
    token.pin_file.unlink()
    with pytest.raises(FaultError) as caught:
        keys.named("hsm").unwrap(wrapped)
    assert caught.value.fault is Fault.CUSTOMER_KEY_REFUSED


def test_without_a_file_the_pin_is_the_keyrings() -> None:
    text = '[hsm]\nkind = "pkcs11"\nmodule = "/usr/lib/m.so"\ntoken = "t"\nkey = "k"\n'
    assert parse_customer_keys(text) == {"hsm": Pkcs11Place(Path("/usr/lib/m.so"), "t", "k", None)}
