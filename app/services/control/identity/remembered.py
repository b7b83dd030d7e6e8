"""What was read of people, keys and policies, kept in memory for as long as nobody's rights change.

Rules it keeps: a thing is remembered under the mark that was read before it (`app.ports.control.rights`), and counts
only under that mark; a mark of changes that were rolled back is never met again, and so neither is what was read then.

    standing = remembered.get(transaction.rights, principal, lambda: read_standing(principal, transaction))
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from app.ports.control.rights import RightsMark

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")
MOST = 1024
"""Callers in memory; some kilobytes each. One more pushes the one out that called longest ago."""


class Remembered(Generic[KeyT, ValueT]):
    """Threads may share it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._known: OrderedDict[KeyT, tuple[str, ValueT]] = OrderedDict()

    def get(self, mark: RightsMark, key: KeyT, read: Callable[[], ValueT]) -> ValueT:
        known = self.last(key)
        if known is not None and known[0] == mark.found():
            return known[1]
        before = mark.now()
        value = read()
        self.put(before, key, value)
        return value

    def last(self, key: KeyT) -> tuple[str, ValueT] | None:
        """The mark and what was remembered under it, whether or not that still holds."""
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
            return known

    def put(self, mark: str, key: KeyT, value: ValueT) -> None:
        with self._lock:
            self._known[key] = (mark, value)
            self._known.move_to_end(key)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
