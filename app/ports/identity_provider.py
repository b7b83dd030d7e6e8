"""Another house's sign-in: OpenID Connect, Authorization Code with PKCE."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.domain.federation import Identity


class ProviderFault(StrEnum):
    UNREACHABLE = "unreachable"
    """It does not answer, or not from where it may."""
    MISCONFIGURED = "misconfigured"
    """What it says of itself is not what the settings say, or lacks what is needed."""
    CODE_REFUSED = "code_refused"
    """It does not take the code: spent, stale, somebody else's."""
    NOT_BELIEVED = "not_believed"
    """What it says of the person does not hold."""


@dataclass(frozen=True)
class Attempt:
    """One sign-in on its way: what must come back, and what nobody may see."""

    redirect: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    """PKCE (RFC 7636): whoever has only the code cannot use it."""


class IdentityProvider(Protocol):
    """Both methods may wait for the network, for a bounded time."""

    def address(self, attempt: Attempt, state: str) -> str | ProviderFault:
        """Where the person's browser goes."""
        ...

    def identity(self, attempt: Attempt, code: str, now: datetime) -> Identity | ProviderFault:
        """Of the person who came back with `code`."""
        ...
