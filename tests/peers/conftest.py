"""These scripts run in an environment of their own; here their imports would find nothing, or another library."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.gateway.routes import api
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import Plane
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import Running, running

collect_ignore = ["osdp_panel.py", "action_table.py", "aws_cli.py", "signing_hook.py", "oidc_provider.py"]


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[Plane]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield Plane(SqlControlStore(people))


@pytest.fixture
def server(plane: Plane, tmp_path: Path) -> Iterator[Running]:
    """The control plane over TLS, with one key that may do everything."""
    with running(api(plane.gateway(OneKey()), 1), tmp_path) as server:
        yield server
