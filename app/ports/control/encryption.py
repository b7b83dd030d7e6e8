"""Under which keys everything lies. No part of the transaction that it is reached through: keys change at once."""

from typing import Protocol

from app.domain.key_state import KeyState


class EncryptionKeys(Protocol):
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
