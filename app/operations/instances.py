"""Operations on device instances and on the devices at work for them. Rows as in the guide, "Actions", and the public
service authorization reference; what is our own says so."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from app.domain.configuration_refusal import RefusedConfiguration
from app.domain.device_commands import CommandKind, CommandState
from app.domain.device_configuration import OperationMode
from app.domain.device_instances import InstanceState
from app.domain.device_lock import Locked
from app.domain.health_checks import Check
from app.domain.limits import MASKED, Text
from app.domain.power import PowerSource
from app.operations.common import ClientToken, Identifier, Millis, Name, NoAnswer, PageSize, PageToken, Tags
from app.operations.operation import (
    REQUEST_TAG,
    RESOURCE_TAG,
    TAG_KEYS,
    AccessLevel,
    AnyOperation,
    Method,
    Operation,
    Origin,
)
from app.operations.refusals import ErrorCode
from app.operations.resources import ResourceType


@dataclass(frozen=True)
class CreateDeviceInstance:
    site_id: Identifier
    name: Name
    tags: Tags = field(default_factory=dict)
    client_token: ClientToken | None = None


@dataclass(frozen=True)
class InstanceSummary:
    device_instance_id: Identifier
    device_instance_arn: str
    site_id: Identifier
    name: Name
    state: InstanceState
    created_at_in_millis: Millis
    operation_mode: OperationMode | None = None
    configuration_version: int | None = None
    asset_tag_id: str | None = None
    activated_at_in_millis: Millis | None = None


class ConnectivityWord(StrEnum):
    CONNECTED = "CONNECTED"
    DISCONNECTED = "DISCONNECTED"


class HealthWord(StrEnum):
    HEALTHY = "HEALTHY"
    CRITICAL = "CRITICAL"


@dataclass(frozen=True)
class DeviceStatus:
    """By the device's own words; without them where it has said nothing yet."""

    device_instance_id: Identifier
    connectivity: ConnectivityWord
    health: HealthWord | None = None
    last_seen_at_in_millis: Millis | None = None
    software_version: str | None = None
    configuration_version: int | None = None
    """That the device works with: the version in force."""
    refused_configuration: RefusedConfiguration | None = None
    """The newest version, where the device cannot carry it out."""
    locks: tuple[Locked, ...] = ()
    """Why the device serves nobody, until somebody remedies it."""
    failing_checks: tuple[Check, ...] = ()
    """Of its health checks; one that is critical makes `health` CRITICAL."""
    power_source: PowerSource | None = None
    """What the device runs on, where its hardware tells."""
    bandwidth_kbps: int | None = None
    """How wide its way to this server was when it looked last."""


@dataclass(frozen=True)
class InstanceDetail:
    device_instance_id: Identifier
    device_instance_arn: str
    site_id: Identifier
    site_arn: str
    name: Name
    state: InstanceState
    created_at_in_millis: Millis
    updated_at_in_millis: Millis
    tags: Tags
    operation_mode: OperationMode | None = None
    configuration_version: int | None = None
    asset_tag_id: str | None = None
    """Of the device at work for it; events name it by the same member."""
    activated_at_in_millis: Millis | None = None
    status: DeviceStatus | None = None
    """Of the device at work for it, as `GetDeviceStatus` gives it."""


@dataclass(frozen=True)
class GetDeviceInstance:
    device_instance_id: Identifier


@dataclass(frozen=True)
class ListDeviceInstances:
    site_id: Identifier | None = None
    state: InstanceState | None = None
    max_results: PageSize | None = None
    next_token: PageToken | None = None


@dataclass(frozen=True)
class InstancePage:
    device_instances: tuple[InstanceSummary, ...]
    next_token: PageToken | None = None


@dataclass(frozen=True)
class UpdateDeviceInstance:
    device_instance_id: Identifier
    name: Name


@dataclass(frozen=True)
class DeleteDeviceInstance:
    device_instance_id: Identifier


@dataclass(frozen=True)
class DeleteAssociatedDevice:
    device_instance_id: Identifier


@dataclass(frozen=True)
class UpdateDeviceService:
    device_instance_id: Identifier
    in_service: bool
    """False has the device show that it is out of service; true ends that."""


@dataclass(frozen=True)
class ServiceUpdate:
    device_instance_id: Identifier
    state: InstanceState
    command_id: str
    """By which the device is told; `GetDeviceCommand` says what became of it."""


@dataclass(frozen=True)
class RemediateDevice:
    device_instance_id: Identifier
    device_at_site: bool
    """True unlocks the device; false deactivates it, because it stands elsewhere."""


@dataclass(frozen=True)
class Remediation:
    device_instance_id: Identifier
    state: InstanceState
    command_ids: tuple[str, ...] = ()
    """By which the device is unlocked, one a lock; empty where it was deactivated."""


@dataclass(frozen=True)
class CreateDeviceActivationQrCode:
    device_instance_id: Identifier


@dataclass(frozen=True)
class ActivationQrCode:
    device_instance_id: Identifier
    qr_code: Annotated[str, Text(1, 512), MASKED]
    """The text that the code shows."""
    expires_at_in_millis: Millis


