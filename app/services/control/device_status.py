"""What is known of the device at work for an instance, mostly by its own words."""

from app.domain.device_instances import InstanceId
from app.operations import instances as rows
from app.services.control.call import Call
from app.services.control.common import millis


def status_of(instance: InstanceId, call: Call) -> rows.DeviceStatus:
    link = call.transaction.links.get(instance)
    if link is None:
        return rows.DeviceStatus(instance, rows.ConnectivityWord.DISCONNECTED)
    return rows.DeviceStatus(
        device_instance_id=instance,
        connectivity=rows.ConnectivityWord(link.connectivity.value),
        health=rows.HealthWord(link.health.value),
        last_seen_at_in_millis=millis(link.seen_at),
        software_version=link.software,
        configuration_version=link.configuration_version or None,
        refused_configuration=link.refused,
        locks=link.locks,
        failing_checks=link.failing,
        power_source=link.power,
        bandwidth_kbps=link.bandwidth_kbps,
    )
