"""The server keeps the consent's promise by itself, an hour after its start and then once a day."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.config.paths import State
from app.domain.badges import Badge
from app.runtime.daily import AT_ONCE, server_retention
from app.services.control.publish import Publisher
from app.services.delete_person import UNUSED
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.control import REALM
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import NINE, add

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def people(tmp_path: Path) -> Iterator[SqlStore]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield people


def test_whoever_is_overdue_leaves_an_hour_after_the_start_and_then_once_a_day(people: SqlStore) -> None:
    clock = StillClock(NINE + UNUSED)
    numbers = iter(range(1000))
    publisher = Publisher(REALM, lambda: f"{next(numbers):08}-0000-4000-8000-000000000000")
    retention = server_retention(SqlControlStore(people), publisher, clock)
    for card in range(AT_ONCE + 1):
        add(people, Badge(1, card), samples=1)
    clock.pass_time(timedelta(minutes=59))
    retention.step()
    assert len(people.people()) == AT_ONCE + 1
    clock.pass_time(HOUR)
    retention.step()
    assert people.people() == frozenset()
    late = add(people)
    clock.pass_time(DAY - HOUR)
    retention.step()
    assert people.people() == {late}
    clock.pass_time(HOUR)
    retention.step()
    assert people.people() == frozenset()
