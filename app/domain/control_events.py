"""What happens that other systems may want to know: devices change, people enrol, palms are recognised.

Source: the guide, "Device status change event types", "User profile event types"; the detail types are its ten, word
for word. Their JSON is made in `app.domain.event_json`; what a rule does with one is no concern of who reports it.

>>> HealthChanged(DEVICE, Health.CRITICAL, Health.HEALTHY).detail_type
'Device Health Status Changed To Critical'
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from app.domain.device_lock import Lock
from app.domain.key_state import KeyState


class Health(Enum):
    HEALTHY = "HEALTHY"
    CRITICAL = "CRITICAL"


class Connectivity(Enum):
    CONNECTED = "CONNECTED"
    DISCONNECTED = "DISCONNECTED"


class UserStatus(Enum):
    ACTIVE = "ACTIVE"
    DELETED = "DELETED"


class Profile(Enum):
    """What became of a person or of a palm; the values are detail types."""

    ENROLLED = "New Successful Enrollment"
    UNENROLLED = "New Successful Un-enrollment"
    NOT_ENROLLED = "Unsuccessful Enrollment"
    NOT_UNENROLLED = "Unsuccessful Un-enrollment"
    RECOGNISED = "Successful Recognition"
    NOT_RECOGNISED = "Unsuccessful Recognition"

    @property
    def succeeded(self) -> bool:
        return self in (Profile.ENROLLED, Profile.UNENROLLED, Profile.RECOGNISED)


@dataclass(frozen=True, slots=True)
class DeviceSubject:
    """The device instance that an event is about, and where it stands."""

    instance_arn: str
    instance_name: str
    asset_tag: str
    """Of the device, ten digits in the guide's samples; empty while no device is activated."""
    site_arn: str
    site_name: str


DEVICE = DeviceSubject(
    "arn:aws:one:us-east-1:123456789012:device-instance/12345678901234",
    "Device name",
    "0000195169",
    "arn:aws:one:us-east-1:123456789012:site/12345678901234",
    "Site name",
)
"""The guide's own example, for documentation and for trying a pattern."""


@dataclass(frozen=True, slots=True)
class HealthChanged:
    device: DeviceSubject
    current: Health
    previous: Health

    @property
    def detail_type(self) -> str:
        return f"Device Health Status Changed To {self.current.value.title()}"


@dataclass(frozen=True, slots=True)
class ConnectivityChanged:
    device: DeviceSubject
    current: Connectivity
    previous: Connectivity

    @property
    def detail_type(self) -> str:
        word = "Online" if self.current is Connectivity.CONNECTED else "Offline"
        return f"Device Connectivity Changed To {word}"


@dataclass(frozen=True, slots=True)
class AssociatedId:
    """What the person is known by elsewhere, such as a badge."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    what: Profile
    users: tuple[str, ...]
    """ARNs. Where nobody was recognised, the ARN of all users: `arn:aws:one:REGION:ACCOUNT:user`."""
    source: str
    """The id of the device instance that asked; empty where a person did, through the console or the API."""
    created_at: datetime
    status: UserStatus | None = None
    """None where no user is known."""
    ids: tuple[AssociatedId, ...] = ()
    reason: str = ""
    """A stable word, for what did not succeed."""

    def __post_init__(self) -> None:
        if self.what.succeeded == bool(self.reason):
            raise ValueError("a reason is given for what did not succeed, and for nothing else")

    @property
    def detail_type(self) -> str:
        return self.what.value


@dataclass(frozen=True, slots=True)
class AuditSealed:
    """One of ours: a digest of the audit was signed. Whoever receives it elsewhere can tell later whether the audit
    was cut off or forged since."""

    digest: str
    """Name of the digest file."""
    signature: str
    """Of the digest, hexadecimal."""
    last: int
    """The number of the newest record, and its hash."""
    last_hash: str
    sealed_at: datetime

    @property
    def detail_type(self) -> str:
        return "Audit Digest Signed"


@dataclass(frozen=True, slots=True)
class ActivationRefused:
    """One of ours: somebody with a device instance's activation code did not know where it stands."""

    device: DeviceSubject
    wrong_answers: int

    @property
    def detail_type(self) -> str:
        return "Device Activation Refused"


@dataclass(frozen=True, slots=True)
class KeyStateChanged:
    """One of ours: the customer's key went, or is back. What it seals cannot be read in between."""

    key: str
    """The name that the operator gave it."""
    current: KeyState
    previous: KeyState

    @property
    def detail_type(self) -> str:
        return "Encryption Key State Changed"


@dataclass(frozen=True, slots=True)
class IdentityCopied:
    """One of ours: two devices have come as one, so neither is believed until the instance is activated anew."""

    device: DeviceSubject

    @property
    def detail_type(self) -> str:
        return "Device Identity Copied"


class OwnerCredential(Enum):
    PASSWORD = "PASSWORD"  # noqa: S105  a word and none of anybody
    RECOVERY_CODES = "RECOVERY_CODES"
    SECOND_FACTOR = "SECOND_FACTOR"


@dataclass(frozen=True, slots=True)
class OwnerCredentialsChanged:
    """One of ours: what the owner signs in with is another from now on. Whoever is the owner and did not do it has to
    act."""

    what: OwnerCredential
    at_machine: bool
    """By somebody at the machine itself, else by the owner over the API."""
    owner_arn: str

    @property
    def detail_type(self) -> str:
        return "Owner Credentials Changed"


@dataclass(frozen=True, slots=True)
class LocksChanged:
    """One of ours: a terminal locked itself, or was unlocked."""

    device: DeviceSubject
    current: tuple[Lock, ...]
    previous: tuple[Lock, ...]

    @property
    def detail_type(self) -> str:
        return "Device Locked" if self.current else "Device Unlocked"


ControlEvent: TypeAlias = (
    HealthChanged
    | ConnectivityChanged
    | ProfileChanged
    | AuditSealed
    | ActivationRefused
    | KeyStateChanged
    | IdentityCopied
    | OwnerCredentialsChanged
    | LocksChanged
)
