"""Terminals for tests: activated at a plane, with their certificates in files, and the device link they come to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.gateway.device_link import DeviceLink
from app.gateway.link_client import LinkPlace
from app.operations.activation import ActivationFinished
from app.runtime.clock import SystemClock
from app.services.control.certificate_authority import authority_of
from app.services.control.link import LinkDesk
from app.services.control.publish import Publisher
from tests.app.control import REALM, Plane, counting_ids
from tests.app.gateway.running import Running, running
from tests.app.services.control.test_activation import claimed, confirm, finish
from tests.app.services.control.test_instances import configured


@dataclass(frozen=True)
class Device:
    """A terminal's files."""

    instance: str
    certificate: Path
    key: Path

    def place(self, server: Running) -> LinkPlace:
        return LinkPlace(f"localhost:{server.port}", self.certificate, self.key, server.certificate.read_text())


def device_of(plane: Plane, folder: Path, instance: str = "") -> Device:
    instance, key = instance or configured(plane), ec.generate_private_key(ec.SECP256R1())
    claim = claimed(plane, instance)
    confirm(plane, claim)
    done = finish(plane, claim, key)
    assert isinstance(done, ActivationFinished)
    folder.mkdir(exist_ok=True)
    device = Device(instance, folder / f"{instance}.pem", folder / f"{instance}.key")
    device.certificate.write_text(done.certificate)
    device.key.write_bytes(private(key))
    return device


def private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@contextmanager
def link(plane: Plane, folder: Path) -> Iterator[Running]:
    """The server's own certificate is the tests', as anywhere; terminals' come from the plane's authority."""
    plane.now = datetime.now(UTC)
    with plane.store.transaction() as transaction:
        root = authority_of(transaction, REALM.account, plane.now).root_pem
    ids = counting_ids()
    desk = LinkDesk(plane.store, Publisher(REALM, ids), SystemClock())
    with running(DeviceLink(desk), folder, root) as server:
        yield server
