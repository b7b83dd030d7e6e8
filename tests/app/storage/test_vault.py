"""The key file: what a key's life and death look like on disk."""

import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.ports.vault import KeySlot
from app.storage.vault import KeyFile, key_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def vault(folder: Path) -> Iterator[KeyFile]:
    vault = KeyFile.create(folder, ring=None)
    yield vault
    vault.close()


def test_keys_are_alive_until_they_are_destroyed(vault: KeyFile) -> None:
    slots = [vault.create_key() for _ in range(3)]
    keys = [vault.key(slot) for slot in slots]
    assert {len(key) for key in keys} == {32}
    assert len(set(keys)) == 3
    vault.destroy_key(slots[1])
    assert vault.live_slots() == {slots[0], slots[2]}
    assert vault.key(slots[2]) == keys[2]
    with pytest.raises(KeyError):
        vault.key(slots[1])


def test_keys_outlive_the_process(vault: KeyFile, folder: Path) -> None:
    slot = vault.create_key()
    again = KeyFile.open(folder, ring=None)
    assert (again.key(slot), again.lookup_key(), again.id) == (vault.key(slot), vault.lookup_key(), vault.id)
    again.close()


def test_a_destroyed_slot_is_never_used_again(vault: KeyFile, folder: Path) -> None:
    slot = vault.create_key()
    vault.destroy_key(slot)
    again = KeyFile.open(folder, ring=None)
    assert again.create_key() != slot
    again.close()


@pytest.mark.parametrize("slot", [0, 63, 64, 10_000])
def test_an_empty_slot_has_no_key_and_can_be_destroyed(vault: KeyFile, slot: int) -> None:
    vault.destroy_key(KeySlot(slot))
    assert vault.live_slots() == frozenset()
    with pytest.raises(KeyError):
        vault.key(KeySlot(slot))


def test_a_destroyed_key_leaves_no_byte_of_its_wrapping(vault: KeyFile, folder: Path) -> None:
    slot = vault.create_key()
    before = key_path(folder).read_bytes()
    wrapped = before[4096 + 64 * slot : 4096 + 64 * slot + 60]
    inode = key_path(folder).stat().st_ino
    vault.destroy_key(slot)
    after = key_path(folder).read_bytes()
    assert wrapped not in after
    assert len(after) == len(before), "overwritten in place"
    assert key_path(folder).stat().st_ino == inode, "in the same file"


def test_no_key_lies_in_the_file_unwrapped(vault: KeyFile, folder: Path) -> None:
    key = vault.key(vault.create_key())
    content = key_path(folder).read_bytes()
    assert key not in content
    assert vault.lookup_key() not in content


def test_the_file_grows_past_its_first_page_of_slots(vault: KeyFile) -> None:
    keys = {slot: vault.key(slot) for slot in (vault.create_key() for _ in range(130))}
    assert len(keys) == 130
    assert vault.live_slots() == keys.keys()
    assert all(vault.key(slot) == key for slot, key in keys.items())


def test_threads_and_processes_never_get_the_same_slot(vault: KeyFile, folder: Path) -> None:
    other = KeyFile.open(folder, ring=None)
    with ThreadPoolExecutor(8) as pool:
        slots = list(pool.map(lambda turn: (vault, other)[turn % 2].create_key(), range(80)))
    other.close()
    assert len(set(slots)) == 80
    assert vault.live_slots() == set(slots)


def test_a_wrapped_key_moved_to_another_slot_does_not_open(vault: KeyFile, folder: Path) -> None:
    first, second = vault.create_key(), vault.create_key()
    content = bytearray(key_path(folder).read_bytes())
    content[4096 + 64 * second : 4160 + 64 * second] = content[4096 + 64 * first : 4160 + 64 * first]
    with key_path(folder).open("r+b") as file:
        file.write(content)
    with pytest.raises(Exception, match="damaged"):
        vault.key(second)


def test_a_full_disk_refuses_the_next_key_and_keeps_all_before(vault: KeyFile, folder: Path) -> None:
    keys = {slot: vault.key(slot) for slot in (vault.create_key() for _ in range(64))}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (key_path(folder).stat().st_size + 100, hard))
    try:
        with pytest.raises(FaultError) as caught:
            vault.create_key()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.fault is Fault.STORE_FULL
    assert {slot: vault.key(slot) for slot in vault.live_slots()} == keys
    assert vault.key(vault.create_key()) not in keys.values()
