"""What a screen reader finds in a window: role, name and place. Never walks QML items themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QWidget

Role = QAccessible.Role


@dataclass(frozen=True, slots=True)
class Found:
    role: Role
    name: str
    rect: QRect
    enabled: bool

    @property
    def centre(self) -> QPoint:
        return self.rect.center()


def find_all(window: QWindow) -> list[Found]:
    """Everything visible, in the order of the tree; `rect` is in the window's own pixels."""
    top = QAccessible.queryAccessibleInterface(window)
    assert top is not None
    return list(_walk(top, window.position()))


def find_in(widget: QWidget) -> list[Found]:
    """As `find_all`, for a window of widgets."""
    top = QAccessible.queryAccessibleInterface(widget)
    assert top is not None
    return list(_walk(top, widget.pos()))


def buttons(window: QWindow) -> dict[str, Found]:
    return {found.name: found for found in find_all(window) if found.role is Role.Button}


def _walk(node: QAccessibleInterface, origin: QPoint) -> Iterator[Found]:
    for i in range(node.childCount()):
        child = node.child(i)
        state = child.state()
        if state.invisible:
            continue
        yield Found(
            child.role(),
            child.text(QAccessible.Text.Name),
            child.rect().translated(-origin),
            not state.disabled,
        )
        yield from _walk(child, origin)
