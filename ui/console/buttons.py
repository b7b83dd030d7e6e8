"""Buttons with an icon before their words."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton

from ui.theme.tokens import icon_pixmap

ICON_PX = 18
_GAP = " "
"""Qt leaves no room between icon and words; a stylesheet cannot. Never part of what is spoken."""


def icon_button(words: str, icon: str, colour: str) -> QPushButton:
    button = QPushButton(QIcon(icon_pixmap(icon, colour, ICON_PX)), _GAP + words)
    button.setIconSize(QSize(ICON_PX, ICON_PX))
    button.setAccessibleName(words)
    return button
