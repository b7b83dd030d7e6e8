"""What setting up asks of the world, on a simulated network and simulated software."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from app.domain.codes import OneCode
from app.domain.faults import Fault, FaultError
from app.domain.network import Joined, MachineLogin, NetworkState, Security, WifiLogin
from app.domain.setting_up import TryNumber
from app.domain.updates import Fetched
from app.flows import effects as do
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Event
from app.operations.refusals import Reason, Refusal
from app.ports.network import Goal
from app.runtime.activation_steps import FINISHES, ActivationSteps
from app.runtime.code_watch import CodeWatch
from app.runtime.setup_effects import SetupEffects, SetupTools, SetupWorkers
from app.runtime.worker import Worker
from app.storage.restart_count import RestartCount
from app.storage.terminal_memory import Identity, TerminalMemory
from drivers.simulated.clock import SteppedClock
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.networks import AccessPoint, Uplink
from drivers.simulated.updates import SimulatedUpdates
from drivers.simulated.world import World
from tests.app.runtime.fakes import ToldCamera, ToldClock
from tests.app.runtime.setting_up import CARD, POSTAL_CODE, SILENCE, ToldCodes, ToldServer

DEADLINE_S = 20.0
PASSWORD = "correct horse"


@dataclass
class Bench:
    world: World
    network: SimulatedNetwork
    updates: SimulatedUpdates
    server: ToldServer
    codes: ToldCodes
    camera: ToldCamera
    watch: CodeWatch
    memory: TerminalMemory
    restarts: RestartCount
    effects: SetupEffects
    events: SimpleQueue[Event]
    restarted: list[str]
    ailments: list[str]
    """Of the software that was just started."""
    tools: SetupTools
    workers: SetupWorkers
    number: int = 0

    def ask(self, kind: type[ask.Question], *words: object) -> Event:
        """The answer to a question of its own number."""
        self.number += 1
        self.effects.perform(kind(TryNumber(self.number), *words), self.events.put)
        return self.answer()

    def answer(self) -> Event:
        """The next event but for software that arrives."""
        event = self.events.get(timeout=DEADLINE_S)
        return self.answer() if isinstance(event, told.SoftwareArrived) else event

    @property
    def now(self) -> TryNumber:
        return TryNumber(self.number)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    world = World(SteppedClock())
    network, updates, server = SimulatedNetwork(world), SimulatedUpdates(world), ToldServer()
    camera, codes, restarted, ailments = ToldCamera(), ToldCodes(), list[str](), list[str]()
    watch = CodeWatch(camera, codes, ToldClock(), lambda pixels: None)
    memory, restarts = TerminalMemory(tmp_path / "device"), RestartCount(tmp_path / "device")
    steps = ActivationSteps(server.connect, memory, "0000195169")
    workers = SetupWorkers(Worker("network"), Worker("software"), Worker("server"))
    tools = SetupTools(
        memory, network, updates, steps, watch, restarts, lambda: not ailments, lambda: restarted.append("again")
    )
    effects, events = SetupEffects(tools, workers), SimpleQueue[Event]()
    bench = Bench(
        world,
        network,
        updates,
        server,
        codes,
        camera,
        watch,
        memory,
        restarts,
        effects,
        events,
        restarted,
        ailments,
        tools,
        workers,
    )
    for worker in (workers.network, workers.software, workers.server):
        worker.start()
    yield bench
    for worker in (workers.network, workers.software, workers.server):
        worker.stop()


def redeemed(bench: Bench) -> None:
    assert isinstance(bench.ask(ask.RedeemCode, CARD), told.CodeRedeemed)


def confirmed(bench: Bench) -> None:
    redeemed(bench)
    assert isinstance(bench.ask(ask.SubmitPostalCode, POSTAL_CODE), told.PlaceShown)


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


def test_software_arrives_part_by_part(bench: Bench) -> None:
    bench.updates.offer(Fetched.NEWER, "0.2.0")
    bench.effects.perform(ask.FetchSoftware(TryNumber(1)), bench.events.put)
    arrived = []
    while isinstance(event := bench.events.get(timeout=DEADLINE_S), told.SoftwareArrived):
        arrived.append(event.share)
    assert arrived == sorted(arrived)
    assert (arrived[0], arrived[-1]) == (0.0, 1.0)
    assert event == told.SoftwareFetched(TryNumber(1), Fetched.NEWER)
    bench.number = 1
    assert bench.ask(ask.InstallSoftware) == told.SoftwareInstalled(TryNumber(2))


def test_a_download_that_nobody_waits_for_stops_with_its_next_part(bench: Bench) -> None:
    bench.updates.offer(Fetched.NEWER, "0.2.0")
    parts = SimpleQueue[Event]()

    def take(event: Event) -> None:
        bench.effects.perform(ask.ForgetInstaller(), bench.events.put)
        parts.put(event)

    bench.effects.perform(ask.FetchSoftware(TryNumber(1)), take)
    assert parts.get(timeout=DEADLINE_S) == told.SoftwareArrived(TryNumber(1), 0.0)
    bench.number = 5
    assert bench.ask(ask.FetchSoftware) == told.SoftwareFetched(bench.now, Fetched.NEWER)
    assert parts.empty()


def test_a_question_that_is_over_is_not_begun(bench: Bench) -> None:
    answers: list[Event] = []
    for number in (1, 2):
        bench.effects.perform(ask.RedeemCode(TryNumber(number), CARD), answers.append)
    bench.effects.perform(ask.ForgetInstaller(), bench.events.put)
    bench.number = 7
    redeemed(bench)
    assert len(bench.server.connected) <= 2  # the first may have begun before it was over, and answers to itself alone
    assert all(isinstance(answer, told.Answer) and answer.attempt in (1, 2) for answer in answers)


@pytest.mark.requirement("ACT-011", "ACT-014", "ACT-015", "ACT-020")
def test_a_code_leads_to_a_place_and_to_an_identity_on_the_disk(bench: Bench) -> None:
    confirmed(bench)
    assert bench.ask(ask.Activate) == told.Activated(bench.now)
    identity = bench.memory.identity()
    assert identity is not None
    assert (identity.instance, identity.link_address) == ("abCdefG12hijkL", "door.example:8444")
    assert "PRIVATE KEY" in bench.memory.identity_file.read_text()
    assert bench.restarts.count() == 0


@pytest.mark.requirement("DEV-010", "DEV-015", "DEV-016", "DEV-019")
@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        (Reason.ACTIVATION_CODE_UNKNOWN, Fault.CODE_UNKNOWN),
        (Reason.ACTIVATION_CODE_EXPIRED, Fault.CODE_EXPIRED),
        (Reason.ACTIVATION_CODE_SPENT, Fault.CODE_SPENT),
        (Reason.ACTIVATION_INSTANCE_GONE, Fault.INSTANCE_GONE),
        (Reason.ACTIVATION_SITE_GONE, Fault.SITE_GONE),
        (Reason.UNAVAILABLE, Fault.GATEWAY_TIMED_OUT),
        (Reason.INTERNAL, Fault.SYSTEM_ERROR),
    ],
)
def test_each_refusal_of_a_code_is_a_fault_of_its_own(bench: Bench, reason: Reason, fault: Fault) -> None:
    bench.server.refusal = Refusal.of(reason)
    assert bench.ask(ask.RedeemCode, CARD) == told.Failed(bench.now, fault)


def test_another_server_than_the_code_names_is_a_fault_of_its_own(bench: Bench) -> None:
    confirmed(bench)
    bench.server.other = True
    for question in (ask.Activate, ask.Activate):
        assert bench.ask(question) == told.Failed(bench.now, Fault.SERVER_NOT_TRUSTED)
    assert bench.ask(ask.RedeemCode, CARD) == told.Failed(bench.now, Fault.SERVER_NOT_TRUSTED)
    assert bench.memory.identity() is None


@pytest.mark.requirement("DEV-005")
def test_silence_while_nothing_is_connected_is_the_networks_matter(bench: Bench) -> None:
    bench.server.refusal = SILENCE
    bench.world.cut_network()
    assert bench.ask(ask.RedeemCode, CARD) == told.Failed(bench.now, Fault.NETWORK_LOST)


@pytest.mark.requirement("DEV-017")
def test_a_wrong_postal_code_says_how_many_are_left(bench: Bench) -> None:
    redeemed(bench)
    wrong = bench.ask(ask.SubmitPostalCode, "10115")
    assert wrong == told.Failed(bench.now, Fault.POSTAL_CODE_WRONG, answers_left=4)


@pytest.mark.requirement("DEV-020")
def test_a_disk_that_takes_nothing_is_told_before_the_server_is_asked_for_what_it_gives_once(
    bench: Bench, tmp_path: Path
) -> None:
    confirmed(bench)
    (tmp_path / "device").write_text("a file where the folder should be")
    assert bench.ask(ask.Activate) == told.Failed(bench.now, Fault.CONFIGURATION_NOT_SAVED)
    assert bench.server.keys == []


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(bench: Bench) -> None:
    confirmed(bench)
    bench.server.lost = FINISHES - 1
    assert bench.ask(ask.Activate) == told.Activated(bench.now)
    assert len(bench.server.keys) == FINISHES
    assert len({id(key) for key in bench.server.keys}) == 1


def test_a_server_that_stays_silent_is_not_asked_for_ever(bench: Bench) -> None:
    confirmed(bench)
    bench.server.refusal = SILENCE
    assert bench.ask(ask.Activate) == told.Failed(bench.now, Fault.GATEWAY_TIMED_OUT)
    assert len(bench.server.keys) == FINISHES


def test_nothing_of_a_code_is_left_once_the_installer_is_forgotten(bench: Bench) -> None:
    confirmed(bench)
    bench.effects.perform(ask.ForgetInstaller(), bench.events.put)
    bench.number += 1
    for question, words in ((ask.SubmitPostalCode, (POSTAL_CODE,)), (ask.Activate, ())):
        assert bench.ask(question, *words) == told.Failed(bench.now, Fault.CODE_UNKNOWN)


def test_a_code_is_seen_through_the_camera_under_its_questions_number(bench: Bench) -> None:
    bench.codes.seen = OneCode(CARD.text)
    bench.effects.perform(ask.WatchForCodes(TryNumber(3)), bench.events.put)
    bench.watch.step()
    assert bench.answer() == told.CodeSeen(TryNumber(3), OneCode(CARD.text))
    bench.camera.missing = True
    bench.effects.perform(ask.WatchForCodes(TryNumber(4)), bench.events.put)
    bench.watch.step()
    assert bench.answer() == told.Failed(TryNumber(4), Fault.CAMERA_MISSING)


def boot(bench: Bench) -> Event:
    bench.effects.perform(ask.Boot(), bench.events.put)
    return bench.answer()


def test_a_terminal_boots_as_what_it_is(bench: Bench) -> None:
    assert boot(bench) == told.Booted()
    bench.effects.perform(do.Restart(), bench.events.put)
    assert (boot(bench), bench.restarted) == (told.Booted(restarts=1), ["again"])
    bench.memory.become(Identity("abCdefG12hijkL", "123456789012", "localhost:1", "ROOT\n"), "PRIVATE KEY")
    assert boot(bench) == told.Booted(active=True)


@pytest.mark.parametrize("healthy", [True, False])
def test_newer_software_stays_when_it_is_well_and_goes_back_when_it_is_not(bench: Bench, healthy: bool) -> None:
    bench.updates.offer(Fetched.NEWER, "0.2.0")
    bench.ask(ask.FetchSoftware)
    bench.ask(ask.InstallSoftware)
    bench.updates.start()
    bench.ailments += [] if healthy else ["no network"]
    assert boot(bench) == told.Booted(updated=healthy)
    assert bench.updates.version() == ("0.2.0" if healthy else "0.1.0")
    assert bench.restarted == ([] if healthy else ["again"])
    assert not bench.updates.on_trial()


class Mute(SimulatedNetwork):
    """Whoever manages the networks does not answer."""

    def state(self) -> NetworkState:
        raise FaultError(Fault.NETWORK_MANAGER_SILENT)


def test_newer_software_that_cannot_ask_after_networks_goes_back(bench: Bench) -> None:
    bench.updates.offer(Fetched.NEWER, "0.2.0")
    bench.ask(ask.FetchSoftware)
    bench.ask(ask.InstallSoftware)
    bench.updates.start()
    deaf = SetupEffects(replace(bench.tools, network=Mute(bench.world)), bench.workers)
    deaf.perform(ask.Boot(), bench.events.put)
    assert bench.answer() == told.Booted()
    assert bench.updates.version() == "0.1.0"


def test_starting_new_software_is_no_restart_in_vain(bench: Bench) -> None:
    bench.effects.perform(ask.StartNewSoftware(), bench.events.put)
    assert (bench.restarted, bench.restarts.count()) == (["again"], 0)


def test_what_was_typed_is_in_no_log(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bench.ask(ask.JoinWifi, WifiLogin("Office", Security.WPA2, PASSWORD))
    redeemed(bench)
    bench.ask(ask.SubmitPostalCode, "73112")
    assert PASSWORD not in caplog.text
    assert "73112" not in caplog.text
    assert PASSWORD not in repr(ask.JoinWifi(bench.now, WifiLogin("Office", Security.WPA2, PASSWORD)))
