"""The terminal's side of the device link: connects, does what it is told once, keeps configuration and certificate
fresh, and says how it is.

Rules it keeps: a command is in the journal before it is begun, and one that is there is never begun again unless doing
it twice is doing it once; a reboot is done when the machine has come back; a configuration is put in force or refused,
and the server hears which; what a terminal that serves nobody yet refused for a reason that may pass, it tries again; a
terminal that is turned away forgets who it was.

    agent = DeviceAgent(memory, duties, clock, boot_id)
    agent.start()
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.credentials.certificates import due_for_renewal, make_request
from app.domain.configuration_refusal import PASSING, RefusedConfiguration, Unfit
from app.domain.device_commands import HEARTBEAT_S, CommandKind
from app.domain.device_lock import Locked
from app.domain.health_checks import Check, is_critical
from app.domain.power import PowerSource
from app.gateway.link_client import DeviceLinkClient, LinkLost, LinkPlace, TurnedAway, connected
from app.operations.instances import HealthWord
from app.operations.link import (
    Acknowledge,
    Asked,
    Beat,
    Configured,
    Dismissed,
    FetchConfiguration,
    Hello,
    Noted,
    Order,
    Orders,
    Renew,
    Renewed,
    Settle,
    Told,
    Welcome,
)
from app.operations.link_sync import GalleryChanged
from app.ports.clock import Clock
from app.runtime.bandwidth import Bandwidth
from app.runtime.guard import Guard
from app.runtime.loop import Loop
from app.runtime.obeyed import Obeyed
from app.storage.terminal_memory import Entry, Identity, Kept, Step, TerminalMemory

TIMEOUT_S = 10.0
WAIT_S = 0.2
RETRY_FIRST_S, RETRY_MOST_S = 1.0, 60.0
"""Between two tries to connect, doubling. A whole site that comes back is spread by the time its machines take."""
TRY_AGAIN_S = 60.0
"""From the end of one try of a first configuration to the next."""
_LEAVES = ("revoked", "copied")
"""Words of a dismissal after which nothing can be hoped for."""


class Sync(Protocol):
    """Keeps the terminal's people and the server's in step: `app.runtime.sync`. Called on the agent's thread, but for
    `ready`."""

    @property
    def ready(self) -> bool:
        """The server has told everybody: nobody is enrolled before."""
        ...

    def begin(self, newest: int) -> None:
        """A connection has begun; the newest change among the people of the site is `newest`."""
        ...

    def heard(self, newest: int) -> None:
        """The same, later on."""
        ...

    def step(self, ask: Callable[[Asked], Told]) -> bool:
        """One exchange at most; True when there was one. Raises what `ask` does, and FaultError."""
        ...

    def dismissed(self, reason: str) -> None:
        """The server ended the connection, with a word for it."""
        ...


@dataclass(frozen=True)
class Duties:
    """What the terminal does when it is told."""

    software: str
    failing: Callable[[], tuple[Check, ...]]
    """Its health checks that fail now."""
    obey: Callable[[CommandKind], Obeyed]
    configure: Callable[[Kept], Unfit | None]
    """Puts it in force, on the disk, before it returns; or says why the one before stays."""
    forget: Callable[[], None]
    """The terminal belongs to nobody any more: identity, templates and keys go. The memory has no identity when it
    returns."""
    sync: Sync | None = None
    guard: Guard | None = None
    """Hears of each answer of the server, and knows what locks the terminal."""
    power: Callable[[], PowerSource] = lambda: PowerSource.UNKNOWN
    """What the terminal runs on; asked after `failing`."""
    bandwidth: Bandwidth | None = None
    told_time: Callable[[int], None] | None = None
    """Hears what time it is at the server, in milliseconds since 1970."""


class DeviceAgent:
    def __init__(self, memory: TerminalMemory, duties: Duties, clock: Clock, boot: str) -> None:
        """`boot` is another one after every start of the machine."""
        self._memory = memory
        self._duties = duties
        self._clock = clock
        self._boot = boot
        self._stack = ExitStack()
        self._link: DeviceLinkClient | None = None
        self._due_s = clock.monotonic_s()
        self._retry_s = RETRY_FIRST_S
        self._lost_s: float | None = self._due_s
        self._unsaved: RefusedConfiguration | None = None
        """What the disk did not take: it is tried again, and the disk may take no note of it either."""
        self._tried_s: float | None = None
        """Monotonic seconds when a configuration was tried last; None before the first since the start."""
        self._loop = Loop("device-agent", self.step, lambda fault: None)

    @property
    def silent_for_s(self) -> float:
        """Seconds without a connection, 0 while there is one. From any thread."""
        lost_s = self._lost_s
        return 0.0 if lost_s is None else self._clock.monotonic_s() - lost_s

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()
        self._hang_up()

    def step(self) -> None:
        """Once around: connects when it is time, or listens for a moment. Raises FaultError for a broken memory."""
        identity = self._memory.identity()
        try:
            if identity is None:
                self._rest()
            elif self._link is None:
                self._connect(identity)
            else:
                self._attend(self._link)
        except LinkLost:
            self._hang_up()
            self._due_s = self._clock.monotonic_s() + self._retry_s
            self._retry_s = min(2 * self._retry_s, RETRY_MOST_S)
        except TurnedAway:
            self._hang_up()
            self._duties.forget()

    def _rest(self) -> None:
        """It is nobody's terminal: not yet, or not any more."""
        self._hang_up()
        self._due_s = self._lost_s = self._clock.monotonic_s()
        self._clock.sleep(WAIT_S)

    def _connect(self, identity: Identity) -> None:
        if self._clock.monotonic_s() < self._due_s:
            self._clock.sleep(WAIT_S)
            return
        file = self._memory.identity_file
        place = LinkPlace(identity.link_address, file, file, identity.root)
        link = self._stack.enter_context(connected(place, TIMEOUT_S))
        failing, software = self._duties.failing(), self._duties.software
        hello = Hello(
            _health(failing),
            software,
            self._version(),
            identity.token,
            self._refused(),
            self._locks(),
            failing,
            self._duties.power(),
            self._kbps(),
        )
        welcome = self._ask(link, hello)
        if not isinstance(welcome, Welcome):
            raise LinkLost
        self._memory.keep(replace(identity, token=welcome.token))
        self._link, self._retry_s, self._lost_s = link, RETRY_FIRST_S, None
        self._due_s = self._clock.monotonic_s() + HEARTBEAT_S
        self._answered(welcome.unheard_millis, welcome.at_millis)
        self._look_for(link, welcome.configuration_version)
        if self._duties.sync is not None:
            self._duties.sync.begin(welcome.gallery_version)
        if self._duties.bandwidth is not None:
            self._duties.bandwidth.begin()
        for order in welcome.orders:
            self._obey(link, order)

    def _attend(self, link: DeviceLinkClient) -> None:
        busy = self._in_step(link)
        match link.wait(0.0 if busy else WAIT_S):
            case Orders(orders):
                for order in orders:
                    self._obey(link, order)
            case GalleryChanged(version):
                self._heard(version)
            case None:
                pass
        if self._clock.monotonic_s() >= self._due_s:
            self._due_s = self._clock.monotonic_s() + HEARTBEAT_S
            noted = self._beat(link)
            if isinstance(noted, Noted):
                self._answered(0, noted.at_millis)
                self._heard(noted.gallery_version)
                self._look_for(link, noted.configuration_version)
            self._renew(link)

    def _in_step(self, link: DeviceLinkClient) -> bool:
        """One exchange of what has no hurry: people and records, and only then a look at how wide the way is."""
        duties = self._duties

        def ask(message: Asked) -> Told:
            return self._ask(link, message)

        if duties.sync is not None and duties.sync.step(ask):
            return True
        return duties.bandwidth is not None and duties.bandwidth.step(ask)

    def _obey(self, link: DeviceLinkClient, order: Order) -> None:
        noted = self._memory.noted(order.command_id)
        if noted is None or (noted.step is Step.BEGUN and order.command.repeatable):
            self._memory.note(Entry(order.command_id, Step.BEGUN, self._boot))
            self._ask(link, Acknowledge(order.command_id))
            obeyed = self._duties.obey(order.command)
            if obeyed is not Obeyed.WHEN_BACK:
                self._settle(link, order, Step.DONE if obeyed is Obeyed.DONE else Step.FAILED)
        elif noted.step is not Step.BEGUN:
            self._settle(link, order, noted.step)
        elif noted.boot != self._boot:
            self._settle(link, order, Step.DONE)

    def _settle(self, link: DeviceLinkClient, order: Order, step: Step) -> None:
        self._memory.note(Entry(order.command_id, step, self._boot))
        self._ask(link, Settle(order.command_id, step is Step.DONE))
        self._due_s = self._clock.monotonic_s()  # what it did may show in how it is

    def _answered(self, unheard_millis: int, at_millis: int | None) -> None:
        if self._duties.told_time is not None and at_millis is not None:
            self._duties.told_time(at_millis)
        if self._duties.guard is not None:
            self._duties.guard.answered(unheard_millis)

    def _locks(self) -> tuple[Locked, ...]:
        return () if self._duties.guard is None else self._duties.guard.locks

    def _heard(self, newest: int) -> None:
        if self._duties.sync is not None:
            self._duties.sync.heard(newest)

    def _look_for(self, link: DeviceLinkClient, newest: int) -> None:
        refused = self._memory.refused()
        done_with = 0 if refused is None or self._may_have_passed(refused) else refused.version
        if newest <= max(self._version(), done_with):
            return
        told = self._ask(link, FetchConfiguration())
        if not isinstance(told, Configured) or told.configuration is None:
            return
        unfit = self._duties.configure(Kept(told.version, told.configuration))
        self._tried_s = self._clock.monotonic_s()
        self._unsaved = None
        if unfit is Unfit.NOT_SAVED:
            self._unsaved = RefusedConfiguration(told.version, unfit)
        elif unfit is not None:
            self._memory.refuse(RefusedConfiguration(told.version, unfit))
        self._beat(link)

    def _may_have_passed(self, refused: RefusedConfiguration) -> bool:
        """Only where there is nothing to lose: a terminal at work would leave its network for every try."""
        if self._version() or refused.reason not in PASSING:
            return False
        return self._tried_s is None or self._clock.monotonic_s() - self._tried_s >= TRY_AGAIN_S

    def _beat(self, link: DeviceLinkClient) -> Told:
        failing, power = self._duties.failing(), self._duties.power()
        standing = _health(failing), self._version(), self._refused(), self._locks()
        return self._ask(link, Beat(*standing, failing, power, self._kbps()))

    def _kbps(self) -> int | None:
        return None if self._duties.bandwidth is None else self._duties.bandwidth.kbps

    def _refused(self) -> RefusedConfiguration | None:
        return self._unsaved or self._memory.refused()

    def _version(self) -> int:
        known = self._memory.configuration()
        return known.version if known else 0

    def _renew(self, link: DeviceLinkClient) -> None:
        pem = self._memory.identity_file.read_bytes()
        if not due_for_renewal(x509.load_pem_x509_certificates(pem)[0], self._clock.now()):
            return
        key = ec.generate_private_key(ec.SECP256R1())
        told = self._ask(link, Renew(make_request(key)))
        if isinstance(told, Renewed):
            self._memory.renew(told.certificate + private_pem(key))

    def _ask(self, link: DeviceLinkClient, message: Asked) -> Told:
        told = link.ask(message)
        if isinstance(told, Dismissed):
            if self._duties.sync is not None:
                self._duties.sync.dismissed(told.reason)
            raise TurnedAway if told.reason in _LEAVES else LinkLost
        return told

    def _hang_up(self) -> None:
        if self._link is not None:
            self._lost_s = self._clock.monotonic_s()
        self._link = None
        self._stack.close()


def _health(failing: tuple[Check, ...]) -> HealthWord:
    return HealthWord.CRITICAL if is_critical(failing) else HealthWord.HEALTHY


def private_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
