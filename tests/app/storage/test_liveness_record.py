"""What detectors said, in the audit's chain: rows from before there was that column keep their hash, there and back; a
row that has it is not stripped of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.storage import database
from app.storage.database import open_database, writing
from app.storage.opening import open_store
from tests.contracts.store_contract import add, audit_of


@pytest.fixture
def state(tmp_path: Path) -> State:
    """Of a store with a row that has no record of detectors."""
    state = State(tmp_path, simulated=True)
    with open_store(state) as store:
        add(store)
    return state


@pytest.fixture
def engine(state: State) -> Iterator[Engine]:
    engine = open_database(state.database)
    yield engine
    engine.dispose()


def move(engine: Engine, revision: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with writing(engine) as connection:
        settings.attributes["connection"] = connection
        (command.upgrade if revision == "head" else command.downgrade)(settings, revision)


def test_the_chain_of_rows_from_before_holds_down_and_up_again(state: State, engine: Engine) -> None:
    move(engine, "0008")
    move(engine, "head")
    with open_store(state) as store:
        assert store.broken_audit_row() is None
        with store.transaction() as transaction:
            transaction.add_audit(replace(audit_of(AuditAction.IDENTIFY), liveness=("kiosk", "attack")))
        assert store.broken_audit_row() is None
        assert [entry.liveness for entry in store.audit(2)] == [("kiosk", "attack"), ()]


def test_a_record_of_detectors_is_not_taken_out_of_the_chain(state: State, engine: Engine) -> None:
    with open_store(state) as store, store.transaction() as transaction:
        transaction.add_audit(replace(audit_of(AuditAction.IDENTIFY), liveness=("off", "off")))
    with pytest.raises(RuntimeError, match="chain would break"):
        move(engine, "0008")
    with open_store(state) as store:
        assert store.broken_audit_row() is None
        assert store.audit(1)[0].liveness == ("off", "off")
