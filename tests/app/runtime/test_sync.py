"""People reach terminals and leave them, and what terminals did is known at the server: once, whatever is cut off."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from app.biometrics.gallery import Gallery
from app.config.paths import State
from app.domain.access import AttemptNumber, Grant
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.device_configuration import OperationMode
from app.domain.event_json import utc_seconds
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand
from app.domain.sites import DEFAULT_SITE, SiteId
from app.operations.people import DELETE_USER_V1, DeleteUserV1
from app.services.identify import identify
from app.services.load_gallery import keep_current
from app.services.renew_templates import renew_templates
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import REALM, Plane
from tests.app.drawer import Drawer
from tests.app.runtime.sides import Cut, Hub, Side, somebodys_palm
from tests.app.services.control.test_instances import a_site
from tests.app.services.palms import PROFILE, presented
from tests.contracts.store_contract import RECEIPT, new_person

DESK, DOOR = OperationMode.ENROLLMENT, OperationMode.ENTRY
MINUTE_S = 60.0


@pytest.fixture
def drawer() -> Drawer:
    return Drawer("one")


@pytest.fixture
def hub(tmp_path: Path, drawer: Drawer) -> Iterator[Hub]:
    with ExitStack() as stack:
        state = State(tmp_path / "server", simulated=True)
        people = stack.enter_context(open_store(state, customers=drawer, monotonic_s=drawer.monotonic_s))
        yield Hub(Plane(SqlControlStore(people, simulated=True)), people, tmp_path, stack)
        assert people.broken_audit_row() is None


def recognised(side: Side, owner: int) -> bool:
    """At a terminal whose gallery has just been brought in step."""
    gallery = Gallery()
    keep_current(side.store, gallery, [DEFAULT_SITE])
    shown = presented(somebodys_palm(owner))
    return isinstance(identify(gallery, side.store, shown, AttemptNumber(7), PROFILE, side.logbook), Grant)


@pytest.mark.requirement("HOW-003", "ENT-001", "HOW-012")
def test_whoever_enrols_at_one_terminal_is_recognised_at_another(hub: Hub) -> None:
    desk, door = hub.terminal(DESK), hub.terminal(DOOR)
    hub.settle()
    anna = desk.enrols(1, owner=1)
    assert not recognised(door, 1)
    hub.settle()
    assert hub.people.people([hub.site]) == {anna} == door.people
    assert recognised(door, 1)
    assert not recognised(door, 2)
    assert door.store.badge_of(anna) == Badge(1, 1)
    assert hub.people.receipt_of(anna) is not None


def test_a_terminal_that_works_when_it_hears_of_its_first_people_recognises_them(hub: Hub) -> None:
    """Its gallery was filled, empty as it was, under a key of its own that has the number of the server's."""
    door, gallery = hub.terminal(DOOR), Gallery()
    keep_current(door.store, gallery, [DEFAULT_SITE])
    assert [key.epoch for key in door.store.transform_keys()] == [gallery.epoch]
    hub.enrols(1, owner=1)
    hub.settle()
    assert [key.epoch for key in door.store.transform_keys()] == [gallery.epoch]
    keep_current(door.store, gallery, [DEFAULT_SITE])
    shown = presented(somebodys_palm(1))
    assert isinstance(identify(gallery, door.store, shown, AttemptNumber(7), PROFILE, door.logbook), Grant)


@pytest.mark.requirement("HOW-006", "HOW-005")
def test_a_leaver_is_gone_from_every_terminal_with_his_key(hub: Hub) -> None:
    desk, door = hub.terminal(DESK), hub.terminal(DOOR)
    hub.settle()
    anna, ben = desk.enrols(1, owner=1), desk.enrols(2, owner=2)
    hub.settle()
    hub.plane.call(DELETE_USER_V1, DeleteUserV1(anna))
    hub.settle()
    assert not recognised(door, 1)
    assert recognised(door, 2)
    for side in (desk, door):
        assert side.people == {ben}
        assert len(side.store.vault.live_slots()) == 2, "his and the transform's"
        left = [entry for entry in side.store.audit(99) if entry.action is AuditAction.DELETE_PERSON]
        assert [(entry.person, entry.outcome) for entry in left] == [(anna, "removed_by_server")]


