"""The terminal on one end of a cable, a relay board on the other: pymodbus's own server, and the manual's bytes."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.config.paths import State
from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.faults import Fault, FaultError
from app.domain.people import PersonId
from app.domain.sites import DEFAULT_SITE, SiteId
from app.ports.door import DoorLink
from app.runtime.clock import SystemClock
from app.services.logbook import Logbook
from app.services.present_badge import present_badge
from app.storage.opening import open_store
from app.storage.store import SqlStore
from drivers.registry import door_named
from drivers.relay.board import Board, BoardSilent
from drivers.relay.door import OVERTIME_S, RelayDoor, RelaySettings
from tests.contracts.door_contract import DoorContract, DoorRig
from tests.contracts.store_contract import BADGE, add
from tests.drivers.osdp.test_door import StoodClock
from tests.peers.panel import Cable, eventually
from tests.peers.relay_board import Mishap, RelayBoard

pytestmark = pytest.mark.peer

SOMEBODY = PersonId("1" * 32)
OPEN, CLOSED_5_S = bytes.fromhex("010500000000cdca"), bytes.fromhex("010502000032 4da7")
WITHOUT_END = bytes.fromhex("0500 00ff00")
"""Function 5, relay 0, "on" until somebody says otherwise."""


@dataclass(frozen=True)
class Bench:
    cable: Cable
    board: RelayBoard
    door: RelayDoor
    clock: StoodClock

    def online(self) -> bool:
        return eventually(lambda: self.door.link() is DoorLink.ONLINE, 5.0)

    def grant(self, person: PersonId | None = SOMEBODY, left_s: float = 2.0) -> Grant:
        return Grant(AttemptNumber(1), Badge(17, 4242), Means.PALM, self.clock.at_s + left_s, person)


@pytest.fixture
def cable() -> Iterator[Cable]:
    with tempfile.TemporaryDirectory() as folder:
        cable = Cable(Path(folder))
        yield cable
        cable.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with open_store(State(tmp_path, simulated=True)) as store:
        yield store


@pytest.fixture
def board(cable: Cable) -> Iterator[RelayBoard]:
    with RelayBoard(cable.far) as board:
        yield board


@pytest.fixture
def bench(cable: Cable, board: RelayBoard) -> Iterator[Bench]:
    clock = StoodClock()
    door = RelayDoor(RelaySettings(str(cable.near)), clock)
    yield Bench(cable, board, door, clock)
    door.close()


@pytest.fixture
def opened(bench: Bench) -> Bench:
    bench.door.open()
    assert bench.online()
    return bench


def test_the_bytes_are_those_that_the_manual_prints(cable: Cable, board: RelayBoard) -> None:
    """Waveshare, "Protocol Manual of Modbus RTU Relay": each command, and the answer that is the same again."""
    for channel, tenths, printed in ((0, 7, "01 05 02 00 00 07 8D B0"), (1, 8, "01 05 02 01 00 08 9C 74")):
        cable.wire.clear()
        relay = Board(str(cable.near), 9600, 1, channel)
        relay.energise(tenths)
        assert cable.wire == bytes.fromhex(printed) * 2
        relay.hang_up()
    for channel, printed in ((0, "01 05 00 00 00 00 CD CA"), (3, "01 05 00 03 00 00 3D CA")):
        cable.wire.clear()
        relay = Board(str(cable.near), 9600, 1, channel)
        relay.drop()
        assert cable.wire == bytes.fromhex(printed) * 2
        relay.hang_up()
    board.energised.clear()
    cable.wire.clear()
    assert not relay.energised()
    assert cable.wire == bytes.fromhex("01 01 00 00 00 08 3D CC  01 01 01 00 51 88")
    relay.hang_up()


@pytest.mark.parametrize("channel", range(8))
def test_each_relay_is_read_back_as_itself(cable: Cable, board: RelayBoard, channel: int) -> None:
    relay = Board(str(cable.near), 9600, 1, channel)
    board.energised = {channel}
    assert relay.energised()
    board.energised = set(range(8)) - {channel}
    assert not relay.energised()
    relay.hang_up()


def test_a_grant_closes_the_contact_for_its_time_and_no_longer(opened: Bench) -> None:
    assert opened.door.release(opened.grant()) is DoorAnswer.GRANTED
    assert (opened.board.energised, opened.board.pulses) == ({0}, [(0, 50)])
    opened.board.time_passes()
    assert opened.board.energised == set()


def test_a_terminal_that_dies_has_left_nothing_that_it_would_have_to_end(opened: Bench) -> None:
    for _ in range(3):
        assert opened.door.release(opened.grant()) is DoorAnswer.GRANTED
    assert opened.cable.wire.count(CLOSED_5_S) == 6  # the command and its answer
    assert WITHOUT_END not in opened.cable.wire


def test_a_badge_of_nobody_who_is_enrolled_is_denied_and_nothing_goes_to_the_board(opened: Bench) -> None:
    assert opened.door.release(opened.grant(person=None)) is DoorAnswer.DENIED
    assert opened.board.pulses == []


def test_at_a_door_without_a_controller_a_badge_opens_for_who_is_enrolled_at_its_site_and_for_nobody_else(
    opened: Bench, store: SqlStore
) -> None:
    logbook = Logbook(opened.clock, TerminalId("side-door"), simulated=False)

    def answer_to(badge: Badge) -> DoorAnswer:
        return opened.door.release(present_badge(store, badge, AttemptNumber(1), DEFAULT_SITE, logbook))

    person = add(store)
    assert answer_to(BADGE) is DoorAnswer.GRANTED
    assert answer_to(Badge(BADGE.facility, BADGE.card + 1)) is DoorAnswer.DENIED
    with store.transaction() as transaction:
        transaction.move_person(person, SiteId("elsewhere"))
    assert answer_to(BADGE) is DoorAnswer.DENIED
    assert opened.board.pulses == [(0, 50)]


def test_an_expired_grant_of_somebody_opens_nothing(opened: Bench) -> None:
    assert opened.door.release(opened.grant(left_s=0.0)) is DoorAnswer.SILENT
    assert opened.board.pulses == []


@pytest.mark.parametrize(
    "mishap", [Mishap.DEAF, Mishap.DUMB, Mishap.WITHOUT_TIMER, Mishap.OTHER_RELAY, Mishap.STUCK_OPEN]
)
def test_what_the_board_did_not_confirm_is_silence_and_the_contact_is_opened_again(
    opened: Bench, mishap: Mishap
) -> None:
    opened.board.mishap = mishap
    assert opened.door.release(opened.grant()) is DoorAnswer.SILENT
    assert opened.board.energised == set()
    assert opened.door.link() is DoorLink.OFFLINE


def test_a_contact_that_nobody_read_back_is_silence_and_is_opened_again(opened: Bench) -> None:
    opened.board.mishap = Mishap.DUMB_WHEN_READ
    assert opened.door.release(opened.grant()) is DoorAnswer.SILENT
    assert (opened.board.energised, opened.board.pulses) == (set(), [(0, 50)])


def test_after_a_mishap_it_comes_back_by_itself(opened: Bench) -> None:
    opened.board.mishap = Mishap.DUMB
    assert opened.door.release(opened.grant()) is DoorAnswer.SILENT
    opened.board.mishap = Mishap.NONE
    assert opened.online()
    assert opened.door.release(opened.grant()) is DoorAnswer.GRANTED


def test_a_contact_that_was_closed_when_the_cable_broke_is_opened_when_it_is_whole_again(opened: Bench) -> None:
    assert opened.door.release(opened.grant()) is DoorAnswer.GRANTED
    opened.cable.unplug()
    assert eventually(lambda: opened.door.link() is DoorLink.OFFLINE, 5.0)
    assert opened.board.energised == {0}
    opened.cable.plug()
    assert opened.online()
    assert opened.board.energised == set()


def test_a_contact_that_somebody_left_closed_is_opened_at_the_start(bench: Bench) -> None:
    bench.board.energised = {0, 3}
    bench.door.open()
    assert bench.online()
    assert bench.board.energised == {3}, "the other relays of the board are not ours"


def test_a_contact_that_does_not_open_is_no_door_to_rely_on(bench: Bench) -> None:
    bench.board.energised, bench.board.mishap = {0}, Mishap.STUCK_CLOSED
    bench.door.open()
    assert eventually(lambda: bench.cable.wire.count(OPEN) >= 2, 5.0)
    assert bench.door.link() is DoorLink.OFFLINE
    assert bench.door.release(bench.grant()) is DoorAnswer.SILENT


def test_a_contact_that_is_closed_beyond_its_time_is_opened(opened: Bench) -> None:
    assert opened.door.release(opened.grant()) is DoorAnswer.GRANTED
    opened.clock.at_s += 5.0 + OVERTIME_S - 0.1
    before = len(opened.cable.wire)
    assert eventually(lambda: len(opened.cable.wire) > before + 14, 5.0), "it looked, and left the door to the person"
    assert opened.board.energised == {0}
    opened.clock.at_s += 0.2
    assert eventually(lambda: opened.board.energised == set(), 5.0)


def test_closing_the_door_opens_the_contact(opened: Bench) -> None:
    assert opened.door.release(opened.grant()) is DoorAnswer.GRANTED
    opened.door.close()
    assert opened.board.energised == set()


def test_an_adapter_that_is_not_there_is_a_fault_and_no_thread() -> None:
    door = door_named("relay:/dev/no-such-port", SystemClock())
    with pytest.raises(FaultError) as fault:
        door.open()
    assert fault.value.fault is Fault.CONTROLLER_SILENT
    assert door.link() is DoorLink.OFFLINE


def test_no_port_is_a_silent_board() -> None:
    with pytest.raises(BoardSilent):
        Board("/dev/no-such-port", 9600, 1, 0).drop()


class TestRelayDoor(DoorContract):
    @pytest.fixture
    def rig(self, cable: Cable, board: RelayBoard) -> Iterator[DoorRig]:
        clock = SystemClock()
        door = door_named(f"relay:{cable.near}?seconds=1", clock)

        def await_link(link: DoorLink) -> None:
            assert eventually(lambda: door.link() is link, 10.0)

        def received() -> list[str]:
            return [f"relay {relay}" for relay, _ in board.pulses]

        yield DoorRig(door, clock, received, await_link, cable.unplug, cable.plug)
        door.close()
