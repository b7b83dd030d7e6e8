"""A customer's own key, kept where the customer decides: it wraps ours, and whoever takes it back closes our data.

Rules it keeps: the key itself is never told to us where the place can help it; a place that says no and a place that is
silent are two different faults, and neither is ever taken for the other.

    wrapped = key.wrap(secret)
    key.unwrap(wrapped) == secret
"""

from typing import Protocol

from app.domain.faults import Fault

CUSTOMER_KEY_FAULTS = frozenset({Fault.CUSTOMER_KEY_REFUSED, Fault.CUSTOMER_KEY_UNREACHABLE})


class CustomerKey(Protocol):
    def wrap(self, secret: bytes) -> bytes:
        """Up to 1 KiB. Raises FaultError as `unwrap` does."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """Raises FaultError: CUSTOMER_KEY_REFUSED when the key, or this key, does not open it any more;
        CUSTOMER_KEY_UNREACHABLE when nobody answered within seconds; SETTINGS_INVALID."""
        ...


class CustomerKeys(Protocol):
    """The customer keys of this installation, by the names that its operator gave them."""

    def names(self) -> tuple[str, ...]:
        """In the order of the alphabet. Raises FaultError(SETTINGS_INVALID)."""
        ...

    def named(self, name: str) -> CustomerKey:
        """Raises FaultError(SETTINGS_INVALID) for one that is not set up here."""
        ...
