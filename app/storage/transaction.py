"""What one transaction writes. Made and committed by `app.storage.store.SqlStore.transaction`."""

import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.people import Hand, PersonId
from app.domain.sites import DEFAULT_SITE, SiteId
from app.ports.store import AuditEntry, BadgeTaken, HeldTemplate
from app.ports.transform import TransformKey
from app.ports.vault import KeySlot, Vault
from app.storage import gallery_log, transforms
from app.storage.audit_chain import ChainedRow, link, origin
from app.storage.schema import audit, badges, consent_receipts, people, templates
from app.storage.seal import place_of, seal
from app.storage.transforms import Shelf, template_row


class SqlTransaction:
    """Implements `app.ports.store.Transaction`. `made` and `doomed` are the keys that live and die with it."""

    def __init__(self, connection: Connection, vault: Vault, account_id: str) -> None:
        self._connection = connection
        self._vault = vault
        self._account = account_id
        self.made: list[KeySlot] = []
        self.doomed: list[KeySlot] = []
        self._shelf = Shelf(connection, vault, account_id)

    @contextmanager
    def keys_of_attempt(self) -> Iterator[None]:
        """What was made in a block that raised dies, and what was doomed there lives."""
        made, doomed = len(self.made), len(self.doomed)
        try:
            yield
        except BaseException:
            self._vault.destroy_keys(self.made[made:])
            del self.made[made:], self.doomed[doomed:]
            raise

    @property
    def connection(self) -> Connection:
        """For the rows of other areas that are changed together with people's."""
        return self._connection

    def add_person(self, person: PersonId, badge: Badge, receipt: ConsentReceipt, site: SiteId = DEFAULT_SITE) -> None:
        lookup = badge_lookup(self._vault, badge)
        if self._connection.execute(select(badges.c.person).where(badges.c.lookup == lookup)).first():
            raise BadgeTaken
        slot = self._vault.create_key()
        self.made.append(slot)
        at = receipt.agreed_at
        row = {"person": person, "key_slot": slot, "enrolled_at": at, "last_used_at": at, "site": site}
        self._connection.execute(insert(people).values(row))
        sealed = seal(self._vault.key(slot), badge.number.encode(), place_of(self._account, "badges", person))
        try:
            self._connection.execute(insert(badges).values(person=person, lookup=lookup, sealed=sealed))
        except IntegrityError:
            raise BadgeTaken from None  # the original's text holds the values of the row
        self._add_receipt(person, receipt)
        gallery_log.put(self._connection, [person])

    def has_transform(self) -> bool:
        gallery_log.hold(self._connection)
        return bool(transforms.slots_in_use(self._connection))

    def transform_key(self) -> TransformKey:
        gallery_log.hold(self._connection)
        return transforms.live_keys(self._connection, self._vault)[-1]

    def add_template(self, person: PersonId, hand: Hand, template: bytes, epoch: int = 0) -> None:
        slot = self._connection.execute(select(people.c.key_slot).where(people.c.person == person)).scalar_one()
        mine = (templates.c.person == person) & (templates.c.hand == hand.value)
        sample = self._connection.execute(select(func.count()).select_from(templates).where(mine)).scalar_one()
        place = place_of(self._account, "templates", template_row(person, hand, sample))
        sealed = seal(self._vault.key(slot), template, place)
        row = {"person": person, "hand": hand.value, "sample": sample, "sealed": sealed, "epoch": epoch}
        self._connection.execute(insert(templates).values(row))

    def begin_renewal(self) -> None:
        slot = transforms.begin(self._connection, self._vault)
        if slot is not None:
            self.made.append(slot)

    def templates_behind(self, most: int) -> list[HeldTemplate]:
        return self._shelf.behind(most)

    def put_back(self, renewed: Sequence[HeldTemplate], epoch: int) -> None:
        self._shelf.put_back(renewed, epoch)
        gallery_log.put(self._connection, {held.person for held in renewed})

    def end_renewal(self) -> None:
        self.doomed += transforms.end(self._connection)

    def add_audit(self, entry: AuditEntry) -> None:
        self.add_audits([entry])

    def add_audits(self, entries: Sequence[AuditEntry]) -> None:
        """In their order."""
        gallery_log.hold(self._connection)  # one chain
        last = self._connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc())).first()
        before, previous = (0, origin(self._account)) if last is None else (last.seq, last.hash)
        rows: list[dict[str, object]] = []
        for number, entry in enumerate(entries, start=before + 1):
            row = ChainedRow(
                seq=number,
                action=entry.action.value,
                outcome=entry.outcome,
                at=entry.at,
                terminal=entry.terminal,
                simulated=entry.simulated,
                person=entry.person,
                attempt=entry.attempt,
                liveness=" ".join(entry.liveness) or None,
            )
            hashed = link(previous, row)
            rows.append({**asdict(row), "previous": previous, "hash": hashed})
            previous = hashed
        if rows:
            self._connection.execute(insert(audit), rows)

    def record_use(self, person: PersonId, at: datetime) -> None:
        self._connection.execute(update(people).where(people.c.person == person).values(last_used_at=at))

    def delete_person(self, person: PersonId) -> bool:
        gallery_log.hold(self._connection)
        slot = self._connection.execute(select(people.c.key_slot).where(people.c.person == person)).scalar()
        if slot is None:
            return False
        gallery_log.remove(self._connection, [person])
        self._connection.execute(delete(people).where(people.c.person == person))
        self.doomed.append(KeySlot(slot))
        return True

    def end_access(self, person: PersonId, ends_at: datetime | None) -> bool:
        gallery_log.hold(self._connection)
        changed = update(people).where(people.c.person == person).values(ends_at=ends_at)
        if not self._connection.execute(changed).rowcount:
            return False
        gallery_log.put(self._connection, [person])
        return True

    def move_person(self, person: PersonId, site: SiteId) -> bool:
        mine = people.c.person == person
        gallery_log.hold(self._connection)
        before = self._connection.execute(select(people.c.site).where(mine)).scalar()
        if before is None:
            return False
        if before != site:
            gallery_log.leave(self._connection, person, SiteId(before))
            self._connection.execute(update(people).where(mine).values(site=site))
            gallery_log.put(self._connection, [person])
        return True

    def _add_receipt(self, person: PersonId, receipt: ConsentReceipt) -> None:
        self._connection.execute(
            insert(consent_receipts).values(
                person=person,
                version=receipt.text.version,
                language=receipt.text.language,
                sha256=receipt.text.sha256,
                agreed_at=receipt.agreed_at,
                terminal=receipt.terminal,
            )
        )


def badge_lookup(vault: Vault, badge: Badge) -> bytes:
    return hmac.digest(vault.lookup_key(), b"badge|" + badge.number.encode(), "sha256")
