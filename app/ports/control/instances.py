"""Device instances in the store, with the versions of their configurations."""

from typing import Protocol

from app.domain.device_instances import DeviceInstance, InstanceId, InstanceState
from app.domain.device_templates import ConfigurationVersion
from app.domain.sites import SiteId


class Instances(Protocol):
    def add(self, instance: DeviceInstance) -> None: ...

    def get(self, instance: InstanceId) -> DeviceInstance | None: ...

    def hold(self, instance: InstanceId) -> DeviceInstance | None:
        """As `get`, and nobody else changes it until the transaction ends."""
        ...

    def page(
        self, after: str, most: int, site: SiteId | None = None, state: InstanceState | None = None
    ) -> list[DeviceInstance]:
        """At most `most`, in the order of their ids, from the one behind `after` on."""
        ...

    def change(self, instance: DeviceInstance) -> None: ...

    def remove(self, instance: InstanceId) -> None:
        """With all versions of its configuration."""
        ...

    def total(self) -> int: ...

    def add_configuration(self, version: ConfigurationVersion) -> None: ...

    def configuration(self, instance: InstanceId, version: int) -> ConfigurationVersion | None: ...
