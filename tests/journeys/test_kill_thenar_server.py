"""`thenar server` itself, killed at random under write load: what it acknowledged over TLS is there afterwards, each
event reached each of its targets, once for whoever knows duplicates by their id, and the audit is as it was written."""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.__main__ import main
from app.config.paths import State
from app.domain.badges import Badge
from app.domain.sites import SiteId
from app.runtime.clock import SystemClock
from app.services.control.deliver import deliver_once
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.contracts.store_contract import add
from tests.journeys.announcing_child import post_to
from tests.journeys.server_process import SILENT, ServerProcess, server_process, set_up
from tests.peers.postgres import Postgres

pytestmark = [
    pytest.mark.usefixtures("service_model"),
    pytest.mark.peer,
    # boto3 leaves the socket of a server that died in the middle of an answer to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning"),
]

KILLS = 2
"""In every run, of each database; `THENAR_KILLS=200` and `--timeout 0` for as many as that."""
WRITERS = 2
LONGEST_S = 1.0
"""From the first acknowledged write to the death."""
PEOPLE = 12
"""Enrolled before each life, to be deleted in it."""
TARGETS = 6
"""Files. One that a server dies while serving rests for minutes, and the others go on."""
SOURCE = "aws.one"
"""Of events about people; the audit's own are not asked for."""
BEGINNING = datetime.min.replace(tzinfo=UTC)
ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}


class Later(SystemClock):
    """When the leases of the dead have ended."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=1)


@dataclass
class World:
    data: Path
    database: str = ""
    sites: list[str] = field(default_factory=list)
    """Made, and acknowledged."""
    deleted: list[str] = field(default_factory=list)
    """People, and acknowledged."""
    enrolled: int = 0

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        with open_store(State(self.data, simulated=False), None, self.database) as people:
            yield people

    @property
    def place(self) -> list[str]:
        return ["--database", self.database] if self.database else []

    @property
    def events(self) -> Path:
        return State(self.data, simulated=False).folder / "events"

    def prepare(self) -> None:
        set_up(self.data, self.database)
        files = [{"targetId": f"t{n}", "destination": {"file": {"name": f"t{n}"}}} for n in range(TARGETS)]
        with server_process(self.data, *self.place) as server:
            owner = server.signed_in()
            owner.put_rule(rule="all", pattern=json.dumps({"source": [SOURCE]}))
            owner.put_targets(rule="all", targets=files)
            owner.close()

    def make_sites(self, client: Any) -> None:
        """And delete them again but for each fiftieth, until nobody answers. Any: made from the model."""
        try:
            for number in range(10_000):
                site = client.create_site(name=f"Site {number}", address=ADDRESS)["siteId"]
                if number % 50:
                    client.delete_site(siteId=site)
                else:
                    self.sites.append(site)
        except SILENT:
            return

    def delete_people(self, client: Any, people: list[str]) -> None:
        """Until nobody answers, or nobody is left. Any: made from the model."""
        try:
            for person in people:
                client.delete_user_v1(userId=person)
                self.deleted.append(person)
        except SILENT:
            return

    def live_and_die(self, for_s: float) -> None:
        with self.store() as store:
            people: list[str] = [add(store, Badge(17, self.enrolled + number)) for number in range(PEOPLE)]
        self.enrolled += PEOPLE
        with server_process(self.data, *self.place) as server:
            self._until_killed(server, people, for_s)

    def _until_killed(self, server: ServerProcess, people: list[str], for_s: float) -> None:
        clients = [server.signed_in() for _ in range(WRITERS)]
        begun = len(self.sites)
        threads = [
            Thread(target=self.make_sites, args=(clients[0],)),
            Thread(target=self.delete_people, args=(clients[1], people)),
        ]
        for thread in threads:
            thread.start()
        while len(self.sites) == begun and threads[0].is_alive():
            time.sleep(0.01)
        time.sleep(for_s)  # the moment itself is what is tried
        os.kill(server.process.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
        for client in clients:
            client.close()

    def deliver_the_rest(self) -> None:
        """As the next server would, once the leases of the dead have ended."""
        post = post_to(self.events.parent, Path(os.devnull))
        with self.store() as people:
            deliveries = SqlControlStore(people).deliveries
            while deliver_once(deliveries, post, Later(), lambda: 0.0):
                pass

    def check_calls(self) -> None:
        with self.store() as people, SqlControlStore(people).reading() as reading:
            for site in self.sites:
                assert reading.sites.get(SiteId(site)) is not None, "an acknowledged site was lost"
            there = people.people()
            assert not there & set(self.deleted), "an acknowledged deletion was lost"
            assert reading.trail.first_broken() is None
        assert self.sites
        assert self.deleted

    def check_events(self) -> None:
        ends = datetime.now(UTC) + timedelta(days=1)
        with self.store() as people, SqlControlStore(people).reading() as reading:
            texts = [text for _, text in reading.outbox.events_between(BEGINNING, ends, 0, 10**6)]
        stored = {json.loads(text)["id"]: text for text in texts if json.loads(text)["source"] == SOURCE}
        told = Counter(json.loads(text)["resources"][0].rpartition("/")[2] for text in stored.values())
        assert set(told.values()) == {1}, "a person was announced twice as deleted"
        assert set(self.deleted) <= told.keys(), "an acknowledged deletion was not announced"
        for number in range(TARGETS):
            lines = (self.events / f"t{number}.jsonl").read_text("utf-8").splitlines()
            received = {(json.loads(line)["id"], line) for line in lines}
            assert received == set(stored.items()), "each event once, as it was stored"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_a_killed_server_acknowledged_is_there_was_announced_once_and_the_audit_holds(
    engine: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    database = ""
    if engine == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        database = postgres.new_database()
    world, chance = World(tmp_path, database), random.Random(3)
    world.prepare()
    for _ in range(int(os.environ.get("THENAR_KILLS", KILLS))):
        world.live_and_die(chance.uniform(0, LONGEST_S))
    world.deliver_the_rest()
    world.check_calls()
    world.check_events()
    assert main(["verify-audit", "--data", str(tmp_path), *world.place]) == 0, capsys.readouterr().out
    print(f"{len(world.sites)} sites and {len(world.deleted)} deletions acknowledged")
