"""Restarts that are counted over restarts, and crashes that are told: on a real disk."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.faults import Fault
from app.flows.access import ACCESS, Access, Visit
from app.flows.events import Choice
from app.flows.held import Held, held_by
from app.flows.view import View
from app.runtime.restarting import GOOD_AFTER_S, Restarting
from app.storage.restart_count import RestartCount
from app.storage.run_record import RunRecord
from drivers.simulated.clock import SteppedClock
from drivers.simulated.world import World

IDLE = ACCESS.view(Access.IDLE, Visit())
BROKEN = ACCESS.view(Access.FAULT, Visit(fault=Fault.SYSTEM_ERROR))


def held(fault: Fault) -> View:
    flow = held_by(fault)
    return flow.view(Held.FAULT, flow.fresh)


@dataclass
class Application:
    """One after the other: `started` is the program, begun again by whatever ended it."""

    folder: Path
    world: World

    def started(self) -> Restarting:
        count, record = RestartCount(self.folder), RunRecord(self.folder)
        restarting = Restarting(count, record, self.world.machine, self.world.clock, lambda: "+1 555 0100")
        restarting.begin()
        return restarting


@pytest.fixture
def application(tmp_path: Path) -> Application:
    return Application(tmp_path / "counted", World(SteppedClock()))


@pytest.mark.requirement("DEV-009", "TRB-009")
def test_two_restarts_in_vain_lead_to_support_whatever_ended_the_application(application: Application) -> None:
    for _ in range(2):
        running = application.started()
        shown = running.finish(BROKEN)
        assert (shown.fault, shown.primary, shown.to_support) == (Fault.SYSTEM_ERROR, Choice.RESTART, False)
        running.restart()
        running.end()
    shown = application.started().finish(BROKEN)
    assert (shown.fault, shown.primary, shown.contact) == (Fault.OUR_END, None, "+1 555 0100")
    assert application.world.machine.state().restarts == 2


def test_an_application_that_works_well_for_ten_minutes_is_counted_afresh(application: Application) -> None:
    for _ in range(2):
        application.started().restart()
    running = application.started()
    running.finish(IDLE)
    application.world.pass_time(GOOD_AFTER_S - 1)
    running.finish(IDLE)
    assert running.finish(BROKEN).to_support
    running.finish(IDLE)
    application.world.pass_time(GOOD_AFTER_S)
    running.finish(IDLE)
    assert not running.finish(BROKEN).to_support
    assert not application.started().finish(BROKEN).to_support


@pytest.mark.requirement("DEV-021", "DEV-022")
def test_a_crash_is_told_at_the_next_start_with_the_code_of_what_broke(application: Application) -> None:
    first = application.started()
    assert first.hold is None
    first.finish(BROKEN)
    again = application.started()
    assert again.hold is Fault.RESTARTED
    assert again.finish(held(Fault.RESTARTED)).beneath == "TH-500"
    again.go_on()
    assert again.hold is None


def test_what_ended_because_it_was_told_to_did_not_crash(application: Application) -> None:
    running = application.started()
    running.restart()
    running.end()
    assert application.started().hold is None


def test_a_machine_whose_power_went_did_not_crash(application: Application) -> None:
    application.started()
    application.world.machine.pull_the_plug()
    assert application.started().hold is None


def test_a_record_that_was_torn_is_no_crash(application: Application) -> None:
    application.started()
    (application.folder / "run").write_bytes(b'{"boot": "run-')
    assert application.started().hold is None


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """A file system of 64 KiB, filled to its last byte while it is used."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> None:
    with (folder / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(bytes(4096)):
            pass
    with pytest.raises(OSError, match="No space left"):
        (folder / "one more").write_bytes(bytes(4096))


@pytest.mark.requirement("DEV-020")
def test_attempts_are_counted_on_a_disk_that_is_full(tmp_path: Path) -> None:
    with full_disk(tmp_path / "small"):
        application = Application(tmp_path / "small" / "counted", World(SteppedClock()))
        application.started().end()
        fill(tmp_path / "small")
        for _ in range(2):
            running = application.started()
            assert not running.finish(held(Fault.CONFIGURATION_NOT_SAVED)).to_support
            running.restart()
        shown = application.started().finish(held(Fault.CONFIGURATION_NOT_SAVED))
        assert (shown.to_support, shown.contact) == (True, "+1 555 0100")
