"""Whoever touches, scrolls or types is still there: says so at most once a second, and keeps nothing from the screen.

activity = ActivityFilter(lambda: bridge.post(StillHere()))
window.view.installEventFilter(activity)
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject

EVERY_S = 1.0
"""A flick gives a hundred events; the flow counts in tens of seconds."""

_ACTS = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.Wheel,
    QEvent.Type.KeyPress,
)


class ActivityFilter(QObject):
    def __init__(self, tell: Callable[[], None], now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._tell = tell
        self._now_s = now_s
        self._told_s = float("-inf")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() in _ACTS and self._now_s() - self._told_s >= EVERY_S:
            self._told_s = self._now_s()
            self._tell()
        return False
