"""A table's rows as Qt wants them: one page of values, and columns that say how each is shown.

model = RowsModel([Column("site", "Site", lambda row: row.site, 120)])
model.show_rows(page.rows)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.console.chips import CHIP_ROLE, Chip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`show` gives words or a chip; `spoken` what a screen reader says where that is shorter than it should be."""

    name: str
    show: Callable[[Row], str | Chip]
    width_px: int
    spoken: Callable[[Row], str] | None = None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Holds the rows of one page alone: sorting and filtering are the store's."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self.sorted_by: tuple[int, bool] | None = None
        """Column, descending: what the store did, for the header to say."""

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  Qt's name
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  Qt's name
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | Chip | None:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self.rows[index.row()]
        shown = column.show(row)
        if role == CHIP_ROLE:
            return shown if isinstance(shown, Chip) else None
        if role == Qt.ItemDataRole.AccessibleTextRole and column.spoken:
            return column.spoken(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shown.word if isinstance(shown, Chip) else shown
        return None

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | Qt.AlignmentFlag | None:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        arrow = {(section, True): "  ↓", (section, False): "  ↑"}
        return self.columns[section].name + (arrow.get(self.sorted_by, "") if self.sorted_by else "")
