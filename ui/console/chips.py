"""Chips: an icon and a word in a rounded field, never a colour alone; in tables and beside figures.

Rules it keeps: the word has the text's own colour on a ground that is only tinted, so that its contrast is the text's.
"""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.console.style import ROW_PX
from ui.theme.tokens import FONT_FAMILY, Palette, icon_pixmap

CHIP_ROLE = Qt.ItemDataRole.UserRole + 1
"""A cell's Chip; without one the cell shows its text."""
ICON_PX, HEIGHT_PX, SIDE_PX, GAP_PX = 16, 28, 10, 7
CELL_PX = 12
TINT = 0.16
"""How much of the tone is in the chip's ground."""


class Tone(Enum):
    """The icon's name and the palette's colour."""

    GOOD = ("circle-check", "granted")
    BAD = ("circle-x", "denied")
    CARE = ("triangle-alert", "adjust")
    PLAIN = ("info", "quiet")
    SIMULATED = ("flask-conical", "adjust")

    @property
    def icon(self) -> str:
        return str(self.value[0])

    def colour(self, palette: Palette) -> str:
        colour: str = getattr(palette, self.value[1])
        return colour


@dataclass(frozen=True, slots=True)
class Chip:
    word: str
    tone: Tone


def chip_font() -> QFont:
    font = QFont(FONT_FAMILY)
    font.setPixelSize(14)
    font.setWeight(QFont.Weight.Medium)
    return font


def chip_width(chip: Chip) -> int:
    return 2 * SIDE_PX + ICON_PX + GAP_PX + QFontMetrics(chip_font()).horizontalAdvance(chip.word)


def draw_chip(painter: QPainter, at: QRect, chip: Chip, palette: Palette) -> None:
    """At the left of `at`, in its middle; cut with an ellipsis where there is no room."""
    width = min(chip_width(chip), at.width())
    field = QRect(at.left(), at.top() + (at.height() - HEIGHT_PX) // 2, width, HEIGHT_PX)
    colour = QColor(chip.tone.colour(palette))
    ground = QColor(colour)
    ground.setAlphaF(TINT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(field), HEIGHT_PX / 2, HEIGHT_PX / 2)
    icon = icon_pixmap(chip.tone.icon, colour.name(), ICON_PX)
    painter.drawPixmap(field.left() + SIDE_PX, field.top() + (HEIGHT_PX - ICON_PX) // 2, icon)
    words = field.adjusted(SIDE_PX + ICON_PX + GAP_PX, 0, -SIDE_PX, 0)
    painter.setFont(chip_font())
    painter.setPen(QColor(palette.text))
    shown = QFontMetrics(chip_font()).elidedText(chip.word, Qt.TextElideMode.ElideRight, words.width() + 1)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class ChipLabel(QWidget):
    """A chip by itself; empty without one."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._chip: Chip | None = None
        self.setFixedHeight(HEIGHT_PX)

    def show_chip(self, chip: Chip | None, explained: str = "") -> None:
        self._chip = chip
        self.setAccessibleName(chip.word if chip else "")
        self.setToolTip(explained)
        self.setFixedWidth(chip_width(chip) if chip else 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        if self._chip:
            painter = QPainter(self)
            draw_chip(painter, self.rect(), self._chip, self._palette)
            painter.end()


class CellDelegate(QStyledItemDelegate):
    """Every cell of a console's table: text or chip, a hairline below, the row's selection behind, 44 px high."""

    def __init__(self, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self._palette = palette

    def sizeHint(  # noqa: N802  Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        chip = index.data(CHIP_ROLE)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        wide = chip_width(chip) if isinstance(chip, Chip) else QFontMetrics(option.font).horizontalAdvance(words)
        return QSize(wide + 2 * CELL_PX, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, QColor(self._palette.raised))
        painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), QColor(self._palette.hairline))
        inside = cell.adjusted(CELL_PX, 0, -CELL_PX, 0)
        chip = index.data(CHIP_ROLE)
        if isinstance(chip, Chip):
            draw_chip(painter, inside, chip, self._palette)
            return
        font: QFont = option.font
        painter.setFont(font)
        painter.setPen(QColor(self._palette.text))
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
