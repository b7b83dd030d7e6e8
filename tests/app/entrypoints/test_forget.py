"""Withdrawing by command: the badge comes from standard input, and what goes is gone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config.paths import State
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.people import PersonId
from app.entrypoints.forget import forget
from app.runtime.clock import SystemClock
from app.services.logbook import Logbook
from app.storage.opening import open_store

BADGE = Badge(17, 4201)
LOGBOOK = Logbook(SystemClock(), TerminalId("console"), simulated=True)


@pytest.fixture
def state(tmp_path: Path) -> State:
    """A store with one person."""
    state = State(tmp_path, simulated=True)
    receipt = ConsentReceipt(ConsentText("1", "en", "0" * 64), datetime(2026, 1, 1, tzinfo=UTC), TerminalId("desk-1"))
    with open_store(state) as store, store.transaction() as transaction:
        transaction.add_person(PersonId("a" * 32), BADGE, receipt)
    return state


@pytest.mark.requirement("HOW-006")
def test_a_person_is_gone_after_being_forgotten(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(state) as store:
        assert forget(store, BADGE, LOGBOOK)
    with open_store(state) as store:
        assert store.person_with(BADGE) is None
        assert store.receipt_of(PersonId("a" * 32)) is not None
    assert BADGE.number not in capsys.readouterr().out


def test_a_badge_that_nobody_has_changes_nothing(state: State) -> None:
    with open_store(state) as store:
        assert not forget(store, Badge(1, 1), LOGBOOK)
        assert store.person_with(BADGE) is not None
