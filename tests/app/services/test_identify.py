"""A palm at the door: who is granted, who is denied, what is written down, and for how long it holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.biometrics.gallery import Gallery
from app.biometrics.liveness.judge import OFF, Liveness, decide
from app.biometrics.profiles import BOTH_PALMS
from app.domain.access import GRANT_LIFE_S, AttemptNumber, Denial, DenialReason, Grant, Means
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.ports.store import AuditEntry
from app.services.enrol import Candidate, enrol_person
from app.services.identify import identify, identify_both
from app.services.logbook import Logbook
from app.storage.store import SqlStore
from tests.app.services.palms import ATTACK, LIVE, PROFILE, UNDECIDED, hands, palm, presented
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import RECEIPT, new_person

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
LOBBY = TerminalId("lobby-1")
LOGBOOK = Logbook(StillClock(NINE, monotonic=50.0), LOBBY, simulated=True)
ATTEMPT = AttemptNumber(7)
BADGE = Badge(17, 1)


@pytest.fixture
def anna(store: SqlStore, gallery: Gallery) -> PersonId:
    receipt = replace(RECEIPT, agreed_at=NINE)
    person = enrol_person(store, gallery, Candidate(BADGE, receipt, hands(1)), PROFILE, LOGBOOK)
    assert isinstance(person, str)
    return PersonId(person)


@pytest.mark.requirement("HOW-001")
@pytest.mark.requirement("ENT-001")
@pytest.mark.parametrize("hand", Hand)
def test_an_enrolled_palm_is_granted_with_the_persons_badge(
    store: SqlStore, gallery: Gallery, anna: PersonId, hand: Hand
) -> None:
    decision = identify(gallery, store, presented(palm(1, hand, sight=9)), ATTEMPT, PROFILE, LOGBOOK)
    assert decision == Grant(ATTEMPT, BADGE, Means.PALM, 50.0 + GRANT_LIFE_S, anna)
    assert store.audit(1) == [
        AuditEntry(AuditAction.IDENTIFY, "granted", NINE, LOBBY, True, anna, ATTEMPT, LIVE.record())
    ]


def test_a_stranger_is_denied_and_nobody_is_named(store: SqlStore, gallery: Gallery, anna: PersonId) -> None:
    decision = identify(gallery, store, presented(palm(2)), ATTEMPT, PROFILE, LOGBOOK)
    assert decision == Denial(ATTEMPT, DenialReason.NOT_RECOGNISED)
    assert store.audit(1) == [
        AuditEntry(AuditAction.IDENTIFY, "not_recognised", NINE, LOBBY, True, None, ATTEMPT, LIVE.record())
    ]


@pytest.mark.parametrize("both", [False, True])
def test_a_person_whose_access_has_ended_is_denied_and_the_record_alone_says_whose_palm_it_was(
    store: SqlStore, gallery: Gallery, anna: PersonId, both: bool
) -> None:
    ends_at = NINE + timedelta(hours=8)

    def shown(at: datetime | None = None) -> Grant | Denial:
        now = None if at is None else lambda: at
        if both:
            palms = {hand: presented(palm(1, hand, sight=9)) for hand in Hand}
            return identify_both(gallery, store, palms, ATTEMPT, BOTH_PALMS[0], LOGBOOK, now)
        return identify(gallery, store, presented(palm(1, sight=9)), ATTEMPT, PROFILE, LOGBOOK, now)

    with store.transaction() as transaction:
        assert transaction.end_access(anna, ends_at)
    assert isinstance(shown(), Grant), "by the machine's own clock it is nine"
    assert isinstance(shown(ends_at - timedelta(microseconds=1)), Grant)
    used = store.overdue(unused_since=NINE + timedelta(seconds=1), enrolled_before=NINE)
    assert shown(ends_at) == Denial(ATTEMPT, DenialReason.ACCESS_ENDED)
    last = store.audit(1)[0]
    assert (last.action, last.outcome, last.person) == (AuditAction.IDENTIFY, "access_ended", anna)
    assert store.overdue(unused_since=NINE + timedelta(seconds=1), enrolled_before=NINE) == used, "it is no use"
    with store.transaction() as transaction:
        transaction.end_access(anna, None)
    assert isinstance(shown(ends_at), Grant)


@pytest.mark.requirement("ENR-002")
def test_while_nobody_is_enrolled_everybody_is_denied_for_that_reason(store: SqlStore, gallery: Gallery) -> None:
    decision = identify(gallery, store, presented(palm(1)), ATTEMPT, PROFILE, LOGBOOK)
    assert decision == Denial(ATTEMPT, DenialReason.NOBODY_ENROLLED)
    assert store.audit(1)[0].outcome == "nobody_enrolled"


@pytest.mark.parametrize(
    ("liveness", "reason"),
    [(ATTACK, DenialReason.PRESENTATION_ATTACK), (UNDECIDED, DenialReason.LIVENESS_UNDECIDED)],
)
def test_a_picture_of_an_enrolled_palm_is_denied_and_the_record_says_why_and_not_whose(
    store: SqlStore, gallery: Gallery, anna: PersonId, liveness: Liveness, reason: DenialReason
) -> None:
    shown = presented(palm(1, sight=9), liveness=liveness)
    assert identify(gallery, store, shown, ATTEMPT, PROFILE, LOGBOOK) == Denial(ATTEMPT, reason)
    assert store.audit(1) == [
        AuditEntry(AuditAction.IDENTIFY, reason.value, NINE, LOBBY, True, None, ATTEMPT, liveness.record())
    ]


def test_where_the_detectors_are_off_the_record_of_a_grant_says_so(
    store: SqlStore, gallery: Gallery, anna: PersonId
) -> None:
    decision = identify(gallery, store, presented(palm(1), liveness=decide({}, OFF)), ATTEMPT, PROFILE, LOGBOOK)
    assert isinstance(decision, Grant)
    assert store.audit(1)[0].liveness[:3] == ("off", "off", "repeats:off:off")


def test_no_palm_at_all_is_nobodys_palm(store: SqlStore, gallery: Gallery, anna: PersonId) -> None:
    assert identify(gallery, store, None, ATTEMPT, PROFILE, LOGBOOK) == Denial(ATTEMPT, DenialReason.NOT_RECOGNISED)


@pytest.mark.requirement("EU-011")
def test_whoever_was_deleted_is_denied_even_where_a_gallery_still_knows_the_palm(
    store: SqlStore, gallery: Gallery, anna: PersonId
) -> None:
    with store.transaction() as transaction:
        transaction.delete_person(anna)
    decision = identify(gallery, store, presented(palm(1, sight=9)), ATTEMPT, PROFILE, LOGBOOK)
    assert decision == Denial(ATTEMPT, DenialReason.NOT_RECOGNISED)


def test_there_is_no_grant_without_a_record_of_it(store: SqlStore, gallery: Gallery, anna: PersonId) -> None:
    with store._engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE audit")
        connection.commit()
    with pytest.raises(FaultError) as caught:
        identify(gallery, store, presented(palm(1, sight=9)), ATTEMPT, PROFILE, LOGBOOK)
    assert caught.value.fault is Fault.STORE_UNREADABLE


def test_being_recognised_starts_the_time_of_keeping_afresh(store: SqlStore, gallery: Gallery, anna: PersonId) -> None:
    later = datetime(2026, 5, 1, tzinfo=UTC)
    identify(gallery, store, presented(palm(1, sight=9)), ATTEMPT, PROFILE, replace(LOGBOOK, clock=StillClock(later)))
    assert store.overdue(later, NINE) == []


def test_a_palm_that_is_like_two_peoples_opens_for_neither(store: SqlStore, gallery: Gallery, anna: PersonId) -> None:
    gallery.add(new_person(), Hand.LEFT, hands(1)[Hand.LEFT])
    decision = identify(gallery, store, presented(palm(1, sight=9)), ATTEMPT, PROFILE, LOGBOOK)
    assert decision == Denial(ATTEMPT, DenialReason.AMBIGUOUS)
    assert store.audit(1)[0].outcome == "ambiguous"


def test_both_palms_of_one_person_are_granted_and_one_palm_alone_is_not(
    store: SqlStore, gallery: Gallery, anna: PersonId
) -> None:
    shown = {hand: presented(palm(1, hand, sight=9)) for hand in Hand}
    decision = identify_both(gallery, store, shown, ATTEMPT, BOTH_PALMS[0], LOGBOOK)
    assert decision == Grant(ATTEMPT, BADGE, Means.PALM, 50.0 + GRANT_LIFE_S, anna)
    assert store.audit(1)[0].outcome == "granted"
    alone = identify_both(gallery, store, {Hand.LEFT: shown[Hand.LEFT]}, ATTEMPT, BOTH_PALMS[0], LOGBOOK)
    assert alone == Denial(ATTEMPT, DenialReason.NOT_RECOGNISED)


@pytest.mark.parametrize("strangers", Hand)
def test_one_palm_of_somebody_else_beside_an_enrolled_one_is_denied(
    store: SqlStore, gallery: Gallery, anna: PersonId, strangers: Hand
) -> None:
    shown = {hand: presented(palm(2 if hand is strangers else 1, hand, sight=9)) for hand in Hand}
    decision = identify_both(gallery, store, shown, ATTEMPT, BOTH_PALMS[0], LOGBOOK)
    assert decision == Denial(ATTEMPT, DenialReason.NOT_RECOGNISED)
    assert store.audit(1)[0].outcome == "not_recognised"


@pytest.mark.parametrize("false", Hand)
def test_one_palm_that_is_not_alive_beside_a_living_one_is_denied(
    store: SqlStore, gallery: Gallery, anna: PersonId, false: Hand
) -> None:
    shown = {hand: presented(palm(1, hand, sight=9), liveness=ATTACK if hand is false else LIVE) for hand in Hand}
    decision = identify_both(gallery, store, shown, ATTEMPT, BOTH_PALMS[0], LOGBOOK)
    assert decision == Denial(ATTEMPT, DenialReason.PRESENTATION_ATTACK)
