"""Operations on what people and programs sign in with: passwords, second factors, access keys, temporary credentials.

A secret is in the answer of the call that made it and in no other; every one is masked in the audit.
"""

from dataclasses import dataclass
from typing import Annotated

from app.domain.limits import LINES, MASKED, Number, Text
from app.operations.common import Millis, NoAnswer
from app.operations.iam import LETTERS, STS, Code, Document, Password, RoleArn, UserName, row
from app.operations.iam_principals import ROLE, USER, OfRole, OfUser
from app.operations.operation import AccessLevel, AnyOperation

_WRITE, _READ, _LIST = AccessLevel.WRITE, AccessLevel.READ, AccessLevel.LIST


@dataclass(frozen=True)
class CreateLoginProfile:
    user_name: UserName
    password: Password | None = None
    """Absent: one is made up."""
    password_reset_required: bool = True


@dataclass(frozen=True)
class LoginProfile:
    user_name: UserName
    password_reset_required: bool
    changed_at_in_millis: Millis
    password: Password | None = None
    """One that was made up, this once."""


@dataclass(frozen=True)
class ChangePassword:
    user_name: UserName
    old_password: Password
    new_password: Password


@dataclass(frozen=True)
class PasswordRules:
    """The account password policy. Members as in the IAM API."""

    minimum_password_length: Annotated[int, Number(8, 128)] = 12
    require_symbols: bool = False
    require_numbers: bool = False
    require_uppercase_characters: bool = False
    require_lowercase_characters: bool = False
    allow_users_to_change_password: bool = False
    password_reuse_prevention: Annotated[int, Number(0, 24)] = 3
    max_password_age: Annotated[int, Number(1, 1095)] | None = None
    """Days; absent: for ever."""


@dataclass(frozen=True)
class GetPasswordRules:
    pass


@dataclass(frozen=True)
class OfKey:
    user_name: UserName
    access_key_id: Annotated[str, Text(20, 20, "AKIA[A-Z2-7]*")]


@dataclass(frozen=True)
class UpdateAccessKey:
    user_name: UserName
    access_key_id: Annotated[str, Text(20, 20, "AKIA[A-Z2-7]*")]
    active: bool


@dataclass(frozen=True)
class AccessKeyDetail:
    user_name: UserName
    access_key_id: str
    active: bool
    created_at_in_millis: Millis
    last_used_at_in_millis: Millis | None = None
    last_used_for: str | None = None


@dataclass(frozen=True)
class AccessKeyPair:
    user_name: UserName
    access_key_id: str
    secret_access_key: Annotated[str, Text(40, 40), MASKED]
    """This once and never again."""
    created_at_in_millis: Millis


@dataclass(frozen=True)
class AccessKeyList:
    access_keys: tuple[AccessKeyDetail, ...]


@dataclass(frozen=True)
class MfaSetup:
    serial_number: str
    secret: Annotated[str, MASKED]
    address: Annotated[str, Text(1, 1024), MASKED]
    """What the picture for the authenticator app says."""


@dataclass(frozen=True)
class EnableMfa:
    user_name: UserName
    serial_number: Annotated[str, Text(1, 256)]
    first_code: Code
    second_code: Code
    """The one that the app shows next: it proves that the app goes on showing right ones."""


@dataclass(frozen=True)
class OfMfa:
    user_name: UserName
    serial_number: Annotated[str, Text(1, 256)]


@dataclass(frozen=True)
class PasskeySetup:
    options: Annotated[str, Text(1, 8192, LINES)]
    """JSON for the browser."""
    challenge: Annotated[str, Text(1, 1024), MASKED]
    """To be given back, as it is."""


@dataclass(frozen=True)
class RegisterPasskey:
    user_name: UserName
    challenge: Annotated[str, Text(1, 1024), MASKED]
    response: Annotated[str, Text(1, 16_384, LINES), MASKED]


@dataclass(frozen=True)
class MfaDevice:
    serial_number: str
    kind: str
    enabled: bool
    created_at_in_millis: Millis


@dataclass(frozen=True)
class MfaDevices:
    mfa_devices: tuple[MfaDevice, ...]


@dataclass(frozen=True)
class WhoAmI:
    pass


@dataclass(frozen=True)
class CallerIdentity:
    user_id: str
    account: str
    arn: str


@dataclass(frozen=True)
class GetSessionToken:
    duration_seconds: Annotated[int, Number(900, 129_600)] | None = None
    serial_number: Annotated[str, Text(1, 256)] | None = None
    token_code: Code | None = None


@dataclass(frozen=True)
class AssumeRole:
    role_arn: RoleArn
    role_session_name: Annotated[str, Text(2, 64, LETTERS)]
    duration_seconds: Annotated[int, Number(900, 43_200)] | None = None
    external_id: Annotated[str, Text(2, 1224)] | None = None
    policy: Document | None = None
    serial_number: Annotated[str, Text(1, 256)] | None = None
    token_code: Code | None = None


