"""Templates are renewed while a terminal runs: at its next palm it goes on as before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.settings import Mode, Settings
from app.domain.access import Grant
from app.domain.badges import Badge
from app.entrypoints.assembly import memory
from app.flows import effects as do
from app.flows.events import Decided, Refusal, Refused, Saved
from app.services.renew_templates import renew_templates
from tests.app.runtime.fakes import ToldClock
from tests.app.runtime.test_effects import ATTEMPT, BADGE, RECEIPT, SIMULATED, Room, take
from tests.app.services.palms import palm, presented


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """With somebody enrolled, and every template renewed since."""
    clock = ToldClock()
    with memory(Settings(Mode.ENTRY, SIMULATED, SIMULATED, SIMULATED, data=tmp_path), clock) as remembered:
        room = Room(remembered, clock)
        take(room.samples, owner=1)
        room.desk().perform(do.SaveEnrolment(BADGE, RECEIPT), room.posted.append)
        room.worker.run()
        assert room.posted.pop() == Saved()
        before = remembered.gallery.epoch
        renew_templates(remembered.store, remembered.logbook, lambda renewed, of: None)
        assert remembered.gallery.epoch == before == remembered.store.epoch() - 1
        yield room


def test_the_door_knows_everybody_at_the_first_palm_after_a_renewal(room: Room) -> None:
    room.samples.offer_probe(presented(palm(1, sight=9)))
    room.entry().perform(do.Identify(ATTEMPT), room.posted.append)
    room.worker.run()
    (decided,) = room.posted
    assert isinstance(decided, Decided)
    assert isinstance(decided.decision, Grant)
    assert decided.decision.badge == BADGE
    assert room.memory.gallery.epoch == room.memory.store.epoch()


def test_the_desk_refuses_a_palm_that_was_enrolled_before_a_renewal(room: Room) -> None:
    desk = room.desk()
    desk.perform(do.ForgetPerson(), room.posted.append)
    take(room.samples, owner=1)
    desk.perform(do.SaveEnrolment(Badge(17, 1), RECEIPT), room.posted.append)
    room.worker.run()
    assert room.posted == [Refused(Refusal.PALM_ALREADY_ENROLLED)]
