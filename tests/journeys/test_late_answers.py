"""Doors that are silent, late or broken: nobody is granted by silence, nor by an answer that was meant for another."""

from queue import SimpleQueue

import pytest

from app.domain.access import DoorAnswer, Grant, Means
from app.domain.audit_action import AuditAction
from app.domain.faults import Fault
from app.domain.people import Hand
from app.ports.door import DoorLink
from drivers.simulated.world import Device
from tests.journeys.people import BADGES, STRANGER, enrol
from tests.journeys.visit import PATIENCE_S, House, Visit
from tests.peers.panel import eventually

NO_ANSWER_S = 6.1
"""Longer than the terminal waits for a door."""
NOTICE_S = 4.1
CHECKING_S = 3.1


class HeldDoor:
    """Keeps each question until the test answers it: the terminal's worker waits with it."""

    simulated = True
    name = "held"

    def __init__(self) -> None:
        self.asked: list[Grant] = []
        self._answers: SimpleQueue[DoorAnswer | Exception] = SimpleQueue()

    def open(self) -> None: ...
    def close(self) -> None: ...

    def link(self) -> DoorLink:
        return DoorLink.ONLINE

    def release(self, grant: Grant) -> DoorAnswer:
        self.asked.append(grant)
        answer = self._answers.get(timeout=PATIENCE_S)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def answer(self, answer: DoorAnswer | Exception) -> None:
        self._answers.put(answer)


@pytest.fixture(scope="module")
def enrolled(house: House) -> House:
    house.world.allow(BADGES[1])
    enrol(house, 1)
    return house


def ask_in_vain(house: House, visit: Visit) -> None:
    """Person 1 asks, hears nothing and goes; the door still holds the question."""
    house.world.show_palm(1, Hand.LEFT)
    visit.until("asking_door")
    house.clock.leap(NO_ANSWER_S)
    visit.until("no_answer")
    house.world.take_palm_away()
    house.clock.leap(NOTICE_S)
    visit.until("idle")
    visit.until_nobody_is_there()


def decisions(house: House) -> int:
    return sum(entry.action is AuditAction.IDENTIFY for entry in house.memory.store.audit(1000))


def test_a_late_grant_does_not_open_for_the_stranger_who_stands_there_now(enrolled: House) -> None:
    door = HeldDoor()
    with enrolled.entry(door) as visit:
        ask_in_vain(enrolled, visit)
        enrolled.world.show_palm(STRANGER, Hand.LEFT)
        visit.until("checking")
        door.answer(DoorAnswer.GRANTED)
        visit.until("not_recognised")
        assert "granted" not in visit.screens
        assert len(door.asked) == 1


def test_a_late_grant_is_not_taken_for_the_answer_to_the_next_question(enrolled: House) -> None:
    door = HeldDoor()
    with enrolled.entry(door) as visit:
        ask_in_vain(enrolled, visit)
        enrolled.world.show_palm(1, Hand.RIGHT)
        visit.until("checking")
        door.answer(DoorAnswer.GRANTED)
        visit.until("asking_door")
        door.answer(DoorAnswer.DENIED)
        visit.until("denied")
        assert "granted" not in visit.screens
    first, second = door.asked
    assert first.attempt < second.attempt
    assert {grant.badge for grant in door.asked} == {BADGES[1]}
    assert {grant.means for grant in door.asked} == {Means.PALM}


def test_a_late_decision_asks_no_door(enrolled: House) -> None:
    door = HeldDoor()
    with enrolled.entry(door) as visit:
        ask_in_vain(enrolled, visit)
        before = decisions(enrolled)
        enrolled.world.show_palm(1, Hand.RIGHT)
        visit.until("checking")
        enrolled.clock.leap(CHECKING_S)
        assert visit.until("fault").fault is Fault.SYSTEM_ERROR
        door.answer(DoorAnswer.GRANTED)
        assert eventually(lambda: decisions(enrolled) > before, PATIENCE_S)
        enrolled.world.take_palm_away()
        enrolled.clock.leap(31.0)
        visit.until("idle")
        visit.look_on()
        assert "granted" not in visit.screens
    assert len(door.asked) == 1


def test_a_door_that_breaks_is_a_fault_and_no_grant(enrolled: House) -> None:
    door = HeldDoor()
    with enrolled.entry(door) as visit:
        enrolled.world.show_palm(1, Hand.LEFT)
        visit.until("asking_door")
        door.answer(OSError("the line is broken"))
        assert visit.until("fault").fault is Fault.SYSTEM_ERROR
        assert "granted" not in visit.screens


def test_an_unplugged_controller_grants_nobody_and_is_back_by_itself(enrolled: House) -> None:
    heard = len(enrolled.world.state().bus)
    with enrolled.entry() as visit:
        visit.look_on(1)
        enrolled.world.unplug(Device.CONTROLLER)
        enrolled.world.show_palm(1, Hand.LEFT)
        visit.until("no_answer")
        enrolled.clock.leap(5.1)
        assert visit.until("fault").fault is Fault.CONTROLLER_SILENT
        assert "granted" not in visit.screens
        enrolled.world.take_palm_away()
        enrolled.world.plug_in(Device.CONTROLLER)
        visit.until("idle")
        visit.until_nobody_is_there()
        assert len(enrolled.world.state().bus) == heard, "what it did not hear is not delivered later"
        enrolled.world.show_palm(1, Hand.RIGHT)
        visit.until("granted")
        assert len(enrolled.world.state().bus) == heard + 1
