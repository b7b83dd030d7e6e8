"""Implements `app.ports.control.usage.Usage`."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, Connection, Table, case, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.device_instances import InstanceState
from app.domain.sites import SiteId
from app.domain.usage import ACCOUNT, MOST, Measure, Month, Tally
from app.ports.vault import Vault
from app.storage.control.tables import device_instances, sites
from app.storage.control.usage_tables import usage
from app.storage.schema import people

_INSERTS: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_SIZES = {
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    "postgresql": text("SELECT pg_database_size(current_database())"),
}
"""Bytes of the database, by engine. What waits in a journal beside it is not in it."""
_ACTIVE = [state.value for state in InstanceState if state.activated]


class SqlUsage:
    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def add(self, month: Month, site: SiteId, counts: Mapping[Measure, int]) -> None:
        for measure, number in counts.items():
            if number:
                self._put(month, site, measure, number, usage.c.number + number)

    def stock(self) -> list[Tally]:
        found: dict[SiteId, dict[Measure, int]] = defaultdict(dict)
        active = device_instances.c.state.in_(_ACTIVE)
        for site, count in self._connection.execute(
            select(device_instances.c.site, func.count()).where(active).group_by(device_instances.c.site)
        ):
            found[SiteId(site)][Measure.ACTIVE_DEVICES] = count
        of_sites = select(people.c.site, func.count()).join(sites, sites.c.id == people.c.site)
        for site, count in self._connection.execute(of_sites.group_by(people.c.site)):
            found[SiteId(site)][Measure.ENROLLED_USERS] = count
        found[ACCOUNT] = {Measure.STORAGE_BYTES: self._size(), Measure.KEYS: len(self._vault.live_slots())}
        return [Tally(site, counts) for site, counts in sorted(found.items())]

    def keep(self, month: Month, stock: list[Tally]) -> None:
        """A site that had people and has none any more has 0 of them."""
        now = {(each.site, measure): number for each in stock for measure, number in each.counts.items()}
        emptied = {
            (each.site, Measure.ENROLLED_USERS): 0 for each in self.of(month) if Measure.ENROLLED_USERS in each.counts
        }
        for (site, measure), number in {**emptied, **now}.items():
            greater = case((usage.c.number > number, usage.c.number), else_=number)
            self._put(month, site, measure, number, greater if measure in MOST else number)

    def of(self, month: Month) -> list[Tally]:
        found: dict[SiteId, dict[Measure, int]] = defaultdict(dict)
        query = select(usage.c.site, usage.c.measure, usage.c.number).where(usage.c.month == month)
        for site, measure, number in self._connection.execute(query.order_by(usage.c.site)):
            found[SiteId(site)][Measure(measure)] = number
        return [Tally(site, counts) for site, counts in found.items()]

    def months(self) -> list[Month]:
        query = select(usage.c.month).distinct().order_by(usage.c.month.desc())
        return [Month(month) for month in self._connection.execute(query).scalars()]

    def _put(self, month: Month, site: SiteId, measure: Measure, first: int, then: ColumnElement[int] | int) -> None:
        """In one statement: several servers may count the same at once."""
        values = {"month": month, "site": site, "measure": measure.value, "number": first}
        statement = _INSERTS[self._connection.dialect.name](usage).values(values)
        key = [usage.c.month, usage.c.site, usage.c.measure]
        self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_={"number": then}))

    def _size(self) -> int:
        return int(self._connection.execute(_SIZES[self._connection.dialect.name]).scalar_one())
