"""A badge scanner that types like a keyboard: its keys go to the driver instead of to the screen.

Rules it keeps: every printing character goes to `key`; Enter goes there too, and is kept from the screen only when it
ends a burst no person could type, so that a scan never presses a button and a person's Enter always does.

    wedge = WedgeFilter(wedge_reader.key)
    window.installEventFilter(wedge)
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

BURST_S = 0.08
"""Longest pause between two characters of a scanner. Scanners pause 1 to 30 ms; people type slower than 80 ms."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WedgeFilter(QObject):
    """`key(char, at_s)` is told each character, "\\n" for Enter, with the time of `now_s` (monotonic seconds)."""

    def __init__(self, key: Callable[[str, float], None], now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._key = key
        self._now_s = now_s
        self._last_s = float("-inf")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        at_s = self._now_s()
        if event.key() in _ENTER:
            bursting = at_s - self._last_s <= BURST_S
            self._last_s = float("-inf")
            self._key("\n", at_s)
            return bursting
        char = event.text()
        if len(char) != 1 or not char.isprintable() or char == " ":
            return False
        self._last_s = at_s
        self._key(char, at_s)
        return True
