"""Telling a device what to do, and hearing what came of it."""

import uuid

from app.domain.device_commands import REBOOT_WITHIN, Command, CommandId, CommandKind
from app.domain.device_instances import InstanceEvent, InstanceId
from app.operations import instances as rows
from app.operations.refusals import Refusal
from app.services.control.call import Call
from app.services.control.common import millis, not_found
from app.services.control.device_status import status_of
from app.services.control.instances import held, moved, resource_of
from app.services.control.served import AnyServed, Served


def reboot_device(request: rows.RebootDevice, call: Call) -> rows.RebootAccepted | Refusal:
    instance = held(request.device_instance_id, call)
    after = instance if isinstance(instance, Refusal) else moved(instance, InstanceEvent.REBOOT, call)
    if isinstance(after, Refusal):
        return after
    command = Command(CommandId(str(uuid.uuid4())), after.id, CommandKind.REBOOT, call.at, call.at + REBOOT_WITHIN)
    call.transaction.commands.queue(command)
    return rows.RebootAccepted(after.id, command.id)


def get_command(request: rows.GetDeviceCommand, call: Call) -> rows.CommandDetail | Refusal:
    command = call.transaction.commands.find(CommandId(request.command_id))
    if command is None or command.instance != request.device_instance_id:
        return not_found(f"{resource_of(request.device_instance_id)}/command/{request.command_id}")
    return rows.CommandDetail(
        device_instance_id=command.instance,
        command_id=command.id,
        command=command.kind,
        state=command.state,
        queued_at_in_millis=millis(command.queued_at),
        deadline_in_millis=millis(command.deadline),
        sent_at_in_millis=None if command.sent_at is None else millis(command.sent_at),
        acknowledged_at_in_millis=None if command.acked_at is None else millis(command.acked_at),
        settled_at_in_millis=None if command.settled_at is None else millis(command.settled_at),
    )


def get_status(request: rows.GetDeviceStatus, call: Call) -> rows.DeviceStatus | Refusal:
    instance = call.transaction.instances.get(InstanceId(request.device_instance_id))
    if instance is None:
        return not_found(resource_of(request.device_instance_id))
    return status_of(instance.id, call)


DEVICE_COMMANDS: tuple[AnyServed, ...] = (
    Served(rows.GET_COMMAND, get_command),
    Served(rows.GET_STATUS, get_status),
    Served(rows.REBOOT_DEVICE, reboot_device),
)
