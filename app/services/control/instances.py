"""Device instances: made at a site, renamed, deactivated, deleted. What may happen in which state is the table of
`app.domain.device_instances`; here is what else follows from it."""

from dataclasses import replace

from app.domain.device_instances import (
    DeviceInstance,
    Gone,
    InstanceEvent,
    InstanceId,
    InstanceState,
    Obstacle,
    following,
)
from app.domain.sites import SiteId
from app.operations import instances as rows
from app.operations.common import NoAnswer
from app.operations.refusals import Reason, Refusal
from app.services.control import sites
from app.services.control.call import Call
from app.services.control.common import millis, not_found, refusal_of_tags
from app.services.control.device_status import status_of
from app.services.control.served import AnyServed, Served

INSTANCES_MOST = 10_000
"""Of one account: our own bound, ten times what the device link is meant for."""


def create_instance(request: rows.CreateDeviceInstance, call: Call) -> rows.InstanceDetail | Refusal:
    if refusal := refusal_of_tags(request.tags):
        return refusal
    site = call.transaction.sites.hold(SiteId(request.site_id))
    if site is None:
        return not_found(sites.resource_of(request.site_id))
    if call.transaction.instances.total() >= INSTANCES_MOST:
        return Refusal.of(Reason.TOO_MANY_RESOURCES, resource="device-instance", most=INSTANCES_MOST)
    instance = DeviceInstance(
        InstanceId(call.new_id()), site.id, request.name, InstanceState.NEEDS_CONFIGURATION, call.at, call.at
    )
    call.transaction.instances.add(instance)
    call.transaction.tags.put(resource_of(instance.id), request.tags)
    return detail(instance, call)


def get_instance(request: rows.GetDeviceInstance, call: Call) -> rows.InstanceDetail | Refusal:
    instance = call.transaction.instances.get(InstanceId(request.device_instance_id))
    return not_found(resource_of(request.device_instance_id)) if instance is None else detail(instance, call)


def list_instances(request: rows.ListDeviceInstances, call: Call) -> rows.InstancePage | Refusal:
    site = None if request.site_id is None else SiteId(request.site_id)

    def fetch(after: str, most: int) -> list[DeviceInstance]:
        return call.transaction.instances.page(after, most, site, request.state)

    filters = f"{request.site_id}\0{request.state}"
    cut = call.pages.cut(fetch, lambda instance: instance.id, request.max_results, request.next_token, filters)
    if isinstance(cut, Refusal):
        return cut
    return rows.InstancePage(tuple(_summary(instance, call) for instance in cut.items), cut.next_token)


def update_instance(request: rows.UpdateDeviceInstance, call: Call) -> rows.InstanceDetail | Refusal:
    instance = held(request.device_instance_id, call)
    if isinstance(instance, Refusal):
        return instance
    renamed = replace(instance, name=request.name, updated_at=call.at)
    call.transaction.instances.change(renamed)
    return detail(renamed, call)


def delete_instance(request: rows.DeleteDeviceInstance, call: Call) -> NoAnswer | Refusal:
    instance = held(request.device_instance_id, call)
    if isinstance(instance, Refusal):
        return instance
    after = following(instance.state, InstanceEvent.DELETE)
    if isinstance(after, Obstacle):
        return hindered(after)
    call.transaction.instances.remove(instance.id)
    call.transaction.tags.clear(resource_of(instance.id))
    return NoAnswer()


def delete_associated_device(request: rows.DeleteAssociatedDevice, call: Call) -> NoAnswer | Refusal:
    instance = held(request.device_instance_id, call)
    if isinstance(instance, Refusal):
        return instance
    after = moved(instance, InstanceEvent.DEACTIVATE, call)
    if isinstance(after, Refusal):
        return after
    call.transaction.certificates.revoke(instance.id, call.at)
    call.transaction.commands.cancel(instance.id, call.at)
    call.transaction.links.remove(instance.id)
    call.transaction.instances.change(replace(after, asset_tag=None, activated_at=None))
    return NoAnswer()


def activate(instance: DeviceInstance, asset_tag: str, call: Call) -> DeviceInstance | Refusal:
    """A device that has shown the instance's code takes its place, with the name and configuration that are there.
    Call it with an instance that is held."""
    after = moved(instance, InstanceEvent.ACTIVATE, call)
    if isinstance(after, Refusal):
        return after
    active = replace(after, asset_tag=asset_tag, activated_at=call.at)
    call.transaction.instances.change(active)
    return active


def held(instance_id: str, call: Call) -> DeviceInstance | Refusal:
    """The instance, with its site: whoever counts the active instances of a site waits for us."""
    known = call.transaction.instances.get(InstanceId(instance_id))
    if known is not None:
        call.transaction.sites.hold(known.site)
    instance = call.transaction.instances.hold(InstanceId(instance_id))
    return not_found(resource_of(instance_id)) if instance is None else instance


def moved(instance: DeviceInstance, event: InstanceEvent, call: Call) -> DeviceInstance | Refusal:
    """The instance in its next state, not yet stored."""
    after = following(instance.state, event)
    if isinstance(after, Obstacle):
        return hindered(after)
    assert not isinstance(after, Gone)
    return replace(instance, state=after, updated_at=call.at)


def hindered(obstacle: Obstacle) -> Refusal:
    return Refusal.of(Reason[obstacle.value.upper()])


def resource_of(instance: str) -> str:
    return f"device-instance/{instance}"


def _summary(instance: DeviceInstance, call: Call) -> rows.InstanceSummary:
    return rows.InstanceSummary(
        device_instance_id=instance.id,
        device_instance_arn=call.realm.arn(resource_of(instance.id)),
        site_id=instance.site,
        name=instance.name,
        state=instance.state,
        created_at_in_millis=millis(instance.created_at),
        operation_mode=instance.mode,
        configuration_version=instance.configuration_version or None,
        asset_tag_id=instance.asset_tag,
        activated_at_in_millis=None if instance.activated_at is None else millis(instance.activated_at),
    )


def detail(instance: DeviceInstance, call: Call) -> rows.InstanceDetail:
    return rows.InstanceDetail(
        device_instance_id=instance.id,
        device_instance_arn=call.realm.arn(resource_of(instance.id)),
        site_id=instance.site,
        site_arn=call.realm.arn(sites.resource_of(instance.site)),
        name=instance.name,
        state=instance.state,
        created_at_in_millis=millis(instance.created_at),
        updated_at_in_millis=millis(instance.updated_at),
        tags=call.transaction.tags.of(resource_of(instance.id)),
        operation_mode=instance.mode,
        configuration_version=instance.configuration_version or None,
        asset_tag_id=instance.asset_tag,
        activated_at_in_millis=None if instance.activated_at is None else millis(instance.activated_at),
        status=status_of(instance.id, call) if instance.state.activated else None,
    )


INSTANCES: tuple[AnyServed, ...] = (
    Served(rows.CREATE_INSTANCE, create_instance),
    Served(rows.DELETE_ASSOCIATED_DEVICE, delete_associated_device),
    Served(rows.DELETE_INSTANCE, delete_instance),
    Served(rows.GET_INSTANCE, get_instance),
    Served(rows.LIST_INSTANCES, list_instances),
    Served(rows.UPDATE_INSTANCE, update_instance),
)
