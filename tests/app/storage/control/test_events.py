"""The store of events on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.config.paths import State
from app.domain.faults import FaultError
from app.storage.control.store import SqlControlStore
from app.storage.database import migrate, open_database, reading, writing
from app.storage.opening import open_store
from tests.app.storage.control.test_control_store import downgrade
from tests.contracts.events_contract import LEASE_S, NOW, EventsContract, publish, rule_with_target
from tests.peers.postgres import Postgres

BEFORE = "0007"
"""The revision below ours."""


class TestEventsOnSqlite(EventsContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True)) as people:
            yield SqlControlStore(people)


@pytest.mark.peer
class TestEventsOnPostgresql(EventsContract):
    @pytest.fixture
    def store(self, tmp_path: Path, postgres: Postgres) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True), database=postgres.new_database()) as people:
            yield SqlControlStore(people)


def test_envelopes_and_secrets_are_not_in_the_file(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as people:
        store = SqlControlStore(people)
        publish(store, 4711, [rule_with_target(store, secret="whsec_secret")])
        content = b"".join(path.read_bytes() for path in state.folder.glob("thenar*"))
    assert b"00004711" in content
    assert b"whsec_secret" not in content
    assert b'{"id": "00004711' not in content


def test_an_envelope_that_was_moved_to_another_event_is_a_fault(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as people:
        store = SqlControlStore(people)
        publish(store, 1, [rule_with_target(store)])
        engine = open_database(state.database)
        with writing(engine) as connection:
            connection.execute(text("UPDATE events SET event = 'another'"))
        engine.dispose()
        with pytest.raises(FaultError, match="altered outside Thenar"):
            store.deliveries.claim(NOW, LEASE_S, 8)


def test_events_go_and_come_back_while_sites_stay(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "thenar.sqlite3")
    try:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO realm VALUES ('123456789012', 'us-east-1')"))
            connection.execute(
                text("INSERT INTO event_rules VALUES ('doors', '{}', 1, '', '2026-03-01 09:00:00.000000')")
            )
        downgrade(engine, BEFORE)
        with reading(engine) as connection:
            names = set(connection.execute(text("SELECT name FROM sqlite_master")).scalars())
        assert not {"event_rules", "event_targets", "events", "deliveries"} & names
        migrate(engine)
        with reading(engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM event_rules")).scalar() == 0
            assert connection.execute(text("SELECT account FROM realm")).scalar() == "123456789012"
    finally:
        engine.dispose()
