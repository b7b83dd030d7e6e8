"""The queries behind `app.ports.records`: pages, sorted and counted by the database.

Rules it keeps: a page is cut before its samples are counted, so that the count costs a page and not everybody.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, FromClause, Row, func, select

from app.domain.audit_action import AuditAction
from app.domain.consent import TerminalId
from app.domain.people import Hand, PersonId
from app.ports.records import AuditQuery, AuditRow, Enrolled, Page, PeopleOrder, PeopleQuery, PersonRow
from app.ports.store import AuditEntry
from app.storage.schema import audit, people, templates

_ORDERS = {
    PeopleOrder.PERSON: "person",
    PeopleOrder.SITE: "site",
    PeopleOrder.ENROLLED: "enrolled_at",
    PeopleOrder.USED: "last_used_at",
}
"""The columns of `people`."""


def people_page(connection: Connection, query: PeopleQuery) -> Page[PersonRow]:
    kept = [] if query.person is None else [people.c.person == query.person]
    listed = select(people.c.person, people.c.site, people.c.enrolled_at, people.c.last_used_at, people.c.ends_at)
    cut = listed.where(*kept).order_by(*_order(people, query)).offset(query.offset).limit(query.limit).subquery()
    rows = connection.execute(
        select(cut, _samples(cut, Hand.LEFT), _samples(cut, Hand.RIGHT)).order_by(*_order(cut, query))
    )
    return Page(tuple(PersonRow(*row) for row in rows), _count(connection, people, kept))


def audit_page(connection: Connection, query: AuditQuery) -> Page[AuditRow]:
    kept: list[ColumnElement[bool]] = []
    if query.actions:
        kept.append(audit.c.action.in_([action.value for action in query.actions]))
    if query.person is not None:
        kept.append(audit.c.person == query.person)
    wanted = select(audit).where(*kept).order_by(audit.c.seq.desc()).offset(query.offset).limit(query.limit)
    rows = connection.execute(wanted)
    return Page(tuple(AuditRow(row.seq, audit_entry(row)) for row in rows), _count(connection, audit, kept))


def enrolled(connection: Connection) -> Enrolled:
    palms = select(templates.c.person, templates.c.hand).distinct().subquery()
    return Enrolled(_count(connection, people, []), _count(connection, palms, []))


def audit_entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    """From a row of the whole audit table."""
    return AuditEntry(
        AuditAction(row.action),
        row.outcome,
        row.at,
        TerminalId(row.terminal),
        row.simulated,
        None if row.person is None else PersonId(row.person),
        row.attempt,
        tuple((row.liveness or "").split()),
    )


def _order(table: FromClause, query: PeopleQuery) -> tuple[ColumnElement[object], ColumnElement[object]]:
    first = table.c[_ORDERS[query.order]]
    return first.desc() if query.descending else first.asc(), table.c.person


def _samples(cut: FromClause, hand: Hand) -> ColumnElement[int]:
    mine = (templates.c.person == cut.c.person) & (templates.c.hand == hand.value)
    return select(func.count()).select_from(templates).where(mine).scalar_subquery().label(f"{hand.value}_samples")


def _count(connection: Connection, table: FromClause, kept: Sequence[ColumnElement[bool]]) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*kept)).scalar_one()
