"""Who is enrolled, who is refused, and why."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.biometrics.gallery import Gallery
from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand
from app.flows.events import Refusal
from app.services.enrol import Candidate, enrol_person
from app.services.load_gallery import load_gallery
from app.services.logbook import Logbook
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.services.palms import PROFILE, hands, palm
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import RECEIPT, new_person

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
LOGBOOK = Logbook(StillClock(NINE), TerminalId("desk-1"), simulated=True)
ANNA = Candidate(Badge(17, 1), RECEIPT, hands(1))
BEN = Candidate(Badge(17, 2), RECEIPT, hands(2))


def refused(store: SqlStore, gallery: Gallery, candidate: Candidate) -> Refusal:
    before = (len(list(store.templates())), gallery.templates)
    outcome = enrol_person(store, gallery, candidate, PROFILE, LOGBOOK)
    assert isinstance(outcome, Refusal)
    assert (len(list(store.templates())), gallery.templates) == before
    last = store.audit(1)[0]
    assert (last.action, last.outcome, last.person) == (AuditAction.ENROL_REFUSED, outcome.value, None)
    return outcome


@pytest.mark.requirement("ENR-009")
@pytest.mark.requirement("INSTC-010")
def test_a_person_is_stored_whole_and_known_at_once(store: SqlStore, gallery: Gallery) -> None:
    person = enrol_person(store, gallery, ANNA, PROFILE, LOGBOOK)
    assert not isinstance(person, Refusal)
    assert store.badge_of(person) == ANNA.badge
    assert store.receipt_of(person) == RECEIPT
    assert len(list(store.templates())) == 6
    assert [(entry.action, entry.outcome, entry.person) for entry in store.audit(9)] == [
        (AuditAction.ENROL, "saved", person)
    ]
    for hand in Hand:
        assert gallery.identify([palm(1, hand, sight=9)], PROFILE).person == person


def test_a_person_with_one_usable_hand_is_enrolled_with_it(store: SqlStore, gallery: Gallery) -> None:
    one_hand = replace(ANNA, hands={Hand.RIGHT: hands(1)[Hand.RIGHT]})
    person = enrol_person(store, gallery, one_hand, PROFILE, LOGBOOK)
    assert {(stored.person, stored.hand) for stored in store.templates()} == {(person, Hand.RIGHT)}


def test_two_strangers_are_both_enrolled(store: SqlStore, gallery: Gallery) -> None:
    people = [enrol_person(store, gallery, each, PROFILE, LOGBOOK) for each in (ANNA, BEN)]
    assert {stored.person for stored in store.templates()} == set(people)
    assert len(set(people)) == 2


def test_a_badge_that_is_taken_is_refused(store: SqlStore, gallery: Gallery) -> None:
    enrol_person(store, gallery, ANNA, PROFILE, LOGBOOK)
    assert refused(store, gallery, replace(BEN, badge=ANNA.badge)) is Refusal.BADGE_ALREADY_ENROLLED


def test_whoever_comes_twice_is_told_of_the_badge_first(store: SqlStore, gallery: Gallery) -> None:
    enrol_person(store, gallery, ANNA, PROFILE, LOGBOOK)
    assert refused(store, gallery, ANNA) is Refusal.BADGE_ALREADY_ENROLLED


@pytest.mark.parametrize("shown", Hand)
@pytest.mark.parametrize("again", Hand)
def test_a_palm_under_another_badge_is_refused_whichever_hand_it_was_called(
    store: SqlStore, gallery: Gallery, shown: Hand, again: Hand
) -> None:
    enrol_person(store, gallery, ANNA, PROFILE, LOGBOOK)
    known = tuple(palm(1, shown, sight) for sight in (7, 8, 9))
    forged = replace(BEN, hands={again: known, again.other: hands(2)[again.other]})
    assert refused(store, gallery, forged) is Refusal.PALM_ALREADY_ENROLLED


def test_a_palm_that_is_like_two_peoples_is_enrolled_for_no_third(store: SqlStore, gallery: Gallery) -> None:
    for _ in range(2):
        gallery.add(new_person(), Hand.LEFT, hands(1)[Hand.LEFT])
    assert refused(store, gallery, ANNA) is Refusal.PALM_ALREADY_ENROLLED


@pytest.mark.parametrize("position", range(3))
def test_samples_of_two_palms_as_one_hand_are_refused(store: SqlStore, gallery: Gallery, position: int) -> None:
    mixed = list(ANNA.hands[Hand.LEFT])
    mixed[position] = palm(2, Hand.LEFT)
    outcome = refused(store, gallery, replace(ANNA, hands={**ANNA.hands, Hand.LEFT: tuple(mixed)}))
    assert outcome is Refusal.PALMS_DIFFER


def test_nobody_is_enrolled_without_a_palm(store: SqlStore, gallery: Gallery) -> None:
    for none in ({}, {Hand.LEFT: ()}):
        with pytest.raises(ValueError, match="without a palm"):
            enrol_person(store, gallery, replace(ANNA, hands=none), PROFILE, LOGBOOK)
    assert store.audit(9) == []


def test_the_gallery_learns_of_nobody_whom_the_store_did_not_take(store: SqlStore, gallery: Gallery) -> None:
    with store._engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE consent_receipts")
        connection.commit()
    with pytest.raises(FaultError) as caught:
        enrol_person(store, gallery, ANNA, PROFILE, LOGBOOK)
    assert caught.value.fault is Fault.STORE_UNREADABLE
    assert gallery.templates == 0
    assert store.person_with(ANNA.badge) is None


def test_everybody_is_known_again_after_a_restart(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    gallery = Gallery()
    with open_store(state) as store:
        load_gallery(store, gallery)
        people = [enrol_person(store, gallery, each, PROFILE, LOGBOOK) for each in (ANNA, BEN)]
    gallery = Gallery()
    with open_store(state) as store:
        assert load_gallery(store, gallery) == 2
    for owner, person in enumerate(people, start=1):
        for hand in Hand:
            assert gallery.identify([palm(owner, hand, sight=9)], PROFILE).person == person
    assert gallery.identify([palm(3)], PROFILE).person is None


def test_a_template_of_another_version_is_a_fault_and_nobody_is_left_out_silently(store: SqlStore) -> None:
    person = new_person()
    with store.transaction() as transaction:
        transaction.add_person(person, Badge(17, 3), RECEIPT)
        transaction.add_template(person, Hand.LEFT, b"THNR\x03\x00 from the future")
    with pytest.raises(FaultError, match="version"):
        load_gallery(store, Gallery())
