"""The contract of the updates port, over real HTTP and in the simulated world."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.domain.updates import Fetched
from app.gateway.update_fetcher import update_client
from app.ports.updates import Updates
from app.runtime.clock import SystemClock
from drivers.simulated.clock import SteppedClock
from drivers.simulated.updates import SimulatedUpdates
from drivers.simulated.world import World
from tests.app.file_server import serving
from tests.app.publishing import Publishing, published
from tests.contracts.updates_contract import Bench, UpdatesContract


@dataclass
class SoftwareBench:
    publishing: Publishing
    url: str
    client: httpx.Client
    newer: str = "0.2.0"

    def started(self) -> Updates:
        return self.publishing.updates(self.url, self.client, SystemClock())


@dataclass
class SimulatedBench:
    updates: SimulatedUpdates
    newer: str = "0.2.0"

    def started(self) -> Updates:
        self.updates.start()
        return self.updates


class TestSoftwareUpdates(UpdatesContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[Bench]:
        publishing = published(tmp_path)
        with serving(publishing.repository) as web, update_client() as client:
            yield SoftwareBench(publishing, web.url, client)


class TestSimulatedUpdates(UpdatesContract):
    @pytest.fixture
    def bench(self) -> Bench:
        updates = SimulatedUpdates(World(SteppedClock()))
        updates.offer(Fetched.NEWER, "0.2.0")
        return SimulatedBench(updates)
