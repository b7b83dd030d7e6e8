"""The switch of a case on a line. The kernel's own lines are met in `tests/guest`."""

import errno
from pathlib import Path

import pytest
from gpiod.line import Bias

from app.domain.device_lock import Lock
from app.domain.faults import Fault, FaultError
from app.runtime.guard import SWITCH_PATIENCE, Guard
from app.storage.terminal_memory import Identity, TerminalMemory
from drivers.chip_trouble import WHY
from drivers.gpio.line import NOTED, LineAddress, Pull, watching
from drivers.gpio.tamper import GpioTamper, SwitchWiring
from drivers.simulated.clock import SteppedClock
from drivers.simulated.world import World
from tests.contracts.tamper_contract import TamperContract, TamperRig
from tests.drivers.gpio.board import Board

ADDRESS = LineAddress("/dev/gpiochip0", "17")


def on_board(board: Board, *, closed_high: bool) -> TamperRig:
    wiring = SwitchWiring(ADDRESS, closed_high, Pull.DOWN if closed_high else Pull.UP)

    def trouble(number: int | None) -> None:
        board.trouble = number

    return TamperRig(
        GpioTamper(wiring, board.take),
        open_case=lambda: board.drive(not closed_high),
        close_case=lambda: board.drive(closed_high),
        cut=lambda: trouble(errno.ENODEV),
        mend=lambda: trouble(None),
    )


class TestSwitchToGround(TamperContract):
    @pytest.fixture
    def rig(self) -> TamperRig:
        return on_board(Board(level=False), closed_high=False)


class TestSwitchToTheSupply(TamperContract):
    @pytest.fixture
    def rig(self) -> TamperRig:
        return on_board(Board(level=True), closed_high=True)


def test_the_line_is_held_for_life_and_taken_once() -> None:
    board = Board(level=False)
    tamper = GpioTamper(SwitchWiring(ADDRESS), board.take)
    for _ in range(5):
        tamper.opened()
    assert board.asked == [(ADDRESS, Pull.UP)]
    assert board.taken[0].held


@pytest.mark.parametrize("moment", ["high", "changes"])
def test_what_opens_while_it_is_asked_is_told_at_the_latest_next_time(moment: str) -> None:
    """Between the level and the changes, or after both: it is never lost."""
    board = Board(level=False)
    tamper = GpioTamper(SwitchWiring(ADDRESS), board.take)
    assert not tamper.opened()

    def open_and_close(question: str) -> None:
        if question == moment:
            board.meanwhile = lambda question: None
            board.drive(True)
            board.drive(False)

    board.meanwhile = open_and_close
    assert [tamper.opened(), tamper.opened()].count(True) == 1


def test_more_changes_than_the_kernel_keeps_are_still_an_opening() -> None:
    board = Board(level=False)
    tamper = GpioTamper(SwitchWiring(ADDRESS), board.take)
    tamper.opened()
    for _ in range(2 * NOTED):
        board.drive(True)
        board.drive(False)
    assert tamper.opened()
    assert not tamper.opened()


@pytest.mark.parametrize(("number", "why"), [*WHY.items(), (errno.EIO, "it does not answer")])
def test_a_line_that_cannot_be_had_is_told_with_what_to_do_about(
    number: int, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    board = Board(level=False)
    board.trouble = number
    tamper = GpioTamper(SwitchWiring(ADDRESS), board.take)
    for _ in range(3):
        with pytest.raises(FaultError) as raised:
            tamper.opened()
        assert raised.value.fault is Fault.TAMPER_SWITCH_MISSING
        assert raised.value.detail == f"gpio:/dev/gpiochip0, line 17: {why}"
    assert len(caplog.messages) == 1, "and the log says so once"
    assert why in caplog.messages[0]
    board.trouble = None
    assert not tamper.opened()
    board.trouble = number
    for _ in range(3):
        with pytest.raises(FaultError):
            tamper.opened()
    assert len(caplog.messages) == 2, "each time that it is lost"


def test_a_line_that_another_holds_is_read_when_it_is_let_go() -> None:
    board = Board(level=False)
    other, tamper = (GpioTamper(SwitchWiring(ADDRESS), board.take) for _ in range(2))
    assert not other.opened()
    with pytest.raises(FaultError, match="another program"):
        tamper.opened()
    other.close()
    assert not tamper.opened()


@pytest.mark.parametrize(("closed_high", "pull"), [(False, Pull.DOWN), (True, Pull.UP)])
def test_a_wire_that_could_be_cut_unnoticed_is_refused(closed_high: bool, pull: Pull) -> None:
    with pytest.raises(ValueError, match="cut wire"):
        SwitchWiring(ADDRESS, closed_high, pull)
    SwitchWiring(ADDRESS, closed_high, Pull.NONE)


@pytest.mark.parametrize(
    ("pull", "bias"), [(Pull.UP, Bias.PULL_UP), (Pull.DOWN, Bias.PULL_DOWN), (Pull.NONE, Bias.DISABLED)]
)
def test_the_board_is_told_where_to_pull_and_where_not_to(pull: Pull, bias: Bias) -> None:
    """A pull that is left as it was may be the board's own, down to where a closed switch puts the line."""
    assert watching(pull).bias is bias


def test_a_machine_without_such_a_chip_has_no_closed_case(tmp_path: Path) -> None:
    """Asked of this machine's own kernel."""
    (tmp_path / "file").touch()
    for chip in (tmp_path / "gpiochip0", tmp_path / "file", tmp_path, Path("/dev/null")):
        tamper = GpioTamper(SwitchWiring(LineAddress(str(chip), "17")))
        with pytest.raises(FaultError) as raised:
            tamper.opened()
        assert raised.value.fault is Fault.TAMPER_SWITCH_MISSING


class TestGuarded:
    """What a terminal does about its switch."""

    @pytest.fixture
    def board(self) -> Board:
        return Board(level=False)

    @pytest.fixture
    def guard(self, board: Board, tmp_path: Path) -> Guard:
        memory, world = TerminalMemory(tmp_path), World(SteppedClock())
        memory.become(Identity("instance", "account", "localhost:1", "root"), "key")
        return Guard(memory, world.machine, GpioTamper(SwitchWiring(ADDRESS), board.take), world.clock)

    @pytest.mark.requirement("OVR-007")
    def test_a_case_that_was_opened_and_closed_again_locks_the_terminal(self, board: Board, guard: Guard) -> None:
        guard.look()
        assert guard.hold() is None
        board.drive(True)
        board.drive(False)
        guard.look()
        assert [each.lock for each in guard.locks] == [Lock.TAMPER]
        guard.look()
        assert guard.hold() is Fault.LOCKED_BY_TAMPER

    @pytest.mark.requirement("OVR-007")
    def test_a_switch_that_is_gone_holds_the_terminal_and_then_locks_it(self, board: Board, guard: Guard) -> None:
        guard.look()
        board.trouble = errno.ENODEV
        guard.look()
        assert guard.hold() is Fault.TAMPER_SWITCH_MISSING
        for _ in range(SWITCH_PATIENCE):
            guard.look()
        assert [each.lock for each in guard.locks] == [Lock.TAMPER]
