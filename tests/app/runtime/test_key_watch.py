"""The watch over the customer's key: it says what nobody asked, and goes on after what it could not find out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.runtime.key_watch import ASK_EVERY_S, KeyWatch
from app.services.control.publish import Publisher
from app.services.control.watch_keys import ACTION, KeyWatcher
from app.storage.control.store import SqlControlStore
from app.storage.key_custody import kek_file
from app.storage.key_lease import RENEW_S
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.control import REALM, counting_ids
from tests.app.drawer import Drawer
from tests.app.runtime.fakes import ToldClock
from tests.peers.panel import eventually

PATIENCE_S = 10.0


class World:
    """A store under the customer key "one", with a watch over it whose time flies: sleeping lets it pass."""

    def __init__(self, people: SqlStore, drawer: Drawer, clock: ToldClock) -> None:
        self.store, self.drawer, self.clock, new_id = SqlControlStore(people), drawer, clock, counting_ids()
        people.vault.rewrap("one")
        self.watch = KeyWatch(KeyWatcher(self.store, people.vault, Publisher(REALM, new_id), new_id), clock)

    def said(self) -> list[str]:
        with self.store.reading() as reading:
            entries = [each for each in reading.trail.entries(1, reading.trail.head().number) if each.action == ACTION]
        return ["gone" if '"currentState":"DISABLED"' in each.text else "back" for each in entries]

    def comes_to(self, *said: str) -> bool:
        return eventually(lambda: self.said() == [*said], PATIENCE_S)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    drawer, clock = Drawer("one"), ToldClock()
    with open_store(State(tmp_path, True), customers=drawer, monotonic_s=clock.monotonic_s) as people:
        world = World(people, drawer, clock)
        world.watch.start()
        yield world
        world.watch.stop()


def test_what_happens_to_the_key_is_said_while_nobody_calls(world: World) -> None:
    world.drawer.taken.add("one")
    assert world.comes_to("gone")
    world.drawer.taken.clear()
    assert world.comes_to("gone", "back")


def test_a_look_that_fails_is_not_the_last_one(world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """As while the default key, without which nothing can be said, is missing."""
    kept = kek_file(State(tmp_path, True).keys)
    missing = kept.rename(tmp_path / "elsewhere")
    assert eventually(lambda: "thenar-key-watch failed: FaultError" in caplog.text, PATIENCE_S)
    missing.rename(kept)
    world.drawer.taken.add("one")
    assert world.comes_to("gone")


def test_the_key_is_asked_no_more_often_than_its_lease_wants(world: World) -> None:
    """Looks come every five seconds, and most of them are answered from the lease."""
    begun_s, asked = world.clock.at_s, world.drawer.questions
    assert eventually(lambda: world.clock.at_s - begun_s > 20 * RENEW_S, PATIENCE_S)
    looked_s = world.clock.at_s - begun_s
    assert 0 < world.drawer.questions - asked <= looked_s / RENEW_S + 1
    assert looked_s / ASK_EVERY_S > 3 * looked_s / RENEW_S


def test_a_watch_that_was_stopped_looks_no_more(world: World) -> None:
    world.watch.stop()
    world.drawer.taken.add("one")
    world.clock.pass_s(10 * RENEW_S)
    assert world.said() == []
