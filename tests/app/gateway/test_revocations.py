"""The list of revoked certificates as anybody fetches it, judged by OpenSSL."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.config.paths import State
from app.domain.device_instances import InstanceId
from app.gateway.revocations import FRESH_S, RevocationList
from app.gateway.routes import api
from app.operations.instances import DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice
from app.services.control.certificate_authority import authority_of
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import REALM, Plane
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import running
from tests.app.services.control.test_activation import activated
from tests.app.services.control.test_instances import configured
from tests.app.services.still_clock import StillClock


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[Plane]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield Plane(SqlControlStore(people))


def verified(folder: Path, certificate: str, root: str, revoked: bytes) -> tuple[bool, str]:
    """What `openssl verify` says of a terminal's certificate with its issuer behind it."""
    own, issuer = x509.load_pem_x509_certificates(certificate.encode())
    files = {
        "own.pem": own.public_bytes(Encoding.PEM),
        "issuer.pem": issuer.public_bytes(Encoding.PEM),
        "root.pem": root.encode(),
        "list.pem": x509.load_der_x509_crl(revoked).public_bytes(Encoding.PEM),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    command = ["openssl", "verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "issuer.pem"]
    done = subprocess.run(
        [*command, "-crl_check", "-CRLfile", "list.pem", "own.pem"], cwd=folder, capture_output=True, text=True
    )
    return done.returncode == 0, done.stdout + done.stderr


@pytest.mark.peer
def test_anybody_fetches_the_list_and_openssl_refuses_who_is_on_it(plane: Plane, tmp_path: Path) -> None:
    plane.now = datetime.now(UTC)  # the certificates must count now
    stays, goes = configured(plane), configured(plane)
    good, bad = activated(plane, stays), activated(plane, goes)
    plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(goes))
    with (
        running(api(plane.gateway(OneKey()), 1), tmp_path) as server,
        httpx.Client(verify=server.trust) as client,
    ):
        answer = client.get(f"{server.url}/terminals.crl")
        assert client.post(f"{server.url}/terminals.crl").status_code == 405
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pkix-crl")
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert verified(tmp_path, good.certificate, good.root, answer.content)[0]
    refused, said = verified(tmp_path, bad.certificate, bad.root, answer.content)
    assert not refused
    assert "certificate revoked" in said


def test_the_list_is_made_anew_when_it_is_stale_with_a_greater_number(plane: Plane) -> None:
    clock = StillClock(plane.now)
    with plane.store.transaction() as transaction:
        authority = authority_of(transaction, REALM.account, plane.now)
    known = RevocationList(plane.store, REALM.account, clock)
    done = activated(plane, configured(plane))
    first = known.current()
    with plane.store.transaction() as transaction:
        transaction.certificates.revoke(InstanceId(done.device_instance_id), plane.now)
    assert known.current() == first
    clock.sleep(FRESH_S)
    clock.wall = clock.wall.replace(minute=1)
    before, after = (x509.load_der_x509_crl(each) for each in (first, known.current()))
    assert (len(before), len(after)) == (0, 1)
    assert after.is_signature_valid(authority.issuer_key.public_key())
    numbers = [each.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for each in (before, after)]
    assert numbers == sorted(set(numbers))
