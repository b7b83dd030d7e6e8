"""The revision by which somebody's access may have an end, with people there: up, down and up again."""

from datetime import timedelta
from pathlib import Path

from app.config.paths import State
from app.domain.badges import Badge
from app.storage.database import open_database, reading
from app.storage.opening import open_store
from app.storage.schema import badges, people, templates
from tests.app.storage.revisions import move, rows
from tests.contracts.store_contract import BADGE, NINE, add, templates_of


def test_people_stay_whole_and_have_no_end_after_going_back_and_forth(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as store:
        person, other = add(store), add(store, Badge(1, 2))
        with store.transaction() as transaction:
            transaction.end_access(person, NINE + timedelta(days=1))
    engine = open_database(state.database)
    move(engine, "0023")
    with reading(engine) as connection:
        columns = connection.exec_driver_sql("SELECT name FROM pragma_table_info('people')").scalars()
        assert "ends_at" not in set(columns)
        assert [rows(connection, each.name) for each in (people, badges, templates)] == [2, 2, 8]
    move(engine, "0024")
    engine.dispose()
    with open_store(state) as store:
        assert store.end_of(person) is store.end_of(other) is None
        assert store.badge_of(person) == BADGE
        assert store.templates_of([person]) == templates_of(person)
        assert store.broken_audit_row() is None
