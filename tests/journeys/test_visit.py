"""Visits in a simulated house: badge, consent, palm, door. Everything is real but the hardware."""

import pytest

from app.domain.access import DoorAnswer
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.capture import Cause
from app.domain.faults import Fault
from app.domain.people import Hand
from app.flows.events import Choice
from app.flows.view import View
from drivers.simulated.palms import Pose, Side
from drivers.simulated.world import Device
from tests.journeys.people import BADGES, STEPS, STRANGER, enrol, walk_to
from tests.journeys.visit import House, Visit

LONG_S = 46.0
"""Longer than any screen of the desk waits for a person."""


@pytest.fixture(scope="module")
def enrolment(house: House) -> list[View]:
    """What person 1 saw at the desk; the controller knows the badge."""
    house.world.allow(BADGES[1])
    return enrol(house, 1)


@pytest.fixture(scope="module")
def enrolled(house: House, enrolment: list[View]) -> House:
    """The house after person 1, whom the controller admits, and person 2, whom it does not know."""
    enrol(house, 2)
    return house


def receipts(house: House) -> int:
    return sum(entry.action is AuditAction.ENROL for entry in house.memory.store.audit(1000))


def stored(house: House) -> int:
    return len(list(house.memory.store.templates()))


@pytest.mark.requirement("ENR-003")
@pytest.mark.requirement("ENR-004")
@pytest.mark.requirement("ENR-005")
@pytest.mark.requirement("HOW-009")
def test_a_person_goes_through_the_desk_screen_by_screen(enrolment: list[View]) -> None:
    screens = list(dict.fromkeys(view.screen for view in enrolment))
    capture = ["capture_left", "capture_right", "try_it", "saving", "enrolled"]
    assert screens == ["start", "scan_badge", "badge_scanned", "terms", "consent", "consenting", *capture]
    assert enrolment[0].primary is Choice.GET_STARTED
    assert enrolment[-1] == enrolment[0]


@pytest.mark.requirement("ENR-006")
@pytest.mark.requirement("ENR-007")
def test_the_texts_are_confirmed_one_after_the_other_before_anything_is_captured(enrolment: list[View]) -> None:
    asked = [(view.document, view.primary) for view in enrolment if view.document]
    assert asked == [("terms", Choice.OK), ("consent", Choice.AGREE)]
    first = next(place for place, view in enumerate(enrolment) if view.screen == "capture_left")
    assert not any(view.preview for view in enrolment[:first])


@pytest.mark.requirement("ENR-010")
def test_the_screen_guides_through_three_samples_of_each_hand(enrolment: list[View]) -> None:
    for hand in Hand:
        shown = [view for view in enrolment if view.hand is hand]
        assert [view.samples_taken for view in shown] == sorted(view.samples_taken for view in shown)
        assert {(view.samples_taken, view.samples_needed) for view in shown} == {(0, 3), (1, 3), (2, 3)}
        assert all(view.preview for view in shown)
        assert any(view.progress > 0 for view in shown)


@pytest.mark.requirement("ENR-009")
@pytest.mark.requirement("INSTC-010")
def test_the_badge_the_receipt_and_both_palms_are_stored(enrolled: House) -> None:
    store = enrolled.memory.store
    person = store.person_with(BADGES[1])
    assert person is not None
    receipt = store.receipt_of(person)
    assert receipt is not None
    assert (receipt.text.version, receipt.text.language, receipt.terminal) == ("1", "en", "desk-1")
    assert 0 <= (enrolled.clock.now() - receipt.agreed_at).total_seconds() < 3600
    hands = [template.hand for template in store.templates() if template.person == person]
    assert sorted(hand.value for hand in hands) == ["left"] * 3 + ["right"] * 3


def test_an_enrolled_badge_is_told_so_before_any_capture(enrolled: House) -> None:
    with enrolled.desk() as visit:
        walk_to(enrolled, visit, "badge_scanned", person=1)
        visit.until("badge_known")
        assert visit.camera.opened == 0


