"""The dialog that is open now."""

from typing import TypeVar

from PySide6.QtWidgets import QApplication, QWidget

Kind = TypeVar("Kind", bound=QWidget)


def open_dialog(kind: type[Kind]) -> Kind:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog
