"""The door over Wiegand: its own rules, and the port's contract against a panel that decodes pulses."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.badge_formats import FORMATS
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.ports.door import DoorLink
from drivers.wiegand.door import DELIVERY_S, WiegandDoor, WiegandSettings
from drivers.wiegand.lines import Lines, LinesGone
from drivers.wiegand.messages import CODEC, Answered, LinesAre, Message, Request, Start, Submit
from drivers.wiegand.wires import Wires
from drivers.wiegand.worker import REST_NS, Worker
from drivers.worker_process import Inbox
from tests.contracts.door_contract import KNOWN, ControllerContract, DoorRig
from tests.peers.panel import eventually
from tests.peers.wiegand_panel import WiegandPanel

ROOT = Path(__file__).parents[3]
KNOWN_BITS = "1" + "00010001" + "0001000010010010" + "0"
"""Badge 17-4242 in the common 26 bits, reckoned by hand: an even parity over three ones, and an odd over three."""


class ThreadedWorker:
    """The driver's own worker, in a thread, on wires and in time that the test has made."""

    def __init__(self, panel: WiegandPanel, start: Start, hear: Callable[[Message], None]) -> None:
        self._panel, self._start, self._hear = panel, start, hear

    def open(self) -> None:
        reading, self._writing = os.pipe()
        worker = Worker(Inbox(reading, CODEC), self._hear, self._hold, self._panel, exact=True)
        self._thread = threading.Thread(target=worker.run)
        self._thread.start()
        self.send(self._start)

    def send(self, request: Request) -> bool:
        return os.write(self._writing, CODEC.encoded(request)) > 0

    def kill(self) -> None:
        raise AssertionError("it answers always")

    def close(self) -> None:
        os.close(self._writing)
        self._thread.join()

    def _hold(self, start: Start) -> Lines:
        if self._panel.gone:
            raise LinesGone("unplugged")
        return self._panel


def door_at(panel: WiegandPanel, chip: Path, answer_s: float = 3.0) -> WiegandDoor:
    chip.touch()
    wires = Wires(str(chip), d0="23", d1="24", granted="25", denied="26")
    settings = WiegandSettings(wires, answer_s=answer_s)
    return WiegandDoor(settings, panel, lambda start, hear: ThreadedWorker(panel, start, hear))


@pytest.fixture
def panel() -> WiegandPanel:
    return WiegandPanel(admits=lambda bits: bits == KNOWN_BITS)


@pytest.fixture
def door(panel: WiegandPanel, tmp_path: Path) -> Iterator[WiegandDoor]:
    door = door_at(panel, tmp_path / "gpiochip0")
    door.open()
    assert eventually(lambda: door.link() is DoorLink.ONLINE, 5.0)
    yield door
    door.close()


def grant(panel: WiegandPanel, badge: Badge = KNOWN, left_s: float = 2.0) -> Grant:
    return Grant(AttemptNumber(1), badge, Means.PALM, panel.monotonic_s() + left_s)


class TestWiegandDoor(ControllerContract):
    @pytest.fixture
    def rig(self, panel: WiegandPanel, tmp_path: Path) -> Iterator[DoorRig]:
        door = door_at(panel, tmp_path / "gpiochip0")

        def await_link(link: DoorLink) -> None:
            assert eventually(lambda: door.link() is link, 5.0)

        def gone(is_so: bool) -> None:
            panel.gone = is_so

        yield DoorRig(door, panel, lambda: panel.cards, await_link, lambda: gone(True), lambda: gone(False))
        door.close()


@pytest.mark.requirement("REQ-006")
def test_a_standard_panel_reads_the_badge_off_its_lines_and_its_lamp_opens(
    door: WiegandDoor, panel: WiegandPanel
) -> None:
    assert door.release(grant(panel)) is DoorAnswer.GRANTED
    assert (panel.cards, panel.complaints) == ([KNOWN_BITS], [])
    assert door.release(grant(panel, Badge(17, 666))) is DoorAnswer.DENIED


def test_the_next_badge_goes_out_only_when_the_panel_has_forgotten_the_one_before(
    door: WiegandDoor, panel: WiegandPanel
) -> None:
    panel.silent = True
    assert door.release(grant(panel)) is DoorAnswer.SILENT
    quiet_from = panel.now_ns()
    assert door.release(grant(panel)) is DoorAnswer.SILENT
    assert panel.pulses[26][0] >= quiet_from + REST_NS
    assert panel.cards == [KNOWN_BITS] * 2


