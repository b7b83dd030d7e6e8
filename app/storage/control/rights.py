"""Implements `app.ports.control.rights.RightsMark`. The database's own triggers replace the mark (revision 0015)."""

from sqlalchemy import Connection, select

from app.storage.control.authority_tables import rights_mark

_MARK = select(rights_mark.c.mark)


class SqlRightsMark:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: str | None = None

    def found(self) -> str:
        if self._found is None:
            self._found = self.now()
        return self._found

    def now(self) -> str:
        mark: str = self._connection.execute(_MARK).scalar_one()
        return mark