def test_people_of_other_sites_never_reach_a_terminal(hub: Hub) -> None:
    elsewhere = SiteId(a_site(hub.plane))
    here, there = hub.terminal(DOOR), hub.terminal(DOOR, elsewhere)
    anna, ben = hub.enrols(1), hub.enrols(2, elsewhere)
    hub.settle()
    assert here.people == {anna}
    assert there.people == {ben}
    with hub.people.transaction() as transaction:
        transaction.move_person(anna, elsewhere)
    hub.settle()
    assert here.people == frozenset()
    assert there.people == {anna, ben}


def test_more_than_a_page_comes_page_by_page_and_is_ready_at_the_end(hub: Hub) -> None:
    door = hub.terminal(DOOR)
    everybody = {hub.enrols(card) for card in range(70)}
    assert not door.sync.ready
    seen = []
    while door.step():
        seen.append((len(door.people), door.sync.ready))
    assert seen == [(32, False), (64, False), (70, True)]
    assert door.people == everybody


@pytest.mark.parametrize("cut", Cut)
def test_a_fetch_goes_on_where_it_was_cut(hub: Hub, cut: Cut) -> None:
    door = hub.terminal(DOOR)
    everybody = {hub.enrols(card) for card in range(70)}
    door.cuts = [None, cut, cut, None, cut]
    door.settle()
    assert door.people == everybody
    assert door.sync.ready


@pytest.mark.requirement("EVU-001", "EVU-005", "EVU-006", "EVU-007", "EVU-008", "EVU-009", "EVU-012")
def test_what_happened_at_a_terminal_becomes_events_as_the_guide_prints_them(hub: Hub) -> None:
    desk, door = hub.terminal(DESK), hub.terminal(DOOR)
    hub.settle()
    anna = desk.enrols(7, owner=1)
    hub.settle()
    door.line.pass_time(timedelta(hours=1))
    then = utc_seconds(door.line.clock.now())
    assert recognised(door, 1)
    assert not recognised(door, 2)
    hub.settle()
    enrolled, known, unknown = (each for each in hub.events() if not each["detail-type"].startswith("Device"))
    assert enrolled["detail-type"] == "New Successful Enrollment"
    assert enrolled["detail"]["data"]["enrollmentSource"] == desk.line.instance
    assert json.loads(enrolled["detail"]["data"]["associatedIds"]) == [
        {"associatedIdType": "badge", "associatedIdValue": "1-7"}
    ]
    assert known["detail-type"] == "Successful Recognition"
    assert known["resources"] == [REALM.arn(f"user/{anna}")]
    assert known["detail"]["data"] == {
        "accountId": REALM.account,
        "createdTimestamp": then,
        "requestSource": door.line.instance,
        "userStatus": "ACTIVE",
        "associatedId": "1-7",
    }
    assert unknown["detail-type"] == "Unsuccessful Recognition"
    assert unknown["resources"] == [REALM.arn("user")]
    assert unknown["detail"]["data"]["reason"] == "not_recognised"


@pytest.mark.parametrize("cuts", [[Cut.AFTER] * 3, [Cut.BEFORE, Cut.AFTER, None, Cut.AFTER, Cut.AFTER, None]])
def test_records_are_taken_once_and_in_order_whatever_is_cut(hub: Hub, cuts: list[Cut | None]) -> None:
    desk = hub.terminal(DESK)
    hub.settle()
    before = len(hub.people.audit(999))
    for number in range(120):
        desk.records(AuditAction.IDENTIFY, f"word_{number}")
    anna = desk.enrols(1)
    desk.records(AuditAction.IDENTIFY, "granted", anna)
    desk.cuts = list(cuts)
    hub.settle()
    taken = hub.people.audit(999)[::-1][before:]
    outcomes = [f"word_{number}" for number in range(120)] + ["saved", "granted"]
    assert [entry.outcome for entry in taken] == outcomes
    assert {entry.terminal for entry in taken} == {desk.line.instance}
    assert hub.told()["Unsuccessful Recognition"] == 120
    assert hub.told()["New Successful Enrollment"] == hub.told()["Successful Recognition"] == 1
    assert not desk.sync.pending


