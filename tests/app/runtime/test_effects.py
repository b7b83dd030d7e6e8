"""What the flows ask of the world, carried out: late answers, late saves and stolen probes come to nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.biometrics.liveness.judge import KIOSK, Liveness
from app.biometrics.observation import Observation
from app.config.settings import Device, Mode, Settings
from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand
from app.entrypoints.assembly import memory
from app.flows import effects as do
from app.flows.events import (
    BadgeChecked,
    Decided,
    Event,
    PalmReady,
    PalmRejected,
    Refusal,
    Refused,
    Saved,
    TrialDecided,
)
from app.ports.camera import Pixels
from app.runtime.capture import Capture
from app.runtime.desk_effects import DeskEffects, keep_sample
from app.runtime.entry_effects import EntryEffects, keep_probe
from app.runtime.evidence import Evidence
from app.runtime.memory import Memory
from app.runtime.retention import DAY_S, HOUR_S, Retention
from app.runtime.samples import Samples
from app.runtime.signals import Dark
from app.runtime.tasks import ENTRY, SERVING, Purpose, Sample
from app.runtime.terminal import Devices, Insides, entry_terminal
from app.runtime.worker import Job, Post, Worker
from tests.app.runtime.fakes import Speaker, ToldCamera, ToldClock, ToldDoor, ToldReader
from tests.app.services.palms import ATTACK, LIVE, UNDECIDED, hands, palm, presented

BADGE = Badge(17, 4242)
RECEIPT = ConsentReceipt(ConsentText("1", "en", "0" * 64), datetime(2026, 1, 1, tzinfo=UTC), TerminalId("desk-1"))
ATTEMPT = AttemptNumber(7)
SIMULATED = Device("simulated")


def unseen(pixels: Pixels, want: Hand | None, previous: Observation | None) -> Observation:
    raise AssertionError("nothing here needs a frame")


class HeldWorker(Worker):
    """Runs its jobs when it is told to."""

    def __init__(self) -> None:
        self.held: list[tuple[Job, Post]] = []

    def submit(self, job: Job, post: Post) -> None:
        self.held.append((job, post))

    def run(self) -> None:
        while self.held:
            job, post = self.held.pop(0)
            event = job()
            if event is not None:
                post(event)


@dataclass
class Room:
    """Everything that effects need, in hand."""

    memory: Memory
    clock: ToldClock
    worker: HeldWorker = field(default_factory=HeldWorker)
    samples: Samples = field(default_factory=Samples)
    door: ToldDoor = field(default_factory=ToldDoor)
    posted: list[Event] = field(default_factory=list)

    @property
    def capture(self) -> Capture:
        """Never started."""
        return Capture(
            ToldCamera(),
            unseen,
            self.clock,
            self.posted.append,
            lambda _: None,
            lambda _: None,
            Evidence(KIOSK, Dark(), ToldClock()),
        )

    def desk(self) -> DeskEffects:
        return DeskEffects(self.memory, self.capture, self.samples, self.worker, lambda: None)

    def entry(self) -> EntryEffects:
        return EntryEffects(self.memory, self.capture, self.door, self.samples, self.worker, lambda: None)

    def outcomes(self) -> list[tuple[AuditAction, str]]:
        return [(entry.action, entry.outcome) for entry in reversed(self.memory.store.audit(100))]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    clock = ToldClock()
    with memory(Settings(Mode.ENTRY, SIMULATED, SIMULATED, SIMULATED, data=tmp_path), clock) as remembered:
        yield Room(remembered, clock)


def take(samples: Samples, owner: int) -> None:
    for hand, codes in hands(owner).items():
        for code in codes:
            samples.add(hand, code, LIVE)


def test_a_save_that_comes_late_stores_nothing_of_whoever_has_gone_nor_of_the_next(room: Room) -> None:
    desk = room.desk()
    take(room.samples, owner=1)
    desk.perform(do.SaveEnrolment(BADGE, RECEIPT), room.posted.append)
    desk.perform(do.ForgetPerson(), room.posted.append)
    take(room.samples, owner=2)
    room.worker.run()
    assert room.memory.store.person_with(BADGE) is None
    assert list(room.memory.store.templates()) == []
    assert room.posted == []


def test_a_person_is_saved_with_the_palms_of_the_moment_that_asked(room: Room) -> None:
    desk = room.desk()
    take(room.samples, owner=1)
    desk.perform(do.SaveEnrolment(BADGE, RECEIPT), room.posted.append)
    take(room.samples, owner=2)
    room.worker.run()
    assert room.posted == [Saved()]
    assert len(list(room.memory.store.templates())) == 6


def test_a_refusal_is_passed_on(room: Room) -> None:
    desk = room.desk()
    for badge in (BADGE, Badge(17, 1)):
        take(room.samples, owner=1)
        desk.perform(do.SaveEnrolment(badge, RECEIPT), room.posted.append)
        room.worker.run()
        desk.perform(do.ForgetPerson(), room.posted.append)
    assert room.posted == [Saved(), Refused(Refusal.PALM_ALREADY_ENROLLED)]


def test_an_answer_for_whoever_has_gone_is_not_posted(room: Room) -> None:
    desk = room.desk()
    desk.perform(do.CheckBadge(BADGE), room.posted.append)
    desk.perform(do.ForgetPerson(), room.posted.append)
    desk.perform(do.CheckBadge(BADGE), room.posted.append)
    room.worker.run()
    assert room.posted == [BadgeChecked(enrolled=False)]


def test_declining_is_recorded_even_though_the_person_is_forgotten_at_once(room: Room) -> None:
    desk = room.desk()
    desk.perform(do.RecordDecline(), room.posted.append)
    desk.perform(do.ForgetPerson(), room.posted.append)
    room.worker.run()
    assert room.outcomes() == [(AuditAction.CONSENT_DECLINED, "declined")]


def test_dropping_a_hand_leaves_the_other(room: Room) -> None:
    take(room.samples, owner=1)
    room.desk().perform(do.DropSamples(Hand.LEFT), room.posted.append)
    assert set(room.samples.hands()) == {Hand.RIGHT}


@pytest.mark.parametrize("effect", [do.WatchForPalms(), do.Identify(ATTEMPT)])
def test_the_desk_does_nothing_that_belongs_to_the_door(room: Room, effect: do.Effect) -> None:
    with pytest.raises(AssertionError):
        room.desk().perform(effect, room.posted.append)


@pytest.mark.parametrize("effect", [do.StartCapture(RECEIPT, Hand.LEFT), do.SaveEnrolment(BADGE, RECEIPT)])
def test_the_door_does_nothing_that_belongs_to_the_desk(room: Room, effect: do.Effect) -> None:
    with pytest.raises(AssertionError):
        room.entry().perform(effect, room.posted.append)


def test_the_desk_keeps_the_best_code_of_a_sample_and_says_of_which_hand(room: Room) -> None:
    keep = keep_sample(room.samples, room.memory, room.worker, room.posted.append)
    best, other = palm(1, sight=0), palm(1, sight=1)
    keep(Sample(Purpose.ENROL, Hand.LEFT, presented(best, other)))
    assert room.samples.hands() == {Hand.LEFT: (best,)}
    assert room.posted == [PalmReady(Hand.LEFT)]


@pytest.mark.parametrize(("owner", "matches"), [(1, True), (2, False)])
def test_a_trial_matches_only_the_palms_that_were_just_captured(room: Room, owner: int, matches: bool) -> None:
    take(room.samples, owner=1)
    keep = keep_sample(room.samples, room.memory, room.worker, room.posted.append)
    keep(Sample(Purpose.TRIAL, Hand.RIGHT, presented(palm(owner, Hand.RIGHT, sight=9))))
    assert room.posted == [TrialDecided(matches)]


@pytest.mark.parametrize("purpose", [Purpose.ENROL, Purpose.TRIAL])
@pytest.mark.parametrize(("liveness", "outcome"), [(ATTACK, "presentation_attack"), (UNDECIDED, "liveness_undecided")])
def test_at_the_desk_a_sample_is_not_taken_of_what_is_not_taken_for_alive_and_that_is_recorded(
    room: Room, purpose: Purpose, liveness: Liveness, outcome: str
) -> None:
    take(room.samples, owner=1)
    before = room.samples.hands()
    keep = keep_sample(room.samples, room.memory, room.worker, room.posted.append)
    keep(Sample(purpose, Hand.LEFT, presented(palm(1), liveness=liveness)))
    room.worker.run()
    assert room.posted == [PalmRejected(Hand.LEFT)]
    assert room.samples.hands() == before
    (entry,) = room.memory.store.audit(10)
    assert (entry.action, entry.outcome, entry.person) == (AuditAction.SAMPLE_REFUSED, outcome, None)
    assert entry.liveness == liveness.record()


def test_who_is_enrolled_is_recorded_with_what_was_said_of_the_newest_sample(room: Room) -> None:
    enrolled(room)
    assert room.memory.store.audit(1)[0].liveness == LIVE.record()


def enrolled(room: Room) -> None:
    desk = room.desk()
    take(room.samples, owner=1)
    desk.perform(do.SaveEnrolment(BADGE, RECEIPT), lambda event: None)
    room.worker.run()
    desk.perform(do.ForgetPerson(), lambda event: None)


def test_a_probe_serves_one_attempt_and_the_next_has_none(room: Room) -> None:
    enrolled(room)
    keep_probe(room.samples, room.posted.append)(Sample(Purpose.ENTRY, Hand.LEFT, presented(palm(1, sight=5))))
    entry = room.entry()
    for attempt in (ATTEMPT, AttemptNumber(ATTEMPT + 1)):
        entry.perform(do.Identify(attempt), room.posted.append)
    room.worker.run()
    ready, first, second = room.posted
    assert ready == PalmReady()
    assert isinstance(first, Decided)
    assert isinstance(second, Decided)
    assert isinstance(first.decision, Grant)
    assert first.decision.badge == BADGE
    assert not isinstance(second.decision, Grant)


def test_the_door_is_asked_with_the_grant_itself_and_its_answer_recorded_first(room: Room) -> None:
    grant = Grant(ATTEMPT, BADGE, Means.BADGE, room.clock.monotonic_s() + 2)
    recorded: list[list[tuple[AuditAction, str]]] = []
    room.door.answer = DoorAnswer.DENIED
    room.entry().perform(do.ReleaseDoor(grant), lambda event: recorded.append(room.outcomes()))
    assert room.door.released == [], "the flow's own thread never waits for a door"
    room.worker.run()
    assert room.door.released == [grant]
    assert recorded == [[(AuditAction.DOOR_ANSWER, "denied")]]


def test_a_badge_at_the_reader_becomes_a_grant_for_its_attempt(room: Room) -> None:
    room.entry().perform(do.PresentBadge(ATTEMPT, BADGE), room.posted.append)
    room.worker.run()
    (decided,) = room.posted
    assert isinstance(decided, Decided)
    assert isinstance(decided.decision, Grant)
    assert (decided.attempt, decided.decision.attempt, decided.decision.means) == (ATTEMPT, ATTEMPT, Means.BADGE)


def test_a_badge_at_the_reader_ends_the_look_at_palms(room: Room) -> None:
    capture = room.capture
    door = EntryEffects(room.memory, capture, room.door, room.samples, room.worker, lambda: None)
    asked = []
    for effect in (do.WatchForPalms(), do.PresentBadge(ATTEMPT, BADGE), do.WatchForPalms()):
        door.perform(effect, room.posted.append)
        asked.append(capture._wanted.take(0.0))
    assert asked == [ENTRY, SERVING, ENTRY]


def test_whoever_is_overdue_is_deleted_an_hour_after_the_start_and_then_once_a_day(room: Room) -> None:
    enrolled(room)
    retention = Retention(room.memory, room.worker, room.clock)
    retention.look()
    assert not room.worker.held
    room.clock.pass_s(HOUR_S)
    retention.look()
    retention.look()
    assert len(room.worker.held) == 1
    room.worker.run()
    assert room.memory.store.person_with(BADGE) is not None
    room.clock.pass_s(91 * DAY_S)
    retention.look()
    room.worker.run()
    assert room.memory.store.person_with(BADGE) is None
    assert room.memory.gallery.templates == 0
    assert room.posted == []


def test_days_that_a_terminal_slept_through_are_made_up_for_once(room: Room) -> None:
    retention = Retention(room.memory, room.worker, room.clock)
    room.clock.pass_s(10 * DAY_S)
    for _ in range(5):
        retention.look()
    assert len(room.worker.held) == 1


def test_a_terminal_of_simulated_sensors_is_not_made_for_a_real_door(room: Room) -> None:
    room.door.simulated = False
    devices = Devices(ToldCamera(), ToldReader(), Dark(), Speaker())
    insides = Insides(room.memory, unseen, lambda pixels: None, lambda: None, KIOSK)
    with pytest.raises(FaultError) as refused:
        entry_terminal(devices, room.door, insides)
    assert refused.value.fault is Fault.SIMULATED_MIXED