@pytest.mark.requirement("ENR-008")
def test_refusing_consent_never_opens_the_camera_and_stores_nothing(enrolled: House) -> None:
    before = stored(enrolled)
    with enrolled.desk() as visit:
        enrolled.world.show_palm(3, Hand.LEFT)
        walk_to(enrolled, visit, "consent")
        visit.tap(Choice.DECLINE)
        visit.until("declined")
        visit.tap(Choice.FINISH)
        visit.until("start")
        assert visit.camera.opened == 0
        assert visit.forgotten
    assert enrolled.memory.store.person_with(BADGES[3]) is None
    assert stored(enrolled) == before
    newest = enrolled.memory.store.audit(1)[0]
    assert (newest.action, newest.person) == (AuditAction.CONSENT_DECLINED, None)


CANCELLED = [screen for screen, _ in STEPS if screen != "consent"]


@pytest.mark.parametrize("screen", [*CANCELLED, "still_there"])
def test_cancelling_anywhere_at_the_desk_stores_nothing(enrolled: House, screen: str) -> None:
    before = (stored(enrolled), receipts(enrolled))
    with enrolled.desk() as visit:
        if screen == "still_there":
            walk_to(enrolled, visit, "capture_left")
            enrolled.clock.leap(LONG_S)
            visit.until("still_there")
        else:
            walk_to(enrolled, visit, screen)
        visit.tap(Choice.CANCEL)
        visit.until("start")
        visit.camera.until_closed()
        assert visit.forgotten
    assert enrolled.memory.store.person_with(BADGES[3]) is None
    assert (stored(enrolled), receipts(enrolled)) == before


def test_whoever_answers_still_there_goes_on_where_they_were(enrolled: House) -> None:
    with enrolled.desk() as visit:
        walk_to(enrolled, visit, "capture_left")
        enrolled.clock.leap(LONG_S)
        assert visit.until("still_there").countdown_s == 20
        visit.camera.until_closed()
        visit.tap(Choice.YES)
        visit.until("capture_left")
        enrolled.world.show_palm(3, Hand.LEFT)
        visit.until("capture_right")


def test_whoever_has_gone_is_asked_once_and_then_forgotten(enrolled: House) -> None:
    with enrolled.desk() as visit:
        walk_to(enrolled, visit, "capture_right")
        enrolled.world.take_palm_away()
        visit.until_nobody_is_there()  # a hand seen late would begin the wait afresh
        enrolled.clock.leap(LONG_S)
        visit.until("still_there")
        enrolled.clock.leap(21.0)
        visit.until("start")
        visit.camera.until_closed()
        assert visit.forgotten
    assert enrolled.memory.store.person_with(BADGES[3]) is None


def test_whoever_skips_both_hands_goes_on_with_the_badge(enrolled: House) -> None:
    before = stored(enrolled)
    with enrolled.desk() as visit:
        walk_to(enrolled, visit, "capture_left")
        visit.tap(Choice.SKIP_HAND)
        visit.until("capture_right")
        visit.tap(Choice.SKIP_HAND)
        visit.until("no_palm")
        visit.camera.until_closed()
    assert stored(enrolled) == before


def test_a_camera_that_is_pulled_out_at_the_desk_ends_the_enrolment(enrolled: House) -> None:
    with enrolled.desk() as visit:
        walk_to(enrolled, visit, "capture_right")
        enrolled.world.unplug(Device.CAMERA)
        assert visit.until("fault").fault is Fault.CAMERA_MISSING
        enrolled.world.plug_in(Device.CAMERA)
        enrolled.clock.leap(31.0)
        visit.until("start")
        assert visit.forgotten
        assert not visit.camera.is_open
    assert enrolled.memory.store.person_with(BADGES[3]) is None


def served(house: House, visit: Visit, screen: str) -> list[tuple[Badge, DoorAnswer]]:
    """What the controller was asked while `screen` came up and idle came back."""
    heard = len(house.world.state().bus)
    visit.until(screen)
    house.world.take_palm_away()
    house.clock.leap(5.0)
    visit.until("idle")
    visit.until_nobody_is_there()
    return [(entry.badge, entry.answer) for entry in house.world.state().bus[heard:]]


