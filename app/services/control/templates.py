"""Configuration templates: changing or deleting one leaves the instances that were made from it as they are."""

from dataclasses import replace

from app.domain.device_configuration import DeviceConfiguration, problem_of, with_secrets_of
from app.domain.device_templates import ConfigurationTemplate, TemplateId
from app.operations import configurations as rows
from app.operations.common import NoAnswer
from app.operations.refusals import Reason, Refusal
from app.services.control.call import Call
from app.services.control.common import millis, not_found, refusal_of_problem, refusal_of_tags
from app.services.control.served import AnyServed, Served

TEMPLATES_MOST = 1000
"""Of one account: our own bound."""


def create_template(request: rows.CreateDeviceConfigurationTemplate, call: Call) -> rows.TemplateDetail | Refusal:
    if refusal := refusal_of_tags(request.tags):
        return refusal
    if problem := problem_of(request.configuration):
        return refusal_of_problem(problem)
    if call.transaction.templates.total() >= TEMPLATES_MOST:
        return Refusal.of(Reason.TOO_MANY_RESOURCES, resource="device-configuration-template", most=TEMPLATES_MOST)
    template = ConfigurationTemplate(TemplateId(call.new_id()), request.name, request.configuration, call.at, call.at)
    call.transaction.templates.add(template)
    call.transaction.tags.put(resource_of(template.id), request.tags)
    return _detail(template, call)


def get_template(request: rows.GetDeviceConfigurationTemplate, call: Call) -> rows.TemplateDetail | Refusal:
    template = call.transaction.templates.get(TemplateId(request.template_id))
    return not_found(resource_of(request.template_id)) if template is None else _detail(template, call)


def list_templates(request: rows.ListDeviceConfigurationTemplates, call: Call) -> rows.TemplatePage | Refusal:
    fetch = call.transaction.templates.page
    cut = call.pages.cut(fetch, lambda template: template.id, request.max_results, request.next_token)
    if isinstance(cut, Refusal):
        return cut
    return rows.TemplatePage(tuple(_summary(template, call) for template in cut.items), cut.next_token)


def update_template(request: rows.UpdateDeviceConfigurationTemplate, call: Call) -> rows.TemplateDetail | Refusal:
    template = call.transaction.templates.hold(TemplateId(request.template_id))
    if template is None:
        return not_found(resource_of(request.template_id))
    if request.name is None and request.configuration is None:
        return Refusal.of(Reason.NOTHING_TO_CHANGE)
    configuration = _changed(request.configuration, template)
    if problem := problem_of(configuration):
        return refusal_of_problem(problem)
    name = template.name if request.name is None else request.name
    changed = replace(template, name=name, configuration=configuration, updated_at=call.at)
    call.transaction.templates.change(changed)
    return _detail(changed, call)


def delete_template(request: rows.DeleteDeviceConfigurationTemplate, call: Call) -> NoAnswer | Refusal:
    template = call.transaction.templates.hold(TemplateId(request.template_id))
    if template is None:
        return not_found(resource_of(request.template_id))
    call.transaction.templates.remove(template.id)
    call.transaction.tags.clear(resource_of(template.id))
    return NoAnswer()


def resource_of(template: str) -> str:
    return f"device-configuration-template/{template}"


def _changed(configuration: DeviceConfiguration | None, template: ConfigurationTemplate) -> DeviceConfiguration:
    if configuration is None:
        return template.configuration
    return with_secrets_of(configuration, template.configuration)


def _summary(template: ConfigurationTemplate, call: Call) -> rows.TemplateSummary:
    return rows.TemplateSummary(
        template_id=template.id,
        template_arn=call.realm.arn(resource_of(template.id)),
        name=template.name,
        operation_mode=template.configuration.operation_mode,
        created_at_in_millis=millis(template.created_at),
        updated_at_in_millis=millis(template.updated_at),
    )


def _detail(template: ConfigurationTemplate, call: Call) -> rows.TemplateDetail:
    return rows.TemplateDetail(
        template_id=template.id,
        template_arn=call.realm.arn(resource_of(template.id)),
        name=template.name,
        configuration=template.configuration,
        created_at_in_millis=millis(template.created_at),
        updated_at_in_millis=millis(template.updated_at),
        tags=call.transaction.tags.of(resource_of(template.id)),
    )


TEMPLATES: tuple[AnyServed, ...] = (
    Served(rows.CREATE_TEMPLATE, create_template),
    Served(rows.DELETE_TEMPLATE, delete_template),
    Served(rows.GET_TEMPLATE, get_template),
    Served(rows.LIST_TEMPLATES, list_templates),
    Served(rows.UPDATE_TEMPLATE, update_template),
)
