"""What every door keeps to, seen from its other end. A driver's test inherits `ControllerContract`, or `DoorContract`
where no controller stands behind the door."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.badge_formats import FORMATS
from app.domain.badges import Badge
from app.domain.people import PersonId
from app.ports.clock import Clock
from app.ports.door import Door, DoorLink

KNOWN = Badge(17, 4242)
UNKNOWN = Badge(17, 666)


@dataclass(frozen=True)
class DoorRig:
    """The controller, where there is one, knows the badge KNOWN and no other; so does the terminal.

    `received` gives, in order, the bits of every badge that has reached the controller, or a word for each time that
    the door was unlocked where there is none. `await_link` returns once the door says so, or raises. `cut` and
    `restore` break and mend the line.
    """

    door: Door
    clock: Clock
    received: Callable[[], list[str]]
    await_link: Callable[[DoorLink], None]
    cut: Callable[[], None]
    restore: Callable[[], None]
    format_name: str = "H10301"


def grant(rig: DoorRig, badge: Badge, number: int = 1, life_s: float = 5.0) -> Grant:
    person = PersonId("0" * 32) if badge == KNOWN else None
    return Grant(AttemptNumber(number), badge, Means.BADGE, rig.clock.monotonic_s() + life_s, person)


class DoorContract:
    @pytest.fixture
    def rig(self) -> object:
        raise NotImplementedError("a driver's test builds its rig here")

    def _opened(self, rig: DoorRig) -> Door:
        rig.door.open()
        rig.await_link(DoorLink.ONLINE)
        return rig.door

    def test_a_badge_that_is_known_is_granted(self, rig: DoorRig) -> None:
        assert self._opened(rig).release(grant(rig, KNOWN)) is DoorAnswer.GRANTED
        rig.door.close()

    def test_a_badge_that_is_not_known_is_denied(self, rig: DoorRig) -> None:
        assert self._opened(rig).release(grant(rig, UNKNOWN)) is DoorAnswer.DENIED
        rig.door.close()

    def test_an_expired_grant_is_silent_and_sends_nothing(self, rig: DoorRig) -> None:
        door = self._opened(rig)
        assert door.release(grant(rig, KNOWN, life_s=-0.001)) is DoorAnswer.SILENT
        assert rig.received() == []
        door.close()

    def test_a_cut_line_is_silent_and_nothing_is_delivered_later(self, rig: DoorRig) -> None:
        door = self._opened(rig)
        rig.cut()
        rig.await_link(DoorLink.OFFLINE)
        assert door.release(grant(rig, KNOWN, 1)) is DoorAnswer.SILENT
        rig.restore()
        rig.await_link(DoorLink.ONLINE)
        assert rig.received() == []
        assert door.release(grant(rig, KNOWN, 2)) is DoorAnswer.GRANTED
        assert len(rig.received()) == 1
        door.close()

    def test_a_door_that_was_never_opened_is_offline_and_silent(self, rig: DoorRig) -> None:
        assert rig.door.link() is DoorLink.OFFLINE
        assert rig.door.release(grant(rig, KNOWN)) is DoorAnswer.SILENT
        assert rig.received() == []

    def test_closing_twice_does_nothing_and_a_closed_door_is_silent(self, rig: DoorRig) -> None:
        door = self._opened(rig)
        door.close()
        door.close()
        assert door.link() is DoorLink.OFFLINE
        assert door.release(grant(rig, KNOWN)) is DoorAnswer.SILENT
        assert rig.received() == []


class ControllerContract(DoorContract):
    def test_the_controller_receives_the_right_bits_once_a_release(self, rig: DoorRig) -> None:
        door = self._opened(rig)
        door.release(grant(rig, KNOWN, 1))
        door.release(grant(rig, UNKNOWN, 2))
        encode = FORMATS[rig.format_name].encode
        assert rig.received() == [encode(KNOWN).text, encode(UNKNOWN).text]
        door.close()