@pytest.mark.requirement("EVU-003", "EVU-013")
@pytest.mark.parametrize("cut", [None, *Cut])
def test_a_badge_that_is_somebody_elses_is_refused_and_the_person_let_go(hub: Hub, cut: Cut | None) -> None:
    desk = hub.terminal(DESK)
    hub.settle()
    hub.enrols(1, a_site(hub.plane))
    late = desk.enrols(1)
    desk.cuts = [cut]
    hub.settle()
    assert desk.people == frozenset()
    last = desk.store.audit(1)[0]
    assert (last.action, last.outcome, last.person) == (
        AuditAction.DELETE_PERSON,
        "badge_already_enrolled",
        late,
    )
    assert hub.told() == {"Unsuccessful Enrollment": 1}
    assert hub.events()[-1]["detail"]["data"]["reason"] == "badge_already_enrolled"
    refused = [entry for entry in hub.people.audit(99) if entry.action is AuditAction.ENROL_REFUSED]
    assert [(entry.outcome, entry.person) for entry in refused] == [("badge_already_enrolled", None)]


def test_whoever_comes_with_a_badge_of_somebody_not_brought_yet_is_kept_by_the_servers_word(hub: Hub) -> None:
    """At the same site: the page is there before the refusal is."""
    desk = hub.terminal(DESK)
    hub.settle()
    ours, theirs = desk.enrols(1), hub.enrols(1)
    desk.sync.heard(hub.newest)
    hub.settle()
    assert desk.people == {theirs} == hub.people.people()
    assert ours != theirs
    assert hub.told() == {"Unsuccessful Enrollment": 1}


def test_one_who_was_deleted_while_his_terminal_did_not_hear_it_does_not_come_back(hub: Hub) -> None:
    desk = hub.terminal(DESK)
    hub.settle()
    anna = desk.enrols(1)
    desk.cuts = [Cut.AFTER]
    desk.step()
    assert hub.deletes(anna)
    hub.settle()
    assert desk.people == hub.people.people() == frozenset()


def test_a_terminal_at_a_door_enrols_nobody_at_the_server(hub: Hub) -> None:
    door = hub.terminal(DOOR)
    hub.settle()
    door.enrols(1)
    hub.settle()
    assert hub.people.people() == door.people == frozenset()
    assert hub.events()[-1]["detail"]["data"]["reason"] == "not_an_enrolment_terminal"


def test_a_renewal_reaches_terminals_and_whoever_enrols_meanwhile(hub: Hub) -> None:
    desk, door = hub.terminal(DESK), hub.terminal(DOOR)
    hub.settle()
    anna = desk.enrols(1, owner=1)
    hub.settle()
    ben = desk.enrols(2, owner=2)
    renew_templates(hub.people, desk.logbook, lambda renewed, of: None)
    hub.settle()
    assert hub.people.people() == desk.people == door.people == {anna, ben}
    for store in (hub.people, desk.store, door.store):
        assert store.transform_keys() == hub.people.transform_keys()
        assert [key.epoch for key in store.transform_keys()] == [2]
        assert store.count_behind() == 0
    assert recognised(door, 1)
    assert recognised(door, 2)


def test_a_renewal_that_is_under_way_is_followed_as_far_as_it_is(hub: Hub) -> None:
    door = hub.terminal(DOOR)
    for card in range(3):
        hub.enrols(card, owner=card)
    hub.settle()
    with hub.people.transaction() as transaction:
        transaction.begin_renewal()
    hub.enrols(3, owner=3)
    hub.settle()
    assert [key.epoch for key in door.store.transform_keys()] == [1, 2]
    assert all(recognised(door, owner) for owner in range(4))
    renew_templates(hub.people, door.logbook, lambda renewed, of: None)
    hub.settle()
    assert [key.epoch for key in door.store.transform_keys()] == [2]
    assert all(recognised(door, owner) for owner in range(4))


def test_a_terminal_that_is_older_than_the_log_begins_afresh(hub: Hub) -> None:
    door = hub.terminal(DOOR)
    persons = [hub.enrols(card) for card in range(40)]
    hub.settle()
    for person in persons[:3]:
        hub.deletes(person)
    with hub.plane.store.transaction() as transaction:
        assert transaction.gallery.clear(kept=0) == 3
    hub.enrols(50)
    door.cuts = [None, Cut.AFTER]
    hub.settle()
    assert door.people == hub.people.people()


