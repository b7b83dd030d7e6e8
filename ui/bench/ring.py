"""The light ring as it would shine on the terminal: colour and arc by signal, its name in the middle."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.domain.cues import PULSE_S, Motion
from app.domain.signals import Signal
from app.ports.light import Colour
from ui.bridge import hexadecimal
from ui.theme.tokens import Palette


class Ring(QWidget):
    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._signal, self._progress, self._at_s = Signal.QUIET, 0.0, 0.0
        self._colour: Colour | None = None
        self.setFixedSize(132, 132)
        self.show_signal(Signal.QUIET, 0.0, 0.0)

    def show_signal(self, signal: Signal, progress: float, at_s: float, colour: Colour | None = None) -> None:
        """`at_s` in seconds moves what moves; a challenge's `colour` goes before any signal."""
        self._signal, self._progress, self._at_s, self._colour = signal, progress, at_s, colour
        percent = f", {progress:.0%}" if signal is Signal.HOLD else ""
        self.setAccessibleName(f"Light ring: {colour.name.lower() if colour else signal.value + percent}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  Qt gives name and arguments
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(10, 10, -10, -10)
        painter.setPen(QPen(QColor(self._palette.track), 11))
        painter.drawEllipse(place)
        start, reach, strength = self._arc()
        colour = QColor(hexadecimal(self._colour) if self._colour else self._palette.of(self._signal))
        colour.setAlphaF(strength)
        painter.setPen(QPen(colour, 11, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if reach > 0:
            painter.drawArc(place, round(start * 16), round(-reach * 16))
        painter.setPen(QColor(self._palette.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._signal.value)
        painter.end()

    def _arc(self) -> tuple[float, float, float]:
        """Where the arc starts and how far it goes clockwise, in degrees; how strongly it shines, 0..1."""
        if self._colour is not None:
            return 90.0, 360.0, 1.0
        if self._signal is Signal.QUIET:
            return 0.0, 0.0, 0.0
        if self._signal is Signal.SEARCHING:
            return 90 - 360 * _share(self._at_s, Motion.TURNING), 90.0, 1.0
        if self._signal is Signal.ADJUST:
            return 120.0, 60.0, 0.55 + 0.45 * _wave(self._at_s, Motion.PULSING)
        if self._signal is Signal.HOLD:
            return 90.0, 360 * min(max(self._progress, 0.0), 1.0), 1.0
        if self._signal is Signal.WORKING:
            return 90.0, 360.0, 0.4 + 0.6 * _wave(self._at_s, Motion.BREATHING)
        return 90.0, 360.0, 1.0


def _share(at_s: float, motion: Motion) -> float:
    """Of its turn, 0..1."""
    return at_s / PULSE_S[motion] % 1.0


def _wave(at_s: float, motion: Motion) -> float:
    """A triangle between 0 and 1."""
    return abs(2 * _share(at_s, motion) - 1)
