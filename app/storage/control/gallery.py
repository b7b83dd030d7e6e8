"""Implements `app.ports.control.gallery.Gallery` on the rows of the people's store."""

from collections.abc import Collection
from itertools import groupby

from sqlalchemy import Connection, func, select

from app.domain.device_instances import InstanceId
from app.domain.gallery_changes import ChangeKind, GalleryChange, LogHead
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.ports.control.gallery import Held
from app.ports.transform import TransformKey
from app.storage import gallery_log
from app.storage.control.tables import device_instances
from app.storage.gallery_tables import gallery_changes
from app.storage.gallery_tables import gallery_log as log_table
from app.storage.schema import badges, people
from app.storage.store import SqlStore
from app.storage.transforms import live_keys


class SqlGallery:
    def __init__(self, connection: Connection, store: SqlStore) -> None:
        self._connection = connection
        self._store = store

    def head(self) -> LogHead:
        row = self._connection.execute(select(log_table)).one()
        return LogHead(row.lineage, row.newest, row.cut)

    def newest_of(self, site: SiteId) -> int:
        table = gallery_changes.c
        return self._connection.execute(select(func.max(table.version)).where(table.site == site)).scalar() or 0

    def changes(self, site: SiteId, after: int, most: int) -> list[GalleryChange]:
        table = gallery_changes.c
        query = select(table.version, table.person, table.kind).where(table.site == site, table.version > after)
        rows = self._connection.execute(query.order_by(table.version).limit(most))
        return [GalleryChange(row.version, PersonId(row.person), ChangeKind(row.kind)) for row in rows]

    def held(self, wanted: Collection[PersonId]) -> list[Held]:
        opened = self._store.templates_on(self._connection, wanted)
        templates = {person: tuple(mine) for person, mine in groupby(opened, key=lambda each: each.person)}
        known = people.c.person, people.c.key_slot, people.c.enrolled_at, people.c.ends_at
        query = select(*known, badges.c.sealed).join(badges).where(people.c.person.in_(wanted))
        rows = self._connection.execute(query.order_by(people.c.person))
        found: list[Held] = []
        for row in rows:
            person = PersonId(row.person)
            badge = self._store.open_badge(row.key_slot, row.sealed, person)
            if badge is not None and person in templates:
                found.append(Held(person, row.enrolled_at, row.ends_at, badge, templates[person]))
        return found

    def transform_keys(self) -> tuple[TransformKey, ...]:
        return live_keys(self._connection, self._store.vault)

    def instances_behind(self, version: int) -> dict[InstanceId, int]:
        table = gallery_changes.c
        newest = (
            select(table.site, func.max(table.version).label("newest"))
            .where(table.version > version)
            .group_by(table.site)
            .subquery()
        )
        rows = self._connection.execute(
            select(device_instances.c.id, newest.c.newest).join(newest, device_instances.c.site == newest.c.site)
        )
        return {InstanceId(row.id): row.newest for row in rows}

    def clear(self, kept: int) -> int:
        return gallery_log.clear(self._connection, kept)
