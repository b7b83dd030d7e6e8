"""What a control plane needs to have terminals: the installation's authority, certificates from it, the calls by which
a terminal is activated, and the link to those that are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from cryptography import x509

from app.credentials.certificates import Authority, pin_of
from app.domain.activation import ADDRESS_MOST, address_fits
from app.domain.faults import Fault, FaultError
from app.domain.sign_in_names import sign_in_names
from app.entrypoints.addresses import tls_of
from app.entrypoints.control_plane import new_uuid
from app.entrypoints.own_certificate import READABLE, Pair, own_pair
from app.gateway.certificate import issued_by
from app.gateway.handling import Gateway
from app.runtime.daily import server_retention, stocktaking
from app.runtime.sweeping import Sweeping
from app.services.control.activation import open_activation
from app.services.control.call import Entrance
from app.services.control.certificate_authority import authority_of
from app.services.control.link import LinkDesk
from app.services.control.publish import Publisher
from app.storage.atomic_write import atomic_write

HEARD_OF_NONE = (
    f"No activation codes can be made: name the server with --name, in {ADDRESS_MOST} characters with its port."
)


def authority_for(gateway: Gateway) -> Authority:
    """The installation's, made now if need be."""
    with gateway.performer.store.transaction() as transaction:
        return authority_of(transaction, gateway.performer.realm.account, gateway.clock.now())


def account_names(names: Sequence[str], gateway: Gateway) -> list[str]:
    """Under which people sign in, besides `names`."""
    with gateway.performer.store.reading() as reading:
        owner = reading.principals.owner()
    alias, account = "" if owner is None else owner.alias, gateway.performer.realm.account
    return [each for name in names for each in sign_in_names(name, account, alias)]


def issued_pair(folder: Path, names: list[str], gateway: Gateway, authority: Authority) -> Pair:
    """From the installation's authority. The root lies beside it, for clients. Raises as `own_pair`."""
    pair = own_pair(folder, names, gateway.clock.now(), partial(issued_by, authority), authority.issuer.subject)
    try:
        atomic_write(root_file(folder), authority.root_pem.encode(), READABLE)
    except OSError as error:
        raise FaultError(Fault.STORE_UNREADABLE, "the root's certificate cannot be written") from error
    return pair


def root_file(folder: Path) -> Path:
    return folder / "root.pem"


def open_to_terminals(gateway: Gateway, name: str, port: int, link_port: int, shown: Pair) -> Gateway:
    """`shown` is what the API's listener shows: terminals are told its key. Raises FaultError(SETTINGS_INVALID) for
    files that are no such pair."""
    tls_of(shown)
    address, link_address = f"{name}:{port}", f"{name}:{link_port}"
    if not address_fits(address):
        return gateway
    pin = pin_of(x509.load_pem_x509_certificate(shown.certificate.read_bytes()))
    performer = replace(gateway.performer, entrance=Entrance(address, link_address, pin))
    return replace(gateway, performer=performer, open=(*gateway.open, *open_activation(performer)))


@contextmanager
def link_desk(gateway: Gateway) -> Iterator[LinkDesk]:
    """Terminals, and the people at them, are looked after while the block runs."""
    store, publisher = gateway.performer.store, Publisher(gateway.performer.realm, new_uuid)
    desk = LinkDesk(store, publisher, gateway.clock)
    clock = gateway.clock
    keepers = (Sweeping(desk, clock), server_retention(store, publisher, clock), stocktaking(store, clock))
    for keeper in keepers:
        keeper.start()
    try:
        yield desk
    finally:
        for keeper in keepers:
            keeper.stop()
