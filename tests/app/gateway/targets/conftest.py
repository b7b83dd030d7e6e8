"""Loopback is allowed here, and a certificate for it."""

import ipaddress
from collections.abc import Sequence

import pytest

from app.gateway.targets.reach import Reach
from app.gateway.targets.trust import Trust
from tests.peers.certificates import Certificates, certificates


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"), "receiver.example")


@pytest.fixture
def trust(made: Certificates) -> Trust:
    return Trust(made.authority)


def to_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.fixture
def reach() -> Reach:
    """Every name means this machine, and this machine may be reached."""
    return Reach((ipaddress.ip_network("127.0.0.1/32"),), to_loopback)