@pytest.mark.parametrize("cut", Cut)
def test_a_fresh_beginning_that_is_cut_keeps_everybody_until_it_is_complete(hub: Hub, cut: Cut) -> None:
    door = hub.terminal(DOOR)
    persons = [hub.enrols(card) for card in range(70)]
    hub.settle()
    gone = persons[0]
    hub.deletes(gone)
    with hub.plane.store.transaction() as transaction:
        transaction.gallery.clear(kept=0)
    door.sync.heard(hub.newest)
    door.cuts = [None, cut]
    while door.cuts:
        door.step()
    assert door.people == set(persons)
    door.settle()
    assert door.people == set(persons[1:])


@pytest.mark.parametrize(("gone", "fault"), [("taken", "refused"), ("silent", "unreachable")])
def test_without_the_customers_key_nothing_is_sent_and_the_terminal_is_told(
    hub: Hub, drawer: Drawer, gone: str, fault: str
) -> None:
    desk, door = hub.terminal(DESK), hub.terminal(DOOR)
    hub.people.vault.rewrap("one")
    hub.settle()
    desk.enrols(1, owner=1)
    hub.settle()
    getattr(drawer, gone).add("one")
    drawer.now_s += MINUTE_S
    pending = desk.enrols(2, owner=2)
    door.sync.heard(hub.newest + 1)
    for side in (desk, door):
        side.step()
        assert side.sync.fault is Fault[f"CUSTOMER_KEY_{fault.upper()}"]
    if gone == "taken":
        with pytest.raises(FaultError) as caught:
            recognised(door, 1)
        assert caught.value.fault is Fault.CUSTOMER_KEY_REFUSED
    else:
        assert recognised(door, 1), "as when the server itself is out of reach"
    getattr(drawer, gone).clear()
    drawer.now_s += MINUTE_S
    for side in (desk, door):
        side.connects()
    hub.settle()
    assert pending in door.people
    assert recognised(door, 1)
    assert door.sync.fault is None


def test_another_servers_terminal_has_nobody_of_the_last_ones(hub: Hub, tmp_path: Path) -> None:
    door = hub.terminal(DOOR)
    hub.enrols(1)
    hub.settle()
    with ExitStack() as stack:
        people = stack.enter_context(open_store(State(tmp_path / "other", simulated=True)))
        other = Hub(Plane(SqlControlStore(people, simulated=True)), people, tmp_path / "doors", stack)
        door.line = other.terminal(DOOR).line
        ben = other.enrols(1)
        door.connects()
        door.settle()
        assert door.people == {ben}
        assert door.store.transform_keys() == other.people.transform_keys()


def test_palms_are_of_the_hand_they_were_enrolled_with(hub: Hub) -> None:
    desk, door = hub.terminal(DESK), hub.terminal(DOOR)
    hub.settle()
    anna = desk.enrols(1)
    hub.settle()
    (template,) = door.store.templates_of([anna])
    assert template.hand is Hand.LEFT
    assert door.store.receipt_of(anna) is None
    receipt = hub.people.receipt_of(anna)
    assert receipt is not None
    assert receipt.agreed_at == RECEIPT.agreed_at


def test_whoever_is_recognised_at_a_door_is_not_overdue_at_the_server(hub: Hub) -> None:
    door = hub.terminal(DOOR)
    anna = hub.enrols(1, owner=1)
    hub.settle()
    door.line.pass_time(timedelta(days=80))
    assert recognised(door, 1)
    hub.settle()
    later = door.line.clock.now() - timedelta(days=1)
    assert hub.people.overdue(later, RECEIPT.agreed_at) == []
    assert anna in door.people


def test_a_record_that_no_word_fits_stops_no_other(hub: Hub) -> None:
    door = hub.terminal(DOOR)
    door.records(AuditAction.DOOR_ANSWER, "What is this?")
    door.records(AuditAction.DOOR_ANSWER, "granted", new_person())
    hub.settle()
    assert [entry.outcome for entry in hub.people.audit(2)] == ["granted", "unsaid"]