@dataclass(frozen=True)
class RebootDevice:
    device_instance_id: Identifier
    client_token: ClientToken | None = None


@dataclass(frozen=True)
class RebootAccepted:
    device_instance_id: Identifier
    command_id: str


@dataclass(frozen=True)
class GetDeviceCommand:
    device_instance_id: Identifier
    command_id: Annotated[str, Text(36, 36, "[0-9a-f-]*")]


@dataclass(frozen=True)
class CommandDetail:
    device_instance_id: Identifier
    command_id: str
    command: CommandKind
    state: CommandState
    queued_at_in_millis: Millis
    deadline_in_millis: Millis
    sent_at_in_millis: Millis | None = None
    acknowledged_at_in_millis: Millis | None = None
    """When the device had it in its journal."""
    settled_at_in_millis: Millis | None = None


@dataclass(frozen=True)
class GetDeviceStatus:
    device_instance_id: Identifier


_INSTANCE = (ResourceType.DEVICE_INSTANCE,)
_TARGET = "device-instance/{deviceInstanceId}"
_ONE = "/device-instances/{deviceInstanceId}"

CREATE_INSTANCE = Operation(
    "CreateDeviceInstance",
    "Create a device instance at a site",
    AccessLevel.WRITE,
    Method.POST,
    "/device-instances",
    CreateDeviceInstance,
    InstanceDetail,
    target="device-instance/*",
    condition_keys=(REQUEST_TAG, TAG_KEYS),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.QUOTA),
)
GET_INSTANCE = Operation(
    "GetDeviceInstance",
    "Get a device instance",
    AccessLevel.READ,
    Method.GET,
    _ONE,
    GetDeviceInstance,
    InstanceDetail,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)
LIST_INSTANCES = Operation(
    "ListDeviceInstances",
    "List the device instances, of one site or in one state if asked",
    AccessLevel.LIST,
    Method.GET,
    "/device-instances",
    ListDeviceInstances,
    InstancePage,
    paginated="deviceInstances",
)
UPDATE_INSTANCE = Operation(
    "UpdateDeviceInstance",
    "Rename a device instance",
    AccessLevel.WRITE,
    Method.PATCH,
    _ONE,
    UpdateDeviceInstance,
    InstanceDetail,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)
DELETE_INSTANCE = Operation(
    "DeleteDeviceInstance",
    "Delete a device instance that is not activated",
    AccessLevel.WRITE,
    Method.DELETE,
    _ONE,
    DeleteDeviceInstance,
    NoAnswer,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
)
DELETE_ASSOCIATED_DEVICE = Operation(
    "DeleteAssociatedDevice",
    "Deactivate a device instance: its device goes, its name and configuration stay",
    AccessLevel.WRITE,
    Method.DELETE,
    f"{_ONE}/associated-device",
    DeleteAssociatedDevice,
    NoAnswer,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
)
UPDATE_DEVICE_SERVICE = Operation(
    "UpdateDeviceService",
    "Take an active device out of service, or return it",
    AccessLevel.WRITE,
    Method.PUT,
    f"{_ONE}/service",
    UpdateDeviceService,
    ServiceUpdate,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
    origin=Origin.OWN,
)
REMEDIATE_DEVICE = Operation(
    "RemediateDevice",
    "Say whether a locked device still stands at its site: unlock it, or deactivate it",
    AccessLevel.WRITE,
    Method.PUT,
    f"{_ONE}/remediation",
    RemediateDevice,
    Remediation,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
    origin=Origin.OWN,
)
CREATE_QR_CODE = Operation(
    "CreateDeviceActivationQrCode",
    "Make the code that a device shows itself with",
    AccessLevel.WRITE,
    Method.POST,
    f"{_ONE}/activation-qr-code",
    CreateDeviceActivationQrCode,
    ActivationQrCode,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
)
REBOOT_DEVICE = Operation(
    "RebootDevice",
    "Restart the device of an activated device instance",
    AccessLevel.WRITE,
    Method.POST,
    f"{_ONE}/reboot",
    RebootDevice,
    RebootAccepted,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
)

GET_COMMAND = Operation(
    "GetDeviceCommand",
    "See what became of a command to a device",
    AccessLevel.READ,
    Method.GET,
    f"{_ONE}/commands/{{commandId}}",
    GetDeviceCommand,
    CommandDetail,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)
GET_STATUS = Operation(
    "GetDeviceStatus",
    "See whether a device is connected, and how it is",
    AccessLevel.READ,
    Method.GET,
    f"{_ONE}/status",
    GetDeviceStatus,
    DeviceStatus,
    target=_TARGET,
    required=_INSTANCE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)

INSTANCES: tuple[AnyOperation, ...] = (
    CREATE_INSTANCE,
    CREATE_QR_CODE,
    DELETE_ASSOCIATED_DEVICE,
    DELETE_INSTANCE,
    GET_COMMAND,
    GET_INSTANCE,
    GET_STATUS,
    LIST_INSTANCES,
    REBOOT_DEVICE,
    REMEDIATE_DEVICE,
    UPDATE_DEVICE_SERVICE,
    UPDATE_INSTANCE,
)
