"""The tenant's transform keys, and which template is under which.

Rules it keeps: a key is durable in the vault before the row that names it, and dies after the row has gone; there is
always one live key, and two only while templates are renewed; a key's row goes only when no template is under it.
Whoever reads the current key in order to write holds the account's row, so that no renewal begins or ends in between.

    keys = live_keys(connection, vault)
    slot = begin(connection, vault)
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.ports.store import HeldTemplate
from app.ports.transform import FIRST_EPOCH, TransformKey
from app.ports.vault import KeySlot, Vault
from app.storage import gallery_log
from app.storage.gallery_tables import sync_state
from app.storage.schema import people, templates, transforms
from app.storage.seal import SealBroken, open_seal, place_of, seal

_CURRENT = select(func.max(transforms.c.epoch)).scalar_subquery()
_PUT_BACK = (
    update(templates)
    .where(templates.c.person == bindparam("the_person"))
    .where(templates.c.hand == bindparam("the_hand"))
    .where(templates.c.sample == bindparam("the_sample"))
    .values(sealed=bindparam("sealed"), epoch=bindparam("epoch"))
)


def live_keys(connection: Connection, vault: Vault) -> tuple[TransformKey, ...]:
    """Oldest first. Raises FaultError: KEY_MISSING when one was destroyed, because the database is older than the key
    file; CUSTOMER_KEY_REFUSED at a terminal whose server said so."""
    if connection.execute(select(sync_state.c.closed)).scalar():
        raise FaultError(Fault.CUSTOMER_KEY_REFUSED, "the server's")
    rows = connection.execute(select(transforms).order_by(transforms.c.epoch)).all()
    try:
        return tuple(TransformKey(row.epoch, vault.key(KeySlot(row.key_slot))) for row in rows)
    except KeyError:
        raise _older() from None


def require_live(connection: Connection, vault: Vault) -> None:
    """Without opening any. Raises FaultError(KEY_MISSING) as `live_keys` does."""
    if slots_in_use(connection) - vault.live_slots():
        raise _older()


def current_epoch(connection: Connection) -> int:
    return int(connection.execute(select(_CURRENT)).scalar_one())


def slots_in_use(connection: Connection) -> set[int]:
    return set(connection.execute(select(transforms.c.key_slot)).scalars())


def begin(connection: Connection, vault: Vault) -> KeySlot | None:
    """The slot of a fresh key, current from now on; None while an earlier renewal is not ended, which then goes on."""
    gallery_log.hold(connection)
    epochs = list(connection.execute(select(transforms.c.epoch)).scalars())
    if len(epochs) > 1:
        return None
    slot = vault.create_key()
    connection.execute(insert(transforms).values(epoch=max(epochs, default=FIRST_EPOCH - 1) + 1, key_slot=slot))
    return slot


def end(connection: Connection) -> list[KeySlot]:
    """The slots of all keys but the current one, whose rows are gone. Raises ValueError while a template needs one."""
    gallery_log.hold(connection)
    if count_behind(connection):
        raise ValueError("templates are still under the old key")
    old = transforms.c.epoch < _CURRENT
    slots = [KeySlot(slot) for slot in connection.execute(select(transforms.c.key_slot).where(old)).scalars()]
    connection.execute(delete(transforms).where(transforms.c.key_slot.in_(slots)))
    return slots


def count_behind(connection: Connection) -> int:
    return connection.execute(
        select(func.count()).select_from(templates).where(templates.c.epoch < _CURRENT)
    ).scalar_one()


class Shelf:
    """Sealed templates, taken out and put back under the person's key."""

    def __init__(self, connection: Connection, vault: Vault, account_id: str) -> None:
        self._connection = connection
        self._vault = vault
        self._account = account_id
        self._keys: dict[PersonId, bytes] = {}
        """Of the people whose templates are out."""

    def behind(self, most: int) -> list[HeldTemplate]:
        """Up to `most` templates that are not under the current key. A person whose key has died goes with it."""
        query = select(people.c.key_slot, templates).join(templates).where(templates.c.epoch < _CURRENT).limit(most)
        return list(self._opened(self._connection.execute(query).all()))

    def put_back(self, renewed: Sequence[HeldTemplate], epoch: int) -> None:
        if not renewed:
            return
        rows = [
            {
                "the_person": held.person,
                "the_hand": held.hand.value,
                "the_sample": held.sample,
                "sealed": seal(
                    self._keys[held.person], held.template, self._place(held.person, held.hand, held.sample)
                ),
                "epoch": epoch,
            }
            for held in renewed
        ]
        self._connection.execute(_PUT_BACK, rows)

    def _opened(self, rows: Sequence[Row[tuple[object, ...]]]) -> Iterator[HeldTemplate]:
        for row in rows:
            person, hand = PersonId(row.person), Hand(row.hand)
            try:
                if person not in self._keys:
                    self._keys[person] = self._vault.key(KeySlot(row.key_slot))
                template = open_seal(self._keys[person], row.sealed, self._place(person, hand, row.sample))
            except KeyError:
                gallery_log.remove(self._connection, [person])
                self._connection.execute(delete(people).where(people.c.person == person))
            except SealBroken:
                raise FaultError(Fault.STORE_UNREADABLE, "a row of templates was altered outside Thenar") from None
            else:
                yield HeldTemplate(person, hand, row.sample, template)

    def _place(self, person: PersonId, hand: Hand, sample: int) -> bytes:
        return place_of(self._account, "templates", template_row(person, hand, sample))


def _older() -> FaultError:
    return FaultError(
        Fault.KEY_MISSING, "the templates were renewed after this database was backed up: restore a newer backup"
    )


def template_row(person: PersonId, hand: Hand, sample: int) -> str:
    return f"{person}/{hand.value}/{sample}"
