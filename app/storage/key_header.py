"""The first page of the key file: whose it is, and the banks that say how its slots are wrapped.

A bank is one generation of wrapping. It holds two sealed pieces: the *system secret*, under the default key alone, for
what must work even when the customer's key is gone; and the *envelope* (the key of the slots and the lookup key) under
the default key and, where a customer key is set, wrapped again by that. One bank is the rule; two mean that a rotation
is under way or was cut off, and both open.

Layout, little endian, of 4096 bytes: magic (8), id (16), an old place (1) and an old lookup key (60), then at 1024 and
at 2560 a bank each: SHA-256 (32) of what follows, length (2), JSON. Banks share no sector. A bank whose digest does not
fit was cut off in the writing and counts for nothing. A file from before there were banks has the old lookup key, and
its slots lie under the default key itself: that is generation 0.

    header = read_header(page)
    page = header.with_bank(bank)
"""

import hashlib
import json
from dataclasses import dataclass

from app.domain.faults import Fault, FaultError
from app.storage.key_custody import KekPlace
from app.storage.seal import KEY_BYTES, OVERHEAD_BYTES

MAGIC = b"THNRKEY1"
ID_BYTES = 16
HEADER_BYTES = 4096
SEALED_BYTES = KEY_BYTES + OVERHEAD_BYTES
BANK_BYTES = 1536
OLD_AT = len(MAGIC) + ID_BYTES
OLD_BYTES = 1 + SEALED_BYTES
_BANKS_AT = (1024, 1024 + BANK_BYTES)
_DIGEST_BYTES, _LENGTH_BYTES = 32, 2
_ROOM = BANK_BYTES - _DIGEST_BYTES - _LENGTH_BYTES


@dataclass(frozen=True, slots=True)
class Bank:
    generation: int
    place: KekPlace
    kek: int
    """The number of the default key."""
    customer: str
    """The customer key's name; empty for none."""
    system: bytes
    """Sealed under the default key alone; empty in generation 0, which had none."""
    envelope: bytes
    """In generation 0 the lookup key, sealed under the default key."""


@dataclass(frozen=True, slots=True)
class Header:
    id: bytes
    banks: tuple[Bank, ...]
    """Newest first; one, or two while a rotation is not ended."""
    torn: tuple[int, ...]
    """Where in the page a bank was cut off in the writing."""

    @property
    def current(self) -> Bank:
        return self.banks[0]


def read_header(page: bytes) -> Header:
    """Raises FaultError(KEY_MISSING)."""
    if len(page) < HEADER_BYTES or not page.startswith(MAGIC):
        raise FaultError(Fault.KEY_MISSING, "the key file is not one of ours, or damaged")
    banks, torn = [], []
    for at in _BANKS_AT:
        content = page[at : at + BANK_BYTES]
        bank = _read_bank(content)
        if bank is not None:
            banks.append(bank)
        elif any(content):
            torn.append(at)
    if any(page[OLD_AT : OLD_AT + OLD_BYTES]):
        banks.append(_old_bank(page))
    if not banks:
        raise FaultError(Fault.KEY_MISSING, "the key file is damaged: nothing says how its keys are wrapped")
    newest_first = sorted(banks, key=lambda bank: bank.generation, reverse=True)
    return Header(page[len(MAGIC) : OLD_AT], tuple(newest_first), tuple(torn))


def place_in_page(generation: int) -> tuple[int, int]:
    """Where a generation's bank lies, and how many bytes it takes."""
    return (OLD_AT, OLD_BYTES) if generation == 0 else (_BANKS_AT[generation % 2], BANK_BYTES)


def first_page(vault_id: bytes, bank: Bank) -> bytes:
    page = bytearray((MAGIC + vault_id).ljust(HEADER_BYTES, b"\0"))
    at, size = place_in_page(bank.generation)
    page[at : at + size] = bank_bytes(bank)
    return bytes(page)


def bank_bytes(bank: Bank) -> bytes:
    """Raises FaultError(SETTINGS_INVALID) for an envelope that the customer key made too long."""
    told = {
        "generation": bank.generation,
        "place": bank.place.value.decode(),
        "kek": bank.kek,
        "customer": bank.customer,
        "system": bank.system.hex(),
        "envelope": bank.envelope.hex(),
    }
    body = json.dumps(told).encode()
    if len(body) > _ROOM:
        raise FaultError(Fault.SETTINGS_INVALID, "customer key: what it wraps does not fit into the key file")
    filled = len(body).to_bytes(_LENGTH_BYTES, "little") + body.ljust(_ROOM, b"\0")
    return hashlib.sha256(filled).digest() + filled


def _read_bank(content: bytes) -> Bank | None:
    digest, filled = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if hashlib.sha256(filled).digest() != digest:
        return None
    length = int.from_bytes(filled[:_LENGTH_BYTES], "little")
    try:
        told = json.loads(filled[_LENGTH_BYTES : _LENGTH_BYTES + length])
        return Bank(
            int(told["generation"]),
            KekPlace(str(told["place"]).encode()),
            int(told["kek"]),
            str(told["customer"]),
            bytes.fromhex(told["system"]),
            bytes.fromhex(told["envelope"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise FaultError(Fault.KEY_MISSING, "the key file is of a version this program cannot read") from error


def _old_bank(page: bytes) -> Bank:
    content = page[OLD_AT : OLD_AT + OLD_BYTES]
    try:
        return Bank(0, KekPlace(content[:1]), 0, "", b"", content[1:])
    except ValueError as error:
        raise FaultError(Fault.KEY_MISSING, "the key file is damaged") from error
