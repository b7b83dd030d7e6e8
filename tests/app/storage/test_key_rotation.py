"""Rotation: under whatever keys, and wherever it is cut off, every key opens and the old wrapping is gone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.domain.key_state import KeyState
from app.ports.vault import KeySlot
from app.storage.key_custody import Keyring, kek_file
from app.storage.key_header import MAGIC
from app.storage.seal import place_of, seal
from app.storage.vault import KeyFile, key_path
from tests.app.drawer import Drawer
from tests.app.storage.test_opening import Ring

PEOPLE = 5
KINDS = {"customer": ("two", False), "default": ("one", True), "both": ("two", True), "none": ("", False)}


@pytest.fixture
def drawer() -> Drawer:
    return Drawer("one", "two")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def vault(folder: Path, drawer: Drawer) -> Iterator[KeyFile]:
    vault = KeyFile.create(folder, None, drawer, drawer.monotonic_s)
    yield vault
    vault.close()


def filled(vault: KeyFile) -> dict[KeySlot, bytes]:
    return {slot: vault.key(slot) for slot in (vault.create_key() for _ in range(PEOPLE))}


def known(vault: KeyFile) -> dict[KeySlot, bytes]:
    return {slot: vault.key(slot) for slot in vault.live_slots()}


def again(folder: Path, drawer: Drawer, ring: Keyring | None = None) -> KeyFile:
    return KeyFile.open(folder, ring, drawer, drawer.monotonic_s)


def wrapped(folder: Path, slot: int) -> bytes:
    return key_path(folder).read_bytes()[4096 + 64 * slot : 4096 + 64 * slot + 60]


@pytest.mark.requirement("ENC-003")
@pytest.mark.requirement("ENC-009")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ringed", [False, True])
def test_rotation_keeps_every_key_and_no_old_wrapping(tmp_path: Path, drawer: Drawer, kind: str, ringed: bool) -> None:
    ring = Ring() if ringed else None
    vault = KeyFile.create(tmp_path / "keys", ring, drawer, drawer.monotonic_s)
    keys = filled(vault)
    vault.rewrap("one")
    old = [wrapped(tmp_path / "keys", slot) for slot in keys]
    lookup, system, customer = vault.lookup_key(), vault.system_secret(), KINDS[kind]
    assert vault.rewrap(*customer) == PEOPLE
    vault.close()
    after = again(tmp_path / "keys", drawer, ring)
    assert known(after) == keys
    assert (after.lookup_key(), after.system_secret(), after.customer_key()) == (lookup, system, customer[0])
    content = key_path(tmp_path / "keys").read_bytes()
    assert not any(each in content for each in old)
    assert all(key not in content for key in keys.values())
    after.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_rotation_cut_off_at_any_step_opens_and_is_completed(tmp_path: Path, drawer: Drawer, kind: str) -> None:
    step = 0
    ended = False
    while not ended:
        folder = tmp_path / str(step)
        vault = KeyFile.create(folder, None, drawer, drawer.monotonic_s)
        keys = filled(vault)
        vault.rewrap("one")
        rotation = vault.rewrapping(*KINDS[kind])
        ended = not all(next(rotation, None) for _ in range(step))
        rotation.close()
        vault.close()
        found = again(folder, drawer)
        assert known(found) == keys, f"cut off at step {step}"
        new = found.create_key()
        found.complete()
        assert known(found) == keys | {new: found.key(new)}
        names = {path.name for path in folder.glob("kek*")}
        assert len(names) == 1, "one default key is left"
        found.rewrap("two", fresh_default=True)
        assert known(found).items() >= keys.items()
        found.close()
        step += 1
    assert step > PEOPLE + 3, "every step was tried"


def test_a_bank_that_was_cut_off_in_the_writing_counts_for_nothing_and_is_cleared(
    vault: KeyFile, folder: Path, drawer: Drawer
) -> None:
    keys = filled(vault)
    with key_path(folder).open("r+b") as file:
        file.seek(1024)  # the bank of even generations, of which there is none yet
        file.write(os.urandom(700))
    found = again(folder, drawer)
    assert known(found) == keys
    found.complete()
    assert not any(key_path(folder).read_bytes()[1024 : 1024 + 1536])
    found.close()


def test_the_old_default_key_is_overwritten_and_gone(vault: KeyFile, folder: Path) -> None:
    filled(vault)
    handle = os.open(kek_file(folder), os.O_RDONLY)
    vault.rewrap("", fresh_default=True)
    assert not kek_file(folder).exists()
    assert os.pread(handle, 32, 0) == bytes(32), "overwritten in place before it went"
    os.close(handle)
    assert kek_file(folder, 2).stat().st_mode & 0o777 == 0o600


def test_a_program_that_has_the_file_open_goes_on_through_a_rotation(
    vault: KeyFile, folder: Path, drawer: Drawer
) -> None:
    keys = filled(vault)
    other = again(folder, drawer)
    assert known(other) == keys
    vault.rewrap("one", fresh_default=True)
    assert known(other) == keys
    added = other.create_key()
    assert vault.key(added) == other.key(added)
    other.close()


def test_a_key_destroyed_while_others_are_wrapped_stays_dead(vault: KeyFile) -> None:
    keys = filled(vault)
    first = min(keys)
    vault.destroy_key(first)
    vault.rewrap("one")
    assert known(vault) == {slot: key for slot, key in keys.items() if slot != first}


@pytest.mark.requirement("ENC-004")
def test_without_either_key_nothing_opens(vault: KeyFile, folder: Path, drawer: Drawer) -> None:
    """Both layers hold."""
    slot = min(filled(vault))
    vault.rewrap("one")
    drawer.taken.add("one")
    without_customer = again(folder, drawer)
    with pytest.raises(FaultError) as caught:
        without_customer.key(slot)
    assert caught.value.fault is Fault.CUSTOMER_KEY_REFUSED
    without_customer.close()
    drawer.taken.clear()
    kek_file(folder).write_bytes(os.urandom(32))
    with pytest.raises(FaultError) as caught:
        again(folder, drawer)
    assert caught.value.fault is Fault.KEY_MISSING


def test_a_customer_key_that_says_no_is_not_set(vault: KeyFile, drawer: Drawer) -> None:
    keys = filled(vault)
    drawer.taken.add("one")
    with pytest.raises(FaultError):
        vault.rewrap("one")
    assert (vault.customer_key(), vault.customer_state(), known(vault)) == ("", KeyState.NONE, keys)


def test_a_file_from_before_there_were_banks_opens_and_is_rotated(folder: Path, drawer: Drawer) -> None:
    folder.mkdir(mode=0o700)
    vault_id, kek, lookup, key = os.urandom(16), os.urandom(32), os.urandom(32), os.urandom(32)
    kek_file(folder).write_bytes(kek)
    kek_file(folder).chmod(0o600)
    sealed = seal(kek, lookup, place_of(vault_id.hex(), "keys", "lookup"))
    slot = seal(kek, key, place_of(vault_id.hex(), "keys", "0")) + b"LIVE"
    header = (MAGIC + vault_id + b"f" + sealed).ljust(4096, b"\0")
    key_path(folder).write_bytes(header + slot.ljust(64 * 64, b"\0"))
    key_path(folder).chmod(0o600)
    vault = again(folder, drawer)
    system = vault.system_secret()
    assert (vault.key(KeySlot(0)), vault.lookup_key()) == (key, lookup)
    assert system != lookup
    vault.rewrap("one", fresh_default=True)
    assert (vault.key(KeySlot(0)), vault.lookup_key(), vault.system_secret()) == (key, lookup, system)
    assert sealed not in key_path(folder).read_bytes()
    vault.close()
