"""Networks that setting up asks for: found, and joined with what a code or the machine adds to what was typed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.network import Joined, MachineLogin, Security, WifiLogin
from app.domain.setting_up import TryNumber
from app.flows import effects as do
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.ports.network import Goal
from app.runtime.setup_effects import SetupEffects
from drivers.simulated.networks import AccessPoint, Uplink
from tests.app.runtime.setup_bench import PASSWORD, Bench, set_up_bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with set_up_bench(tmp_path) as bench:
        yield bench


@pytest.mark.requirement("ACT-003", "OVR-003", "REQ-008")
def test_networks_are_found_and_joined_by_cable_and_through_the_air(bench: Bench) -> None:
    bench.world.networks.put(AccessPoint("Office", PASSWORD))
    found = bench.ask(ask.FindNetworks)
    assert isinstance(found, told.NetworksFound)
    assert [network.ssid for network in found.networks] == ["Office"]
    login = WifiLogin("Office", Security.WPA2, PASSWORD)
    assert bench.ask(ask.JoinWifi, login) == told.NetworkJoined(bench.now, Joined.OK)
    assert bench.ask(ask.UseEthernet) == told.NetworkJoined(bench.now, Joined.OK)
    bench.world.networks.plug_cable(None)
    assert bench.ask(ask.UseEthernet) == told.NetworkJoined(bench.now, Joined.NO_CABLE)


@pytest.mark.parametrize(("answers", "joined"), [(True, Joined.OK), (False, Joined.LIMITED)])
def test_without_the_internet_a_network_is_as_good_as_the_softwares_server_answers(
    bench: Bench, answers: bool, joined: Joined
) -> None:
    bench.world.networks.plug_cable(Uplink.SERVER)
    bench.effects = SetupEffects(replace(bench.tools, goal=Goal(lambda device: answers)), bench.workers)
    assert bench.ask(ask.UseEthernet) == told.NetworkJoined(bench.now, joined)


def test_whoever_goes_on_without_the_internet_does_not_type_the_password_again(bench: Bench) -> None:
    bench.world.networks.put(AccessPoint("Office", PASSWORD, uplink=Uplink.LIMITED))
    login = WifiLogin("Office", Security.WPA2, PASSWORD)
    assert bench.ask(ask.JoinWifi, login) == told.NetworkJoined(bench.now, Joined.NO_INTERNET)
    assert bench.world.networks.kept() is None
    assert bench.ask(ask.JoinWithoutInternet) == told.NetworkJoined(bench.now, Joined.OK)
    assert bench.world.networks.kept() == login


@pytest.mark.parametrize("then", [ask.UseEthernet, ask.FindNetworks, ask.FetchSoftware])
def test_a_password_is_known_until_the_next_question_alone(bench: Bench, then: type[ask.Question]) -> None:
    bench.world.networks.put(AccessPoint("Office", PASSWORD, uplink=Uplink.LIMITED))
    bench.ask(ask.JoinWifi, WifiLogin("Office", Security.WPA2, PASSWORD))
    bench.ask(then)
    bench.ask(ask.JoinWithoutInternet)
    assert bench.world.networks.kept() is None


def test_what_a_code_says_is_joined_without_being_told_again(bench: Bench) -> None:
    bench.world.networks.put(AccessPoint("Staff", PASSWORD, Security.ENTERPRISE, identity="door-7"))
    login = WifiLogin("Staff", Security.ENTERPRISE, PASSWORD, identity="door-7")
    bench.effects.perform(ask.HoldLogin(login), bench.events.put)
    assert bench.ask(ask.JoinHeld, "example.org") == told.NetworkJoined(bench.now, Joined.OK)
    assert bench.world.networks.kept() == replace(login, domain="example.org")


@pytest.mark.parametrize("then", [ask.ForgetInstaller(), ask.WatchForCodes(TryNumber(1))])
def test_what_a_code_said_is_forgotten_with_the_installer_and_when_another_is_looked_for(
    bench: Bench, then: do.Effect
) -> None:
    bench.effects.perform(ask.HoldLogin(WifiLogin("Guests", Security.OPEN)), bench.events.put)
    bench.effects.perform(then, bench.events.put)
    with pytest.raises(AssertionError):
        bench.ask(ask.JoinHeld)


OWN = MachineLogin("/etc/thenar/wifi.pem", "/etc/thenar/wifi.key", "door-7", "/etc/thenar/wifi-root.pem")


def test_a_login_without_a_password_is_the_terminals_own_and_is_so_again_without_the_internet(bench: Bench) -> None:
    station = AccessPoint("Staff", "", Security.ENTERPRISE, identity="door-7", by_certificate=True)
    bench.world.networks.put(replace(station, uplink=Uplink.LIMITED))
    bench.effects = SetupEffects(replace(bench.tools, machine_login=lambda: OWN), bench.workers)
    found = bench.ask(ask.FindNetworks)
    assert isinstance(found, told.NetworksFound)
    assert found.certificate
    login = WifiLogin("Staff", Security.ENTERPRISE, domain="example.org")
    assert bench.ask(ask.JoinWifi, login) == told.NetworkJoined(bench.now, Joined.NO_INTERNET)
    assert bench.ask(ask.JoinWithoutInternet) == told.NetworkJoined(bench.now, Joined.OK)
    assert bench.world.networks.kept() == replace(
        login, identity=OWN.identity, certificate=OWN.certificate, key=OWN.key, authority=OWN.authority
    )


def test_the_administrators_authority_counts_for_passwords_too(bench: Bench) -> None:
    bench.world.networks.put(AccessPoint("Staff", PASSWORD, Security.ENTERPRISE, identity="me"))
    bench.effects = SetupEffects(replace(bench.tools, machine_login=lambda: OWN), bench.workers)
    login = WifiLogin("Staff", Security.ENTERPRISE, PASSWORD, identity="me", domain="example.org")
    assert bench.ask(ask.JoinWifi, login) == told.NetworkJoined(bench.now, Joined.OK)
    assert bench.world.networks.kept() == replace(login, authority=OWN.authority)


def test_without_a_certificate_none_is_offered(bench: Bench) -> None:
    assert bench.ask(ask.FindNetworks) == told.NetworksFound(bench.now, ())


def test_what_the_machine_has_is_read_for_a_name_of_ones_own_alone(bench: Bench) -> None:
    def unreadable() -> MachineLogin:
        raise OSError

    bench.world.networks.put(AccessPoint("Office", PASSWORD))
    bench.effects = SetupEffects(replace(bench.tools, machine_login=unreadable), bench.workers)
    login = WifiLogin("Office", Security.WPA2, PASSWORD)
    assert bench.ask(ask.JoinWifi, login) == told.NetworkJoined(bench.now, Joined.OK)
