"""Each check fails by what it is there to find, and by nothing else."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.credentials.certificates import TERMINAL_LASTS, TerminalName, make_authority, make_request, pem, read_request
from app.domain.faults import Fault
from app.domain.health_checks import CHECKS, MEBI, Check, Readings, failing, is_critical
from app.domain.power import PowerSource
from app.runtime.health import FOUND_BY, SELDOM_S, Health
from drivers.simulated.clock import SteppedClock
from drivers.simulated.gauges import SimulatedGauges
from drivers.simulated.world import World

FINE = Readings(disk_free=10**10, disk_size=10**11, memory_free=10**9, memory_size=4 * 10**9, hottest_c=40.0)


@dataclass
class Terminal:
    folder: Path
    world: World = field(default_factory=lambda: World(SteppedClock()))
    standing: list[Fault] = field(default_factory=list)
    update_failed: bool = False
    narrow: bool = False
    clock_strays: bool = False

    def __post_init__(self) -> None:
        gauges, machine = SimulatedGauges(self.world), self.world.machine
        file = self.folder / "identity.pem"
        self.health = Health(
            gauges,
            machine,
            lambda: self.standing,
            file,
            update_failed=lambda: self.update_failed,
            narrow=lambda: self.narrow,
            clock=self.world.clock,
            clock_strays=lambda: self.clock_strays,
        )

    def certified(self) -> None:
        now = self.world.clock.now()
        authority = make_authority("123456789012", now)
        request = read_request(make_request(ec.generate_private_key(ec.SECP256R1())))
        assert request is not None
        issued = authority.issue_terminal(TerminalName("123456789012", "abCdefG12hijkL"), request, now)
        (self.folder / "identity.pem").write_text(pem(issued.certificate) + authority.chain_pem)

    def fails(self) -> tuple[Check, ...]:
        self.world.pass_time(SELDOM_S)
        return self.health.failing()


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_terminal_that_is_well_fails_nothing(terminal: Terminal) -> None:
    terminal.certified()
    assert terminal.fails() == ()


@pytest.mark.parametrize(("fault", "check"), FOUND_BY.items())
def test_what_lasts_in_the_flow_that_runs_fails_its_check(terminal: Terminal, fault: Fault, check: Check) -> None:
    terminal.standing.append(fault)
    assert terminal.fails() == (check,)
    terminal.standing.clear()
    assert terminal.fails() == ()


@pytest.mark.parametrize(
    ("readings", "check"),
    [
        (replace(FINE, disk_free=256 * MEBI - 1, disk_size=10**9), Check.DISK),
        (replace(FINE, disk_free=4 * 10**9, disk_size=10**11), Check.DISK),
        (replace(FINE, memory_free=64 * MEBI - 1, memory_size=10**9), Check.MEMORY),
        (replace(FINE, memory_free=10**8, memory_size=4 * 10**9), Check.MEMORY),
        (replace(FINE, hottest_c=85.0), Check.TEMPERATURE),
        (replace(FINE, power=PowerSource.BATTERY), Check.POWER),
    ],
)
def test_what_the_machine_reads_beyond_its_limit_fails(terminal: Terminal, readings: Readings, check: Check) -> None:
    terminal.world.machine.set_readings(readings)
    assert terminal.fails() == (check,)


@pytest.mark.parametrize(
    "readings",
    [
        replace(FINE, disk_free=6 * 10**9),
        replace(FINE, memory_free=3 * 10**8),
        replace(FINE, hottest_c=84.9),
        replace(FINE, power=PowerSource.MAINS),
    ],
)
def test_what_it_reads_within_its_limits_does_not(terminal: Terminal, readings: Readings) -> None:
    terminal.world.machine.set_readings(readings)
    assert terminal.fails() == ()


def test_a_machine_that_says_nothing_fails_nothing() -> None:
    assert failing(Readings()) == ()


def test_a_clock_that_follows_nobody_is_told_and_does_not_make_the_terminal_critical(terminal: Terminal) -> None:
    terminal.world.machine.set_synchronised(False)
    assert terminal.fails() == (Check.CLOCK,)
    assert not is_critical(terminal.fails())


def test_a_clock_that_differs_from_what_the_server_said_is_told_as_well(terminal: Terminal) -> None:
    terminal.clock_strays = True
    assert terminal.fails() == (Check.CLOCK,)


def test_a_clock_is_asked_once_a_minute(terminal: Terminal) -> None:
    assert terminal.fails() == ()
    terminal.world.machine.set_synchronised(False)
    assert terminal.health.failing() == ()
    assert terminal.fails() == (Check.CLOCK,)


def test_a_certificate_that_was_not_renewed_fails_a_week_before_its_end(terminal: Terminal) -> None:
    terminal.certified()
    terminal.world.pass_time((TERMINAL_LASTS - timedelta(days=7)).total_seconds() - 2 * SELDOM_S)
    assert terminal.fails() == ()
    terminal.world.pass_time(SELDOM_S)
    assert terminal.fails() == (Check.CERTIFICATE,)


def test_an_update_that_went_wrong_is_told(terminal: Terminal) -> None:
    terminal.update_failed = True
    assert terminal.fails() == (Check.UPDATE,)


def test_a_narrow_way_to_the_server_is_told(terminal: Terminal) -> None:
    terminal.narrow = True
    assert terminal.fails() == (Check.BANDWIDTH,)


def test_what_the_machine_runs_on_is_told_where_it_tells(terminal: Terminal) -> None:
    assert (terminal.fails(), terminal.health.power) == ((), PowerSource.MAINS)
    terminal.world.machine.cut_mains()
    assert (terminal.fails(), terminal.health.power) == ((Check.POWER,), PowerSource.BATTERY)
    terminal.world.machine.restore_mains()
    assert (terminal.fails(), terminal.health.power) == ((), PowerSource.MAINS)
    terminal.health.gauges = None
    assert (terminal.fails(), terminal.health.power) == ((), PowerSource.UNKNOWN)


def test_every_check_has_a_row_and_some_are_critical() -> None:
    assert set(CHECKS) == set(Check)
    assert {check for check in Check if not CHECKS[check].critical} == {
        Check.CLOCK,
        Check.UPDATE,
        Check.POWER,
        Check.BANDWIDTH,
    }
