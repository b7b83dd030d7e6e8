"""Implements `app.ports.control.tags.ResourceTags`."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.storage.control.tables import tags

_OF = select(tags.c.key, tags.c.value).where(tags.c.resource == bindparam("carrier")).order_by(tags.c.key)


class SqlTags:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, resource: str) -> Mapping[str, str]:
        return {row.key: row.value for row in self._connection.execute(_OF, {"carrier": resource})}

    def put(self, resource: str, new: Mapping[str, str]) -> None:
        if not new:
            return
        self.remove(resource, new)
        rows = [{"resource": resource, "key": key, "value": value} for key, value in new.items()]
        self._connection.execute(insert(tags), rows)

    def remove(self, resource: str, keys: Collection[str]) -> None:
        self._connection.execute(delete(tags).where(tags.c.resource == resource, tags.c.key.in_(list(keys))))

    def clear(self, resource: str) -> None:
        self._connection.execute(delete(tags).where(tags.c.resource == resource))
