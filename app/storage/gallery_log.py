"""Writes the gallery's changes, in the transaction of whatever changed.

Rules it keeps: whoever draws a version holds the account's row until the transaction ends, so that versions are
committed in their order: a terminal that was told of one is never told of an older one later.

    put(connection, [person])
    remove(connection, [person])    # before the person's row goes
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Connection, delete, insert, select, tuple_, update

from app.domain.gallery_changes import ChangeKind
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.storage.gallery_tables import gallery_changes, gallery_log
from app.storage.schema import account, people

ItemT = TypeVar("ItemT")
_AT_ONCE = 500
"""Rows in one statement, with two values each in its condition; SQLite takes 32,766 values."""


def put(connection: Connection, persons: Collection[PersonId]) -> None:
    """They are at their sites, as they are now."""
    _note(connection, _places(connection, persons), ChangeKind.PUT)


def remove(connection: Connection, persons: Collection[PersonId]) -> None:
    """They leave their sites. Call it while their rows are there."""
    _note(connection, _places(connection, persons), ChangeKind.TOMBSTONE)


def leave(connection: Connection, person: PersonId, site: SiteId) -> None:
    hold(connection)
    _note(connection, [(person, site)], ChangeKind.TOMBSTONE)


def begin_lineage(connection: Connection) -> None:
    """What terminals know counts no more."""
    connection.execute(update(gallery_log).values(lineage=secrets.token_hex(16)))


def clear(connection: Connection, kept: int) -> int:
    """Leaves the `kept` newest tombstones. How many went."""
    table = gallery_changes.c
    tombstone = table.kind == ChangeKind.TOMBSTONE.value
    newest = select(table.version).where(tombstone).order_by(table.version.desc()).offset(kept).limit(1)
    cut = connection.execute(newest).scalar()
    if cut is None:
        return 0
    hold(connection)
    connection.execute(update(gallery_log).values(cut=cut))
    return connection.execute(delete(gallery_changes).where(tombstone, table.version <= cut)).rowcount


def hold(connection: Connection) -> None:
    """Writers queue here where the engine does not make them: what is read behind it is what was committed last."""
    connection.execute(select(account.c.id).with_for_update())


def _places(connection: Connection, persons: Collection[PersonId]) -> list[tuple[PersonId, SiteId]]:
    """Read behind the queue: whoever was deleted while we waited must not be put again."""
    hold(connection)
    found: list[tuple[PersonId, SiteId]] = []
    for some in _pieces(sorted(persons)):
        rows = connection.execute(
            select(people.c.person, people.c.site).where(people.c.person.in_(some)).order_by(people.c.person)
        )
        found += [(PersonId(row.person), SiteId(row.site)) for row in rows]
    return found


def _note(connection: Connection, places: Sequence[tuple[PersonId, SiteId]], kind: ChangeKind) -> None:
    if not places:
        return
    drawn = update(gallery_log).values(newest=gallery_log.c.newest + len(places)).returning(gallery_log.c.newest)
    first = connection.execute(drawn).scalar_one() - len(places) + 1
    table = gallery_changes.c
    for some in _pieces(places):
        connection.execute(delete(gallery_changes).where(tuple_(table.person, table.site).in_(some)))
    rows = [
        {"version": first + at, "person": person, "site": site, "kind": kind.value}
        for at, (person, site) in enumerate(places)
    ]
    connection.execute(insert(gallery_changes), rows)


def _pieces(items: Sequence[ItemT]) -> Iterable[Sequence[ItemT]]:
    return (items[first : first + _AT_ONCE] for first in range(0, len(items), _AT_ONCE))
