"""The theme as QML sees it: `Theme.text`, `Theme.headline`, `Theme.tone("granted")`; one instance an engine.

Rules it keeps: every length in a screen is a multiple of `u`, never a pixel; `motion: false` stops all movement.
Colours are told as text and with a notification, as that is what the QML linter understands of a Python property.
"""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.domain.signals import Signal as Tone
from ui.theme.tokens import FONT_FAMILY, load_palette

QML_IMPORT_NAME = "Thenar.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_SIZES_U = {"headline": (36, 44), "title": (28, 34), "body": (22, 31), "reading": (20, 28), "small": (18, 24)}
"""Text sizes in u: normal, and larger. 31u is a capital height of 0.7 degrees at 350 mm (EN 301 549, 5.1.4)."""


@QmlElement
@QmlSingleton
class Theme(QObject):
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._palette = load_palette("dark")
        self._u = 1.0
        self._larger = False
        self._motion = True
        self._ticking = True
        self._low = False

    def set_up(self, *, larger: bool, motion: bool, ticking: bool, low: bool = False) -> None:
        """`ticking`: time passes, so that countdowns count and buttons wait for a second tap meant for the last
        screen; off in pictures. `low`: screens keep to the lower part."""
        self._larger, self._motion, self._ticking, self._low = larger, motion, ticking, low
        self.changed.emit()

    def _size(self, name: str) -> float:
        return _SIZES_U[name][1 if self._larger else 0] * self._u

    @Property(float, notify=changed)
    def u(self) -> float:
        return self._u

    @u.setter  # type: ignore[no-redef]  # PySide6's stubs do not know a property's setter
    def u(self, u: float) -> None:
        if u != self._u and u > 0:
            self._u = u
            self.changed.emit()

    @Property(bool, notify=changed)
    def larger(self) -> bool:
        return self._larger

    @Property(bool, notify=changed)
    def motion(self) -> bool:
        return self._motion

    @Property(bool, notify=changed)
    def ticking(self) -> bool:
        return self._ticking

    @Property(bool, notify=changed)
    def low(self) -> bool:
        return self._low

    @Property(float, notify=changed)
    def headline(self) -> float:
        return self._size("headline")

    @Property(float, notify=changed)
    def title(self) -> float:
        return self._size("title")

    @Property(float, notify=changed)
    def body(self) -> float:
        return self._size("body")

    @Property(float, notify=changed)
    def reading(self) -> float:
        return self._size("reading")

    @Property(float, notify=changed)
    def small(self) -> float:
        return self._size("small")

    @Property(str, notify=changed)
    def family(self) -> str:
        return FONT_FAMILY

    @Property(str, notify=changed)
    def background(self) -> str:
        return self._palette.background

    @Property(str, notify=changed)
    def surface(self) -> str:
        return self._palette.surface

    @Property(str, notify=changed)
    def raised(self) -> str:
        return self._palette.raised

    @Property(str, notify=changed)
    def edge(self) -> str:
        return self._palette.edge

    @Property(str, notify=changed)
    def hairline(self) -> str:
        return self._palette.hairline

    @Property(str, notify=changed)
    def text(self) -> str:
        return self._palette.text

    @Property(str, notify=changed)
    def soft(self) -> str:
        return self._palette.soft

    @Property(str, notify=changed)
    def accent(self) -> str:
        return self._palette.accent

    @Property(str, notify=changed)
    def on_accent(self) -> str:
        return self._palette.on_accent

    @Property(str, notify=changed)
    def warning(self) -> str:
        return self._palette.warning

    @Property(str, notify=changed)
    def on_warning(self) -> str:
        return self._palette.on_warning

    @Property(str, notify=changed)
    def track(self) -> str:
        return self._palette.track

    @Slot(str, result=str)
    def tone(self, name: str) -> str:
        """The colour of a Signal, by its value."""
        return self._palette.of(Tone(name))
