"""Under which keys the account's data lies. The guide calls the page "Update Encryption Settings"; it names no
operations for it, so the rows are ours."""

from dataclasses import dataclass
from typing import Annotated

from app.domain.key_state import KeyState
from app.domain.limits import Text
from app.operations.operation import AccessLevel, AnyOperation, Method, Operation, Origin
from app.operations.refusals import ErrorCode

_KeyName = Annotated[str, Text(1, 63)]


@dataclass(frozen=True)
class GetEncryptionSettings:
    pass


@dataclass(frozen=True)
class EncryptionSettings:
    key_state: KeyState
    available_keys: tuple[str, ...]
    """Names of the customer keys that the operator of the server set up."""
    customer_key: str | None = None
    """The name of the one that is set."""


@dataclass(frozen=True)
class UpdateEncryptionSettings:
    customer_key: _KeyName | None = None
    """None for the default key alone."""


@dataclass(frozen=True)
class RotateEncryptionKeys:
    pass


@dataclass(frozen=True)
class RotatedKeys:
    wrapped_key_count: int
    """Keys that lie under the new wrapping. Nobody has to enrol again."""


GET_ENCRYPTION_SETTINGS = Operation(
    "GetEncryptionSettings",
    "Get which customer key is set, and whether it answers",
    AccessLevel.READ,
    Method.GET,
    "/encryption-settings",
    GetEncryptionSettings,
    EncryptionSettings,
    origin=Origin.OWN,
)
UPDATE_ENCRYPTION_SETTINGS = Operation(
    "UpdateEncryptionSettings",
    "Set, change or remove the customer key, the second layer over the default encryption",
    AccessLevel.WRITE,
    Method.PUT,
    "/encryption-settings",
    UpdateEncryptionSettings,
    EncryptionSettings,
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)
ROTATE_ENCRYPTION_KEYS = Operation(
    "RotateEncryptionKeys",
    "Wrap every key anew, under a fresh default key and the customer key that is set",
    AccessLevel.WRITE,
    Method.POST,
    "/encryption-settings/rotation",
    RotateEncryptionKeys,
    RotatedKeys,
    origin=Origin.OWN,
)

ENCRYPTION: tuple[AnyOperation, ...] = (GET_ENCRYPTION_SETTINGS, ROTATE_ENCRYPTION_KEYS, UPDATE_ENCRYPTION_SETTINGS)
