"""A Wiegand door on lines of a real kernel: the panel reads what is on the lines, and lights its lamps by pulling them.

The panel's time is its own, as in `tests/drivers/wiegand`: an emulated machine has no microseconds to show.
"""

from dataclasses import replace

import pytest

from app.domain.access import DoorAnswer
from app.ports.door import DoorLink
from app.runtime.clock import SystemClock
from drivers.wiegand.door import WiegandDoor, WiegandSettings
from drivers.wiegand.lines import Data, GpioLines
from drivers.wiegand.messages import Start
from drivers.wiegand.transmission import Pace, Wired, heard, send
from drivers.wiegand.wires import Wires
from tests.app.domain.test_badge_formats import GIVEN
from tests.guest.chip import SimulatedChip
from tests.peers.panel import eventually
from tests.peers.wiegand_panel import MS, US, WiegandPanel

D0, D1, GRANTED, DENIED = 23, 24, 25, 26
START = Start("", str(D0), str(D1), str(GRANTED), str(DENIED), False, 50, 2000, 3.0)
WIRES = {Data.D0: D0, Data.D1: D1}
PACE = Pace(50 * US, 2000 * US)
STARTED_S = 60.0
"""For a process to start in an emulated machine."""


class PanelAtTheChip:
    """The panel's time, in which it looks at D0 and D1 as often as anybody waits; its lamps are the chip's lines."""

    def __init__(self, chip: SimulatedChip, panel: WiegandPanel, inverted: bool = False) -> None:
        """Once the lines are held: before, nobody keeps them high."""
        self._chip, self._panel, self._inverted = chip, panel, inverted
        self._low: set[Data] = set()

    def now_ns(self) -> int:
        return self._panel.now_ns()

    def wait_until_ns(self, at_ns: int) -> None:
        low = {data for data, line in WIRES.items() if self._chip.value(line) is self._inverted}
        for data in self._low - low:
            self._panel.rest(data)
        for data in low - self._low:
            self._panel.pull(data)
        self._low = low
        self._panel.wait_until_ns(at_ns)
        lamps = self._panel.lamps()
        self._chip.drive(GRANTED, high=not lamps.granted)
        self._chip.drive(DENIED, high=not lamps.denied)


@pytest.fixture
def start(chip: SimulatedChip) -> Start:
    return replace(START, chip=str(chip.device))


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("admits", [True, False])
def test_the_panel_reads_published_bits_off_the_kernels_lines_and_its_lamps_answer_on_them(
    chip: SimulatedChip, start: Start, inverted: bool, admits: bool
) -> None:
    lines = GpioLines(replace(start, inverted=inverted))
    panel = WiegandPanel(admits=lambda bits: admits)
    beat = PanelAtTheChip(chip, panel, inverted)
    rows = [bits for name, *_, bits in GIVEN if name in ("H10301", "H10306", "C1k48s")]
    for bits in rows:
        assert send(bits, lines, beat, PACE, beat.now_ns() + 2000 * MS)
        answer = heard(lines, beat, Wired(granted=True, denied=True), beat.now_ns() + 3000 * MS)
        assert answer is (DoorAnswer.GRANTED if admits else DoorAnswer.DENIED)
        beat.wait_until_ns(beat.now_ns() + 1000 * MS)
    assert (panel.cards, panel.complaints) == (rows, [])
    lines.close()


def test_a_lamp_whose_wire_is_cut_stays_dark(chip: SimulatedChip, start: Start) -> None:
    """Nothing holds the line then but the board's own pull, which the kernel sets as it was asked."""
    for lamp in (GRANTED, DENIED):
        chip.drive(lamp, high=False)
    lines = GpioLines(start)
    assert lines.lamps().dark
    lines.close()


def test_a_line_is_found_by_its_name(chip: SimulatedChip, start: Start) -> None:
    """The chip's line 17 is called CASE."""
    lines = GpioLines(replace(start, d0="CASE"))
    lines.pull(Data.D0)
    assert not chip.value(17)
    lines.close()


def test_the_door_is_online_while_its_own_process_holds_the_lines(chip: SimulatedChip) -> None:
    wires = Wires(str(chip.device), str(D0), str(D1), str(GRANTED), str(DENIED))
    door = WiegandDoor(WiegandSettings(wires), SystemClock())
    door.open()
    assert eventually(lambda: door.link() is DoorLink.ONLINE, STARTED_S)
    assert [chip.value(line) for line in WIRES.values()] == [True, True]
    chip.unplug()
    assert eventually(lambda: door.link() is DoorLink.OFFLINE, STARTED_S)
    chip.plug_in()
    assert eventually(lambda: door.link() is DoorLink.ONLINE, STARTED_S)
    door.close()
    assert door.link() is DoorLink.OFFLINE
