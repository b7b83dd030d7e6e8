"""Rows of a table chosen as with a mouse."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.console.gallery import settle
from ui.console.table import Table

CTRL = Qt.KeyboardModifier.ControlModifier


def click(table: Table[Any], place: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """`place` is the row's on the page, from 0; `held` is the key that is down. Any: rows of every kind."""
    at = table.view.visualRect(table.model.index(place, 0)).center()
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, held, at)
    settle()
