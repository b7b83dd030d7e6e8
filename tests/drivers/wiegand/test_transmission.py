"""Pulses, as a panel that knows nothing of our encoder reads them, and what its lamps answer."""

from itertools import pairwise

import pytest

from app.domain.access import DoorAnswer
from app.domain.badge_formats import FORMATS
from app.domain.badges import Badge
from drivers.wiegand.lines import Data
from drivers.wiegand.transmission import DARK_NS, LATE_NS, Pace, Wired, heard, send
from drivers.wiegand.worker import REST_NS
from tests.app.domain.test_badge_formats import GIVEN
from tests.peers.wiegand_panel import INTERVAL_US, MS, PULSE_US, US, WiegandPanel

BITS = "10111101100010001110101110"
USUAL = Pace(50 * US, 2000 * US)
BOTH, GRANTED_ALONE, NONE = Wired(True, True), Wired(True, False), Wired(False, False)


def sent(panel: WiegandPanel, bits: str = BITS, pace: Pace = USUAL, within_ms: int = 2000) -> bool:
    return send(bits, panel, panel, pace, panel.now_ns() + within_ms * MS)


def answer(panel: WiegandPanel, wired: Wired = BOTH) -> DoorAnswer:
    return heard(panel, panel, wired, panel.now_ns() + 3000 * MS)


@pytest.mark.parametrize(("name", "facility", "card", "issue", "oem", "bits"), GIVEN)
def test_the_panel_reads_the_published_bits_of_a_badge_off_the_pulses(
    name: str, facility: int, card: int, issue: int, oem: int, bits: str
) -> None:
    panel = WiegandPanel()
    assert sent(panel, FORMATS[name].encode(Badge(facility, card), issue, oem).text)
    panel.sleep(1)
    assert (panel.cards, panel.complaints) == ([bits], [])


@pytest.mark.parametrize("pulse_us", [*PULSE_US, 50])
@pytest.mark.parametrize("interval_us", [*INTERVAL_US, 2000])
def test_pulses_have_the_width_and_distance_that_were_told(pulse_us: int, interval_us: int) -> None:
    panel = WiegandPanel()
    assert sent(panel, pace=Pace(pulse_us * US, interval_us * US))
    begun = [began for began, _, _ in panel.pulses]
    assert {ended - began for began, ended, _ in panel.pulses} == {pulse_us * US}
    assert {after - before for before, after in pairwise(begun)} == {interval_us * US}
    assert [line.value for _, _, line in panel.pulses] == list(BITS)
    assert panel.complaints == []


def test_a_zero_is_on_d0_and_a_one_on_d1() -> None:
    panel = WiegandPanel()
    sent(panel, "01")
    assert [line for _, _, line in panel.pulses] == [Data.D0, Data.D1]


@pytest.mark.requirement("WALL-025")
@pytest.mark.parametrize(
    ("wired", "panel_says", "expected"),
    [
        (BOTH, True, DoorAnswer.GRANTED),
        (BOTH, False, DoorAnswer.DENIED),
        (BOTH, None, DoorAnswer.SILENT),
        (GRANTED_ALONE, True, DoorAnswer.GRANTED),
        (GRANTED_ALONE, False, DoorAnswer.DENIED),
        (GRANTED_ALONE, None, DoorAnswer.DENIED),
        (NONE, True, DoorAnswer.SILENT),
        (NONE, False, DoorAnswer.SILENT),
    ],
)
def test_the_panels_lamps_answer_and_where_they_are_not_wired_nobody_knows(
    wired: Wired, panel_says: bool | None, expected: DoorAnswer
) -> None:
    panel = WiegandPanel(admits=lambda bits: panel_says is True)
    panel.silent = panel_says is None
    panel.wired_granted, panel.wired_denied = wired.granted, wired.denied
    assert sent(panel)
    assert answer(panel, wired) is expected


def test_an_answer_after_its_time_is_none() -> None:
    panel = WiegandPanel()
    panel.thinks_ms = 3000
    assert sent(panel)
    assert answer(panel) is DoorAnswer.SILENT


def test_both_lamps_at_once_are_no_answer() -> None:
    panel = WiegandPanel()
    panel.silent = True
    assert sent(panel)
    panel.light(True, after_ms=10)
    panel.light(False, after_ms=10)
    assert answer(panel) is DoorAnswer.SILENT


def test_a_flicker_is_no_lamp() -> None:
    panel = WiegandPanel()
    panel.silent = True
    assert sent(panel)
    panel.light(True, after_ms=9, for_ms=2)
    assert answer(panel) is DoorAnswer.SILENT


@pytest.mark.parametrize("granted", [True, False])
def test_a_badge_waits_until_the_lamp_for_the_one_before_is_dark(granted: bool) -> None:
    panel = WiegandPanel()
    panel.light(granted, for_ms=700)
    assert sent(panel)
    assert panel.pulses[0][0] >= panel.lit[0][1] + DARK_NS


def test_under_a_lamp_that_stays_lit_no_badge_goes_out() -> None:
    panel = WiegandPanel()
    panel.light(True, for_ms=60_000)
    assert not sent(panel)
    assert panel.pulses == []


def test_a_lamp_that_is_lit_before_the_last_bit_is_not_about_this_badge_and_the_badge_is_given_up() -> None:
    panel = WiegandPanel()
    panel.light(True, after_ms=60)  # the first bit goes out after 20 ms, the last after 70
    assert not sent(panel)
    panel.sleep(1)
    assert panel.cards == [BITS[:-1]]


@pytest.mark.parametrize("bit", [2, 14, 26])
def test_a_badge_whose_pulse_comes_late_is_given_up_and_never_ends_as_a_card(bit: int) -> None:
    """Four looks at dark lamps, then two waits a bit: until it begins, and for its width."""
    panel = WiegandPanel()
    panel.stall_at(4 + 1 + 2 * (bit - 1), for_ms=LATE_NS // MS + 1)
    assert not sent(panel)
    panel.sleep(1)
    assert panel.cards == [BITS[: bit - 1]]


def test_a_last_bit_never_comes_after_the_deadline() -> None:
    panel = WiegandPanel()
    panel.stall_at(4 + 1 + 2 * 24, for_ms=4)  # late, and not too late for the panel
    assert not sent(panel, within_ms=20 + 26 * 2)
    panel.sleep(1)
    assert BITS not in panel.cards


def test_a_badge_that_would_not_be_out_in_time_is_not_begun() -> None:
    panel = WiegandPanel()
    assert not sent(panel, within_ms=20 + 26 * 2 - 1)
    assert panel.pulses == []


def test_after_a_badge_was_given_up_the_panel_reads_the_next_one_whole() -> None:
    """It took the pieces for a card and lights its lamp: the rest between two badges outlasts that."""
    panel = WiegandPanel()
    panel.stall_at(4 + 1 + 2 * 10, for_ms=50)
    assert not sent(panel)
    panel.sleep(REST_NS / 1e9)
    assert sent(panel)
    panel.sleep(1)
    assert panel.cards == [BITS[:10], BITS]
