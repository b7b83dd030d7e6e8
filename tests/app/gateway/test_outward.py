"""A server counts as there when it has proved who it is."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.gateway.certificate import make_certificate
from app.gateway.outward import ServerPlace, is_there
from app.gateway.serving import LOOPBACK, listening
from tests.app.gateway.running import Running, running

TIMEOUT_S = 10.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(FastAPI(), tmp_path) as server:
        yield server


def test_the_one_that_is_believed_is_there_by_each_of_its_names(server: Running) -> None:
    for host in ("localhost", LOOPBACK):
        assert is_there(ServerPlace(host, server.port, server.trust), "", TIMEOUT_S)
        assert is_there(ServerPlace(host, server.port, server.trust), "lo", TIMEOUT_S)


def test_another_authority_another_name_and_another_device_prove_nothing(server: Running, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(make_certificate(["localhost"], datetime.now(UTC)).certificate)
    foreign = ssl.create_default_context(cafile=str(other))
    assert not is_there(ServerPlace("localhost", server.port, foreign), "", TIMEOUT_S)
    assert not is_there(ServerPlace("127.0.0.2", server.port, server.trust), "", TIMEOUT_S)
    assert not is_there(ServerPlace("localhost", server.port, server.trust), "nothing0", TIMEOUT_S)
    assert not is_there(ServerPlace("..", server.port, server.trust), "", TIMEOUT_S)


def test_a_port_that_nobody_listens_on_and_one_that_says_nothing_are_no_server(server: Running) -> None:
    with closing(listening(LOOPBACK, 0)) as silent:  # it takes the connection, and no word follows
        assert not is_there(ServerPlace(LOOPBACK, silent.getsockname()[1], server.trust), "", 0.05)
    with closing(socket.create_server((LOOPBACK, 0))) as closed:
        port = closed.getsockname()[1]
    assert not is_there(ServerPlace(LOOPBACK, port, server.trust), "", TIMEOUT_S)
