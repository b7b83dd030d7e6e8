"""People whom a server brings, in the rows of the people's store: each under a key of his own of this terminal.

Rules it keeps: the server's keys are ours under the server's numbers; what somebody had here before is replaced, not
added to; a badge has one holder, and the server's word on who that is counts.
"""

from collections.abc import Collection, Sequence
from itertools import groupby

from sqlalchemy import bindparam, delete, exists, insert, select, update

from app.domain.people import PersonId
from app.domain.sites import DEFAULT_SITE
from app.ports.synced_store import SyncedPerson
from app.ports.transform import TransformKey
from app.ports.vault import KeySlot, Vault
from app.storage import gallery_log
from app.storage.schema import badges, people, templates, transforms
from app.storage.seal import place_of, seal
from app.storage.transaction import SqlTransaction, badge_lookup
from app.storage.transforms import template_row

_MARK = (
    update(people)
    .where(people.c.person == bindparam("who"))
    .values(synced=bindparam("version"), ends_at=bindparam("end", type_=people.c.ends_at.type))
)


class SyncedPeople:
    def __init__(self, people: SqlTransaction, account_id: str, vault: Vault) -> None:
        self.people = people
        self._account = account_id
        self._vault = vault

    def adopt(self, keys: Collection[TransformKey]) -> list[PersonId]:
        connection, wanted = self.people.connection, {key.epoch: key for key in keys}
        gallery_log.hold(connection)
        rows = connection.execute(select(transforms)).all()
        ours = {row.epoch: self._live_key(row.key_slot) for row in rows}
        foreign = {epoch for epoch, key in ours.items() if epoch > max(wanted) or _another(key, wanted.get(epoch))}
        erased = self.remove(self._everybody()) if foreign else []
        idle = self._without_templates(ours.keys() - wanted.keys())
        self._drop_keys(foreign | idle)
        for epoch in sorted(wanted.keys() - (ours.keys() - foreign)):
            slot = self._vault.keep_key(wanted[epoch].key)
            self.people.made.append(slot)
            connection.execute(insert(transforms).values(epoch=epoch, key_slot=slot))
        return erased

    def put(self, persons: Sequence[SyncedPerson]) -> list[PersonId]:
        if not persons:
            return []
        connection, ids = self.people.connection, [each.person for each in persons]
        lookups = {badge_lookup(self._vault, each.badge): each.person for each in persons}
        held = connection.execute(select(badges.c.person, badges.c.lookup).where(badges.c.lookup.in_(lookups)))
        losers = self.remove([PersonId(row.person) for row in held if lookups[row.lookup] != row.person])
        slots = self._slots_for(persons)
        marks = [{"who": each.person, "version": each.version, "end": each.ends_at} for each in persons]
        connection.execute(_MARK, marks)
        for table in (badges, templates):
            connection.execute(delete(table).where(table.c.person.in_(ids)))
        keys = {each.person: self._vault.key(slots[each.person]) for each in persons}
        connection.execute(
            insert(badges),
            [
                {
                    "person": each.person,
                    "lookup": badge_lookup(self._vault, each.badge),
                    "sealed": seal(
                        keys[each.person],
                        each.badge.number.encode(),
                        place_of(self._account, "badges", each.person),
                    ),
                }
                for each in persons
            ],
        )
        connection.execute(insert(templates), [row for each in persons for row in self._rows(each, keys[each.person])])
        return losers

    def remove(self, persons: Collection[PersonId]) -> list[PersonId]:
        return [person for person in persons if self.people.delete_person(person)]

    def unmark(self) -> None:
        self.people.connection.execute(update(people).where(people.c.synced.is_not(None)).values(synced=0))

    def unconfirmed(self) -> list[PersonId]:
        query = select(people.c.person).where(people.c.synced == 0).order_by(people.c.person)
        return [PersonId(person) for person in self.people.connection.execute(query).scalars()]

    def _slots_for(self, persons: Sequence[SyncedPerson]) -> dict[PersonId, KeySlot]:
        """Of those who are here already, and fresh ones for the others, whose rows are made."""
        connection = self.people.connection
        known = select(people.c.person, people.c.key_slot).where(people.c.person.in_([each.person for each in persons]))
        slots = {PersonId(row.person): KeySlot(row.key_slot) for row in connection.execute(known)}
        new = [each for each in persons if each.person not in slots]
        if new:
            made = self._vault.create_keys(len(new))
            self.people.made += made
            slots |= {each.person: slot for each, slot in zip(new, made, strict=True)}
            connection.execute(
                insert(people),
                [
                    {
                        "person": each.person,
                        "key_slot": slots[each.person],
                        "enrolled_at": each.enrolled_at,
                        "last_used_at": each.enrolled_at,
                        "site": DEFAULT_SITE,
                    }
                    for each in new
                ],
            )
        return slots

    def _rows(self, person: SyncedPerson, key: bytes) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for hand, samples in groupby(person.samples, key=lambda each: each.hand):
            for number, sample in enumerate(samples):
                place = place_of(self._account, "templates", template_row(person.person, hand, number))
                sealed = seal(key, sample.template, place)
                named = {"person": person.person, "hand": hand.value, "sample": number}
                rows.append({**named, "sealed": sealed, "epoch": sample.epoch})
        return rows

    def _everybody(self) -> list[PersonId]:
        rows = self.people.connection.execute(select(people.c.person).order_by(people.c.person)).scalars()
        return [PersonId(person) for person in rows]

    def _live_key(self, slot: int) -> bytes | None:
        try:
            return self._vault.key(KeySlot(slot))
        except KeyError:
            return None

    def _without_templates(self, epochs: Collection[int]) -> set[int]:
        under = exists().where(templates.c.epoch == transforms.c.epoch)
        query = select(transforms.c.epoch).where(transforms.c.epoch.in_(epochs), ~under)
        return set(self.people.connection.execute(query).scalars())

    def _drop_keys(self, epochs: Collection[int]) -> None:
        connection = self.people.connection
        slots = connection.execute(select(transforms.c.key_slot).where(transforms.c.epoch.in_(epochs))).scalars()
        self.people.doomed += [KeySlot(slot) for slot in slots]
        connection.execute(delete(transforms).where(transforms.c.epoch.in_(epochs)))


def _another(ours: bytes | None, theirs: TransformKey | None) -> bool:
    """Two keys under one number. One of ours alone is old, and goes when nothing is under it."""
    return theirs is not None and ours != theirs.key
