"""What the set-up flow asks of the world: networks, software, codes, the server. Slow work runs off the flow's thread.

Rules it keeps: an answer carries its question's number; a question that is over is not begun, and a download that
nobody waits for any more stops with its next part; what breaks becomes the answer to its own question and to no other.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.activation import ActivationCard
from app.domain.faults import Fault, FaultError
from app.domain.network import Joined, MachineLogin, Reach, Security, WifiLogin
from app.domain.setting_up import TryNumber
from app.flows import effects as do
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Event
from app.ports.network import INTERNET, WITHOUT_INTERNET, Goal, Network
from app.ports.updates import Updates
from app.runtime.activation_steps import ActivationSteps, Stopped
from app.runtime.code_watch import CodeWatch
from app.runtime.worker import Job, Post, Worker
from app.storage.restart_count import RestartCount
from app.storage.terminal_memory import TerminalMemory

log = logging.getLogger("thenar.runtime")


@dataclass(frozen=True)
class SetupWorkers:
    """One for each part of the world that may keep somebody waiting, so that none waits for another."""

    network: Worker
    software: Worker
    server: Worker


@dataclass(frozen=True)
class SetupTools:
    memory: TerminalMemory
    network: Network
    updates: Updates
    steps: ActivationSteps
    codes: CodeWatch
    restarts: RestartCount
    healthy: Callable[[], bool]
    """Whether newer software, started a moment ago, may stay."""
    restart: Callable[[], None]
    """Starts the application again; called on the flow's thread, and returns."""
    machine_login: Callable[[], MachineLogin] = MachineLogin
    """What an administrator has put here for networks with names of one's own, read anew each time."""
    goal: Goal = INTERNET
    """What a network has to lead to."""


class Abandoned(Exception):
    """Nobody waits for this download any more."""


