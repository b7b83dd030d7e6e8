"""Whoever is slow on purpose: each waits at a socket for the server to hang up, and others are served meanwhile."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from app.gateway.connections import Patience
from app.gateway.serving import LOOPBACK
from tests.app.gateway.running import Running, running

HASTY = Patience(handshake_s=0.2, request_s=0.2, idle_s=1)
PATIENT_S = 20.0
"""How long a test waits for the server to hang up before it calls that a failure."""
BETWEEN_S = 0.02
"""How long it listens between two bytes: some ten of them fit into a hasty server's patience."""
HEAD = b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} bytes")(scope, receive, send)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(echo, tmp_path, patience=HASTY) as server:
        yield server


@contextmanager
def connected(server: Running) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection((LOOPBACK, server.port)) as plain,
        server.trust.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=True) as secure,
    ):
        secure.settimeout(PATIENT_S)
        yield secure


def said_until_the_end(connection: socket.socket) -> bytes:
    """Everything up to the server's hanging up."""
    said = b""
    try:
        while piece := connection.recv(4096):
            said += piece
    except (ConnectionResetError, ssl.SSLEOFError):
        pass
    return said


def hangs_up_on(connection: ssl.SSLSocket, drops: bytes) -> bool:
    """Sends byte by byte, listening after each."""
    connection.settimeout(BETWEEN_S)
    for drop in drops:
        try:
            connection.send(bytes([drop]))
            if not connection.recv(1):
                return True
        except TimeoutError:
            continue
        except (OSError, ssl.SSLEOFError):
            return True
    return False


def test_whoever_says_nothing_is_not_waited_for(server: Running) -> None:
    with connected(server) as connection:
        assert said_until_the_end(connection) == b""


def test_whoever_never_shakes_hands_is_not_waited_for(server: Running) -> None:
    with socket.create_connection((LOOPBACK, server.port)) as connection:
        connection.settimeout(PATIENT_S)
        assert said_until_the_end(connection) == b""


@pytest.mark.parametrize(
    ("begun", "drops"), [(b"GET / HTTP/1.1\r\nx-slow: ", b"a" * 500), (HEAD, b"a" * 500)], ids=["head", "body"]
)
def test_whoever_sends_byte_by_byte_is_cut_off_and_others_are_served(
    server: Running, begun: bytes, drops: bytes
) -> None:
    with connected(server) as connection:
        connection.send(begun)
        assert httpx.get(server.url, verify=server.trust).text == "0 bytes"
        assert hangs_up_on(connection, drops)


def test_a_request_that_hides_behind_another_is_not_waited_for_either(server: Running) -> None:
    with connected(server) as connection:
        connection.send(GET + HEAD + b"and no more")
        said = said_until_the_end(connection)
        assert said.count(b"HTTP/1.1 200") == 1
        assert b"0 bytes" in said


def test_a_connection_at_rest_is_given_up_and_may_be_used_until_then(server: Running) -> None:
    with connected(server) as connection:
        for _ in range(3):
            connection.send(GET)
            assert b"0 bytes" in connection.recv(4096) + connection.recv(4096)
        assert said_until_the_end(connection) == b""


def test_a_slow_answer_is_not_a_slow_request(tmp_path: Path) -> None:
    """The time that a connection of a silent other takes to be given up has passed for this one too."""
    leave = asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        loops.append(asyncio.get_running_loop())
        await leave.wait()
        await echo(scope, receive, send)

    with running(app, tmp_path, patience=HASTY) as server, connected(server) as asking:
        asking.send(GET)
        with connected(server) as silent:
            assert said_until_the_end(silent) == b""
        loops[0].call_soon_threadsafe(leave.set)
        assert b"HTTP/1.1 200" in asking.recv(4096)


def test_an_answer_before_the_end_of_its_request_does_not_cut_the_next_one_off(tmp_path: Path) -> None:
    """As a body that is too large is. When the second is answered, the time for the first has passed."""
    leave = asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET":
            loops.append(asyncio.get_running_loop())
            await leave.wait()
        await PlainTextResponse(scope["method"])(scope, receive, send)

    with running(app, tmp_path, patience=HASTY) as server, connected(server) as asking:
        asking.send(HEAD)
        assert asking.recv(4096).startswith(b"HTTP/1.1 200")
        asking.send(b"a" * 1000 + GET)
        with connected(server) as silent:
            assert said_until_the_end(silent) == b""
        loops[0].call_soon_threadsafe(leave.set)
        assert b"GET" in said_until(asking, b"GET")


def said_until(connection: socket.socket, last: bytes) -> bytes:
    said = b""
    while not said.endswith(last) and (piece := connection.recv(4096)):
        said += piece
    return said
