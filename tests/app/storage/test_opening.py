"""Opening a store: what is refused, who may read its files, and what a full disk does."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keyring.errors import KeyringError, PasswordDeleteError
from sqlalchemy import event

from app.config.paths import State
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.storage.key_custody import system_keyring
from app.storage.opening import open_store
from app.storage.store import SqlStore
from app.storage.vault import key_path
from tests.contracts.store_contract import BADGE, add, templates_of


class Ring:
    """A keyring in memory."""

    def __init__(self, locked: bool = False) -> None:
        self.passwords: dict[tuple[str, str], str] = {}
        self.locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringError("locked")
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringError("locked")
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.locked or (service, username) not in self.passwords:
            raise PasswordDeleteError("locked, or not here")
        del self.passwords[service, username]


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path, simulated=False)


def fault_of_opening(state: State, ring: Ring | None = None) -> Fault:
    with pytest.raises(FaultError) as caught, open_store(state, ring):
        raise AssertionError("the store opened")
    return caught.value.fault


def test_every_file_and_folder_belongs_to_its_user_alone(state: State) -> None:
    before = os.umask(0)
    try:
        with open_store(state) as store:
            add(store)
            modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (state.folder, *state.folder.rglob("*"))}
    finally:
        os.umask(before)
    assert {path.name for path in modes} >= {"real", "keys", "slots", "kek", "thenar.sqlite3", "thenar.sqlite3-wal"}
    assert {path.name: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


@pytest.mark.parametrize("name", ["keys", "keys/slots", "keys/kek"])
@pytest.mark.parametrize("mode", [0o740, 0o704, 0o660])
def test_keys_that_others_may_read_are_refused(state: State, name: str, mode: int) -> None:
    with open_store(state) as store:
        add(store)
    (state.folder / name).chmod(mode | 0o100)
    assert fault_of_opening(state) is Fault.KEY_EXPOSED


def test_a_link_in_place_of_the_key_file_is_refused(state: State, tmp_path: Path) -> None:
    with open_store(state) as store:
        add(store)
    key_path(state.keys).rename(tmp_path / "elsewhere")
    key_path(state.keys).symlink_to(tmp_path / "elsewhere")
    assert fault_of_opening(state) is Fault.KEY_EXPOSED


@pytest.mark.parametrize("name", ["slots", "kek"])
def test_a_database_without_its_key_is_a_fault_and_gets_no_new_key(state: State, name: str) -> None:
    with open_store(state) as store:
        add(store)
    (state.keys / name).unlink()
    assert fault_of_opening(state) is Fault.KEY_MISSING
    assert not (state.keys / name).exists()


def test_keys_without_their_database_are_not_let_die(state: State) -> None:
    with open_store(state) as store:
        person = add(store)
    away = state.database.rename(state.folder / "away")
    assert fault_of_opening(state) is Fault.STORE_UNREADABLE
    for left in state.folder.glob("thenar.sqlite3*"):
        left.unlink()
    away.rename(state.database)
    with open_store(state) as store:
        assert list(store.templates()) == templates_of(person)


def test_another_databases_key_file_is_refused(state: State, tmp_path: Path) -> None:
    other = State(tmp_path / "other", simulated=False)
    for each in (state, other):
        with open_store(each) as store:
            add(store)
    shutil.rmtree(state.keys)
    shutil.copytree(other.keys, state.keys)
    assert fault_of_opening(state) is Fault.KEY_MISSING


def test_a_wrong_key_encryption_key_is_noticed_at_once(state: State) -> None:
    with open_store(state) as store:
        add(store)
    kek = (state.keys / "kek").read_bytes()
    (state.keys / "kek").write_bytes(bytes([kek[0] ^ 1]) + kek[1:])
    assert fault_of_opening(state) is Fault.KEY_MISSING


@pytest.mark.parametrize("content", [b"", b"THNRKEY1", bytes(8192), b"THNRKEY1" + bytes(8184)])
def test_a_damaged_key_file_is_refused(state: State, content: bytes) -> None:
    with open_store(state) as store:
        add(store)
    key_path(state.keys).write_bytes(content)
    assert fault_of_opening(state) is Fault.KEY_MISSING


def test_a_keyring_keeps_the_key_out_of_every_file(state: State) -> None:
    ring = Ring()
    with open_store(state, ring) as store:
        person = add(store)
    assert not (state.keys / "kek").exists()
    (key,) = ring.passwords.values()
    assert not any(bytes.fromhex(key) in path.read_bytes() for path in state.folder.rglob("*") if path.is_file())
    with open_store(state, ring) as store:
        assert list(store.templates()) == templates_of(person)


@pytest.mark.parametrize("ring", [None, Ring(), Ring(locked=True)], ids=["none", "empty", "locked"])
def test_a_store_made_with_a_keyring_never_falls_back_to_a_file(state: State, ring: Ring | None) -> None:
    with open_store(state, Ring()) as store:
        add(store)
    assert fault_of_opening(state, ring) is Fault.KEY_MISSING
    assert not (state.keys / "kek").exists()


def test_a_keyring_that_refuses_the_key_leaves_no_store(state: State) -> None:
    assert fault_of_opening(state, Ring(locked=True)) is Fault.KEY_MISSING
    assert not key_path(state.keys).exists()


def test_the_failing_backend_is_no_keyring() -> None:
    program = "from app.storage.key_custody import system_keyring; assert system_keyring() is None"
    environment = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    assert callable(system_keyring)


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def scribbled(content: bytes) -> bytes:
    return content[:4096] + bytes(4096) + content[8192:]


@pytest.mark.parametrize("damage", [truncated, scribbled, lambda _: b"not a database at all" * 300])
def test_a_damaged_database_is_noticed_at_opening(state: State, damage: Callable[[bytes], bytes]) -> None:
    with open_store(state) as store:
        add(store)
    state.database.write_bytes(damage(state.database.read_bytes()))
    assert fault_of_opening(state) is Fault.STORE_UNREADABLE


def test_a_database_of_a_newer_version_is_left_alone(state: State) -> None:
    with open_store(state) as store, store.transaction() as transaction:
        transaction._connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert fault_of_opening(state) is Fault.STORE_UNREADABLE


ROOM_PAGES = 30
"""Beside the empty tables: enough for some people."""


def fill_up(store: SqlStore) -> Iterator[str]:
    """Enrols until the disk is full; yields whoever was acknowledged."""
    for card in range(10_000):
        yield add(store, Badge(1, card))


def test_a_full_disk_refuses_the_next_person_and_keeps_all_before(state: State) -> None:
    with open_store(state) as store:
        with store.reading() as connection:
            most = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + ROOM_PAGES
        limit = f"PRAGMA max_page_count={most}"
        event.listen(store._engine, "checkout", lambda connection, *_: connection.execute(limit))
        saved: list[str] = []
        with pytest.raises(FaultError) as caught:
            saved.extend(fill_up(store))
        assert caught.value.fault is Fault.STORE_FULL
        assert BADGE.number not in str(caught.value)
    with open_store(state) as store:
        assert len(store._vault.live_slots()) - 1 == len({stored.person for stored in store.templates()}) > 0
        assert store.broken_audit_row() is None


FULL_FILE = """
import resource, sys
from pathlib import Path
from app.config.paths import State
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.storage.opening import open_store
from tests.contracts.store_contract import add
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_store(State(Path(sys.argv[1]), simulated=False)) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        for card in range(1000):
            print(add(store, Badge(1, card)), flush=True)
    except FaultError as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(error.fault.name)
"""


@pytest.mark.parametrize("limit", [6000, 150_000, 400_000], ids=["key file", "log", "log later"])
def test_a_file_that_cannot_grow_loses_nobody_who_was_acknowledged(state: State, limit: int) -> None:
    command = [sys.executable, "-c", FULL_FILE, str(state.data), str(limit)]
    *saved, fault = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert fault in ("STORE_FULL", "STORE_UNREADABLE")
    with open_store(state) as store:
        assert {stored.person for stored in store.templates()} == set(saved)
        assert len(store._vault.live_slots()) == len(saved) + 1


def test_two_worlds_do_not_see_each_other(tmp_path: Path) -> None:
    with open_store(State(tmp_path, simulated=True)) as simulated, open_store(State(tmp_path, simulated=False)) as real:
        add(simulated)
        assert real.person_with(BADGE) is None
        assert list(real.templates()) == []
