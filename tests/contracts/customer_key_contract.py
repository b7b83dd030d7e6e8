"""What every customer key keeps to, seen from its owner. An implementation's test inherits `CustomerKeyContract`."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.faults import Fault, FaultError
from app.ports.customer_key import CustomerKey

SECRET = bytes(range(92))
"""As long as what the key file has wrapped."""


@dataclass(frozen=True)
class KeyRig:
    """`other` is another key of the same place. `take_away` is what its owner does to revoke `key`."""

    key: CustomerKey
    other: CustomerKey
    take_away: Callable[[], None]


class CustomerKeyContract:
    def test_it_opens_what_it_wrapped(self, rig: KeyRig) -> None:
        wrapped = rig.key.wrap(SECRET)
        assert rig.key.unwrap(wrapped) == SECRET
        assert SECRET[:16] not in wrapped

    def test_the_same_secret_is_never_wrapped_alike(self, rig: KeyRig) -> None:
        assert rig.key.wrap(SECRET) != rig.key.wrap(SECRET)

    def test_another_key_does_not_open_it(self, rig: KeyRig) -> None:
        wrapped = rig.key.wrap(SECRET)
        assert opened(rig.other, wrapped) != SECRET

    def test_an_altered_wrapping_gives_no_secret(self, rig: KeyRig) -> None:
        wrapped = bytearray(rig.key.wrap(SECRET))
        wrapped[-20] ^= 1
        assert opened(rig.key, bytes(wrapped)) != SECRET

    def test_a_key_that_was_taken_away_says_no(self, rig: KeyRig) -> None:
        wrapped = rig.key.wrap(SECRET)
        rig.take_away()
        with pytest.raises(FaultError) as caught:
            rig.key.unwrap(wrapped)
        assert caught.value.fault is Fault.CUSTOMER_KEY_REFUSED


def opened(key: CustomerKey, wrapped: bytes) -> bytes | None:
    """None where it says no, which is as good as another content: what is wrapped carries a seal of its own."""
    try:
        return key.unwrap(wrapped)
    except FaultError:
        return None
