"""What every machine keeps to. A driver's test inherits `MachineContract`."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.ports.machine import Machine


@dataclass(frozen=True)
class MachineRig:
    """`reboots` counts what was asked of the system, `restarts` of the application, `words` is what the supervisor
    heard of life; `synchronise` has the clock follow a time server, or not."""

    machine: Machine
    reboots: Callable[[], int]
    restarts: Callable[[], int]
    pats: Callable[[], int]
    status: Callable[[], str]
    synchronise: Callable[[bool], None]


class MachineContract:
    @pytest.fixture
    def rig(self) -> object:
        raise NotImplementedError("a driver's test builds its rig here")

    def test_a_run_has_one_name_and_its_time_goes_on(self, rig: MachineRig) -> None:
        assert rig.machine.boot()
        assert rig.machine.boot() == rig.machine.boot()
        first = rig.machine.running_s()
        assert 0 <= first <= rig.machine.running_s()

    def test_a_reboot_is_asked_of_the_system_once(self, rig: MachineRig) -> None:
        assert rig.machine.reboot()
        assert rig.reboots() == 1

    def test_a_restart_starts_the_application_and_not_the_machine(self, rig: MachineRig) -> None:
        rig.machine.restart_application()
        assert (rig.restarts(), rig.reboots()) == (1, 0)

    def test_a_clock_that_follows_a_time_server_is_told_from_one_that_does_not(self, rig: MachineRig) -> None:
        for follows in (True, False, True):
            rig.synchronise(follows)
            assert rig.machine.synchronised() is follows

    def test_the_supervisor_hears_of_readiness_and_of_life(self, rig: MachineRig) -> None:
        rig.machine.ready()
        assert rig.status() == "ready"
        for count in (1, 2):
            rig.machine.alive()
            assert rig.pats() == count

    def test_a_status_is_one_line(self, rig: MachineRig) -> None:
        rig.machine.say("locked by tamper")
        assert rig.status() == "locked by tamper"
