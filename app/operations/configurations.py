"""Operations on the configurations of device instances and on the templates that they are made from."""

from dataclasses import dataclass, field
from typing import Annotated

from app.domain.device_configuration import DeviceConfiguration, OperationMode
from app.domain.limits import Number
from app.operations.common import ClientToken, Identifier, Millis, Name, NoAnswer, PageSize, PageToken, Tags
from app.operations.operation import REQUEST_TAG, RESOURCE_TAG, TAG_KEYS, AccessLevel, AnyOperation, Method, Operation
from app.operations.refusals import ErrorCode
from app.operations.resources import ResourceType

VERSIONS_MOST = 1_000_000
"""Of one instance: a change a minute for two years."""


@dataclass(frozen=True)
class CreateDeviceInstanceConfiguration:
    """Either a configuration, or a template whose configuration is taken, or both: then the configuration counts, and
    secrets that it leaves out come from the template. Without a template they come from the version before."""

    device_instance_id: Identifier
    configuration: DeviceConfiguration | None = None
    template_id: Identifier | None = None
    client_token: ClientToken | None = None


@dataclass(frozen=True)
class InstanceConfiguration:
    device_instance_id: Identifier
    configuration_arn: str
    version: int
    configuration: DeviceConfiguration
    created_at_in_millis: Millis
    template_id: Identifier | None = None


@dataclass(frozen=True)
class GetDeviceInstanceConfiguration:
    device_instance_id: Identifier
    version: Annotated[int, Number(1, VERSIONS_MOST)]


@dataclass(frozen=True)
class CreateDeviceConfigurationTemplate:
    name: Name
    configuration: DeviceConfiguration
    tags: Tags = field(default_factory=dict)
    client_token: ClientToken | None = None


@dataclass(frozen=True)
class TemplateSummary:
    template_id: Identifier
    template_arn: str
    name: Name
    operation_mode: OperationMode
    created_at_in_millis: Millis
    updated_at_in_millis: Millis


@dataclass(frozen=True)
class TemplateDetail:
    template_id: Identifier
    template_arn: str
    name: Name
    configuration: DeviceConfiguration
    created_at_in_millis: Millis
    updated_at_in_millis: Millis
    tags: Tags


@dataclass(frozen=True)
class GetDeviceConfigurationTemplate:
    template_id: Identifier


@dataclass(frozen=True)
class ListDeviceConfigurationTemplates:
    max_results: PageSize | None = None
    next_token: PageToken | None = None


@dataclass(frozen=True)
class TemplatePage:
    templates: tuple[TemplateSummary, ...]
    next_token: PageToken | None = None


@dataclass(frozen=True)
class UpdateDeviceConfigurationTemplate:
    template_id: Identifier
    name: Name | None = None
    configuration: DeviceConfiguration | None = None
    """Replaces the whole of it; secrets that it leaves out stay."""


@dataclass(frozen=True)
class DeleteDeviceConfigurationTemplate:
    template_id: Identifier


_TEMPLATE = (ResourceType.TEMPLATE,)
_TARGET = "device-configuration-template/{templateId}"
_ONE = "/device-configuration-templates/{templateId}"
_VERSIONS = "/device-instances/{deviceInstanceId}/configurations"

CREATE_CONFIGURATION = Operation(
    "CreateDeviceInstanceConfiguration",
    "Configure a device instance: the next numbered version, for an active device as well",
    AccessLevel.WRITE,
    Method.POST,
    _VERSIONS,
    CreateDeviceInstanceConfiguration,
    InstanceConfiguration,
    target="device-instance/{deviceInstanceId}",
    or_target="device-instance/{deviceInstanceId}/configuration/*",
    required=(ResourceType.DEVICE_INSTANCE,),
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
)
GET_CONFIGURATION = Operation(
    "GetDeviceInstanceConfiguration",
    "Get one version of the configuration of a device instance, without its secrets",
    AccessLevel.READ,
    Method.GET,
    f"{_VERSIONS}/{{version}}",
    GetDeviceInstanceConfiguration,
    InstanceConfiguration,
    target="device-instance/{deviceInstanceId}/configuration/{version}",
    required=(ResourceType.CONFIGURATION,),
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)
CREATE_TEMPLATE = Operation(
    "CreateDeviceConfigurationTemplate",
    "Create a configuration template",
    AccessLevel.WRITE,
    Method.POST,
    "/device-configuration-templates",
    CreateDeviceConfigurationTemplate,
    TemplateDetail,
    target="device-configuration-template/*",
    condition_keys=(REQUEST_TAG, TAG_KEYS),
    errors=(ErrorCode.CONFLICT, ErrorCode.QUOTA),
)
GET_TEMPLATE = Operation(
    "GetDeviceConfigurationTemplate",
    "Get a configuration template, without its secrets",
    AccessLevel.READ,
    Method.GET,
    _ONE,
    GetDeviceConfigurationTemplate,
    TemplateDetail,
    target=_TARGET,
    required=_TEMPLATE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)
LIST_TEMPLATES = Operation(
    "ListDeviceConfigurationTemplates",
    "List the configuration templates",
    AccessLevel.LIST,
    Method.GET,
    "/device-configuration-templates",
    ListDeviceConfigurationTemplates,
    TemplatePage,
    paginated="templates",
)
UPDATE_TEMPLATE = Operation(
    "UpdateDeviceConfigurationTemplate",
    "Change a configuration template; instances that were made from it stay as they are",
    AccessLevel.WRITE,
    Method.PATCH,
    _ONE,
    UpdateDeviceConfigurationTemplate,
    TemplateDetail,
    target=_TARGET,
    required=_TEMPLATE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)
DELETE_TEMPLATE = Operation(
    "DeleteDeviceConfigurationTemplate",
    "Delete a configuration template",
    AccessLevel.WRITE,
    Method.DELETE,
    _ONE,
    DeleteDeviceConfigurationTemplate,
    NoAnswer,
    target=_TARGET,
    required=_TEMPLATE,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
)

CONFIGURATIONS: tuple[AnyOperation, ...] = (
    CREATE_CONFIGURATION,
    CREATE_TEMPLATE,
    DELETE_TEMPLATE,
    GET_CONFIGURATION,
    GET_TEMPLATE,
    LIST_TEMPLATES,
    UPDATE_TEMPLATE,
)
