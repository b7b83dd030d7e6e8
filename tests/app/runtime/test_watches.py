"""Readers and controllers that go and come back, and a ring and a loudspeaker that follow the screen."""

from contextlib import nullcontext
from threading import Event as Flag

import pytest

from app.domain.badge_formats import FORMATS
from app.domain.badges import Badge, UnreadableBadge
from app.domain.faults import Fault, FaultError
from app.domain.signals import Signal
from app.flows.events import BadgeRead, BadgeUnreadable, Event, FaultCleared, FaultRaised
from app.flows.view import View
from app.ports.door import DoorLink
from app.runtime.badge_watch import BadgeWatch
from app.runtime.door_watch import DOWN_FOR_S, DoorWatch
from app.runtime.mailbox import Mailbox
from app.runtime.safety import refuse_mixture
from app.runtime.signals import Signals
from tests.app.runtime.fakes import Ring, Speaker, ToldCamera, ToldClock, ToldDoor, ToldReader


class Posted:
    """Collects events and tells when `count` have come."""

    def __init__(self, count: int) -> None:
        self.events: list[Event] = []
        self._count = count
        self._full = Flag()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if len(self.events) >= self._count:
            self._full.set()

    def wait(self) -> list[Event]:
        assert self._full.wait(5.0), self.events
        return self.events


def test_badges_and_misreadings_are_told_apart() -> None:
    posted = Posted(2)
    watch = BadgeWatch(ToldReader(Badge(1, 2), None, UnreadableBadge()), ToldClock(), posted)
    watch.start()
    try:
        assert posted.wait() == [BadgeRead(Badge(1, 2)), BadgeUnreadable()]
    finally:
        watch.stop()


def test_a_badge_that_the_wiring_has_no_room_for_is_refused_before_any_door_is_asked() -> None:
    posted = Posted(2)
    reader = ToldReader(Badge(0, 19_892_716_500), Badge(17, 4242))
    watch = BadgeWatch(reader, ToldClock(), posted, FORMATS["H10301"])
    watch.start()
    try:
        assert posted.wait() == [BadgeUnreadable(), BadgeRead(Badge(17, 4242))]
    finally:
        watch.stop()


def test_a_controllers_port_is_opened_when_it_appears() -> None:
    class Late(ToldDoor):
        absent = True
        opened = Flag()

        def open(self) -> None:
            if self.absent:
                self.absent = False
                raise FaultError(Fault.CONTROLLER_SILENT, self.name)
            self.opened.set()

    door = Late()
    door.state = DoorLink.OFFLINE
    watch = DoorWatch(door, ToldClock(), lambda event: None)
    watch.start()
    try:
        assert door.opened.wait(5.0)
    finally:
        watch.stop()


def test_a_reader_that_is_gone_is_said_once_and_so_is_its_return() -> None:
    posted = Posted(1)
    reader = ToldReader()
    reader.missing = True
    watch = BadgeWatch(reader, ToldClock(), posted)
    watch.start()
    try:
        posted.wait()
        reader.missing = False
        reader.reads.append(Badge(3, 4))
        back = Posted(2)
        watch._post = back
        assert back.wait() == [FaultCleared(Fault.BADGE_READER_MISSING), BadgeRead(Badge(3, 4))]
        assert posted.events == [FaultRaised(Fault.BADGE_READER_MISSING, standing=True)]
    finally:
        watch.stop()


def test_a_link_that_blinks_is_no_fault_and_one_that_stays_down_is() -> None:
    clock, door, events = ToldClock(), ToldDoor(), list[Event]()
    watch = DoorWatch(door, clock, events.append)
    door.state = DoorLink.OFFLINE
    clock.pass_s(DOWN_FOR_S - 0.1)
    watch.look()
    assert events == []
    clock.pass_s(0.1)
    watch.look()
    watch.look()
    assert events == [FaultRaised(Fault.CONTROLLER_SILENT, standing=True)]
    door.state = DoorLink.ONLINE
    watch.look()
    assert events[1:] == [FaultCleared(Fault.CONTROLLER_SILENT)]


def test_a_refused_key_is_another_fault_than_silence() -> None:
    clock, door, events = ToldClock(), ToldDoor(), list[Event]()
    watch = DoorWatch(door, clock, events.append)
    door.state = DoorLink.KEY_REFUSED
    clock.pass_s(DOWN_FOR_S)
    watch.look()
    assert events == [FaultRaised(Fault.CONTROLLER_KEY_REFUSED, standing=True)]


def test_the_newest_letter_replaces_the_unread_one() -> None:
    mailbox = Mailbox[int]()
    for number in range(3):
        mailbox.put(number)
    assert (mailbox.take(0.0), mailbox.take(0.0), mailbox.dropped) == (2, None, 2)


def test_ring_and_sound_follow_the_screen() -> None:
    clock, ring, speaker = ToldClock(), Ring(), Speaker()
    signals = Signals(ring, speaker, clock)
    signals.follow(View("positioning", Signal.HOLD, progress=0.5))
    signals.follow(View("granted", Signal.GRANTED))
    assert ring.shown == [(Signal.HOLD, 0.5), (Signal.GRANTED, 0.0)]
    assert speaker.played == [Signal.HOLD, Signal.GRANTED]


def test_corrections_tick_at_most_every_second_and_a_half() -> None:
    clock, speaker = ToldClock(), Speaker()
    signals = Signals(Ring(), speaker, clock)
    for _ in range(4):
        signals.follow(View("positioning", Signal.ADJUST))
        signals.follow(View("positioning", Signal.SEARCHING))
        clock.pass_s(0.5)
    assert speaker.played == [Signal.ADJUST, Signal.ADJUST]


@pytest.mark.parametrize(
    ("camera", "film", "reader", "door", "refused"),
    [
        (False, False, False, False, False),
        (True, False, True, True, False),
        (False, True, False, True, False),
        (True, False, False, False, True),
        (False, True, False, False, True),
        (False, False, True, False, True),
    ],
)
def test_neither_a_simulated_sensor_nor_a_film_drives_a_real_door(
    camera: bool, film: bool, reader: bool, door: bool, refused: bool
) -> None:
    seen, read, opened = ToldCamera(), ToldReader(), ToldDoor()
    seen.simulated, seen.recorded, read.simulated, opened.simulated = camera, film, reader, door
    with pytest.raises(FaultError) if refused else nullcontext() as caught:
        refuse_mixture(seen, read, opened)
    assert not caught or caught.value.fault is Fault.SIMULATED_MIXED
