"""Implements `app.ports.control.templates.Templates`."""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from app.domain.device_configuration import DeviceConfiguration
from app.domain.device_templates import ConfigurationTemplate, TemplateId
from app.ports.control.seals import Seals
from app.storage.control.sealed_rows import open_value, seal_value
from app.storage.control.tables import configuration_templates as templates

_TABLE = "configuration_templates"


@dataclass(frozen=True)
class _Sealed:
    name: str
    configuration: DeviceConfiguration


class SqlTemplates:
    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def add(self, template: ConfigurationTemplate) -> None:
        row = {"id": template.id, "created_at": template.created_at, **self._row(template)}
        self._connection.execute(insert(templates).values(**row))

    def get(self, template: TemplateId) -> ConfigurationTemplate | None:
        row = self._connection.execute(select(templates).where(templates.c.id == template)).first()
        return None if row is None else self._template(row)

    def hold(self, template: TemplateId) -> ConfigurationTemplate | None:
        row = self._connection.execute(select(templates).where(templates.c.id == template).with_for_update()).first()
        return None if row is None else self._template(row)

    def page(self, after: str, most: int) -> list[ConfigurationTemplate]:
        query = select(templates).where(templates.c.id > after).order_by(templates.c.id).limit(most)
        return [self._template(row) for row in self._connection.execute(query)]

    def change(self, template: ConfigurationTemplate) -> None:
        self._connection.execute(update(templates).where(templates.c.id == template.id).values(**self._row(template)))

    def remove(self, template: TemplateId) -> None:
        self._connection.execute(delete(templates).where(templates.c.id == template))

    def total(self) -> int:
        return self._connection.execute(select(func.count()).select_from(templates)).scalar_one()

    def _row(self, template: ConfigurationTemplate) -> dict[str, object]:
        sealed = _Sealed(template.name, template.configuration)
        return {"sealed": seal_value(self._seals, sealed, _TABLE, template.id), "updated_at": template.updated_at}

    def _template(self, row: Row[tuple[object, ...]]) -> ConfigurationTemplate:
        sealed = open_value(self._seals, _Sealed, row.sealed, _TABLE, row.id)
        return ConfigurationTemplate(row.id, sealed.name, sealed.configuration, row.created_at, row.updated_at)
