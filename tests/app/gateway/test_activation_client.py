"""A terminal activates itself over real TLS: with the server that its code pins, and with no other."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.credentials.certificates import pin_of
from app.domain.activation import ActivationCard
from app.gateway.activation_client import Activating, OtherServer
from app.gateway.certificate import make_certificate
from app.gateway.routes import api
from app.gateway.serving import LOOPBACK, listening, tls_context
from app.operations.activation import ActivationConfirmed, ActivationFinished, ActivationStarted
from app.operations.refusals import Reason, Refusal
from app.services.control.activation import open_activation
from tests.app.control import Plane
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import Running, running
from tests.app.services.control.test_activation import ASSET, POSTAL_CODE, shown
from tests.app.services.control.test_instances import configured

TIMEOUT_S = 10.0


@pytest.fixture
def server(plane: Plane, tmp_path: Path) -> Iterator[Running]:
    plane.now = datetime.now(UTC)
    gateway = replace(plane.gateway(OneKey()), open=open_activation(plane.performer))
    with running(api(gateway, 1), tmp_path) as server:
        yield server


def card_of(plane: Plane, server: Running, instance: str = "") -> ActivationCard:
    """As the running server would show it: the test's plane does not know the port."""
    card = shown(plane, instance or configured(plane))
    certificate = x509.load_pem_x509_certificate(server.certificate.read_bytes())
    return replace(card, address=f"localhost:{server.port}", pin=pin_of(certificate))


@pytest.mark.requirement("ACT-011", "ACT-013", "ACT-015", "ACT-016", "ACT-020", "ENC-015")
def test_a_terminal_goes_from_a_code_to_a_certificate(plane: Plane, server: Running) -> None:
    activating, key = Activating(card_of(plane, server), TIMEOUT_S), ec.generate_private_key(ec.SECP256R1())
    started = activating.start()
    assert isinstance(started, ActivationStarted)
    wrong = activating.confirm(started.claim, "PO9 9ZZ")
    assert isinstance(wrong, Refusal)
    assert (wrong.reason, wrong.facts["left"]) == (Reason.POSTAL_CODE_WRONG, 4)
    confirmed = activating.confirm(started.claim, POSTAL_CODE)
    assert isinstance(confirmed, ActivationConfirmed)
    assert (confirmed.site_name, confirmed.address.city) == ("Head office", "Portsmouth")
    done = activating.finish(started.claim, ASSET, key)
    assert isinstance(done, ActivationFinished)
    certificate = x509.load_pem_x509_certificates(done.certificate.encode())[0]
    assert certificate.public_key() == key.public_key()
    again = activating.start()
    assert isinstance(again, Refusal)
    assert again.reason is Reason.ACTIVATION_CODE_SPENT


def test_whoever_stands_between_with_another_key_hears_nothing(plane: Plane, tmp_path: Path) -> None:
    """With a certificate for the right name, and whatever authority: it is another key."""
    with interceptor(tmp_path) as (port, heard):
        card = ActivationCard(f"localhost:{port}", bytes(20), bytes(32))
        with pytest.raises(OtherServer):
            Activating(card, TIMEOUT_S).start()
    assert heard == [b""]


def test_the_holder_of_the_pinned_key_is_spoken_to(tmp_path: Path) -> None:
    """The same interceptor is heard out when the code pins its key: the refusal above is the pin's doing."""
    with interceptor(tmp_path) as (port, heard):
        certificate = x509.load_pem_x509_certificate((tmp_path / "certificate.pem").read_bytes())
        card = ActivationCard(f"localhost:{port}", bytes(20), pin_of(certificate))
        answer = Activating(card, TIMEOUT_S).start()
    assert isinstance(answer, Refusal)
    assert answer.reason is Reason.UNAVAILABLE
    assert heard[0].startswith(b"POST /activation/start")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with listening(LOOPBACK, 0) as free:
        port = free.getsockname()[1]
    answer = Activating(ActivationCard(f"{LOOPBACK}:{port}", bytes(20), bytes(32)), TIMEOUT_S).start()
    assert isinstance(answer, Refusal)
    assert answer.reason is Reason.UNAVAILABLE


@contextmanager
def interceptor(folder: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Takes one connection, and tells what it heard."""
    made = make_certificate(["localhost"], datetime.now(UTC))
    (folder / "certificate.pem").write_bytes(made.certificate)
    (folder / "key.pem").write_bytes(made.key)
    context, heard = tls_context(folder / "certificate.pem", folder / "key.pem"), list[bytes]()

    def listen(waiting: socket.socket) -> None:
        plain, _ = waiting.accept()
        with plain:
            try:
                with context.wrap_socket(plain, server_side=True) as wrapped:
                    heard.append(wrapped.recv(4096))
            except (ssl.SSLError, ConnectionError):
                heard.append(b"")

    with listening(LOOPBACK, 0) as waiting:
        thread = Thread(target=listen, args=(waiting,))
        thread.start()
        try:
            yield waiting.getsockname()[1], heard
        finally:
            thread.join(TIMEOUT_S)
