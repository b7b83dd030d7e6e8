"""Out of service and back, and the remedy for a terminal that locked itself.

Rules it keeps: what a terminal is told waits for it, however long it is away; a word that takes back another ends that
one; a lock is released by name, and only one that was reported, so that nobody opens what he does not know of.
"""

import uuid
from datetime import timedelta

from app.domain.device_commands import SERVICE_WITHIN, UNLOCK_WITHIN, Command, CommandId, CommandKind
from app.domain.device_instances import DeviceInstance, InstanceEvent, InstanceState
from app.domain.device_lock import Lock
from app.operations import instances as rows
from app.operations.refusals import Reason, Refusal
from app.services.control.call import Call
from app.services.control.instances import delete_associated_device, held, moved
from app.services.control.served import AnyServed, Served

_UNLOCKS = {Lock.TAMPER: CommandKind.UNLOCK_TAMPER, Lock.INACTIVITY: CommandKind.UNLOCK_INACTIVITY}
_SERVICE = (CommandKind.OUT_OF_SERVICE, CommandKind.IN_SERVICE)


def update_device_service(request: rows.UpdateDeviceService, call: Call) -> rows.ServiceUpdate | Refusal:
    instance = held(request.device_instance_id, call)
    if isinstance(instance, Refusal):
        return instance
    after = moved(instance, InstanceEvent.RETURN if request.in_service else InstanceEvent.TAKE_OUT, call)
    if isinstance(after, Refusal):
        return after
    call.transaction.instances.change(after)
    kind = CommandKind.IN_SERVICE if request.in_service else CommandKind.OUT_OF_SERVICE
    return rows.ServiceUpdate(after.id, after.state, _ordered(after, kind, _SERVICE, SERVICE_WITHIN, call))


def remediate_device(request: rows.RemediateDevice, call: Call) -> rows.Remediation | Refusal:
    instance = held(request.device_instance_id, call)
    if isinstance(instance, Refusal):
        return instance
    link = call.transaction.links.get(instance.id)
    if link is None or not link.locks:
        return Refusal.of(Reason.DEVICE_NOT_LOCKED)
    if not request.device_at_site:
        gone = delete_associated_device(rows.DeleteAssociatedDevice(instance.id), call)
        ready = InstanceState.READY_FOR_ACTIVATION
        return gone if isinstance(gone, Refusal) else rows.Remediation(instance.id, ready)
    kinds = [_UNLOCKS[each.lock] for each in link.locks]
    orders = tuple(_ordered(instance, kind, (kind,), UNLOCK_WITHIN, call) for kind in kinds)
    return rows.Remediation(instance.id, instance.state, orders)


def _ordered(
    instance: DeviceInstance, kind: CommandKind, ends: tuple[CommandKind, ...], within: timedelta, call: Call
) -> str:
    """The id of the command, which waits for the terminal; those of the kinds in `ends` are not done any more."""
    call.transaction.commands.cancel(instance.id, call.at, ends)
    command = Command(CommandId(str(uuid.uuid4())), instance.id, kind, call.at, call.at + within)
    call.transaction.commands.queue(command)
    return command.id


DEVICE_SERVICE: tuple[AnyServed, ...] = (
    Served(rows.REMEDIATE_DEVICE, remediate_device),
    Served(rows.UPDATE_DEVICE_SERVICE, update_device_service),
)
