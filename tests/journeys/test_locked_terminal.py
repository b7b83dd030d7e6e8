"""A terminal that is opened, carried away, or taken out of service, and the running server that hears of it."""

import signal
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.domain.health_checks import Readings
from tests.journeys.managed import Running
from tests.journeys.server_process import ServerProcess
from tests.journeys.test_managed_terminal import ENTRY, Site, activated, enrol_somebody, server, site
from tests.journeys.visit import PATIENCE_S
from tests.peers.panel import eventually

__all__ = ["server", "site"]

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]


def status(site: Site) -> dict[str, Any]:
    """Any: boto3's."""
    shown: dict[str, Any] = site.client.get_device_status(deviceInstanceId=site.instance)
    return shown


def locks(site: Site) -> list[str]:
    return [each["lock"] for each in status(site).get("locks", [])]


def runs_on(site: Site, source: str) -> bool:
    return bool(status(site)["powerSource"] == source)


def reported(site: Site, terminal: Running, *expected: str) -> bool:
    terminal.beat()
    return eventually(lambda: locks(site) == list(expected), PATIENCE_S)


def store_of(site: Site) -> list[Path]:
    """What the terminal knows of people."""
    folder = site.house.place.state.folder
    return [path for path in folder.rglob("*") if path.is_file() and "sqlite" in path.name]


@pytest.mark.requirement("DEV-025", "DEV-026", "DEV-038", "MON-001")
def test_a_terminal_that_was_opened_forgets_everybody_and_stays_locked_until_it_is_released(site: Site) -> None:
    house = site.house
    with house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        enrol_somebody(house)
        assert store_of(site)
        house.world.open_case()
        terminal.until("locked_by_tamper")
        house.world.close_case()
        assert store_of(site) == []
        assert reported(site, terminal, "TAMPER")
    house.world.machine.pull_the_plug()
    with house.switched_on() as terminal:
        terminal.until("locked_by_tamper")
        assert reported(site, terminal, "TAMPER")
        site.client.remediate_device(deviceInstanceId=site.instance, deviceAtSite=True)
        terminal.until("idle")
        assert reported(site, terminal)


@pytest.mark.requirement("DEV-035", "DEV-036", "DEV-038", "DEV-039", "DEV-040")
def test_a_terminal_that_was_away_too_long_asks_whether_it_stands_where_it_should(
    server: ServerProcess, site: Site
) -> None:
    house = site.house
    with house.switched_on() as terminal:
        activated(site, terminal, replace(ENTRY, maximum_offline_minutes=15))
        terminal.until("idle")
        assert site.in_force(1)
        server.process.send_signal(signal.SIGSTOP)
        try:
            house.clock.leap(15 * 60)
            terminal.until("locked_by_inactivity")
        finally:
            server.process.send_signal(signal.SIGCONT)
    with house.switched_on() as terminal:
        terminal.until("locked_by_inactivity")
        assert reported(site, terminal, "INACTIVITY")
        site.client.remediate_device(deviceInstanceId=site.instance, deviceAtSite=True)
        terminal.until("idle")
        house.world.open_case()
        terminal.until("locked_by_tamper")
        assert reported(site, terminal, "TAMPER")
        answer = site.client.remediate_device(deviceInstanceId=site.instance, deviceAtSite=False)
        assert answer["state"] == "READY_FOR_ACTIVATION"
        terminal.beat()
        terminal.until("setting_up")


@pytest.mark.requirement("DEV-028", "DEV-029")
def test_out_of_service_and_back(site: Site) -> None:
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        out = site.client.update_device_service(deviceInstanceId=site.instance, inService=False)
        terminal.until("out_of_service")
        assert eventually(lambda: site.command(out["commandId"]) == "DONE", PATIENCE_S)
        site.client.update_device_service(deviceInstanceId=site.instance, inService=True)
        terminal.until("idle")


@pytest.mark.requirement("MNT-001", "DIM-004", "EVD-003")
def test_what_its_health_checks_find_is_shown_by_the_server(site: Site) -> None:
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        site.house.world.machine.set_readings(Readings(10**8, 10**11, 10**9, 4 * 10**9, 90.0))
        terminal.beat()
        assert eventually(lambda: status(site)["health"] == "CRITICAL", PATIENCE_S)
        assert status(site)["failingChecks"] == ["DISK", "TEMPERATURE"]


@pytest.mark.requirement("OVR-006")
def test_what_a_terminal_runs_on_is_shown_by_the_server(site: Site) -> None:
    machine = site.house.world.machine
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        for cut, source, failing in ((machine.cut_mains, "BATTERY", ["POWER"]), (machine.restore_mains, "MAINS", [])):
            cut()
            terminal.beat()
            assert eventually(partial(runs_on, site, source), PATIENCE_S)
            assert (status(site)["failingChecks"], status(site)["health"]) == (failing, "HEALTHY")