def test_a_green_for_the_one_before_does_not_greet_the_next(door: WiegandDoor, panel: WiegandPanel) -> None:
    """Lit just after the wait for the first: the second badge stays here, for it could not be told apart."""
    panel.thinks_ms = 3000
    assert door.release(grant(panel)) is DoorAnswer.SILENT
    panel.light(True, for_ms=5000)
    assert door.release(grant(panel, Badge(17, 666))) is DoorAnswer.SILENT
    assert panel.cards == [KNOWN_BITS]


def test_a_grant_that_expires_while_the_lamps_are_lit_is_not_delivered(door: WiegandDoor, panel: WiegandPanel) -> None:
    panel.light(True, for_ms=500)
    assert door.release(grant(panel, left_s=0.5)) is DoorAnswer.SILENT
    panel.sleep(2)
    assert panel.cards == []


class Told:
    """A process that says what the test says."""

    def __init__(self, *answers: Message) -> None:
        self.answers, self.sent, self.killed = list(answers), list[Submit](), False

    def __call__(self, start: Start, hear: Callable[[Message], None]) -> "Told":
        self.hear = hear
        return self

    def open(self) -> None:
        self.hear(LinesAre(held=True, exact=True, holding="first"))

    def send(self, request: Request) -> bool:
        assert isinstance(request, Submit)
        self.sent.append(request)
        for answer in self.answers:
            self.hear(answer)
        return True

    def kill(self) -> None:
        self.killed = True

    def close(self) -> None: ...


def told_door(process: Told, tmp_path: Path) -> tuple[WiegandDoor, WiegandPanel]:
    chip, clock = tmp_path / "gpiochip0", WiegandPanel()
    chip.touch()
    door = WiegandDoor(WiegandSettings(Wires(str(chip), "1", "2", "3"), answer_s=0.05), clock, process)
    door.open()
    return door, clock


def test_an_answer_to_another_question_is_none(tmp_path: Path) -> None:
    door, clock = told_door(Told(Answered(7, "granted"), Answered(1, "denied")), tmp_path)
    assert door.release(grant(clock)) is DoorAnswer.DENIED


@pytest.mark.parametrize("held", [True, False])
def test_the_process_hears_of_no_badge_that_is_too_late_or_without_lines(tmp_path: Path, held: bool) -> None:
    process = Told(Answered(1, "granted"))
    door, clock = told_door(process, tmp_path)
    process.hear(LinesAre(held=held, exact=True))
    assert door.release(grant(clock, left_s=0.0 if held else 2.0)) is DoorAnswer.SILENT
    assert process.sent == []


def test_lines_that_are_lost_after_the_badge_are_silence(tmp_path: Path) -> None:
    door, clock = told_door(Told(LinesAre(held=False), Answered(1, "granted")), tmp_path)
    assert door.release(grant(clock)) is DoorAnswer.SILENT


def test_a_badge_names_the_lines_that_the_door_knows_to_be_held(tmp_path: Path) -> None:
    process = Told(Answered(1, "granted"), Answered(2, "granted"))
    door, clock = told_door(process, tmp_path)
    assert door.release(grant(clock)) is DoorAnswer.GRANTED
    process.hear(LinesAre(held=False, why="the chip is gone, or is none"))
    process.hear(LinesAre(held=True, exact=True, holding="second"))
    assert door.release(grant(clock)) is DoorAnswer.GRANTED
    assert [badge.holding for badge in process.sent] == ["first", "second"]


def test_a_badge_for_lines_that_were_lost_never_goes_out_when_they_are_held_again(panel: WiegandPanel) -> None:
    """The door calls an attempt silent when the lines are lost; the worker reads the badge only afterwards."""
    reading, writing = os.pipe()
    said, holdings = list[Message](), list[str]()

    def submit(number: int, holding: str) -> None:
        os.write(writing, CODEC.encoded(Submit(number, KNOWN_BITS, panel.monotonic_s() + 2, holding)))

    def hear(message: Message) -> None:
        said.append(message)
        match message:
            case LinesAre(held=True, holding=holding):
                holdings.append(holding)
                panel.gone = len(holdings) == 1
            case LinesAre(held=False):
                panel.gone = False
                submit(1, holdings[0])
            case Answered(number=1):
                assert panel.pulses == []
                submit(2, holdings[1])
            case _:
                os.close(writing)

    os.write(writing, CODEC.encoded(Start("", "23", "24", "25", "26", False, 50, 2000, 3.0)))
    Worker(Inbox(reading, CODEC), hear, lambda start: panel, panel, exact=True).run()
    os.close(reading)
    assert said[-2:] == [Answered(1, "silent"), Answered(2, "granted")]
    assert panel.cards == [KNOWN_BITS]


