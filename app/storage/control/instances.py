"""Implements `app.ports.control.instances.Instances`."""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from app.domain.device_configuration import DeviceConfiguration, OperationMode
from app.domain.device_instances import DeviceInstance, InstanceId, InstanceState
from app.domain.device_templates import ConfigurationVersion
from app.domain.sites import SiteId
from app.ports.control.seals import Seals
from app.storage.control.sealed_rows import open_value, seal_value
from app.storage.control.tables import configurations, device_instances


@dataclass(frozen=True)
class _Sealed:
    name: str


class SqlInstances:
    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def add(self, instance: DeviceInstance) -> None:
        row = {"id": instance.id, "created_at": instance.created_at, **self._row(instance)}
        self._connection.execute(insert(device_instances).values(**row))

    def get(self, instance: InstanceId) -> DeviceInstance | None:
        row = self._connection.execute(select(device_instances).where(device_instances.c.id == instance)).first()
        return None if row is None else self._instance(row)

    def hold(self, instance: InstanceId) -> DeviceInstance | None:
        query = select(device_instances).where(device_instances.c.id == instance).with_for_update()
        row = self._connection.execute(query).first()
        return None if row is None else self._instance(row)

    def page(
        self, after: str, most: int, site: SiteId | None = None, state: InstanceState | None = None
    ) -> list[DeviceInstance]:
        query = select(device_instances).where(device_instances.c.id > after)
        if site is not None:
            query = query.where(device_instances.c.site == site)
        if state is not None:
            query = query.where(device_instances.c.state == state.value)
        rows = self._connection.execute(query.order_by(device_instances.c.id).limit(most))
        return [self._instance(row) for row in rows]

    def change(self, instance: DeviceInstance) -> None:
        mine = device_instances.c.id == instance.id
        self._connection.execute(update(device_instances).where(mine).values(**self._row(instance)))

    def remove(self, instance: InstanceId) -> None:
        self._connection.execute(delete(device_instances).where(device_instances.c.id == instance))

    def total(self) -> int:
        return self._connection.execute(select(func.count()).select_from(device_instances)).scalar_one()

    def add_configuration(self, version: ConfigurationVersion) -> None:
        sealed = seal_value(
            self._seals, version.configuration, "configurations", _place(version.instance, version.version)
        )
        row = {
            "instance": version.instance,
            "version": version.version,
            "template": version.template,
            "sealed": sealed,
            "created_at": version.created_at,
        }
        self._connection.execute(insert(configurations).values(**row))

    def configuration(self, instance: InstanceId, version: int) -> ConfigurationVersion | None:
        mine = (configurations.c.instance == instance) & (configurations.c.version == version)
        row = self._connection.execute(select(configurations).where(mine)).first()
        if row is None:
            return None
        place = _place(instance, version)
        configuration = open_value(self._seals, DeviceConfiguration, row.sealed, "configurations", place)
        return ConfigurationVersion(instance, version, configuration, row.created_at, row.template)

    def _row(self, instance: DeviceInstance) -> dict[str, object]:
        return {
            "site": instance.site,
            "state": instance.state.value,
            "mode": None if instance.mode is None else instance.mode.value,
            "configuration_version": instance.configuration_version,
            "asset_tag": instance.asset_tag,
            "sealed": seal_value(self._seals, _Sealed(instance.name), "device_instances", instance.id),
            "updated_at": instance.updated_at,
            "activated_at": instance.activated_at,
        }

    def _instance(self, row: Row[tuple[object, ...]]) -> DeviceInstance:
        sealed = open_value(self._seals, _Sealed, row.sealed, "device_instances", row.id)
        return DeviceInstance(
            id=row.id,
            site=row.site,
            name=sealed.name,
            state=InstanceState(row.state),
            created_at=row.created_at,
            updated_at=row.updated_at,
            mode=None if row.mode is None else OperationMode(row.mode),
            configuration_version=row.configuration_version,
            asset_tag=row.asset_tag,
            activated_at=row.activated_at,
        )


def _place(instance: InstanceId, version: int) -> str:
    return f"{instance}/{version}"
