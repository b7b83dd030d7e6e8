"""Implements `app.ports.control.sites.Sites`."""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from app.domain.device_instances import InstanceState
from app.domain.sites import Address, Site, SiteId
from app.ports.control.seals import Seals
from app.ports.control.sites import InstanceCounts
from app.storage.control.sealed_rows import open_value, seal_value
from app.storage.control.tables import device_instances, sites

_ADD = insert(sites)
_GET = select(sites).where(sites.c.id == bindparam("site"))
_PAGE = select(sites).where(sites.c.id > bindparam("after")).order_by(sites.c.id).limit(bindparam("most"))
_TOTAL = select(func.count()).select_from(sites)
_COUNTS = (
    select(device_instances.c.state, func.count())
    .where(device_instances.c.site == bindparam("site"))
    .group_by(device_instances.c.state)
)


@dataclass(frozen=True)
class _Sealed:
    name: str
    description: str
    address: Address


class SqlSites:
    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def add(self, site: Site) -> None:
        self._connection.execute(_ADD, {"id": site.id, "created_at": site.created_at, **self._row(site)})

    def get(self, site: SiteId) -> Site | None:
        row = self._connection.execute(_GET, {"site": site}).first()
        return None if row is None else self._site(row)

    def hold(self, site: SiteId) -> Site | None:
        row = self._connection.execute(select(sites).where(sites.c.id == site).with_for_update()).first()
        return None if row is None else self._site(row)

    def page(self, after: str, most: int) -> list[Site]:
        return [self._site(row) for row in self._connection.execute(_PAGE, {"after": after, "most": most})]

    def change(self, site: Site) -> None:
        self._connection.execute(update(sites).where(sites.c.id == site.id).values(**self._row(site)))

    def remove(self, site: SiteId) -> None:
        self._connection.execute(delete(sites).where(sites.c.id == site))

    def counts(self, site: SiteId) -> InstanceCounts:
        rows = self._connection.execute(_COUNTS, {"site": site})
        found = {InstanceState(state): int(count) for state, count in rows}
        return InstanceCounts(sum(found.values()), sum(found[state] for state in found if state.activated))

    def total(self) -> int:
        return self._connection.execute(_TOTAL).scalar_one()

    def _row(self, site: Site) -> dict[str, object]:
        sealed = _Sealed(site.name, site.description, site.address)
        return {"sealed": seal_value(self._seals, sealed, "sites", site.id), "updated_at": site.updated_at}

    def _site(self, row: Row[tuple[object, ...]]) -> Site:
        sealed = open_value(self._seals, _Sealed, row.sealed, "sites", row.id)
        return Site(row.id, sealed.name, sealed.description, sealed.address, row.created_at, row.updated_at)
