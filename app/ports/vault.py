"""Keys. A person's data is readable while that person's key lives; deletion is the death of a key."""

from typing import NewType, Protocol

KeySlot = NewType("KeySlot", int)


class Vault(Protocol):
    def create_key(self) -> KeySlot:
        """Makes a fresh 256-bit key, durable before it returns."""
        ...

    def key(self, slot: KeySlot) -> bytes:
        """32 bytes. Raises KeyError for a slot that is empty or destroyed."""
        ...

    def destroy_key(self, slot: KeySlot) -> None:
        """Overwrites the key in place and syncs. Destroying an empty slot does nothing."""
        ...

    def lookup_key(self) -> bytes:
        """32 bytes for keyed hashes of badge numbers: stable for the life of this store."""
        ...

    def live_slots(self) -> frozenset[KeySlot]: ...
