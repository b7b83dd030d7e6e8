"""What a bank of the key file holds, sealed and opened: our secrets under the default key, and under the customer's.

bank, secrets = sealed_bank(...)
open_envelope(bank, custody, vault_id) == secrets
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.faults import Fault, FaultError
from app.ports.customer_key import CUSTOMER_KEY_FAULTS, CustomerKey, CustomerKeys
from app.storage.key_custody import KekPlace, Keyring, fetch_kek
from app.storage.key_header import Bank
from app.storage.seal import KEY_BYTES, SealBroken, open_seal, place_of, seal


class NoCustomerKeys:
    """Implements `app.ports.customer_key.CustomerKeys` where none is set up."""

    def names(self) -> tuple[str, ...]:
        return ()

    def named(self, name: str) -> CustomerKey:
        raise FaultError(Fault.SETTINGS_INVALID, f"customer key: none is set up under the name {name!r}")


@dataclass(frozen=True)
class Custody:
    """Where the keys that wrap ours are."""

    folder: Path
    ring: Keyring | None
    customers: CustomerKeys
    monotonic_s: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Secrets:
    slots: bytes = field(repr=False)
    """Wraps the keys in the slots."""
    lookup: bytes = field(repr=False)
    """For keyed hashes of badge numbers."""


def kek_of(bank: Bank, custody: Custody, vault_id: bytes) -> bytes:
    """Raises FaultError: KEY_MISSING, KEY_EXPOSED."""
    return fetch_kek(bank.place, custody.folder, vault_id, custody.ring, bank.kek)


def sealed_bank(
    generation: int,
    default_key: tuple[KekPlace, int, bytes],
    customer: tuple[str, CustomerKey] | None,
    vault_id: bytes,
    system: bytes,
    secrets: Secrets,
) -> Bank:
    """`default_key` is its place, its number and itself. The customer key is tried: what it wrapped it must open again.
    Raises what `CustomerKey` raises."""
    place, number, kek = default_key
    inner = seal(kek, secrets.slots + secrets.lookup, _place(vault_id, f"envelope-{generation}"))
    outer, name = inner, ""
    if customer is not None:
        name, key = customer
        outer = key.wrap(inner)
        if key.unwrap(outer) != inner:
            raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"{name} does not open what it wrapped")
    return Bank(generation, place, number, name, seal(kek, system, _place(vault_id, f"system-{generation}")), outer)


def open_system(bank: Bank, kek: bytes, vault_id: bytes) -> bytes:
    """The system secret. In generation 0, which had none, it is derived from the lookup key, one way, and stays what it
    is when the file gets banks. Source: HKDF-SHA-256, RFC 5869. Raises FaultError(KEY_MISSING)."""
    if bank.generation == 0:
        lookup = _opened(kek, bank.envelope, _place(vault_id, "lookup"))
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"thenar system secret").derive(lookup)
    return _opened(kek, bank.system, _place(vault_id, f"system-{bank.generation}"))


def open_envelope(bank: Bank, custody: Custody, vault_id: bytes) -> Secrets:
    """Asks the customer key where there is one. Raises FaultError: KEY_MISSING, KEY_EXPOSED, CUSTOMER_KEY_REFUSED,
    CUSTOMER_KEY_UNREACHABLE."""
    kek = kek_of(bank, custody, vault_id)
    if bank.generation == 0:
        return Secrets(kek, _opened(kek, bank.envelope, _place(vault_id, "lookup")))
    inner = _unwrapped(bank, custody) if bank.customer else bank.envelope
    try:
        both = open_seal(kek, inner, _place(vault_id, f"envelope-{bank.generation}"))
    except SealBroken as error:
        if bank.customer:
            raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"{bank.customer} is another key than it was") from error
        raise _another_key() from error
    return Secrets(both[:KEY_BYTES], both[KEY_BYTES:])


def _unwrapped(bank: Bank, custody: Custody) -> bytes:
    """Whatever is wrong with the customer key, apart from silence, is a no."""
    try:
        return custody.customers.named(bank.customer).unwrap(bank.envelope)
    except FaultError as error:
        if error.fault in CUSTOMER_KEY_FAULTS:
            raise
        raise FaultError(Fault.CUSTOMER_KEY_REFUSED, error.detail) from error


def _opened(kek: bytes, sealed: bytes, place: bytes) -> bytes:
    try:
        return open_seal(kek, sealed, place)
    except SealBroken as error:
        raise _another_key() from error


def _another_key() -> FaultError:
    return FaultError(Fault.KEY_MISSING, "the key-encryption key is not the one this key file was made with")


def _place(vault_id: bytes, row: str) -> bytes:
    return place_of(vault_id.hex(), "keys", row)
