"""Customer keys of a test: named, and taken away, cut off or put back at will; with a clock that is moved.

drawer = Drawer("one", "two")
drawer.taken.add("one")
drawer.now_s += 60
"""

import os

from app.domain.faults import Fault, FaultError
from app.ports.customer_key import CustomerKey
from app.storage.seal import SealBroken, open_seal, seal


class Drawer:
    """Implements `app.ports.customer_key.CustomerKeys`, and is the clock that leases are measured by."""

    def __init__(self, *names: str) -> None:
        self.keys = {name: os.urandom(32) for name in names}
        self.taken: set[str] = set()
        self.silent: set[str] = set()
        self.now_s = 1_000.0
        self.questions = 0

    def names(self) -> tuple[str, ...]:
        return tuple(self.keys)

    def named(self, name: str) -> CustomerKey:
        if name not in self.keys:
            raise FaultError(Fault.SETTINGS_INVALID, name)
        return _Drawn(self, name)

    def monotonic_s(self) -> float:
        return self.now_s


class _Drawn:
    def __init__(self, drawer: Drawer, name: str) -> None:
        self._drawer = drawer
        self._name = name

    def wrap(self, secret: bytes) -> bytes:
        return seal(self._key(), secret, b"drawer")

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return open_seal(self._key(), wrapped, b"drawer")
        except SealBroken as error:
            raise FaultError(Fault.CUSTOMER_KEY_REFUSED, self._name) from error

    def _key(self) -> bytes:
        self._drawer.questions += 1
        if self._name in self._drawer.taken:
            raise FaultError(Fault.CUSTOMER_KEY_REFUSED, self._name)
        if self._name in self._drawer.silent:
            raise FaultError(Fault.CUSTOMER_KEY_UNREACHABLE, self._name)
        return self._drawer.keys[self._name]
