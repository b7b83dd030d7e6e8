"""Where the key-encryption key is kept: in the system's keyring when there is a real one, else in a file of mode 600.

Rules it keeps: the place is chosen once, when the key file is made, and written in it, so that a keyring that is
missing today is a fault and never a reason to make a new key; a file that others may read is refused.

    place, key = make_kek(folder, vault_id, system_keyring())
    key = fetch_kek(place, folder, vault_id, system_keyring())
"""

import os
import stat
from enum import Enum
from pathlib import Path
from typing import Protocol

import keyring
from keyring.errors import KeyringError

from app.domain.faults import Fault, FaultError
from app.storage.atomic_write import atomic_write
from app.storage.seal import KEY_BYTES

SERVICE = "thenar"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KekPlace(Enum):
    FILE = b"f"
    KEYRING = b"k"


class Keyring(Protocol):
    """What we use of `keyring.backend.KeyringBackend`."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...


def system_keyring() -> Keyring | None:
    """The desktop's secret service, or None where there is none (then priority is below 1) or it is no safe place."""
    backend = keyring.get_keyring()
    return backend if backend.priority >= 1 else None


def make_kek(folder: Path, vault_id: bytes, ring: Keyring | None) -> tuple[KekPlace, bytes]:
    """A fresh key, kept before this returns. Raises FaultError(KEY_MISSING) when the keyring refuses it."""
    key = os.urandom(KEY_BYTES)
    if ring is None:
        atomic_write(kek_file(folder), key)
        return KekPlace.FILE, key
    try:
        ring.set_password(SERVICE, vault_id.hex(), key.hex())
    except KeyringError as error:
        raise FaultError(Fault.KEY_MISSING, "the system keyring did not take the key") from error
    return KekPlace.KEYRING, key


def fetch_kek(place: KekPlace, folder: Path, vault_id: bytes, ring: Keyring | None) -> bytes:
    """Raises FaultError: KEY_MISSING, or KEY_EXPOSED when others may read the file."""
    key = _from_file(kek_file(folder)) if place is KekPlace.FILE else _from_keyring(ring, vault_id)
    if len(key) != KEY_BYTES:
        raise FaultError(Fault.KEY_MISSING, "the key-encryption key is damaged")
    return key


def kek_file(folder: Path) -> Path:
    return folder / "kek"


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


def _from_keyring(ring: Keyring | None, vault_id: bytes) -> bytes:
    if ring is None:
        raise FaultError(Fault.KEY_MISSING, "the key is in the system keyring, and there is none in this session")
    try:
        return bytes.fromhex(ring.get_password(SERVICE, vault_id.hex()) or "")
    except (KeyringError, ValueError) as error:
        raise FaultError(Fault.KEY_MISSING, "the system keyring did not give the key") from error
