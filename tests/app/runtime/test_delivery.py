"""The threads that deliver."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from app.config.paths import State
from app.runtime.clock import SystemClock
from app.runtime.delivery import KEPT, Delivery
from app.services.control.post import Post
from app.storage.control.store import SqlControlStore
from app.storage.event_file import FileCarrier
from app.storage.opening import open_store
from tests.app.services.still_clock import StillClock
from tests.contracts.events_contract import NOW, publish, rule_with_target

NOBODY: Any = None


class Signalling(FileCarrier):
    """Tells when a batch has arrived."""

    arrived = Event()

    def carry(self, *arguments: Any) -> Any:
        outcome = super().carry(*arguments)
        self.arrived.set()
        return outcome


def test_events_are_delivered_while_it_runs_and_it_stops(tmp_path: Path) -> None:
    with open_store(State(tmp_path, simulated=True)) as people:
        store = SqlControlStore(people)
        event = publish(store, 1, [rule_with_target(store)], datetime.now(NOW.tzinfo))
        carrier = Signalling(tmp_path / "events")
        delivery = Delivery(store.deliveries, Post(NOBODY, NOBODY, NOBODY, carrier, NOBODY), SystemClock(), lambda: 0.5)
        delivery.start()
        assert carrier.arrived.wait(30)
        delivery.stop()
    assert (tmp_path / "events" / "doors.jsonl").read_text().count(event) == 1


def test_old_events_are_cleared_out(tmp_path: Path) -> None:
    with open_store(State(tmp_path, simulated=True)) as people:
        store = SqlControlStore(people)
        for number in range(3):
            publish(store, number, [], NOW + timedelta(days=number))
        clock = StillClock(NOW + KEPT + timedelta(days=1, seconds=1))
        Delivery(store.deliveries, Post(NOBODY, NOBODY, NOBODY, NOBODY, NOBODY), clock, lambda: 0.5).clear()
        with store.reading() as reading:
            assert len(reading.outbox.events_between(NOW, NOW + KEPT, 0, 9)) == 1
