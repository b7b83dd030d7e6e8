"""What setting up asks of the world, on a simulated network and simulated software."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from app.domain.codes import OneCode
from app.domain.faults import Fault, FaultError
from app.domain.network import NetworkState, Security, WifiLogin
from app.domain.setting_up import TryNumber
from app.domain.updates import Fetched
from app.flows import effects as do
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Event
from app.operations.refusals import Reason, Refusal
from app.runtime.activation_steps import FINISHES
from app.runtime.setup_effects import SetupEffects
from app.storage.terminal_memory import Identity
from drivers.simulated.network import SimulatedNetwork
from tests.app.runtime.setting_up import CARD, POSTAL_CODE, SILENCE
from tests.app.runtime.setup_bench import DEADLINE_S, PASSWORD, Bench, set_up_bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with set_up_bench(tmp_path) as bench:
        yield bench


def redeemed(bench: Bench) -> None:
    assert isinstance(bench.ask(ask.RedeemCode, CARD), told.CodeRedeemed)


def confirmed(bench: Bench) -> None:
    redeemed(bench)
    assert isinstance(bench.ask(ask.SubmitPostalCode, POSTAL_CODE), told.PlaceShown)


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
