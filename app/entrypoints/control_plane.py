"""Puts the control plane together: store, authority, audit, events, and the work that goes on beside the calls.

with control_plane(Wanted(state), clock) as gateway:
    api(gateway, threads=1)
"""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from app.config.paths import State
from app.config.text import Texts
from app.credentials.passkeys import Site
from app.domain.realm import Realm
from app.entrypoints import carriers
from app.entrypoints.customer_keys import CustomerKeysFile
from app.entrypoints.federation import federated_calls
from app.gateway.console_sessions import ConsoleAuthenticator
from app.gateway.handling import Gateway
from app.gateway.observing import Observer
from app.gateway.signatures import SignatureAuthenticator
from app.gateway.trail_bucket import TrailBucket
from app.ports.clock import Clock
from app.ports.control.trail_files import TrailPlace
from app.runtime.beside import beside
from app.runtime.delivery import Delivery
from app.runtime.key_watch import KeyWatch
from app.runtime.trail_filing import TrailFiling
from app.services.control.call import Filing, Proofs
from app.services.control.common import new_id
from app.services.control.file_trail import TrailFiler
from app.services.control.handlers import CONSOLE_HANDLERS, HANDLERS
from app.services.control.identity.authority import PolicyAuthority
from app.services.control.identity.reception import open_calls
from app.services.control.perform import Performer
from app.services.control.publish import Publisher
from app.services.control.trail import AuditTrail
from app.services.control.trail_files import TrailName
from app.services.control.watch_keys import KeyWatcher
from app.storage.control.store import SqlControlStore
from app.storage.control.trail_folder import TrailFolder
from app.storage.key_custody import system_keyring
from app.storage.opening import open_store


@dataclass(frozen=True)
class Wanted:
    """What an operator may choose."""

    state: State
    database: str = ""
    """The URL of a PostgreSQL database; empty for a file in `state`."""
    region: str = ""
    name: str = "localhost"
    """What people call the server: passkeys are made for it, and for the port."""
    port: int = 443
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Where events may be sent to, beside public addresses."""
    authorities: Path | None = None
    """Whom targets of events are believed by, in place of the system's authorities."""
    bucket: str = ""
    """Of S3, for the audit's files; empty for a folder in `state`."""


@contextmanager
def control_plane(wanted: Wanted, clock: Clock) -> Iterator[Gateway]:
    """Events are delivered and the audit is filed while the block runs. Raises what opening a store raises."""
    keys = CustomerKeysFile(wanted.state)
    with open_store(wanted.state, system_keyring(), wanted.database, keys, clock.monotonic_s) as people:
        store = SqlControlStore(people)
        realm = store.realm(wanted.region)
        delivery = Delivery(
            store.deliveries,
            carriers.post(wanted.state, wanted.networks, wanted.authorities, clock),
            clock,
            random.SystemRandom().random,
        )
        filer = _filer(wanted, store, realm)
        watcher = KeyWatcher(store, people.vault, Publisher(realm, new_uuid), new_uuid)
        with beside(delivery, TrailFiling(filer, clock), KeyWatch(watcher, clock)):
            yield _gateway(wanted, store, Filing(filer.name, filer.signer), clock)


def _gateway(wanted: Wanted, store: SqlControlStore, filing: Filing, clock: Clock) -> Gateway:
    texts, realm = Texts(), filing.name.realm
    proofs = Proofs(site=Site.at(wanted.name, wanted.port))
    trail = AuditTrail(realm, texts, new_uuid)
    events = Publisher(realm, new_uuid)
    performer = Performer(store, realm, PolicyAuthority(), trail, events, new_id, proofs, filing=filing)
    signatures = SignatureAuthenticator(store, realm)
    authenticator = ConsoleAuthenticator(store, realm, proofs.site.origin, signatures)
    doors = (
        *open_calls(store, realm, proofs, trail, performer.strangers),
        *federated_calls(wanted.state, performer, clock),
    )
    handlers = {**HANDLERS, **CONSOLE_HANDLERS}
    return Gateway(performer, handlers, authenticator, clock, Observer(), texts, doors)


def _filer(wanted: Wanted, store: SqlControlStore, realm: Realm) -> TrailFiler:
    place: TrailPlace = TrailFolder(wanted.state.folder / "audit")
    if wanted.bucket:
        place = TrailBucket(wanted.bucket)
    return TrailFiler(store, place, store.trail_key(), TrailName(realm, place.bucket), Publisher(realm, new_uuid))


def new_uuid() -> str:
    return str(uuid.uuid4())
