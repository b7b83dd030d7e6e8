"""Tags of sites, device instances and configuration templates."""

from app.domain.device_instances import InstanceId
from app.domain.device_templates import TemplateId
from app.domain.sites import SiteId
from app.operations import tags as rows
from app.operations.common import NoAnswer
from app.operations.refusals import Reason, Refusal
from app.operations.resources import ResourceType
from app.services.control.call import Call
from app.services.control.common import RESERVED_TAGS, not_found, refusal_of_tags
from app.services.control.served import AnyServed, Served


def tag_resource(request: rows.TagResource, call: Call) -> NoAnswer | Refusal:
    resource = _held(request.resource_arn, call)
    if isinstance(resource, Refusal):
        return resource
    if refusal := refusal_of_tags(request.tags, call.transaction.tags.of(resource)):
        return refusal
    call.transaction.tags.put(resource, request.tags)
    return NoAnswer()


def untag_resource(request: rows.UntagResource, call: Call) -> NoAnswer | Refusal:
    resource = _held(request.resource_arn, call)
    if isinstance(resource, Refusal):
        return resource
    if any(key.lower().startswith(RESERVED_TAGS) for key in request.tag_keys):
        return Refusal.of(Reason.RESERVED_TAG, member="tagKeys")
    call.transaction.tags.remove(resource, request.tag_keys)
    return NoAnswer()


def list_tags(request: rows.ListTagsForResource, call: Call) -> rows.ResourceTags | Refusal:
    resource = _held(request.resource_arn, call)
    return resource if isinstance(resource, Refusal) else rows.ResourceTags(call.transaction.tags.of(resource))


def _held(arn: str, call: Call) -> str | Refusal:
    """What the ARN names, held, so that it does not go while it is being tagged."""
    resource = call.realm.resource(arn)
    if resource is None:
        return Refusal.of(Reason.NOT_TAGGABLE, member="resourceArn")
    kind, _, name = resource.partition("/")
    match kind:
        case ResourceType.SITE.word:
            found: object = call.transaction.sites.hold(SiteId(name))
        case ResourceType.DEVICE_INSTANCE.word:
            found = call.transaction.instances.hold(InstanceId(name))
        case ResourceType.TEMPLATE.word:
            found = call.transaction.templates.hold(TemplateId(name))
        case _:
            return Refusal.of(Reason.NOT_TAGGABLE, member="resourceArn")
    return resource if found is not None else not_found(arn)


TAGS: tuple[AnyServed, ...] = (
    Served(rows.LIST_TAGS, list_tags),
    Served(rows.TAG_RESOURCE, tag_resource),
    Served(rows.UNTAG_RESOURCE, untag_resource),
)
