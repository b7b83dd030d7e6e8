"""The door's own rules, with a process that does as the test says."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.badge_formats import FORMATS
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.ports.door import DoorLink
from drivers.osdp.door import DELIVERY_S, SETTLE_S, OsdpDoor, OsdpSettings
from drivers.osdp.messages import Delivered, Dropped, Lamp, LinkIs, Report, Request, Start, Submit

KEY = bytes.fromhex("8f1c5a3b77e04d9261b8c3f09a2e4d17")
GREEN, RED = Lamp(2, 0, None, None), Lamp(1, 0, None, None)
ONLINE = LinkIs("online")


class StoodClock:
    """Stands still until it is told."""

    def __init__(self) -> None:
        self.at_s = 100.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return self.at_s

    def sleep(self, seconds: float) -> None:
        self.at_s += seconds


class ScriptedProcess:
    """Answers each Submit with the reports that the test has laid out, numbers filled in."""

    def __init__(self) -> None:
        self.sent: list[Request] = []
        self.alive, self.killed = True, False
        self.script: list[Callable[[int], Report]] = []
        self.hear: Callable[[Report], None] = lambda report: None

    def __call__(self, start: Start, hear: Callable[[Report], None]) -> "ScriptedProcess":
        self.sent.append(start)
        self.hear = hear
        return self

    def open(self) -> None: ...

    def close(self) -> None: ...

    def kill(self) -> None:
        self.killed = True

    def send(self, request: Request) -> bool:
        if not self.alive:
            return False
        self.sent.append(request)
        if isinstance(request, Submit):
            for line in self.script:
                self.hear(line(request.number))
        return True

    @property
    def submitted(self) -> list[Submit]:
        return [request for request in self.sent if isinstance(request, Submit)]


@pytest.fixture
def process() -> ScriptedProcess:
    return ScriptedProcess()


@pytest.fixture
def clock() -> StoodClock:
    return StoodClock()


@pytest.fixture
def door(process: ScriptedProcess, clock: StoodClock, tmp_path: Path) -> OsdpDoor:
    port = tmp_path / "port"
    port.touch()
    door = OsdpDoor(OsdpSettings(str(port), key=KEY, answer_s=0.05), clock, process)
    door.open()
    process.hear(ONLINE)
    return door


BADGE = Badge(123, 4567)


def grant(expires_at_s: float = 110.0, badge: Badge = BADGE) -> Grant:
    return Grant(AttemptNumber(1), badge, Means.PALM, expires_at_s)


def answering(*words: Report) -> list[Callable[[int], Report]]:
    return [Delivered, *[lambda _, word=word: word for word in words]]


def test_green_grants_and_red_denies(door: OsdpDoor, process: ScriptedProcess) -> None:
    process.script = answering(GREEN)
    assert door.release(grant()) is DoorAnswer.GRANTED
    process.script = answering(RED)
    assert door.release(grant()) is DoorAnswer.DENIED


def test_the_badge_goes_out_once_in_the_configured_format(door: OsdpDoor, process: ScriptedProcess) -> None:
    process.script = answering(GREEN)
    door.release(grant())
    assert [(sent.raw, sent.length) for sent in process.submitted] == [("bd88eb80", 26)]


def test_green_before_the_badge_was_delivered_is_not_an_answer(door: OsdpDoor, process: ScriptedProcess) -> None:
    process.script = [lambda _: GREEN, Delivered]
    assert door.release(grant()) is DoorAnswer.SILENT


def test_nothing_goes_out_for_an_expired_grant(door: OsdpDoor, process: ScriptedProcess, clock: StoodClock) -> None:
    process.script = answering(GREEN)
    clock.at_s = 110.0
    assert door.release(grant(expires_at_s=110.0)) is DoorAnswer.SILENT
    assert process.submitted == []


@pytest.mark.parametrize("link", ["offline", "key_refused"])
def test_nothing_goes_out_while_the_link_is_down(door: OsdpDoor, process: ScriptedProcess, link: str) -> None:
    process.hear(LinkIs(link))
    process.script = answering(GREEN)
    assert door.release(grant()) is DoorAnswer.SILENT
    assert process.submitted == []
    assert door.link() is DoorLink(link)


@pytest.mark.parametrize(
    ("answer_s", "left_s", "most_s"),
    [(3.0, 0.5, 0.5), (3.0, 60.0, DELIVERY_S), (10.0, 60.0, DELIVERY_S), (1.0, 60.0, 0.8)],
)
def test_the_deadline_is_the_grants_or_two_seconds_and_lies_before_the_end_of_the_wait(
    process: ScriptedProcess, clock: StoodClock, answer_s: float, left_s: float, most_s: float
) -> None:
    door = OsdpDoor(OsdpSettings("/dev/null", key=KEY, answer_s=answer_s), clock, process)
    door.open()
    process.hear(ONLINE)
    process.script = answering(GREEN)
    before_s = time.monotonic()
    door.release(grant(expires_at_s=100.0 + left_s))
    assert most_s <= process.submitted[0].deadline_s - before_s < most_s + 0.5


@pytest.mark.parametrize("report", [Dropped, lambda _: LinkIs("offline")])
def test_a_lost_link_or_a_dropped_badge_ends_the_wait_at_once(
    door: OsdpDoor, process: ScriptedProcess, report: Callable[[int], Report]
) -> None:
    process.script = [Delivered, report, lambda _: GREEN]
    assert door.release(grant()) is DoorAnswer.SILENT
    assert not process.killed


def test_a_process_that_says_nothing_is_killed_before_it_wakes_up_with_the_badge(
    door: OsdpDoor, process: ScriptedProcess
) -> None:
    process.script = []
    assert door.release(grant()) is DoorAnswer.SILENT
    assert process.killed
    process.hear(Delivered(1))
    process.hear(GREEN)
    process.script = [Delivered]
    assert door.release(grant()) is DoorAnswer.SILENT


def test_a_late_green_does_not_greet_the_next_person(door: OsdpDoor, process: ScriptedProcess) -> None:
    process.script = [Delivered]
    assert door.release(grant()) is DoorAnswer.SILENT
    late = threading.Timer(SETTLE_S / 2, process.hear, [GREEN])
    late.start()

    def red_after_the_late_green(_: int) -> Report:
        late.join()
        return RED

    process.script = [Delivered, red_after_the_late_green]
    assert door.release(grant()) is DoorAnswer.DENIED


def test_two_people_at_once_are_served_one_after_the_other(door: OsdpDoor, process: ScriptedProcess) -> None:
    process.script = [Delivered]
    first = threading.Thread(target=door.release, args=[grant()])
    first.start()
    while not process.submitted:
        time.sleep(0.001)
    process.script = answering(GREEN)
    assert door.release(grant(badge=Badge(1, 1))) is DoorAnswer.GRANTED
    first.join()
    assert [sent.number for sent in process.submitted] == [1, 2]


def test_a_dead_process_is_silence(door: OsdpDoor, process: ScriptedProcess) -> None:
    process.alive = False
    assert door.release(grant()) is DoorAnswer.SILENT


def test_a_closed_door_is_offline_and_silent(door: OsdpDoor, process: ScriptedProcess) -> None:
    door.close()
    door.close()
    assert door.link() is DoorLink.OFFLINE
    assert door.release(grant()) is DoorAnswer.SILENT


def test_a_badge_without_room_in_the_format_is_a_fault_of_the_settings(
    door: OsdpDoor, process: ScriptedProcess
) -> None:
    with pytest.raises(FaultError) as refusal:
        door.release(grant(badge=Badge(999, 4567)))
    assert refusal.value.fault is Fault.SETTINGS_INVALID
    assert "999" not in str(refusal.value)
    assert process.submitted == []


def test_opening_without_the_port_is_a_fault(clock: StoodClock, process: ScriptedProcess, tmp_path: Path) -> None:
    with pytest.raises(FaultError) as refusal:
        OsdpDoor(OsdpSettings(str(tmp_path / "none"), key=KEY), clock, process).open()
    assert refusal.value.fault is Fault.CONTROLLER_SILENT


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"key": None}, Fault.KEY_MISSING),
        ({"key": KEY, "plain": True}, Fault.SETTINGS_INVALID),
        ({"key": bytes(range(0x30, 0x40))}, Fault.SETTINGS_INVALID),
        ({"key": KEY, "baud": 1200}, Fault.SETTINGS_INVALID),
        ({"key": KEY, "address": 127}, Fault.SETTINGS_INVALID),
    ],
)
def test_unsafe_settings_are_refused(settings: dict[str, bytes | bool | int | None], fault: Fault) -> None:
    with pytest.raises(FaultError) as refusal:
        OsdpSettings("/dev/null", **settings)  # type: ignore[arg-type]  # the table holds several kinds of setting
    assert refusal.value.fault is fault


def test_the_key_does_not_show_in_repr() -> None:
    assert KEY.hex() not in repr(OsdpSettings("/dev/null", key=KEY, badge_format=FORMATS["H10301"]))
    assert repr(KEY) not in repr(OsdpSettings("/dev/null", key=KEY))