@pytest.mark.requirement("DEV-033")
@pytest.mark.requirement("ENT-001")
@pytest.mark.requirement("ENT-002")
@pytest.mark.requirement("ENT-003")
@pytest.mark.requirement("HOW-001")
@pytest.mark.requirement("HOW-010")
@pytest.mark.requirement("INSTC-001")
@pytest.mark.requirement("INSTC-006")
@pytest.mark.requirement("INSTC-007")
@pytest.mark.requirement("INSTC-008")
@pytest.mark.parametrize("hand", Hand)
def test_either_palm_of_an_enrolled_person_opens_the_door(enrolled: House, hand: Hand) -> None:
    with enrolled.entry() as visit:
        enrolled.world.show_palm(1, hand)
        assert served(enrolled, visit, "granted") == [(BADGES[1], DoorAnswer.GRANTED)]
        assert visit.screens == ["idle", "positioning", "checking", "asking_door", "granted", "idle"]
        assert visit.forgotten
    newest = [(entry.action, entry.outcome) for entry in enrolled.memory.store.audit(2)]
    assert newest == [(AuditAction.DOOR_ANSWER, "granted"), (AuditAction.IDENTIFY, "granted")]


@pytest.mark.requirement("INSTC-002")
@pytest.mark.requirement("INSTC-008")
def test_the_controller_denies_a_person_that_was_recognised(enrolled: House) -> None:
    with enrolled.entry() as visit:
        enrolled.world.show_palm(2, Hand.LEFT)
        assert served(enrolled, visit, "denied") == [(BADGES[2], DoorAnswer.DENIED)]
        assert "granted" not in visit.screens


@pytest.mark.requirement("ENR-002")
def test_of_whoever_never_enrolled_the_controller_hears_nothing(enrolled: House) -> None:
    with enrolled.entry() as visit:
        enrolled.world.show_palm(STRANGER, Hand.LEFT)
        assert served(enrolled, visit, "not_recognised") == []
        assert visit.forgotten


def test_a_badge_opens_the_door_as_well_as_a_palm(enrolled: House) -> None:
    with enrolled.entry() as visit:
        visit.look_on(1)
        enrolled.world.present_badge(BADGES[1].number)
        assert served(enrolled, visit, "granted") == [(BADGES[1], DoorAnswer.GRANTED)]


def test_a_palm_that_stays_is_served_once_and_again_when_it_comes_back(enrolled: House) -> None:
    with enrolled.entry() as visit:
        heard = len(enrolled.world.state().bus)
        enrolled.world.show_palm(1, Hand.LEFT)
        visit.until("granted")
        enrolled.clock.leap(2.0)
        visit.until("idle")
        visit.look_on(8)
        assert len(enrolled.world.state().bus) == heard + 1
        enrolled.world.take_palm_away()
        visit.until_nobody_is_there()
        assert visit.forgotten
        enrolled.world.show_palm(1, Hand.LEFT)
        visit.until("granted")
        assert len(enrolled.world.state().bus) == heard + 2


def test_the_screen_says_what_to_correct_and_then_admits(enrolled: House) -> None:
    with enrolled.entry() as visit:
        enrolled.world.show_palm(1, Hand.LEFT, Pose(side=Side.BACK))
        visit.until("positioning", what=lambda view: view.cause is Cause.BACK_OF_HAND)
        enrolled.world.show_palm(1, Hand.LEFT, Pose(distance_mm=520.0))
        visit.until("positioning", what=lambda view: view.cause is Cause.TOO_FAR)
        enrolled.world.show_palm(1, Hand.LEFT)
        visit.until("granted")


def test_a_camera_that_is_pulled_out_at_the_door_is_said_and_its_return_too(enrolled: House) -> None:
    with enrolled.entry() as visit:
        visit.look_on(1)
        enrolled.world.unplug(Device.CAMERA)
        assert visit.until("fault").fault is Fault.CAMERA_MISSING
        enrolled.clock.leap(31.0)
        enrolled.world.plug_in(Device.CAMERA)
        visit.until("idle")
        enrolled.world.show_palm(1, Hand.RIGHT)
        visit.until("granted")
        assert visit.screens[:3] == ["idle", "fault", "idle"]
