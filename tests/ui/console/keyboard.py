"""What somebody without a mouse comes to in a window: its controls, by Tab."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from tests.ui.kiosk.accessible import Found, Role, find_in
from ui.console.window import ConsoleWindow

CONTROLS = {Role.Button, Role.ButtonMenu, Role.EditableText, Role.SpinBox, Role.ComboBox, Role.List, Role.Table}
MADE_BY_QT = {"qt_spinbox_lineedit"}
TABS_MOST = 40
"""More than any page has controls."""


def controls(window: ConsoleWindow) -> list[Found]:
    return [found for found in find_in(window) if found.role in CONTROLS]


def unreached(window: ConsoleWindow) -> list[str]:
    """The names of those that Tab does not come to, from the navigation on."""
    wanted = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if widget.objectName() not in MADE_BY_QT and not isinstance(widget, QScrollBar)
    ]
    assert wanted
    window.navigation.setFocus()
    reached: set[QWidget | None] = set()
    for _ in range(TABS_MOST):
        reached.add(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    return [widget.accessibleName() for widget in wanted if widget not in reached]
