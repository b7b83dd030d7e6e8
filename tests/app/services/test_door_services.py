"""Badge, answer, refusal and consent: who may pass without a palm, and what is written down of it."""

from datetime import UTC, datetime, timedelta

import pytest

from app.config.documents import load_documents
from app.config.paths import resources_folder
from app.domain.access import GRANT_LIFE_S, AttemptNumber, DoorAnswer, Grant, Means
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.faults import Fault, FaultError
from app.domain.sites import DEFAULT_SITE, SiteId
from app.ports.store import AuditEntry
from app.services.decline import record_decline
from app.services.logbook import Logbook
from app.services.present_badge import present_badge
from app.services.record_answer import record_answer
from app.services.record_consent import record_consent
from app.storage.store import SqlStore
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import BADGE, add

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
LOBBY = TerminalId("lobby-1")
ATTEMPT = AttemptNumber(7)


@pytest.fixture
def logbook() -> Logbook:
    return Logbook(StillClock(NINE, monotonic=100.0), LOBBY, simulated=True)


def test_an_enrolled_badge_is_passed_on_and_known(store: SqlStore, logbook: Logbook) -> None:
    person = add(store)
    grant = present_badge(store, BADGE, ATTEMPT, DEFAULT_SITE, logbook)
    assert grant == Grant(ATTEMPT, BADGE, Means.BADGE, 100.0 + GRANT_LIFE_S, person)
    expected = AuditEntry(AuditAction.PRESENT_BADGE, "granted", NINE, LOBBY, True, person, ATTEMPT)
    assert store.audit(1) == [expected]


def test_a_badge_that_nobody_enrolled_is_passed_on_all_the_same(store: SqlStore, logbook: Logbook) -> None:
    grant = present_badge(store, Badge(1, 2), ATTEMPT, DEFAULT_SITE, logbook)
    assert (grant.badge, grant.person) == (Badge(1, 2), None)
    assert store.audit(1)[0].person is None


def test_a_grant_names_nobody_of_another_site_and_the_record_does(store: SqlStore, logbook: Logbook) -> None:
    person = add(store)
    with store.transaction() as transaction:
        assert transaction.move_person(person, SiteId("elsewhere"))
    grant = present_badge(store, BADGE, ATTEMPT, DEFAULT_SITE, logbook)
    assert (grant.badge, grant.person) == (BADGE, None)
    assert store.audit(1)[0].person == person


@pytest.mark.parametrize(("hours", "named"), [(1, True), (0, False), (-1, False)])
def test_a_grant_names_nobody_whose_access_has_ended(
    store: SqlStore, logbook: Logbook, hours: int, named: bool
) -> None:
    person = add(store)
    with store.transaction() as transaction:
        assert transaction.end_access(person, NINE + timedelta(hours=hours))
    reckoned = present_badge(store, BADGE, ATTEMPT, DEFAULT_SITE, logbook, lambda: NINE)
    by_the_clock = present_badge(store, BADGE, ATTEMPT, DEFAULT_SITE, logbook)
    assert (reckoned.badge, reckoned.person) == (BADGE, person if named else None)
    assert by_the_clock == reckoned
    assert present_badge(store, BADGE, ATTEMPT, DEFAULT_SITE, logbook, lambda: NINE + timedelta(days=1)).person is None


def test_there_is_no_grant_without_a_record_of_it(store: SqlStore, logbook: Logbook) -> None:
    with store._engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE audit")
        connection.commit()
    with pytest.raises(FaultError) as caught:
        present_badge(store, BADGE, ATTEMPT, DEFAULT_SITE, logbook)
    assert caught.value.fault is Fault.STORE_UNREADABLE
    assert BADGE.number not in str(caught.value)


@pytest.mark.parametrize("answer", DoorAnswer)
def test_the_doors_own_word_is_kept(store: SqlStore, logbook: Logbook, answer: DoorAnswer) -> None:
    grant = present_badge(store, BADGE, ATTEMPT, DEFAULT_SITE, logbook)
    record_answer(store, grant, answer, logbook)
    assert store.audit(1) == [AuditEntry(AuditAction.DOOR_ANSWER, answer.value, NINE, LOBBY, True, None, ATTEMPT)]


@pytest.mark.requirement("ENR-008")
def test_a_refused_consent_is_counted_with_nothing_of_the_person(store: SqlStore, logbook: Logbook) -> None:
    record_decline(store, logbook)
    assert store.audit(9) == [AuditEntry(AuditAction.CONSENT_DECLINED, "declined", NINE, LOBBY, True)]
    assert list(store.templates()) == []


@pytest.mark.requirement("ENR-009")
def test_a_receipt_says_which_text_when_and_where_and_is_stored_with_nobody_yet(
    store: SqlStore, logbook: Logbook
) -> None:
    documents = load_documents(resources_folder() / "consent")
    receipt = record_consent(documents, "es", logbook)
    assert (receipt.text, receipt.agreed_at, receipt.terminal) == (documents.consent("es"), NINE, LOBBY)
    assert store.audit(9) == []


def test_nobody_agrees_to_a_text_that_is_not_there(logbook: Logbook) -> None:
    with pytest.raises(FaultError, match="'fr'"):
        record_consent(load_documents(resources_folder() / "consent"), "fr", logbook)