@dataclass(frozen=True)
class TemporaryCredentials:
    access_key_id: str
    secret_access_key: Annotated[str, Text(40, 40), MASKED]
    session_token: Annotated[str, Text(1, 8192), MASKED]
    expiration_in_millis: Millis
    arn: str
    """Of whoever signs with them."""


CREATE_LOGIN_PROFILE = row(
    "CreateLoginProfile", "Give a user a password", _WRITE, CreateLoginProfile, LoginProfile, USER
)
GET_LOGIN_PROFILE = row("GetLoginProfile", "Get whether a user has a password", _READ, OfUser, LoginProfile, USER)
UPDATE_LOGIN_PROFILE = row(
    "UpdateLoginProfile", "Give a user another password", _WRITE, CreateLoginProfile, LoginProfile, USER
)
DELETE_LOGIN_PROFILE = row("DeleteLoginProfile", "Take a user's password away", _WRITE, OfUser, NoAnswer, USER)
CHANGE_PASSWORD = row("ChangePassword", "Change one's own password", _WRITE, ChangePassword, NoAnswer, USER)
UPDATE_PASSWORD_POLICY = row(
    "UpdateAccountPasswordPolicy", "Set which passwords are taken", _WRITE, PasswordRules, NoAnswer
)
GET_PASSWORD_POLICY = row(
    "GetAccountPasswordPolicy", "Get which passwords are taken", _READ, GetPasswordRules, PasswordRules
)
CREATE_ACCESS_KEY = row("CreateAccessKey", "Make an access key for a user", _WRITE, OfUser, AccessKeyPair, USER)
LIST_ACCESS_KEYS = row("ListAccessKeys", "List a user's access keys", _LIST, OfUser, AccessKeyList, USER)
UPDATE_ACCESS_KEY = row("UpdateAccessKey", "Switch an access key on or off", _WRITE, UpdateAccessKey, NoAnswer, USER)
DELETE_ACCESS_KEY = row("DeleteAccessKey", "Delete an access key", _WRITE, OfKey, NoAnswer, USER)
CREATE_VIRTUAL_MFA_DEVICE = row(
    "CreateVirtualMFADevice", "Begin with an authenticator app", _WRITE, OfUser, MfaSetup, USER
)
ENABLE_MFA_DEVICE = row("EnableMFADevice", "Show that the app works", _WRITE, EnableMfa, NoAnswer, USER)
DEACTIVATE_MFA_DEVICE = row("DeactivateMFADevice", "Take a second factor away", _WRITE, OfMfa, NoAnswer, USER)
LIST_MFA_DEVICES = row("ListMFADevices", "List a user's second factors", _LIST, OfUser, MfaDevices, USER)
CREATE_PASSKEY = row("CreatePasskeyChallenge", "Begin with a passkey", _WRITE, OfUser, PasskeySetup, USER)
REGISTER_PASSKEY = row("RegisterPasskey", "Keep a passkey", _WRITE, RegisterPasskey, MfaDevice, USER)
REVOKE_SESSIONS = row("RevokeSessions", "Refuse all temporary credentials of a user", _WRITE, OfUser, NoAnswer, USER)
REVOKE_ROLE_SESSIONS = row(
    "RevokeRoleSessions",
    "Refuse all temporary credentials of a role",
    _WRITE,
    OfRole,
    NoAnswer,
    ROLE,
)
GET_CALLER_IDENTITY = row("GetCallerIdentity", "Say who is asking", _READ, WhoAmI, CallerIdentity, service=STS)
GET_SESSION_TOKEN = row(
    "GetSessionToken",
    "Exchange a key for temporary credentials",
    _READ,
    GetSessionToken,
    TemporaryCredentials,
    service=STS,
)
ASSUME_ROLE = row(
    "AssumeRole",
    "Get a role's rights for a while",
    _WRITE,
    AssumeRole,
    TemporaryCredentials,
    "{roleArn}",
    service=STS,
    condition_keys=("sts:ExternalId", "sts:RoleSessionName"),
)

CREDENTIALS: tuple[AnyOperation, ...] = (
    ASSUME_ROLE,
    CHANGE_PASSWORD,
    CREATE_ACCESS_KEY,
    CREATE_LOGIN_PROFILE,
    CREATE_PASSKEY,
    CREATE_VIRTUAL_MFA_DEVICE,
    DEACTIVATE_MFA_DEVICE,
    DELETE_ACCESS_KEY,
    DELETE_LOGIN_PROFILE,
    ENABLE_MFA_DEVICE,
    GET_CALLER_IDENTITY,
    GET_LOGIN_PROFILE,
    GET_PASSWORD_POLICY,
    GET_SESSION_TOKEN,
    LIST_ACCESS_KEYS,
    LIST_MFA_DEVICES,
    REGISTER_PASSKEY,
    REVOKE_ROLE_SESSIONS,
    REVOKE_SESSIONS,
    UPDATE_ACCESS_KEY,
    UPDATE_LOGIN_PROFILE,
    UPDATE_PASSWORD_POLICY,
)
