"""One PostgreSQL server a session; a fresh database of it whenever a test asks."""

from collections.abc import Iterator

import pytest

from tests.peers.postgres import Postgres, binaries, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    programs = binaries()
    if programs is None:
        pytest.skip("needs a PostgreSQL server's programs: packaging/bootstrap dev installs them")
    with server(programs) as running:
        yield running
