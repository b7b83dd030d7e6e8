"""Fields of a filter bar: a name above, a control below, one height."""

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from ui.console.style import FIELD_PX
from ui.theme.tokens import Palette, icon_pixmap

ARROW_PX = 18
MARGIN_PX = 8
TICK_PX = 16


class Choice(QComboBox):
    """A combo box whose arrow has the palette's colour: a stylesheet can only show a picture's own."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrow = icon_pixmap("chevron-down", palette.soft, ARROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        super().paintEvent(event)
        painter = QPainter(self)
        painter.drawPixmap(QPoint(self.width() - ARROW_PX - 12, (self.height() - ARROW_PX) // 2), self._arrow)
        painter.end()


class Tick(QCheckBox):
    """A check box whose mark has the palette's colour."""

    def __init__(self, words: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._mark = icon_pixmap("check", palette.on_accent, TICK_PX, stroke=3.0)
        self.setMinimumHeight(FIELD_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            place = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            painter = QPainter(self)
            painter.drawPixmap(place.center() - QPoint(TICK_PX // 2 - 1, TICK_PX // 2 - 1), self._mark)
            painter.end()


def number_field(lowest: int, highest: int, start: int, locale: QLocale) -> QSpinBox:
    """Typed, or stepped with the arrow keys."""
    field = QSpinBox()
    field.setLocale(locale)
    field.lineEdit().setTextMargins(MARGIN_PX, 0, MARGIN_PX, 0)
    field.setRange(lowest, highest)
    field.setValue(start)
    field.setGroupSeparatorShown(True)
    field.setKeyboardTracking(False)
    return field


def date_field(first: QDate, start: QDate, last: QDate) -> QDateEdit:
    """A day from `first` to `last`, as the console writes days. Typed, or stepped with the arrow keys: year,
    month or day."""
    field = QDateEdit()
    field.lineEdit().setTextMargins(MARGIN_PX, 0, MARGIN_PX, 0)
    field.setDisplayFormat("yyyy-MM-dd")
    field.setDateRange(first, last)
    field.setDate(start)
    field.setCurrentSection(QDateEdit.Section.DaySection)
    return field


def named(name: str, control: QWidget, explained: str = "") -> QWidget:
    """The control with its name above it, for eyes and for screen readers."""
    label = QLabel(name)
    label.setProperty("role", "label")
    label.setBuddy(control)
    control.setFixedHeight(FIELD_PX)
    control.setAccessibleName(name)
    control.setAccessibleDescription(explained)
    control.setToolTip(explained)
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(label)
    layout.addWidget(control)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
    return whole
