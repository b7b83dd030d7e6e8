"""What the account's owner alone does: his own password, his recovery codes. No policy gives these to anybody else."""

from dataclasses import dataclass
from typing import Annotated

from app.domain.limits import MASKED
from app.operations.common import Millis, NoAnswer
from app.operations.iam import Code, Password, row
from app.operations.operation import AccessLevel, AnyOperation


@dataclass(frozen=True)
class ChangeOwnerPassword:
    old_password: Password
    new_password: Password
    code: Code | None = None
    """Of the authenticator app, where one counts and none was shown in the last minutes."""


@dataclass(frozen=True)
class CreateRecoveryCodes:
    code: Code | None = None
    """As above."""


@dataclass(frozen=True)
class RecoveryCodes:
    recovery_codes: Annotated[tuple[str, ...], MASKED]
    """This once and never again. All earlier ones are worth nothing."""


@dataclass(frozen=True)
class GetOwner:
    pass


@dataclass(frozen=True)
class OwnerDetail:
    account: str
    arn: str
    created_at_in_millis: Millis
    password_changed_at_in_millis: Millis
    second_factors: int
    """That count."""
    recovery_codes_left: int


CHANGE_OWNER_PASSWORD = row(
    "ChangeOwnerPassword", "Change the owner's password", AccessLevel.WRITE, ChangeOwnerPassword, NoAnswer
)
CREATE_RECOVERY_CODES = row(
    "CreateRecoveryCodes",
    "Make the owner's recovery codes anew",
    AccessLevel.WRITE,
    CreateRecoveryCodes,
    RecoveryCodes,
)
GET_OWNER = row("GetOwner", "Get how the owner signs in", AccessLevel.READ, GetOwner, OwnerDetail)

OWNER: tuple[AnyOperation, ...] = (CHANGE_OWNER_PASSWORD, CREATE_RECOVERY_CODES, GET_OWNER)


@dataclass(frozen=True)
class ResetOwnerPassword:
    must_change: bool


@dataclass(frozen=True)
class ReplaceOwnerApp:
    pass


RESET_OWNER_PASSWORD = row(
    "ResetOwnerPassword",
    "Give the owner another password, at the machine itself",
    AccessLevel.WRITE,
    ResetOwnerPassword,
    NoAnswer,
)
REPLACE_OWNER_APP = row(
    "ReplaceOwnerApp",
    "Put another authenticator app in place of the owner's, at the machine itself",
    AccessLevel.WRITE,
    ReplaceOwnerApp,
    NoAnswer,
)
"""Neither is served: only the audit knows them."""
