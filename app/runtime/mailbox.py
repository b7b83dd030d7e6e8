"""A mailbox of one: the newest letter replaces the one that nobody has read.

Under load a camera's frames are dropped here instead of queueing up, so that what is analysed is what is before the
camera now.
"""

from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    def __init__(self) -> None:
        self._letter: T | None = None
        self._changed = Condition()
        self.dropped = 0
        """Letters that were replaced unread."""

    def put(self, letter: T) -> None:
        """Never waits."""
        with self._changed:
            if self._letter is not None:
                self.dropped += 1
            self._letter = letter
            self._changed.notify()

    def take(self, timeout_s: float) -> T | None:
        """The newest letter, waiting for one up to `timeout_s`."""
        with self._changed:
            if self._letter is None:
                self._changed.wait(timeout_s)
            letter, self._letter = self._letter, None
            return letter

    def clear(self) -> None:
        with self._changed:
            self._letter = None
