"""The terminal's side of the device link: connects, does what it is told once, keeps configuration and certificate
fresh, and says how it is.

Rules it keeps: a command is in the journal before it is begun, and one that is there is never begun again; a reboot is
done when the machine has come back; a terminal that is turned away forgets who it was.

    agent = DeviceAgent(memory, duties, clock, boot_id)
    agent.start()
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.credentials.certificates import due_for_renewal, make_request
from app.domain.device_commands import HEARTBEAT_S, CommandKind
from app.domain.device_configuration import DeviceConfiguration
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
    Renew,
    Renewed,
    Settle,
    Told,
    Welcome,
)
from app.ports.clock import Clock
from app.runtime.loop import Loop
from app.storage.terminal_memory import Entry, Identity, Kept, Step, TerminalMemory

TIMEOUT_S = 10.0
WAIT_S = 0.2
RETRY_FIRST_S, RETRY_MOST_S = 1.0, 60.0
"""Between two tries to connect, doubling. A whole site that comes back is spread by the time its machines take."""
_LEAVES = ("revoked", "copied")
"""Words of a dismissal after which nothing can be hoped for."""


@dataclass(frozen=True)
class Duties:
    """What the terminal does when it is told."""

    software: str
    health: Callable[[], HealthWord]
    reboot: Callable[[], None]
    """May return before the machine goes down."""
    configure: Callable[[DeviceConfiguration], None]
    forget: Callable[[], None]
    """The terminal belongs to nobody any more: templates go too."""


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
        self._loop = Loop("device-agent", self.step, lambda fault: None)

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
                self._clock.sleep(WAIT_S)
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
            self._memory.forget()
            self._duties.forget()

    def _connect(self, identity: Identity) -> None:
        if self._clock.monotonic_s() < self._due_s:
            self._clock.sleep(WAIT_S)
            return
        file = self._memory.identity_file
        place = LinkPlace(identity.link_address, file, file, identity.root)
        link = self._stack.enter_context(connected(place, TIMEOUT_S))
        known = self._memory.configuration()
        hello = Hello(self._duties.health(), self._duties.software, known.version if known else 0, identity.token)
        welcome = self._ask(link, hello)
        if not isinstance(welcome, Welcome):
            raise LinkLost
        self._memory.keep(replace(identity, token=welcome.token))
        self._link, self._retry_s = link, RETRY_FIRST_S
        self._due_s = self._clock.monotonic_s() + HEARTBEAT_S
        self._look_for(link, welcome.configuration_version)
        for order in welcome.orders:
            self._obey(link, order)

    def _attend(self, link: DeviceLinkClient) -> None:
        orders = link.wait(WAIT_S)
        for order in () if orders is None else orders.orders:
            self._obey(link, order)
        if self._clock.monotonic_s() >= self._due_s:
            self._due_s = self._clock.monotonic_s() + HEARTBEAT_S
            known = self._memory.configuration()
            noted = self._ask(link, Beat(self._duties.health(), known.version if known else 0))
            if isinstance(noted, Noted):
                self._look_for(link, noted.configuration_version)
            self._renew(link)

    def _obey(self, link: DeviceLinkClient, order: Order) -> None:
        noted = self._memory.noted(order.command_id)
        if noted is None:
            self._memory.note(Entry(order.command_id, Step.BEGUN, self._boot))
            self._ask(link, Acknowledge(order.command_id))
            self._do(order.command)
        elif noted.step is not Step.BEGUN:
            self._ask(link, Settle(order.command_id, noted.step is Step.DONE))
        elif noted.boot != self._boot:
            self._memory.note(replace(noted, step=Step.DONE))
            self._ask(link, Settle(order.command_id, True))

    def _do(self, command: CommandKind) -> None:
        match command:
            case CommandKind.REBOOT:
                self._duties.reboot()

    def _look_for(self, link: DeviceLinkClient, newest: int) -> None:
        known = self._memory.configuration()
        if newest <= (known.version if known else 0):
            return
        told = self._ask(link, FetchConfiguration())
        if isinstance(told, Configured) and told.configuration is not None:
            self._duties.configure(told.configuration)
            self._memory.configure(Kept(told.version, told.configuration))

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
            raise TurnedAway if told.reason in _LEAVES else LinkLost
        return told

    def _hang_up(self) -> None:
        self._link = None
        self._stack.close()


def private_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
