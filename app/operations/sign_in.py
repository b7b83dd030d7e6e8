"""The few calls that nobody has signed: setting the installation up, and signing in."""

from dataclasses import dataclass, field
from typing import Annotated

from app.domain.limits import LINES, MASKED, SECRET, Text
from app.domain.sign_in_names import ALIAS, LABEL_MOST
from app.operations.common import Millis
from app.operations.iam import Code, Password, row
from app.operations.iam_credentials import TemporaryCredentials
from app.operations.operation import AccessLevel

SIGN_IN_SERVICE = "signin"
Account = Annotated[str, Text(1, 63, r"[a-z0-9-]*")]
"""12 digits, or the alias."""
SignInName = Annotated[str, Text(1, 254, r"[!-~]*"), MASKED]
"""A user's name in any case, or the owner's e-mail address."""


@dataclass(frozen=True)
class SignIn:
    name: SignInName
    password: Password
    owner: bool = False
    """True to sign in as the account's owner: AWS's "Root user"."""
    code: Code | None = None
    recovery_code: Annotated[str, Text(20, 40), MASKED] | None = None
    challenge: Annotated[str, Text(1, 1024), MASKED] | None = None
    passkey: Annotated[str, Text(1, 16_384, LINES), MASKED] | None = None
    new_password: Password | None = None
    """Where the old one has to be changed."""


@dataclass(frozen=True)
class ConsoleSession:
    """What a console keeps in memory; the session itself is in a cookie that only the server reads."""

    arn: str
    """Of whoever it speaks for."""
    forgery_token: Annotated[str, Text(64, 64, "[0-9a-f]*"), MASKED]
    """To be sent with every call, which no other site can do."""
    idle_seconds: int
    """The session ends so long after its last use."""
    ends_at_in_millis: Millis
    """And then in any case."""
    token: Annotated[str, SECRET] = ""
    """For the cookie alone: it is in no body."""


@dataclass(frozen=True)
class SignedIn:
    """Either the credentials or the console's session, whichever was asked for, or what is missing yet for it."""

    credentials: TemporaryCredentials | None = None
    session: ConsoleSession | None = None
    missing: str | None = None
    """`SECOND_FACTOR` or `NEW_PASSWORD`."""
    code: bool = False
    """Whether a code would do."""
    passkey_options: Annotated[str, Text(1, 8192, LINES)] | None = None
    challenge: Annotated[str, Text(1, 1024), MASKED] | None = None


@dataclass(frozen=True)
class SetUp:
    owner_email: Annotated[str, Text(3, 254, r"[!-~]+@[!-~]+"), MASKED]
    password: Password
    alias: Annotated[str, Text(0, LABEL_MOST, rf"({ALIAS})?")] = ""


@dataclass(frozen=True)
class SetUpDone:
    account: str
    recovery_codes: Annotated[tuple[str, ...], MASKED]
    """This once and never again."""
    mfa_secret: Annotated[str, MASKED]
    mfa_address: Annotated[str, Text(1, 1024), MASKED]
    mfa_serial_number: str = field(default="")


SIGN_IN = row(
    "SignIn",
    "Sign in with a password, and a second factor where there is one",
    AccessLevel.WRITE,
    SignIn,
    SignedIn,
    service=SIGN_IN_SERVICE,
)
SET_UP = row("SetUp", "Make the account's owner, once", AccessLevel.WRITE, SetUp, SetUpDone, service=SIGN_IN_SERVICE)
