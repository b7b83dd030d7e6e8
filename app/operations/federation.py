"""Signing in with another house's provider (OpenID Connect): a browser goes there and comes back with a code."""

from dataclasses import dataclass
from typing import Annotated

from app.domain.limits import MASKED, Text
from app.operations.iam import row
from app.operations.operation import AccessLevel
from app.operations.sign_in import SIGN_IN_SERVICE, SignedIn

Redirect = Annotated[str, Text(8, 512, "[!-~]*")]
State = Annotated[str, Text(16, 128, "[A-Za-z0-9_-]*"), MASKED]


@dataclass(frozen=True)
class BeginFederatedSignIn:
    redirect_uri: Redirect
    """Where the browser brings the code: `http://127.0.0.1:PORT/callback` of a program on the person's machine, or an
    address that the settings name."""


@dataclass(frozen=True)
class FederatedSignIn:
    """To be kept by whoever began, and given back with the code."""

    authorization_address: Annotated[str, Text(1, 8192), MASKED]
    """For the browser."""
    state: State
    """What must come back with the code: another one means somebody else's sign-in."""
    flow: Annotated[str, Text(1, 4096), MASKED]
    """Sealed: what the server must know again."""


@dataclass(frozen=True)
class FinishFederatedSignIn:
    flow: Annotated[str, Text(1, 4096, "[A-Za-z0-9_=-]*"), MASKED]
    state: State
    code: Annotated[str, Text(1, 8192, "[!-~]*"), MASKED]
    credentials: bool = False
    """True for temporary credentials in place of the console's session."""


BEGIN_FEDERATED = row(
    "BeginFederatedSignIn",
    "Send a browser to another house's sign-in",
    AccessLevel.READ,
    BeginFederatedSignIn,
    FederatedSignIn,
    service=SIGN_IN_SERVICE,
)
FINISH_FEDERATED = row(
    "FinishFederatedSignIn",
    "Sign in with the code that the browser brought back",
    AccessLevel.WRITE,
    FinishFederatedSignIn,
    SignedIn,
    service=SIGN_IN_SERVICE,
    acts_as="ConsoleLogin",
)
"""In the audit under CloudTrail's name for it."""
