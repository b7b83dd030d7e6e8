"""A badge scanner that types like a keyboard: its keys go to the driver instead of to the screen.

Rules it keeps: the driver hears every key and says which ones were a scanner's; those are kept from the screen, so that
a scan never presses a button and a person's Enter always does.

    wedge = WedgeFilter(wedge_reader.key)
    window.view.installEventFilter(wedge)
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent


class WedgeFilter(QObject):
    """`key(text, at_s)` is told each key press, Enter as "\\r", at a time of `now_s` (monotonic seconds).

    True means that the key was a scanner's.
    """

    def __init__(self, key: Callable[[str, float], bool], now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._key = key
        self._now_s = now_s

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not event.text():
            return False
        return self._key(event.text(), self._now_s())
