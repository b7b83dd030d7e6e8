"""Configurations: each one applied is the next numbered version of its instance. The operation mode of an activated
instance stays as it is: whoever wants another deactivates it first."""

from dataclasses import replace

from app.domain.device_configuration import DeviceConfiguration, problem_of, with_secrets_of
from app.domain.device_instances import DeviceInstance, InstanceEvent, InstanceId
from app.domain.device_templates import ConfigurationTemplate, ConfigurationVersion, TemplateId
from app.operations import configurations as rows
from app.operations.refusals import Reason, Refusal
from app.services.control import templates
from app.services.control.call import Call
from app.services.control.common import millis, not_found, refusal_of_problem
from app.services.control.instances import held, moved, resource_of
from app.services.control.served import AnyServed, Served


def create_configuration(
    request: rows.CreateDeviceInstanceConfiguration, call: Call
) -> rows.InstanceConfiguration | Refusal:
    instance = held(request.device_instance_id, call)
    if isinstance(instance, Refusal):
        return instance
    template = _template(request, call)
    if isinstance(template, Refusal):
        return template
    configuration = _wanted(request, template, instance, call)
    if isinstance(configuration, Refusal):
        return configuration
    after = moved(instance, InstanceEvent.CONFIGURE, call)
    if isinstance(after, Refusal):
        return after
    if instance.state.activated and configuration.operation_mode is not instance.mode:
        return Refusal.of(Reason.MODE_IS_FIXED)
    version = ConfigurationVersion(
        instance.id,
        instance.configuration_version + 1,
        configuration,
        call.at,
        None if template is None else template.id,
    )
    call.transaction.instances.add_configuration(version)
    call.transaction.instances.change(
        replace(after, mode=configuration.operation_mode, configuration_version=version.version)
    )
    return _answer(version, call)


def get_configuration(request: rows.GetDeviceInstanceConfiguration, call: Call) -> rows.InstanceConfiguration | Refusal:
    instance = InstanceId(request.device_instance_id)
    version = call.transaction.instances.configuration(instance, request.version)
    return not_found(_resource(instance, request.version)) if version is None else _answer(version, call)


def _template(request: rows.CreateDeviceInstanceConfiguration, call: Call) -> ConfigurationTemplate | Refusal | None:
    if request.template_id is None:
        return None
    template = call.transaction.templates.get(TemplateId(request.template_id))
    return not_found(templates.resource_of(request.template_id)) if template is None else template


def _wanted(
    request: rows.CreateDeviceInstanceConfiguration,
    template: ConfigurationTemplate | None,
    instance: DeviceInstance,
    call: Call,
) -> DeviceConfiguration | Refusal:
    if request.configuration is None:
        return template.configuration if template else Refusal.of(Reason.MISSING, member="configuration")
    if template is not None:
        earlier: DeviceConfiguration | None = template.configuration
    else:
        before = call.transaction.instances.configuration(instance.id, instance.configuration_version)
        earlier = None if before is None else before.configuration
    configuration = with_secrets_of(request.configuration, earlier)
    problem = problem_of(configuration)
    return configuration if problem is None else refusal_of_problem(problem)


def _resource(instance: str, version: int) -> str:
    return f"{resource_of(instance)}/configuration/{version}"


def _answer(version: ConfigurationVersion, call: Call) -> rows.InstanceConfiguration:
    return rows.InstanceConfiguration(
        device_instance_id=version.instance,
        configuration_arn=call.realm.arn(_resource(version.instance, version.version)),
        version=version.version,
        configuration=version.configuration,
        created_at_in_millis=millis(version.created_at),
        template_id=version.template,
    )


CONFIGURATIONS: tuple[AnyServed, ...] = (
    Served(rows.CREATE_CONFIGURATION, create_configuration),
    Served(rows.GET_CONFIGURATION, get_configuration),
)
