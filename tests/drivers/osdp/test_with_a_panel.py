"""Our reader on one end of a cable, a control panel that we did not write on the other."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.badge_formats import BadgeBits
from app.domain.badges import Badge
from app.ports.door import DoorLink
from drivers.osdp.door import OsdpDoor, OsdpSettings
from drivers.registry import door_named
from drivers.worker_process import WorkerProcess
from tests.contracts.door_contract import KNOWN, ControllerContract, DoorRig
from tests.peers.panel import BAUD, Panel, eventually

pytestmark = pytest.mark.peer

ALLOWED, STRANGER = Badge(123, 4567), Badge(18, 8179)
ON_THE_WIRE = ("Wiegand", 26, "bd88eb80")
"""ALLOWED as H10301, left-justified."""
OTHER_KEY = bytes.fromhex("8f1c5a3b77e04d9261b8c3f09a2e4d17")
ANSWER_S = 1.5  # the panel answers within two polls, 0.2 s; a busy machine needs longer


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def grant(badge: Badge = ALLOWED, left_s: float = 5.0) -> Grant:
    return Grant(AttemptNumber(1), badge, Means.PALM, time.monotonic() + left_s)


def opened(panel: Panel, key: bytes) -> OsdpDoor:
    settings = OsdpSettings(str(panel.port), baud=BAUD, key=key, answer_s=ANSWER_S)
    door = OsdpDoor(settings, RealClock())
    door.open()
    return door


@pytest.fixture(scope="module")
def linked() -> Iterator[tuple[Panel, OsdpDoor]]:
    with Panel([ALLOWED]) as panel:
        door = opened(panel, panel.key)
        assert eventually(lambda: door.link() is DoorLink.ONLINE, 10.0)
        yield panel, door
        door.close()


@pytest.fixture
def at_rest(linked: tuple[Panel, OsdpDoor]) -> tuple[Panel, OsdpDoor]:
    panel, door = linked
    panel.answer, panel.delay_s = None, 0.0
    assert eventually(lambda: door.link() is DoorLink.ONLINE, 10.0)
    panel.received.clear()
    return panel, door


@pytest.mark.requirement("REQ-003")
@pytest.mark.requirement("REQ-005")
@pytest.mark.requirement("INSTC-004")
@pytest.mark.requirement("INSTC-006")
@pytest.mark.requirement("INSTC-007")
def test_the_panel_gets_the_badges_bits_and_nothing_else_and_its_green_grants(
    at_rest: tuple[Panel, OsdpDoor],
) -> None:
    panel, door = at_rest
    assert door.release(grant()) is DoorAnswer.GRANTED
    assert panel.received == [ON_THE_WIRE]
    assert panel.secure


def test_its_red_denies(at_rest: tuple[Panel, OsdpDoor]) -> None:
    panel, door = at_rest
    assert door.release(grant(STRANGER)) is DoorAnswer.DENIED
    assert panel.received == [("Wiegand", 26, "890ff9c0")]


def test_its_silence_is_silence(at_rest: tuple[Panel, OsdpDoor]) -> None:
    panel, door = at_rest
    panel.answer = "silent"
    assert door.release(grant()) is DoorAnswer.SILENT
    assert panel.received == [ON_THE_WIRE]


def test_a_green_after_the_window_grants_neither_this_badge_nor_the_next(at_rest: tuple[Panel, OsdpDoor]) -> None:
    panel, door = at_rest
    panel.delay_s = ANSWER_S + 0.3
    assert door.release(grant()) is DoorAnswer.SILENT
    panel.delay_s = 0.0
    assert door.release(grant(STRANGER)) is DoorAnswer.DENIED


def test_an_expired_grant_never_reaches_the_panel(at_rest: tuple[Panel, OsdpDoor]) -> None:
    panel, door = at_rest
    assert door.release(grant(left_s=-0.001)) is DoorAnswer.SILENT
    assert not eventually(lambda: bool(panel.received), 0.5)


def test_a_badge_that_a_stalled_panel_did_not_fetch_in_time_is_never_delivered(
    at_rest: tuple[Panel, OsdpDoor],
) -> None:
    panel, door = at_rest
    panel.pause()
    time.sleep(0.2)  # what it had already asked has been answered
    assert door.link() is DoorLink.ONLINE
    assert door.release(grant(left_s=0.3)) is DoorAnswer.SILENT
    panel.resume()
    assert not eventually(lambda: bool(panel.received), 1.0)
    assert door.release(grant()) is DoorAnswer.GRANTED


def test_pulling_the_cable_is_offline_at_once_and_nothing_is_delivered_after_it_is_back(
    at_rest: tuple[Panel, OsdpDoor],
) -> None:
    panel, door = at_rest
    panel.unplug()
    assert eventually(lambda: door.link() is DoorLink.OFFLINE, 1.0)
    assert door.release(grant()) is DoorAnswer.SILENT
    panel.plug()
    assert eventually(lambda: door.link() is DoorLink.ONLINE, 10.0)
    assert not eventually(lambda: bool(panel.received), 0.5)
    assert door.release(grant()) is DoorAnswer.GRANTED


def test_a_death_of_the_process_is_offline_and_then_online_again(at_rest: tuple[Panel, OsdpDoor]) -> None:
    _, door = at_rest
    process = door._process
    assert isinstance(process, WorkerProcess)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    assert eventually(lambda: door.link() is DoorLink.OFFLINE, 1.0)
    assert door.release(grant()) is DoorAnswer.SILENT
    assert eventually(lambda: door.link() is DoorLink.ONLINE, 10.0)
    assert door.release(grant()) is DoorAnswer.GRANTED


def test_a_process_that_hangs_is_replaced_and_its_badge_never_delivered(at_rest: tuple[Panel, OsdpDoor]) -> None:
    panel, door = at_rest
    process = door._process
    assert isinstance(process, WorkerProcess)
    hung = process.pid
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    assert door.release(grant()) is DoorAnswer.SILENT
    assert eventually(lambda: process.pid not in (hung, None) and door.link() is DoorLink.ONLINE, 10.0)
    assert panel.received == []
    assert door.release(grant()) is DoorAnswer.GRANTED


def test_the_badge_never_crossed_the_cable_in_clear(at_rest: tuple[Panel, OsdpDoor]) -> None:
    panel, door = at_rest
    assert door.release(grant()) is DoorAnswer.GRANTED
    assert len(panel.wire) > 1000
    assert bytes.fromhex("bd88eb80") not in panel.wire


def test_with_another_key_the_channel_never_stands_and_no_badge_goes_out() -> None:
    with Panel([ALLOWED]) as panel:
        door = opened(panel, OTHER_KEY)
        assert eventually(lambda: door.link() is DoorLink.KEY_REFUSED, 10.0)
        assert door.release(grant()) is DoorAnswer.SILENT
        assert not panel.secure
        assert panel.received == []
        door.close()


def test_a_panel_without_encryption_gets_no_badge_from_a_door_with_a_key() -> None:
    with Panel([ALLOWED], secure=False) as panel:
        door = opened(panel, OTHER_KEY)
        assert eventually(lambda: door.link() is DoorLink.KEY_REFUSED, 10.0)
        assert door.release(grant()) is DoorAnswer.SILENT
        assert panel.received == []
        assert 6 in panel.naks  # "security conditions not met"
        door.close()


@pytest.mark.requirement("REQ-004")
def test_plain_text_works_where_it_was_asked_for_and_the_wire_shows_the_badge() -> None:
    with Panel([ALLOWED], secure=False) as panel:
        door = door_named(panel.settings, RealClock())
        door.open()
        assert eventually(lambda: door.link() is DoorLink.ONLINE, 10.0)
        assert door.release(grant()) is DoorAnswer.GRANTED
        assert panel.received == [ON_THE_WIRE]
        assert bytes.fromhex("bd88eb80") in panel.wire
        door.close()


@pytest.fixture(scope="module")
def contract_panel() -> Iterator[Panel]:
    with Panel([KNOWN]) as panel:
        yield panel


class TestOsdpDoor(ControllerContract):
    @pytest.fixture
    def rig(self, contract_panel: Panel) -> Iterator[DoorRig]:
        panel = contract_panel
        panel.received.clear()
        door = door_named(panel.settings, RealClock())

        def await_link(link: DoorLink) -> None:
            assert eventually(lambda: door.link() is link, 10.0)

        def received() -> list[str]:
            return [BadgeBits.from_raw(bytes.fromhex(raw), bits).text for _, bits, raw in panel.received]

        yield DoorRig(door, RealClock(), received, await_link, panel.unplug, panel.plug)
        door.close()
