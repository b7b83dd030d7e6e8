"""What a terminal asks before it has a certificate: three calls that nobody signs. The first is believed for the
reference out of a QR code, the others for the claim that it was exchanged for. Our own: the guide shows the screens."""

from dataclasses import dataclass
from typing import Annotated

from app.domain.device_configuration import OperationMode
from app.domain.limits import LINES, MASKED, Text
from app.domain.sites import Address
from app.operations.common import Identifier, Millis, Name
from app.operations.operation import AccessLevel, AnyOperation, Method, Operation, Origin
from app.operations.refusals import ErrorCode

Drawn = Annotated[str, Text(32, 32, "[A-Z2-7]*"), MASKED]
"""20 bytes in base 32 (RFC 4648), drawn by lot."""


@dataclass(frozen=True)
class StartDeviceActivation:
    reference: Drawn


@dataclass(frozen=True)
class ActivationStarted:
    claim: Drawn
    """What the reference was exchanged for; it counts until `endsAtInMillis`."""
    site_name: Name
    country_code: str
    """Of the postal code that is asked for next: what its keyboard must have."""
    answers_left: int
    ends_at_in_millis: Millis


@dataclass(frozen=True)
class ConfirmDeviceActivation:
    claim: Drawn
    postal_code: Annotated[str, Text(1, 16), MASKED]


@dataclass(frozen=True)
class ActivationConfirmed:
    """What the installer looks at before going on."""

    device_instance_id: Identifier
    device_instance_name: Name
    site_name: Name
    address: Address
    operation_mode: OperationMode


@dataclass(frozen=True)
class FinishDeviceActivation:
    claim: Drawn
    asset_tag_id: Annotated[str, Text(1, 64, "[A-Za-z0-9-]*")]
    """What the device is known by in an inventory."""
    signing_request: Annotated[str, Text(1, 4096, LINES), MASKED]
    """PKCS #10 in PEM, of a P-256 key that never leaves the device."""


@dataclass(frozen=True)
class ActivationFinished:
    device_instance_id: Identifier
    account: str
    certificate: Annotated[str, Text(1, 16_384, LINES), MASKED]
    """PEM, the terminal's own and then its issuer's."""
    root: Annotated[str, Text(1, 16_384, LINES), MASKED]
    """PEM. From now on the terminal trusts this and nothing else."""
    link_address: str
    """`host:port` of the device link, where configuration and commands are."""


_ERRORS = (ErrorCode.CONFLICT,)

START_ACTIVATION = Operation(
    "StartDeviceActivation",
    "Exchange an activation code's reference for a claim, once",
    AccessLevel.WRITE,
    Method.POST,
    "/activation/start",
    StartDeviceActivation,
    ActivationStarted,
    errors=_ERRORS,
    origin=Origin.OWN,
)
CONFIRM_ACTIVATION = Operation(
    "ConfirmDeviceActivation",
    "Answer with the postal code of the site",
    AccessLevel.WRITE,
    Method.POST,
    "/activation/confirm",
    ConfirmDeviceActivation,
    ActivationConfirmed,
    errors=_ERRORS,
    origin=Origin.OWN,
)
FINISH_ACTIVATION = Operation(
    "FinishDeviceActivation",
    "Get a certificate and take the device instance's place",
    AccessLevel.WRITE,
    Method.POST,
    "/activation/finish",
    FinishDeviceActivation,
    ActivationFinished,
    errors=_ERRORS,
    origin=Origin.OWN,
)

ACTIVATION: tuple[AnyOperation, ...] = (CONFIRM_ACTIVATION, FINISH_ACTIVATION, START_ACTIVATION)
