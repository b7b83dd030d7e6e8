"""What an operation's function is told beside its request, and what is known of a call before anybody reads it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.credentials.passkeys import Site
from app.credentials.passwords import Hasher
from app.domain.caller import Caller
from app.domain.occurrences import Occurrence
from app.domain.realm import Realm
from app.ports.control.trail_files import TrailSigner
from app.ports.control.transaction import Transaction
from app.services.control.pages import Pages
from app.services.control.trail_files import TrailName


@dataclass(frozen=True)
class Envelope:
    """Around a call: who makes it, when, from where. Nothing here was checked by anybody but the gateway."""

    caller: Caller
    request_id: str
    """A UUID, in the answer, the audit and the log."""
    at: datetime
    """Server time."""
    source_ip: str
    user_agent: str
    secure: bool = False
    """Whether it came over TLS; not so for a call within the process."""


@dataclass(frozen=True)
class Proofs:
    """How it is checked that somebody is who he says: what passwords cost, and where passkeys are made for."""

    hasher: Hasher = field(default_factory=Hasher)
    site: Site = Site("localhost", "https://localhost")


@dataclass(frozen=True)
class Entrance:
    """Where terminals find this server, and what they know it by."""

    address: str
    """Of the API, `host:port`, as activation codes show it."""
    link_address: str
    """Of the device link, `host:port`."""
    pin: bytes
    """SHA-256 of the public key that the API's certificate is for."""


@dataclass(frozen=True)
class Filing:
    """Which files the audit is written to, and who signs them."""

    name: TrailName
    signer: TrailSigner


@dataclass(frozen=True)
class Call:
    """`new_id` makes the 14 characters of a new resource; `pages` cuts lists; what is `announce`d
    becomes an event if the call succeeds; what is `insist`ed on is done even when the call is refused, and what is
    announced then becomes an event too."""

    envelope: Envelope
    realm: Realm
    transaction: Transaction
    new_id: Callable[[], str]
    pages: Pages
    announce: Callable[[Occurrence], None]
    insist: Callable[[Callable[[], None]], None]
    proofs: Proofs
    entrance: Entrance | None = None
    """None where no server listens."""
    filing: Filing | None = None
    """None where the audit is not filed."""

    @property
    def caller(self) -> Caller:
        return self.envelope.caller

    @property
    def at(self) -> datetime:
        return self.envelope.at
