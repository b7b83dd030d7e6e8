"""What the console alone can ask for: a session in a cookie, another role in it, and its end.

Everything else it asks for as any other client does, with the cookie in the place of a signature
(`app.gateway.console_sessions`). These rows are in no service model: AWS's tools keep no cookies.
"""

from dataclasses import dataclass

from app.operations.iam import STS, RoleArn, row
from app.operations.operation import AccessLevel
from app.operations.sign_in import SIGN_IN_SERVICE, SignedIn, SignIn

_WRITE = AccessLevel.WRITE


@dataclass(frozen=True)
class EndSession:
    pass


@dataclass(frozen=True)
class EndSessions:
    """Of the caller, wherever he has signed in."""


@dataclass(frozen=True)
class SessionsEnded:
    """The cookie is taken away as well."""


@dataclass(frozen=True)
class SwitchRole:
    role_arn: RoleArn


@dataclass(frozen=True)
class SwitchBack:
    pass


BEGIN_SESSION = row(
    "BeginSession",
    "Sign in at the console",
    _WRITE,
    SignIn,
    SignedIn,
    service=SIGN_IN_SERVICE,
    acts_as="ConsoleLogin",
)
"""In the audit under CloudTrail's name for it."""
END_SESSION = row("EndSession", "Sign out", _WRITE, EndSession, SessionsEnded, service=SIGN_IN_SERVICE)
END_SESSIONS = row("EndSessions", "Sign out everywhere", _WRITE, EndSessions, SessionsEnded, service=SIGN_IN_SERVICE)
SWITCH_ROLE = row(
    "SwitchRole",
    "Take a role on in the console",
    _WRITE,
    SwitchRole,
    SignedIn,
    "{roleArn}",
    service=STS,
    acts_as="AssumeRole",
)
"""Policies speak of it as of every other way to take a role on."""
SWITCH_BACK = row(
    "SwitchBack", "Be oneself again in the console", _WRITE, SwitchBack, SignedIn, service=SIGN_IN_SERVICE
)
