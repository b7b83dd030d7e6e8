"""How long between two strangers let in, over the head-count: one line a profile, both scales logarithmic.

Rules it keeps: lines are told apart by their names at the end and by dashes, not by colour alone; where a profile is
used beyond the gallery it was made for, its line is dashed.
"""

from collections.abc import Sequence
from math import log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.outlook import Curve, Outlook
from ui.console.odds_words import DAYS_A_YEAR, OddsWords
from ui.console.speech import Speech
from ui.theme.tokens import FONT_FAMILY, Palette

HOUR = 1 / DAYS_A_YEAR / 24
TICKS_YEARS = (HOUR, 1 / DAYS_A_YEAR, 1 / 12, 1.0, 10.0, 100.0, 1_000.0, 10_000.0)
TICKS_PEOPLE = (1, 10, 100, 1_000, 10_000)
FEWEST, MOST = 1, 50_000
FARTHEST_YEARS = 1e12
"""Where nobody ever tries, no stranger is ever let in: drawn as far out of sight."""
TEXT_PX = 13
NAME_GAP_PX = 8
LABEL_GAP_PX = 18
"""Names at the lines' ends lie at least this far apart."""
LEFT, TOP, BOTTOM = 92, 10, 44


class OddsChart(QWidget):
    def __init__(self, speech: Speech, palette: Palette) -> None:
        super().__init__()
        self._speech = speech
        self._words = OddsWords(speech)
        self._palette = palette
        self._outlook: Outlook | None = None
        self.setAccessibleName(speech.say("chart.name"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(440, 236))

    def show_outlook(self, outlook: Outlook) -> None:
        self._outlook = outlook
        told = [f"{curve.profile}: {self._told(curve)}" for curve in outlook.curves if curve.points]
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        if self._outlook is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font())
        self._axes(painter)
        chosen = self._outlook.odds.profile if self._outlook.odds else ""
        curves = self._curves()
        for curve in sorted(curves, key=lambda curve: curve.profile == chosen):
            self._line(painter, curve, curve.profile == chosen)
        self._names(painter, curves, chosen)
        self._here(painter)
        painter.end()

    def _told(self, curve: Curve) -> str:
        first, last = curve.points[0], curve.points[-1]
        return self._speech.say(
            "chart.told",
            few=self._speech.count(first[0]),
            first=self._words.length_of(first[1]),
            many=self._speech.count(last[0]),
            last=self._words.length_of(last[1]),
        )

    def _axes(self, painter: QPainter) -> None:
        field = self._field()
        soft, line = QColor(self._palette.soft), QColor(self._palette.hairline)
        for years in TICKS_YEARS:
            y = self._y(years)
            painter.setPen(line)
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            painter.setPen(soft)
            place = QRectF(0, y - 10, LEFT - 12, 20)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._tick(years))
        for people in TICKS_PEOPLE:
            x = self._x(people)
            painter.setPen(line)
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
            painter.setPen(soft)
            place = QRectF(x - 40, field.bottom() + 5, 80, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._speech.count(people))
        below = QRectF(field.left(), self.height() - 22, field.width(), 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._speech.say("chart.people"))

    def _tick(self, years: float) -> str:
        if years >= TICKS_YEARS[-1]:
            return self._speech.say("time.years", count=self._speech.count(int(years)))
        return self._words.length_of(years)

    def _line(self, painter: QPainter, curve: Curve, chosen: bool) -> None:
        pen = QPen(QColor(self._palette.accent if chosen else self._palette.edge), 3 if chosen else 1.8)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        kept = [point for point in curve.points if point[0] <= curve.promised_people]
        beyond = kept[-1:] + [point for point in curve.points if point[0] > curve.promised_people]
        for points, style in ((kept, Qt.PenStyle.SolidLine), (beyond, Qt.PenStyle.DashLine)):
            pen.setStyle(style)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setClipRect(self._field().adjusted(-2, -2, 2, 2))
            painter.drawPath(self._path(points))
            painter.setClipping(False)

    def _path(self, points: Sequence[tuple[int, float]]) -> QPainterPath:
        path = QPainterPath()
        for place, (people, years) in enumerate(points):
            at = QPointF(self._x(people), self._y(years, cut=False))
            if place:
                path.lineTo(at)
            else:
                path.moveTo(at)
        return path

    def _names(self, painter: QPainter, curves: Sequence[Curve], chosen: str) -> None:
        """At the right ends, pushed apart where they would touch."""
        ordered = sorted(curves, key=lambda curve: self._y(curve.points[-1][1]))
        for curve, y in zip(ordered, apart([self._y(curve.points[-1][1]) for curve in ordered]), strict=True):
            painter.setPen(QColor(self._palette.accent if curve.profile == chosen else self._palette.soft))
            painter.setFont(_font(bold=curve.profile == chosen))
            place = QRectF(self._field().right() + NAME_GAP_PX, y - 10, self._names_px(), 20)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, curve.profile)
        painter.setFont(_font())

    def _here(self, painter: QPainter) -> None:
        """The site that is asked about."""
        assert self._outlook is not None
        odds = self._outlook.odds
        if odds is None or odds.years.value is None:
            return
        at = QPointF(self._x(odds.people), self._y(odds.years.value))
        painter.setPen(QPen(QColor(self._palette.text), 2))
        painter.setBrush(QColor(self._palette.accent))
        painter.drawEllipse(at, 6.5, 6.5)
        words = self._words.length_of(odds.years.value)
        wide = QFontMetrics(_font(bold=True)).horizontalAdvance(words) + 16
        left = at.x() + 12 if at.x() + 12 + wide < self._field().right() else at.x() - 12 - wide
        ground = QRectF(left, max(self._field().top(), at.y() - 36), wide, 24)
        painter.setPen(QPen(QColor(self._palette.edge), 1))
        painter.setBrush(QColor(self._palette.raised))
        painter.drawRoundedRect(ground, 6, 6)
        painter.setFont(_font(bold=True))
        painter.setPen(QColor(self._palette.text))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)

    def _field(self) -> QRectF:
        return QRectF(LEFT, TOP, self.width() - LEFT - NAME_GAP_PX - self._names_px(), self.height() - TOP - BOTTOM)

    def _names_px(self) -> int:
        """Room for the longest name."""
        widths = QFontMetrics(_font(bold=True))
        return max((widths.horizontalAdvance(each.profile) for each in self._curves()), default=0) + 1

    def _curves(self) -> list[Curve]:
        return [curve for curve in self._outlook.curves if curve.points] if self._outlook else []

    def _x(self, people: int) -> float:
        field = self._field()
        return field.left() + field.width() * _share(min(max(people, FEWEST), MOST), FEWEST, MOST)

    def _y(self, years: float, *, cut: bool = True) -> float:
        """Inside the field, or wherever it would be: a line leaves the field, what is written stays in it."""
        field = self._field()
        shortest, longest = TICKS_YEARS[0], TICKS_YEARS[-1]
        value = min(max(years, shortest), longest if cut else FARTHEST_YEARS)
        return field.bottom() - field.height() * _share(value, shortest, longest)


