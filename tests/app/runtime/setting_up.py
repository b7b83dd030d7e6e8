"""What the tests of setting up stand on: a server that says what it is told, and a reader of codes too."""

from dataclasses import dataclass, field
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.activation import ActivationCard
from app.domain.codes import CodesSeen, Unread
from app.domain.device_configuration import OperationMode
from app.domain.sites import Address
from app.gateway.activation_client import OtherServer
from app.operations.activation import ActivationConfirmed, ActivationFinished, ActivationStarted
from app.operations.refusals import Reason, Refusal
from app.ports.camera import Pixels

T = TypeVar("T")

CARD = ActivationCard("door.example:8443", bytes(range(20)), bytes(32))
POSTAL_CODE = "98109"
STARTED = ActivationStarted("A" * 32, "Head office", "US", 5, 0)
CONFIRMED = ActivationConfirmed(
    "abCdefG12hijkL",
    "North door",
    "Head office",
    Address("1 Harbour Street", "Seattle", POSTAL_CODE, "US", state_or_region="WA"),
    OperationMode.ENTRY,
)
FINISHED = ActivationFinished("abCdefG12hijkL", "123456789012", "CERTIFICATE\n", "ROOT\n", "door.example:8444")
SILENCE = Refusal.of(Reason.UNAVAILABLE)


@dataclass
class ToldServer:
    """Answers as it is told; what it finished stays so."""

    refusal: Refusal | None = None
    """Of every step."""
    other: bool = False
    """Somebody else answers in its place."""
    lost: int = 0
    """How many answers to the last step get lost on the way."""
    connected: list[ActivationCard] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    keys: list[ec.EllipticCurvePrivateKey] = field(default_factory=list)

    def connect(self, card: ActivationCard) -> "ToldServer":
        self.connected.append(card)
        return self

    def start(self) -> ActivationStarted | Refusal:
        return self._answer(STARTED)

    def confirm(self, claim: str, postal_code: str) -> ActivationConfirmed | Refusal:
        self.typed.append(postal_code)
        if claim != STARTED.claim or postal_code != POSTAL_CODE:
            return Refusal.of(Reason.POSTAL_CODE_WRONG, left=4)
        return self._answer(CONFIRMED)

    def finish(self, claim: str, asset_tag: str, key: ec.EllipticCurvePrivateKey) -> ActivationFinished | Refusal:
        self.keys.append(key)
        if self.lost:
            self.lost -= 1
            return SILENCE
        return self._answer(FINISHED)

    def _answer(self, answer: T) -> T | Refusal:
        if self.other:
            raise OtherServer
        return self.refusal or answer


@dataclass
class ToldCodes:
    """A reader that sees what it is told to."""

    seen: CodesSeen = Unread.NOTHING
    begun: int = 0
    looked: int = 0

    def begin(self) -> None:
        self.begun += 1

    def read(self, pixels: Pixels) -> CodesSeen:
        self.looked += 1
        return self.seen
