"""Where the default key is kept, the key-encryption key of every store: in the system's keyring when there is a real
one, else in a file of mode 600. It has a number, 0 at first, and another one after each rotation.

Rules it keeps: the place is chosen once, when the key file is made, and written in it, so that a keyring that is
missing today is a fault and never a reason to make a new key; a file that others may read is refused.

    place, key = make_kek(folder, vault_id, system_keyring())
    key = fetch_kek(place, folder, vault_id, system_keyring())
    destroy_kek(place, folder, vault_id, system_keyring(), number=0)
"""

import os
import re
import stat
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Protocol

import keyring
from keyring.errors import KeyringError, PasswordDeleteError

from app.domain.faults import Fault, FaultError
from app.storage.atomic_write import atomic_write, write_all
from app.storage.seal import KEY_BYTES

SERVICE = "thenar"
_KEK = re.compile(r"kek(-[1-9][0-9]*)?", re.ASCII)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KekPlace(Enum):
    FILE = b"f"
    KEYRING = b"k"


class Keyring(Protocol):
    """What we use of `keyring.backend.KeyringBackend`."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def system_keyring() -> Keyring | None:
    """The desktop's secret service, or None where there is none (then priority is below 1) or it is no safe place."""
    backend = keyring.get_keyring()
    return backend if backend.priority >= 1 else None


def make_kek(folder: Path, vault_id: bytes, ring: Keyring | None, number: int = 0) -> tuple[KekPlace, bytes]:
    """A fresh key, kept before this returns. Raises FaultError(KEY_MISSING) when the keyring refuses it."""
    key = os.urandom(KEY_BYTES)
    if ring is None:
        atomic_write(kek_file(folder, number), key)
        return KekPlace.FILE, key
    try:
        ring.set_password(SERVICE, _entry(vault_id, number), key.hex())
    except KeyringError as error:
        raise FaultError(Fault.KEY_MISSING, "the system keyring did not take the key") from error
    return KekPlace.KEYRING, key


def fetch_kek(place: KekPlace, folder: Path, vault_id: bytes, ring: Keyring | None, number: int = 0) -> bytes:
    """Raises FaultError: KEY_MISSING, or KEY_EXPOSED when others may read the file."""
    in_file = place is KekPlace.FILE
    key = _from_file(kek_file(folder, number)) if in_file else _from_keyring(ring, _entry(vault_id, number))
    if len(key) != KEY_BYTES:
        raise FaultError(Fault.KEY_MISSING, "the key-encryption key is damaged")
    return key


def destroy_kek(place: KekPlace, folder: Path, vault_id: bytes, ring: Keyring | None, number: int) -> None:
    """Overwrites it where that is ours to do. One that has gone already is no fault."""
    if place is KekPlace.KEYRING and ring is not None:
        with suppress(PasswordDeleteError):
            ring.delete_password(SERVICE, _entry(vault_id, number))
    if place is KekPlace.FILE:
        with suppress(FileNotFoundError):
            _overwrite(kek_file(folder, number))


def strays(folder: Path, used: frozenset[int]) -> list[int]:
    """The numbers of default keys in files that no header names: of a rotation that was cut off."""
    numbers = [int(path.name.partition("-")[2] or 0) for path in folder.glob("kek*") if _KEK.fullmatch(path.name)]
    return [number for number in numbers if number not in used]


def kek_file(folder: Path, number: int = 0) -> Path:
    return folder / (f"kek-{number}" if number else "kek")


def refuse_exposed(path: Path) -> None:
    """Raises FaultError(KEY_EXPOSED) when anybody but us may read or write it, or it is a link to elsewhere."""
    status = path.lstat()
    if status.st_mode & _OTHERS or status.st_uid != os.geteuid() or stat.S_ISLNK(status.st_mode):
        raise FaultError(Fault.KEY_EXPOSED, f"{path.name} must belong to this user alone (chmod go= {path.name})")


def _from_file(path: Path) -> bytes:
    try:
        refuse_exposed(path)
        return path.read_bytes()
    except OSError as error:
        raise FaultError(Fault.KEY_MISSING, f"{path.name} is gone or cannot be read") from error


def _overwrite(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        write_all(handle, bytes(KEY_BYTES), 0)
        os.fsync(handle)
    finally:
        os.close(handle)
    path.unlink()


def _entry(vault_id: bytes, number: int) -> str:
    return f"{vault_id.hex()}-{number}" if number else vault_id.hex()


def _from_keyring(ring: Keyring | None, entry: str) -> bytes:
    if ring is None:
        raise FaultError(Fault.KEY_MISSING, "the key is in the system keyring, and there is none in this session")
    try:
        return bytes.fromhex(ring.get_password(SERVICE, entry) or "")
    except (KeyringError, ValueError) as error:
        raise FaultError(Fault.KEY_MISSING, "the system keyring did not give the key") from error
