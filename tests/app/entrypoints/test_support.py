"""Whom a terminal sends people to: as its settings say, until its server says better; by itself and during set-up."""

from pathlib import Path

import pytest

from app.biometrics.observation import Observation
from app.config.settings import Device, Mode, Settings
from app.domain.device_configuration import DeviceConfiguration, OperationMode
from app.domain.faults import Fault
from app.domain.network import Security
from app.domain.people import Hand
from app.entrypoints.managed import contact
from app.entrypoints.standalone import counted
from app.flows.access import ACCESS, Access, Visit
from app.flows.events import Choice
from app.flows.setup_events import SecurityChosen, Typed
from app.ports.camera import Pixels
from app.storage.terminal_memory import Kept, TerminalMemory
from drivers.simulated.clock import SteppedClock
from tests.journeys.managed import ManagedHouse

OURS, THEIRS = "+1 555 0100", "help@facilities.example"
BROKEN = ACCESS.view(Access.FAULT, Visit(fault=Fault.SYSTEM_ERROR))
MISSED = ACCESS.view(Access.UNREADABLE_AGAIN, Visit())


@pytest.mark.requirement("TRB-009")
@pytest.mark.parametrize(("theirs", "named"), [(THEIRS, THEIRS), (None, OURS)])
def test_the_servers_word_takes_precedence_once_there_is_one(tmp_path: Path, theirs: str | None, named: str) -> None:
    memory = TerminalMemory(tmp_path)
    assert contact(memory, OURS) == OURS
    memory.configure(Kept(1, DeviceConfiguration(OperationMode.ENROLLMENT, support_contact=theirs)))
    assert contact(memory, OURS) == named


@pytest.mark.requirement("TRB-009")
def test_a_terminal_by_itself_names_whom_its_settings_name(tmp_path: Path) -> None:
    desk = Settings(
        Mode.ENROLMENT, Device("v4l2", "0"), Device("keyboard"), Device("none"), data=tmp_path, support=OURS
    )
    asked: list[str] = []
    for _ in range(2):
        with counted(desk, SteppedClock(), lambda: asked.append("restart")) as restarting:
            assert not restarting.finish(BROKEN).to_support
            restarting.restart()
    with counted(desk, SteppedClock(), lambda: None) as restarting:
        assert [restarting.finish(view).contact for view in (BROKEN, MISSED)] == [OURS, OURS]
    assert asked == ["restart", "restart"]


@pytest.mark.requirement("TRB-009")
def test_whoever_sets_a_terminal_up_in_vain_is_told_whom_to_call(tmp_path: Path) -> None:
    house = ManagedHouse(tmp_path, unseen, by_hand=True, support=OURS)
    with house.switched_on() as running:
        running.until("tap_to_start")
        running.tap(Choice.GET_STARTED)
        running.until("choose_connection")
        running.tap(Choice.WIFI)
        contacts = []
        for _ in range(3):
            running.until("choose_network")
            running.tap(Choice.HIDDEN_NETWORK)
            running.until("network_name")
            running.post(Typed("Nowhere"))
            running.until("network_security")
            running.post(SecurityChosen(Security.OPEN))
            contacts.append(running.until("network_problem").contact)
            running.tap(Choice.TRY_AGAIN)
    assert contacts == ["", "", OURS]


def unseen(pixels: Pixels, want: Hand | None, previous: Observation | None) -> Observation:
    raise AssertionError("nobody looks for hands while a terminal is set up")
