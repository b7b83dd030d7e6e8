"""The store over SQL: `app.ports.store.Store`, with keys from the vault.

Rules it keeps: a person's key is durable before the row that needs it, and dies after the row has gone, so that a crash
in between leaves a key without a row and never a row without a key; what was written belongs to one transaction.

    store = open_store(State(data_folder(), simulated=False), system_keyring())
    with store.transaction() as transaction:
        transaction.add_person(person, badge, receipt)
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Engine, Row, delete, or_, select

from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.domain.sites import SiteId
from app.ports.customer_key import CUSTOMER_KEY_FAULTS
from app.ports.records import AuditQuery, AuditRow, Enrolled, Page, PeopleQuery, PersonRow
from app.ports.store import AuditEntry, StoredTemplate
from app.ports.transform import TransformKey
from app.ports.vault import KeySlot, Vault
from app.storage import gallery_log, records, transforms
from app.storage.audit_chain import ChainedRow, first_broken
from app.storage.database import reading, truncate_log, writing
from app.storage.schema import account, audit, badges, consent_receipts, people, templates
from app.storage.seal import SealBroken, open_seal, place_of
from app.storage.transaction import SqlTransaction, badge_lookup
from app.storage.transforms import template_row

_ROWS_AT_ONCE = 500
"""A few megabytes of templates."""
_PEOPLE_AT_ONCE = 10_000
"""Values in one statement: SQLite takes 32,766, PostgreSQL 65,535."""
_HOLDERS = select(people.c.key_slot, people.c.person)
_TemplateRow = Row[int, PersonId, str, int, bytes]
_TEMPLATES = (
    select(people.c.key_slot, people.c.person, templates.c.hand, templates.c.sample, templates.c.sealed)
    .join(templates)
    .order_by(templates.c.person, templates.c.hand, templates.c.sample)
)


class SqlStore:
    """Implements `app.ports.store.Store` and `app.ports.records.Records`. Threads may share it."""

    def __init__(self, engine: Engine, vault: Vault, account_id: str) -> None:
        self._engine = engine
        self._vault = vault
        self._account = account_id

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """Keys made in a block that failed die with it. When the commit itself failed, its outcome is unknown: then
        they stay, and the next opening sees whether a row needs them."""
        with writing(self._engine) as connection:
            transaction = SqlTransaction(connection, self._vault, self._account)
            try:
                yield transaction
            except BaseException:
                self._vault.destroy_keys(transaction.made)
                raise
        self._vault.destroy_keys(transaction.doomed)
        if transaction.doomed:
            truncate_log(self._engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view, for the rows of other areas in the same database."""
        with reading(self._engine) as connection:
            yield connection

    @property
    def account(self) -> str:
        """The id of the key file that belongs to this database."""
        return self._account

    @property
    def vault(self) -> Vault:
        """For what else is sealed under its keys, and for their rotation."""
        return self._vault

    def epoch(self) -> int:
        with reading(self._engine) as connection:
            return transforms.current_epoch(connection)

    def transform_keys(self) -> tuple[TransformKey, ...]:
        """Raises FaultError(KEY_MISSING) for a database that is older than the last renewal."""
        with reading(self._engine) as connection:
            return transforms.live_keys(connection, self._vault)

    def count_behind(self) -> int:
        with reading(self._engine) as connection:
            return transforms.count_behind(connection)

    def person_with(self, badge: Badge) -> PersonId | None:
        query = select(badges.c.person).where(badges.c.lookup == badge_lookup(self._vault, badge))
        with reading(self._engine) as connection:
            person = connection.execute(query).scalar()
        return None if person is None else PersonId(person)

    def badge_of(self, person: PersonId) -> Badge | None:
        query = select(people.c.key_slot, badges.c.sealed).join(badges).where(people.c.person == person)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return None if row is None else self.open_badge(row.key_slot, row.sealed, person)

    def open_badge(self, slot: int, sealed: bytes, person: PersonId) -> Badge | None:
        """The badge in a row of `badges`; None when the person's key has gone."""
        key = self._key(slot)
        return None if key is None else Badge.parse(self._open(key, sealed, "badges", person).decode())

    def end_of(self, person: PersonId) -> datetime | None:
        with reading(self._engine) as connection:
            return connection.execute(select(people.c.ends_at).where(people.c.person == person)).scalar()

    def site_of(self, person: PersonId) -> SiteId | None:
        with reading(self._engine) as connection:
            site = connection.execute(select(people.c.site).where(people.c.person == person)).scalar()
        return None if site is None else SiteId(site)

    def receipt_of(self, person: PersonId) -> ConsentReceipt | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(consent_receipts).where(consent_receipts.c.person == person)).first()
        if row is None:
            return None
        text = ConsentText(row.version, row.language, row.sha256)
        return ConsentReceipt(text, row.agreed_at, TerminalId(row.terminal))

    def overdue(self, unused_since: datetime, enrolled_before: datetime) -> list[PersonId]:
        late = or_(people.c.last_used_at < unused_since, people.c.enrolled_at < enrolled_before)
        with reading(self._engine) as connection:
            rows = connection.execute(select(people.c.person).where(late).order_by(people.c.person))
            return [PersonId(row.person) for row in rows]

    def ended(self, at: datetime) -> list[PersonId]:
        query = select(people.c.person).where(people.c.ends_at <= at).order_by(people.c.person)
        with reading(self._engine) as connection:
            return [PersonId(person) for person in connection.execute(query).scalars()]

    def people(self, sites: Collection[SiteId] | None = None) -> frozenset[PersonId]:
        query = select(people.c.person)
        with reading(self._engine) as connection:
            ids = connection.execute(query if sites is None else query.where(people.c.site.in_(sites))).scalars()
            return frozenset(PersonId(each) for each in ids)

    def templates(self, sites: Collection[SiteId] | None = None) -> Iterator[StoredTemplate]:
        """By person, hand and sample. Raises FaultError(STORE_UNREADABLE) for one that was altered or moved."""
        query = _TEMPLATES if sites is None else _TEMPLATES.where(people.c.site.in_(sites))
        with reading(self._engine) as connection:
            rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
            yield from self._opened(rows)

    def templates_of(self, wanted: Collection[PersonId]) -> list[StoredTemplate]:
        """As `templates`, and raises what it raises."""
        with reading(self._engine) as connection:
            return self.templates_on(connection, wanted)

    def templates_on(self, connection: Connection, wanted: Collection[PersonId]) -> list[StoredTemplate]:
        """The same in somebody's reading or transaction."""
        found: list[StoredTemplate] = []
        ordered = sorted(wanted)
        for first in range(0, len(ordered), _PEOPLE_AT_ONCE):
            some = people.c.person.in_(ordered[first : first + _PEOPLE_AT_ONCE])
            found += self._opened(connection.execute(_TEMPLATES.where(some)))
        return found

    def _opened(self, rows: Iterable[_TemplateRow]) -> Iterator[StoredTemplate]:
        """One key a person: looking it up costs as much as opening a template."""
        for (slot, person), samples in groupby(rows, key=lambda row: (row.key_slot, row.person)):
            key = self._key(slot)
            if key is None:
                continue
            for row in samples:
                at = template_row(person, Hand(row.hand), row.sample)
                yield StoredTemplate(person, Hand(row.hand), self._open(key, row.sealed, "templates", at))

    def audit(self, newest: int) -> list[AuditEntry]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(audit).order_by(audit.c.seq.desc()).limit(newest)).all()
        return [records.audit_entry(row) for row in rows]

    def people_page(self, query: PeopleQuery) -> Page[PersonRow]:
        with reading(self._engine) as connection:
            return records.people_page(connection, query)

    def audit_page(self, query: AuditQuery) -> Page[AuditRow]:
        with reading(self._engine) as connection:
            return records.audit_page(connection, query)

    def enrolled(self) -> Enrolled:
        with reading(self._engine) as connection:
            return records.enrolled(connection)

    def broken_audit_row(self) -> int | None:
        """The number of the first audit row that was edited, removed or moved; None when the chain holds."""
        with reading(self._engine) as connection:
            rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(audit).order_by(audit.c.seq))
            chain = ((ChainedRow(*row[: len(fields(ChainedRow))]), row.previous, row.hash) for row in rows)
            return first_broken(self._account, chain)

    def prepare_transform(self) -> None:
        """Sees that there is a transform key, and that all of them live. Raises FaultError(KEY_MISSING): in a database
        from before the last renewal nothing could be read, and the newer one's key would be taken for a leftover."""
        try:
            if self.transform_keys():
                return
        except FaultError as error:
            if error.fault not in CUSTOMER_KEY_FAULTS:
                raise
            with reading(self._engine) as connection:  # the customer's key is away; whether ours live can be seen
                transforms.require_live(connection, self._vault)
            return
        with self.transaction() as transaction:
            if not transaction.has_transform():  # another process may have been here in between
                transaction.begin_renewal()

    def tidy(self) -> None:
        """Completes what a crash or a restored backup left half: keys without a person, people without a key. The two
        look alike from here, so terminals begin afresh after either.

        Call it only while no other process has the store open: it takes a key whose row is still being written for
        one without a person.
        """
        live = self._vault.live_slots()
        with writing(self._engine) as connection:
            holders = {row.key_slot: PersonId(row.person) for row in connection.execute(_HOLDERS)}
            dead = [person for slot, person in holders.items() if slot not in live]
            if dead:
                gallery_log.remove(connection, dead)
                connection.execute(delete(people).where(people.c.person.in_(dead)))
            unclaimed = live - holders.keys() - transforms.slots_in_use(connection)
            if dead or unclaimed:
                gallery_log.begin_lineage(connection)
        self._vault.destroy_keys(unclaimed)
        truncate_log(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    def _key(self, slot: int) -> bytes | None:
        try:
            return self._vault.key(KeySlot(slot))
        except KeyError:
            return None

    def _open(self, key: bytes, sealed: bytes, table: str, row: str) -> bytes:
        try:
            return open_seal(key, sealed, place_of(self._account, table, row))
        except SealBroken:
            raise FaultError(Fault.STORE_UNREADABLE, f"a row of {table} was altered outside Thenar") from None


def bind(engine: Engine, vault_id: str, keys_in_use: bool) -> None:
    """Ties database and key file together at their first meeting, and asserts it ever after.

    Raises FaultError: KEY_MISSING when the key file is another database's, STORE_UNREADABLE when the keys are of
    people whom this new database does not know: opening it would let their keys die.
    """
    with writing(engine) as connection:
        known = connection.execute(select(account.c.id)).scalar()
        if known is None and keys_in_use:
            raise FaultError(Fault.STORE_UNREADABLE, "the keys of enrolled people are here, their database is not")
        if known is None:
            connection.execute(account.insert().values(id=vault_id))
        elif known != vault_id:
            raise FaultError(Fault.KEY_MISSING, "the key file belongs to another database")