def apart(heights: Sequence[float]) -> list[float]:
    """Rising heights, moved as little as it takes to lie LABEL_GAP_PX apart: what would touch is spread about its mean.

    >>> apart([100.0, 100.0, 300.0])
    [91.0, 109.0, 300.0]
    """
    groups: list[list[float]] = []
    for height in heights:
        groups.append([height])
        while len(groups) > 1 and _middle(groups[-1]) - _middle(groups[-2]) < _room(groups[-2], groups[-1]):
            last = groups.pop()
            groups[-1] += last
    return [
        _middle(group) + (place - (len(group) - 1) / 2) * LABEL_GAP_PX
        for group in groups
        for place in range(len(group))
    ]


def _middle(group: Sequence[float]) -> float:
    return sum(group) / len(group)


def _room(one: Sequence[float], other: Sequence[float]) -> float:
    """Between the middles of two groups that do not touch."""
    return (len(one) + len(other)) / 2 * LABEL_GAP_PX


def _share(value: float, low: float, high: float) -> float:
    """0 at `low`, 1 at `high`, on a logarithmic scale; `value` is above 0 and finite."""
    return (log10(value) - log10(low)) / (log10(high) - log10(low))


def _font(*, bold: bool = False) -> QFont:
    font = QFont(FONT_FAMILY)
    font.setPixelSize(TEXT_PX)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