class SetupEffects:
    def __init__(self, tools: SetupTools, workers: SetupWorkers) -> None:
        self._tools = tools
        self._workers = workers
        self._asked = TryNumber(0)
        """The latest question: earlier ones are over."""
        self._login: WifiLogin | None = None
        """Of the latest question, if it was one to join a Wi-Fi network, or of a code that was read since."""

    def perform(self, effect: do.Effect, post: Post) -> None:
        match effect:
            case ask.Boot():
                self._workers.software.submit(self._boot, post)
            case ask.WatchForCodes(attempt):
                self._asked, self._login = attempt, None
                self._watch(attempt, post)
            case ask.Question():
                self._asked = effect.attempt
                self._ask(effect, post)
            case ask.HoldLogin(login):
                self._login = login
            case ask.StopWatching():
                self._tools.codes.stop_looking()
            case ask.ForgetInstaller():
                self._asked = TryNumber(self._asked + 1)
                self._login = None
                self._tools.codes.stop_looking()
                self._tools.steps.forget()
            case ask.StartNewSoftware():
                self._tools.restart()
            case do.Restart():
                self._restart()
            case ask.BecomeActive():
                pass  # whoever decides which flow runs sees that the terminal has an identity now
            case _:
                raise AssertionError(f"the set-up flow does not ask for {type(effect).__name__}")

    def _ask(self, question: ask.Question, post: Post) -> None:
        self._login = _login_of(question, self._login)
        worker, job = self._work(question, self._login, post)

        def answer() -> Event | None:
            if question.attempt != self._asked:
                return None
            try:
                return job()
            except Abandoned:
                return None
            except FaultError as error:
                return told.Failed(question.attempt, error.fault)
            except Exception as error:  # noqa: BLE001 (the top of a job records and fails its own question)
                log.error("a step of setting up failed: %s", type(error).__name__)
                return told.Failed(question.attempt, Fault.SYSTEM_ERROR)

        worker.submit(answer, post)

    def _work(self, question: ask.Question, login: WifiLogin | None, post: Post) -> tuple[Worker, Job]:
        at, tools, workers = question.attempt, self._tools, self._workers
        match question:
            case ask.FindNetworks():
                return workers.network, lambda: self._found(at)
            case ask.UseEthernet():
                return workers.network, lambda: told.NetworkJoined(at, self._join(None, tools.goal))
            case ask.JoinWifi() | ask.JoinHeld():
                return workers.network, lambda: told.NetworkJoined(at, self._join(login, tools.goal))
            case ask.JoinWithoutInternet():
                return workers.network, lambda: told.NetworkJoined(at, self._join(login, WITHOUT_INTERNET))
            case ask.FetchSoftware():
                return workers.software, lambda: self._fetch(at, post)
            case ask.InstallSoftware():
                return workers.software, lambda: self._install(at)
            case ask.RedeemCode(card=card):
                return workers.server, lambda: self._redeem(at, card)
            case ask.SubmitPostalCode(postal_code=postal_code):
                return workers.server, lambda: self._confirm(at, postal_code)
            case ask.Activate():
                return workers.server, lambda: self._activate(at)
            case _:
                raise AssertionError(f"nobody answers {type(question).__name__}")

    def _boot(self) -> Event:
        """Raises FaultError for a broken memory."""
        tools = self._tools
        if tools.memory.identity() is not None:
            return told.Booted(active=True)
        restarts = tools.restarts.count()
        if not tools.updates.on_trial():
            return told.Booted(restarts=restarts)
        if self._reaches_networks() and tools.healthy():
            tools.updates.commit()
            return told.Booted(updated=True, restarts=restarts)
        tools.updates.roll_back()
        tools.restart()
        return told.Booted(restarts=restarts)

    def _reaches_networks(self) -> bool:
        """Software that cannot even ask after networks could never be replaced: it must not stay."""
        try:
            self._tools.network.state()
        except FaultError:
            return False
        return True

    def _found(self, at: TryNumber) -> Event:
        return told.NetworksFound(at, self._tools.network.scan(), self._tools.machine_login().complete)

    def _join(self, login: WifiLogin | None, goal: Goal) -> Joined:
        network = self._tools.network
        if login is None:
            return network.use_ethernet(goal)
        if login.security is Security.ENTERPRISE:
            login = self._tools.machine_login().completing(login)
        return network.join(login, goal)

    def _fetch(self, at: TryNumber, post: Post) -> Event:
        def arrive(share: float) -> None:
            if at != self._asked:
                raise Abandoned
            post(told.SoftwareArrived(at, share))

        return told.SoftwareFetched(at, self._tools.updates.fetch(arrive))

    def _install(self, at: TryNumber) -> Event:
        self._tools.updates.install()
        return told.SoftwareInstalled(at)

    def _activate(self, at: TryNumber) -> Event:
        stopped = self._tools.steps.finish()
        if stopped is not None:
            return self._failed(at, stopped)
        self._tools.restarts.clear()
        return told.Activated(at)

    def _redeem(self, at: TryNumber, card: ActivationCard) -> Event:
        site = self._tools.steps.redeem(card)
        return self._failed(at, site) if isinstance(site, Stopped) else told.CodeRedeemed(at, site)

    def _confirm(self, at: TryNumber, postal_code: str) -> Event:
        place = self._tools.steps.confirm(postal_code)
        return self._failed(at, place) if isinstance(place, Stopped) else told.PlaceShown(at, place)

    def _failed(self, at: TryNumber, stopped: Stopped) -> Event:
        """A server that does not answer, from a terminal that reaches nothing at all, is the network's matter."""
        lost = stopped.fault is Fault.GATEWAY_TIMED_OUT and self._tools.network.state().reach is Reach.NONE
        return told.Failed(at, Fault.NETWORK_LOST if lost else stopped.fault, stopped.answers_left)

    def _watch(self, at: TryNumber, post: Post) -> None:
        self._tools.codes.look_for(
            lambda codes: post(told.CodeSeen(at, codes)), lambda fault: post(told.Failed(at, fault))
        )

    def _restart(self) -> None:
        """A count that cannot be kept is no reason not to restart."""
        try:
            self._tools.restarts.add()
        except OSError as error:
            log.warning("a restart was not counted: %s", type(error).__name__)
        self._tools.restart()


def _login_of(question: ask.Question, held: WifiLogin | None) -> WifiLogin | None:
    """With which it joins; `held` is what was known before. None for a cable, and for what is no question of
    networks."""
    match question:
        case ask.JoinWifi(login=login):
            return login
        case ask.JoinWithoutInternet():
            return held
        case ask.JoinHeld(domain=domain):
            if held is None:
                raise AssertionError("no network is joined that no code was held up for")
            return replace(held, domain=domain)
        case _:
            return None
