"""Rotation: every key of the key file under fresh wrapping, in place, while nobody enrols again.

Rules it keeps: at whatever step it is cut off, every key opens under the old wrapping or the new; what it leaves is
completed by the next one; the old wrapping is overwritten, in the slots, in the header and where the default key lay.

    for step in rewrapping(slots, wrapping, custody, "hsm-2026", fresh_default=False): ...

Steps: the new bank (durable), each slot, the old bank overwritten, the old default key destroyed.
"""

import os
from collections.abc import Iterator

from app.domain.faults import Fault, FaultError
from app.storage.key_custody import KekPlace, destroy_kek, make_kek, strays
from app.storage.key_envelope import Custody, Secrets, kek_of, sealed_bank
from app.storage.key_header import BANK_BYTES, Bank, bank_bytes, place_in_page
from app.storage.key_slots import SlotFile
from app.storage.key_wrapping import Wrapping
from app.storage.seal import KEY_BYTES


def rewrapping(
    slots: SlotFile, wrapping: Wrapping, custody: Custody, customer: str, fresh_default: bool
) -> Iterator[str]:
    """A durable step at a time. `customer` is the customer key's name; empty for none. Nobody else writes meanwhile.
    Raises FaultError as `open_envelope` does."""
    yield from completing(slots, wrapping, custody)
    bank, secrets = _next_bank(wrapping, custody, customer, fresh_default)
    yield "keys made"
    slots.write_header(bank_bytes(bank), place_in_page(bank.generation)[0])
    yield "bank written"
    yield from _moving(slots, wrapping, secrets.slots)
    yield from _retiring(slots, wrapping, custody)


def completing(slots: SlotFile, wrapping: Wrapping, custody: Custody) -> Iterator[str]:
    """Ends a rotation that was cut off, and clears what it left."""
    if len(wrapping.header().banks) > 1:
        yield from _moving(slots, wrapping, wrapping.current().slots)
    yield from _retiring(slots, wrapping, custody)


def _next_bank(wrapping: Wrapping, custody: Custody, customer: str, fresh_default: bool) -> tuple[Bank, Secrets]:
    old, vault_id = wrapping.header().current, wrapping.id
    number = old.generation + 1
    secrets = Secrets(os.urandom(KEY_BYTES), wrapping.secrets(old).lookup)
    key = (customer, custody.customers.named(customer)) if customer else None
    if fresh_default:
        place, kek = make_kek(custody.folder, vault_id, custody.ring, number)
        default_key = (place, number, kek)
    else:
        default_key = (old.place, old.kek, kek_of(old, custody, vault_id))
    return sealed_bank(number, default_key, key, vault_id, wrapping.system_secret(), secrets), secrets


def _moving(slots: SlotFile, wrapping: Wrapping, fresh: bytes) -> Iterator[str]:
    for slot in sorted(slots.live()):
        sealed = slots.sealed(slot)
        if wrapping.open_with(fresh, sealed, slot) is not None:
            continue
        key = wrapping.open(sealed, slot)
        if key is None:
            raise FaultError(Fault.KEY_MISSING, f"key slot {slot} is damaged")
        slots.put(slot, wrapping.seal(fresh, key, slot))
        yield f"slot {slot} written"
    slots.sync()
    yield "slots synced"


def _retiring(slots: SlotFile, wrapping: Wrapping, custody: Custody) -> Iterator[str]:
    header = wrapping.header()
    now, gone = header.current, header.banks[1:]
    for at, size in (*(place_in_page(bank.generation) for bank in gone), *((at, BANK_BYTES) for at in header.torn)):
        slots.write_header(bytes(size), at)
        yield "bank overwritten"
    for bank in gone:
        if (bank.place, bank.kek) != (now.place, now.kek):
            destroy_kek(bank.place, custody.folder, header.id, custody.ring, bank.kek)
            yield "default key destroyed"
    used = frozenset({now.kek}) if now.place is KekPlace.FILE else frozenset[int]()
    for number in strays(custody.folder, used):
        destroy_kek(KekPlace.FILE, custody.folder, header.id, None, number)
        yield "stray default key destroyed"