def test_why_the_lines_cannot_be_had_is_told_once_each_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    process, lost = Told(), LinesAre(held=False)
    told_door(process, tmp_path)
    why, other = "another program holds the line", "this user may not use the chip"
    for heard in (lost, LinesAre(False, why=why), LinesAre(False, why=why), lost, LinesAre(False, why=why)):
        process.hear(heard)
    assert caplog.messages == [f"the door's lines cannot be had: {why}"]
    process.hear(LinesAre(False, why=other))
    process.hear(LinesAre(held=True, exact=True))
    process.hear(LinesAre(False, why=other))
    assert [message.rpartition(": ")[2] for message in caplog.messages] == [why, other, other]


def test_a_process_that_says_nothing_is_killed_before_it_wakes_up_with_the_badge(tmp_path: Path) -> None:
    process = Told()
    door, clock = told_door(process, tmp_path)
    assert door.release(grant(clock, left_s=0.1)) is DoorAnswer.SILENT
    assert process.killed


@pytest.mark.parametrize(("left_s", "most_s"), [(0.5, 0.5), (60.0, DELIVERY_S)])
def test_the_deadline_is_the_grants_or_two_seconds(tmp_path: Path, left_s: float, most_s: float) -> None:
    process = Told(Answered(1, "granted"))
    door, clock = told_door(process, tmp_path)
    assert door.release(grant(clock, left_s=left_s)) is DoorAnswer.GRANTED
    assert process.sent[0].deadline_s == pytest.approx(clock.monotonic_s() + most_s)


def test_a_badge_without_room_in_the_format_is_a_fault_and_nothing_is_sent(tmp_path: Path) -> None:
    process = Told()
    door, clock = told_door(process, tmp_path)
    with pytest.raises(FaultError) as fault:
        door.release(grant(clock, Badge(256, 1)))
    assert fault.value.fault is Fault.SETTINGS_INVALID
    assert process.sent == []


def test_a_board_without_such_a_chip_is_a_fault() -> None:
    door = WiegandDoor(WiegandSettings(Wires("/dev/no-such-chip", "1", "2")), WiegandPanel())
    with pytest.raises(FaultError) as fault:
        door.open()
    assert fault.value.fault is Fault.CONTROLLER_SILENT


@pytest.mark.parametrize(
    "make",
    [
        lambda: Wires("/dev/gpiochip0", "23", "23"),
        lambda: Wires("/dev/gpiochip0", "17", "017"),
        lambda: Wires("/dev/gpiochip0", "23", "24", granted="24"),
        lambda: Wires("/dev/gpiochip0", "23", "24", denied="26"),
        lambda: WiegandSettings(Wires("/dev/gpiochip0", "23", "24"), pulse_us=19),
        lambda: WiegandSettings(Wires("/dev/gpiochip0", "23", "24"), interval_us=20_001),
        lambda: WiegandSettings(Wires("/dev/gpiochip0", "23", "24"), interval_us=20_000, badge_format=FORMATS["IR56"]),
    ],
)
def test_wires_and_times_that_cannot_be_are_faults_of_the_settings(make: Callable[[], object]) -> None:
    with pytest.raises(FaultError) as fault:
        make()
    assert fault.value.fault is Fault.SETTINGS_INVALID


def test_the_process_itself_refuses_badges_without_lines_and_ends_with_the_terminal() -> None:
    start = Start("/dev/no-such-chip", "23", "24", "25", "26", False, 50, 2000, 1.0)
    command = [sys.executable, "-m", "drivers.wiegand.worker"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        badge = Submit(1, KNOWN_BITS, time.monotonic() + 5, holding="")
        process.stdin.write(CODEC.encoded(start) + CODEC.encoded(badge))
        process.stdin.flush()
        heard = [CODEC.decoded(process.stdout.readline()) for _ in range(2)]
        assert Answered(1, "silent") in heard
        assert LinesAre(held=False, why="there is no such chip or line") in heard
        assert KNOWN_BITS not in repr(badge)
        process.stdin.close()
        assert process.wait(5) == 0
