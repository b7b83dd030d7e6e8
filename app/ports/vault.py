"""Keys. A person's data is readable while that person's key lives; deletion is the death of a key."""

from collections.abc import Collection
from typing import NewType, Protocol

from app.domain.key_state import KeyState

KeySlot = NewType("KeySlot", int)


class Vault(Protocol):
    """Where a customer key is set, whatever makes or gives a key raises FaultError(CUSTOMER_KEY_REFUSED) or
    (CUSTOMER_KEY_UNREACHABLE) within a minute of its going."""

    def create_key(self) -> KeySlot:
        """Makes a fresh 256-bit key, durable before it returns."""
        ...

    def create_keys(self, count: int) -> list[KeySlot]:
        """As many, for the price of one sync."""
        ...

    def keep_key(self, key: bytes) -> KeySlot:
        """32 bytes that somebody else made, durable before it returns."""
        ...

    def key(self, slot: KeySlot) -> bytes:
        """32 bytes. Raises KeyError for a slot that is empty or destroyed."""
        ...

    def destroy_key(self, slot: KeySlot) -> None:
        """Overwrites the key in place and syncs. Destroying an empty slot does nothing."""
        ...

    def destroy_keys(self, slots: Collection[KeySlot]) -> None:
        """The same with many, for the price of one sync."""
        ...

    def lookup_key(self) -> bytes:
        """32 bytes for keyed hashes of badge numbers: stable for the life of this store."""
        ...

    def system_secret(self) -> bytes:
        """32 bytes under the default key alone: for what must work even when the customer's key is gone."""
        ...

    def live_slots(self) -> frozenset[KeySlot]: ...

    def customer_key(self) -> str:
        """The name of the customer key that is set; empty for none."""
        ...

    def customer_keys(self) -> tuple[str, ...]:
        """The names of those that may be set. Raises FaultError(SETTINGS_INVALID)."""
        ...

    def customer_state(self) -> KeyState:
        """Asks the customer key when the lease is up. Raises FaultError for what no customer key is to blame for."""
        ...

    def rewrap(self, customer: str, fresh_default: bool = False) -> int:
        """Every key under fresh wrapping: under the customer key of that name (empty for none) and, where asked, a
        new default key. How many there are. Raises FaultError; then each key opens as before, or under the new
        wrapping, and the next `rewrap` completes it."""
        ...
