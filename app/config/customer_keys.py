"""The customer keys that an operator set up on this machine, from `customer-keys.toml` in the folder of store and keys.

Rules it keeps: keys are known to everybody else by name alone, so that nobody far away says which file or which host
this machine turns to; an unknown or missing member is an error that names it.

>>> parse_customer_keys('[vault]\\nkind = "file"\\npath = "/media/owner/thenar.key"')
{'vault': FilePlace(path=PosixPath('/media/owner/thenar.key'))}
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

from app.domain.faults import Fault, FaultError

FILE_NAME = "customer-keys.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
KMIP_PORT = 5696
"""IANA's for KMIP."""


@dataclass(frozen=True, slots=True)
class FilePlace:
    path: Path
    """32 random bytes, mode 600."""


@dataclass(frozen=True, slots=True)
class KmipPlace:
    host: str
    key: str
    """The server's unique identifier of an AES key that is active and may encrypt and decrypt."""
    certificate: Path
    private_key: Path
    authorities: Path
    """Whom the server is believed by (PEM)."""
    port: int = KMIP_PORT


@dataclass(frozen=True, slots=True)
class KmsPlace:
    key: str
    """Its ARN or alias."""
    region: str
    endpoint: str = ""
    """In place of AWS's own."""


@dataclass(frozen=True, slots=True)
class Pkcs11Place:
    module: Path
    """The token's library, as in `/usr/lib/softhsm/libsofthsm2.so`."""
    token: str
    """Its label."""
    key: str
    """The label of an AES key that is sensitive, cannot be extracted, and may encrypt and decrypt."""
    pin_file: Path | None = None
    """Mode 600; None where the PIN is in the system's keyring."""


Place: TypeAlias = FilePlace | KmipPlace | KmsPlace | Pkcs11Place

_KINDS: Mapping[str, type[FilePlace] | type[KmipPlace] | type[KmsPlace] | type[Pkcs11Place]] = {
    "file": FilePlace,
    "kmip": KmipPlace,
    "kms": KmsPlace,
    "pkcs11": Pkcs11Place,
}
_PATHS = (Path, Path | None)


def load_customer_keys(path: Path) -> dict[str, Place]:
    """None where there is no such file. Raises FaultError(SETTINGS_INVALID)."""
    try:
        return parse_customer_keys(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid("the file cannot be read") from error


def parse_customer_keys(text: str) -> dict[str, Place]:
    """By name. Raises FaultError(SETTINGS_INVALID)."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(f"it is not TOML: {error}") from error
    return {name: _place(name, tables[name]) for name in sorted(tables)}


def _place(name: str, table: Any) -> Place:
    """Any: TOML's own values."""
    if not _NAME.fullmatch(name) or not isinstance(table, dict):
        raise _invalid(f"{name}: write a table a key, named in lowercase letters, digits and -")
    kind = _KINDS.get(str(table.get("kind")))
    if kind is None:
        raise _invalid(f"{name}.kind: write one of {', '.join(_KINDS)}")
    known = {member.name: member for member in fields(kind)}
    for member in sorted(table.keys() - known.keys() - {"kind"}):
        raise _invalid(f"{name}.{member}: unknown; known are {', '.join(known)}")
    for member, field in known.items():
        if member not in table and field.default is MISSING:
            raise _invalid(f"{name}.{member}: missing")
    return kind(**{key: _member(f"{name}.{key}", known[key].type, table[key]) for key in table if key != "kind"})


def _member(name: str, kind: object, value: Any) -> Any:
    """Any: TOML's own values, and the member's."""
    if kind is int and type(value) is int and 0 < value < 65_536:
        return value
    if kind is str and isinstance(value, str) and value:
        return value
    if kind in _PATHS and isinstance(value, str) and Path(value).expanduser().is_absolute():
        return Path(value).expanduser()
    raise _invalid(f"{name}: write {'a port' if kind is int else 'an absolute path' if kind in _PATHS else 'a text'}")


def _invalid(what: str) -> FaultError:
    return FaultError(Fault.SETTINGS_INVALID, f"{FILE_NAME}: {what}")
