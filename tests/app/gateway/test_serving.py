"""The listeners as they stand on a port: TLS and nothing below 1.2, an end that lets calls finish."""

import asyncio
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from starlette.requests import Request
from starlette.responses import Response

from app.gateway.certificate import LASTS, make_certificate
from app.gateway.observing import Observer
from app.gateway.routes import api
from app.gateway.serving import LOOPBACK, Listener, listening, numbers, serve
from tests.app.control import Plane
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import Running, running

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def context_of(server: Running, version: ssl.TLSVersion) -> ssl.SSLContext:
    context = server.trust
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    return context


def handshake(server: Running, context: ssl.SSLContext) -> str | None:
    with (
        socket.create_connection((LOOPBACK, server.port)) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as wrapped,
    ):
        return wrapped.version()


@pytest.mark.requirement("SEC-004", "SEC-005", "ENC-015")
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
def test_nothing_below_tls_1_2_is_spoken(plane: Plane, tmp_path: Path) -> None:
    with running(api(plane.gateway(OneKey()), 1), tmp_path) as server:
        assert handshake(server, server.trust) == "TLSv1.3"
        assert handshake(server, context_of(server, ssl.TLSVersion.TLSv1_2)) == "TLSv1.2"
        for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            with pytest.raises(ssl.SSLError):
                handshake(server, context_of(server, old))
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"http://localhost:{server.port}/healthz")


def test_a_stranger_is_refused_over_the_wire(plane: Plane, tmp_path: Path) -> None:
    with running(api(plane.gateway(OneKey()), 1), tmp_path) as server:
        response = httpx.get(f"{server.url}/sites", verify=server.trust)
        assert response.status_code == 403
        assert "server" not in response.headers
        assert httpx.get(f"{server.url}/healthz", verify=server.trust).json() == {"status": "ok"}


def test_headers_without_end_are_cut_off(plane: Plane, tmp_path: Path) -> None:
    with running(api(plane.gateway(OneKey()), 1), tmp_path) as server:
        response = httpx.get(f"{server.url}/healthz", headers={"x-long": "a" * 1_000_000}, verify=server.trust)
        assert response.status_code in (400, 431)


def test_an_own_certificate_stands_up_to_openssl(tmp_path: Path) -> None:
    made = make_certificate(["localhost", "door.example", "127.0.0.1", "::1"], NINE)
    certificate = x509.load_pem_x509_certificate(made.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "door.example"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert certificate.not_valid_after_utc == NINE + LASTS
    path = tmp_path / "certificate.pem"
    path.write_bytes(made.certificate)
    at = str(int(NINE.timestamp()))
    file = str(path)
    strict = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-attime", at, "-CAfile", file, file]
    assert subprocess.run(strict, capture_output=True, check=False).returncode == 0


def test_an_end_lets_a_call_that_has_begun_finish() -> None:
    entered, leave = asyncio.Event(), asyncio.Event()

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        entered.set()
        await leave.wait()
        request = Request(scope)
        assert request.method == "GET"
        await Response(b"done")(scope, receive, send)  # type: ignore[arg-type]  # as the protocol gives them

    async def scenario() -> bytes:
        listener = Listener(app, listening(LOOPBACK, 0), None)  # type: ignore[arg-type]  # an ASGI application
        port = listener.socket.getsockname()[1]
        up = asyncio.Event()
        serving = asyncio.create_task(serve([listener], up.set))
        await up.wait()
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        await entered.wait()
        serving.cancel()
        await asyncio.sleep(0)
        leave.set()
        answer = await reader.readuntil(b"done")
        writer.close()
        with pytest.raises(asyncio.CancelledError):
            await serving
        return answer

    assert asyncio.run(scenario()).startswith(b"HTTP/1.1 200")


def test_the_numbers_are_plain_text(tmp_path: Path) -> None:
    observer = Observer()
    with running(numbers(observer), tmp_path) as server:
        response = httpx.get(f"{server.url}/metrics", verify=server.trust)
    assert response.headers["content-type"].startswith("text/plain")
    assert "thenar_calls" in response.text


def test_an_answer_in_two_pieces_does_not_wait_between_them() -> None:
    """The kernel would hold the second back until the first is acknowledged."""
    with listening(LOOPBACK, 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


FEW = """
import resource
from app.gateway.serving import CONNECTIONS_MOST, OTHER_FILES, TERMINALS_MOST, allow_files
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (256, most))
allowed = allow_files()
assert allowed == resource.getrlimit(resource.RLIMIT_NOFILE)[0], allowed
assert allowed == min(most, TERMINALS_MOST + CONNECTIONS_MOST + OTHER_FILES), allowed
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 512))
assert allow_files() == 512
"""


def test_a_server_may_open_as_many_files_as_its_connections_take(root: Path) -> None:
    """In a process of its own, because a limit that was lowered cannot be raised again."""
    done = subprocess.run([sys.executable, "-c", FEW], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
