"""The one set of colours that QML screens and Widgets share, and the fonts and icons that go with it.

Rules it keeps: colours come from `resources/theme/tokens.json` alone; text reaches a contrast of 7:1 and the edge of a
control 3:1 on what it lies on (a test computes both); fonts are the bundled ones.

    load_fonts()
    palette = load_palette("dark")
    window.setStyleSheet(stylesheet(palette))
    button.setIcon(QIcon(icon_pixmap("hand", palette.text, 24)))
"""

import json
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QFontDatabase, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.config.paths import resources_folder
from app.domain.signals import Signal

FONT_FAMILY = "Inter"
_FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
_LIGHTEST, _DARKEST = 0.05, 0.04045
"""Flare added to both luminances, and where sRGB's curve turns linear (WCAG 2.2, "contrast ratio")."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#RRGGBB`. The seven last carry the names of `Signal`."""

    background: str
    surface: str
    raised: str
    """A control that is not the primary one."""
    edge: str
    """Around a control: 3:1 on background, surface and raised."""
    hairline: str
    """Separates, tells nothing."""
    text: str
    soft: str
    accent: str
    on_accent: str
    warning: str
    on_warning: str
    track: str
    """The ring where it is not lit."""
    quiet: str
    searching: str
    adjust: str
    hold: str
    granted: str
    denied: str
    working: str

    def of(self, signal: Signal) -> str:
        colour: str = getattr(self, signal.value)
        return colour


def load_palette(scheme: str = "dark") -> Palette:
    """`scheme` is `dark` or `light`."""
    text = (resources_folder() / "theme" / "tokens.json").read_text(encoding="utf-8")
    return Palette(**json.loads(text)[scheme])


def load_fonts() -> None:
    """Adds the bundled fonts; to be called once there is a QGuiApplication. Raises FileNotFoundError."""
    for name in _FONT_FILES:
        path = resources_folder() / "fonts" / name
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#RRGGBB` colours, 1..21 (WCAG 2.2).

    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + _LIGHTEST) / (dark + _LIGHTEST)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= _DARKEST else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def icon_image(name: str, colour: str, size_px: int, stroke: float = 2.0) -> QImage:
    """A Lucide icon in one colour, square. `stroke` is the line's width on the icon's grid of 24. Raises
    FileNotFoundError."""
    drawing = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawing = drawing.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    image = QImage(QSize(size_px, size_px), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    return image


def icon_pixmap(name: str, colour: str, size_px: int, stroke: float = 2.0) -> QPixmap:
    return QPixmap.fromImage(icon_image(name, colour, size_px, stroke))


def stylesheet(palette: Palette) -> str:
    """The Widgets' look. Property `primary: true` makes a QPushButton the primary one, `role: "heading"` or `"soft"` a
    QLabel a heading or quiet."""
    p = palette
    return f"""
    * {{ font-family: "{FONT_FAMILY}"; font-size: 15px; color: {p.text}; }}
    QMainWindow, QDialog, QWidget#window {{ background: {p.background}; }}
    QLabel {{ background: transparent; }}
    QLabel[role="heading"] {{ font-size: 20px; font-weight: 600; }}
    QLabel[role="soft"] {{ color: {p.soft}; }}
    QFrame[role="card"], QGroupBox {{ background: {p.surface}; border: 1px solid {p.hairline}; border-radius: 10px; }}
    QGroupBox {{ margin-top: 14px; padding: 16px 12px 12px 12px; font-weight: 600; }}
    QGroupBox::title {{ subcontrol-origin: margin; left: 12px; padding: 0 4px; }}
    QPushButton {{ background: {p.raised}; border: 1px solid {p.edge}; border-radius: 8px; padding: 9px 16px;
                   font-weight: 500; }}
    QPushButton:hover {{ border-color: {p.text}; }}
    QPushButton:pressed {{ background: {p.hairline}; }}
    QPushButton:focus {{ border: 2px solid {p.accent}; padding: 8px 15px; }}
    QPushButton:disabled {{ color: {p.edge}; border-color: {p.hairline}; }}
    QPushButton[primary="true"] {{ background: {p.accent}; border-color: {p.accent}; color: {p.on_accent};
                                   font-weight: 600; }}
    QPushButton:checked {{ background: {p.accent}; color: {p.on_accent}; }}
    QLineEdit, QComboBox, QSpinBox, QDateEdit, QListView, QTableView, QPlainTextEdit {{ background: {p.surface};
        border: 1px solid {p.edge}; border-radius: 8px; padding: 7px 10px; selection-background-color: {p.accent};
        selection-color: {p.on_accent}; }}
    QLineEdit:focus, QComboBox:focus, QListView:focus {{ border-color: {p.accent}; }}
    QSlider::groove:horizontal {{ height: 6px; background: {p.track}; border-radius: 3px; }}
    QSlider::sub-page:horizontal {{ background: {p.accent}; border-radius: 3px; }}
    QSlider::handle:horizontal {{ width: 22px; height: 22px; margin: -8px 0; border-radius: 11px;
                                  background: {p.text}; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; }}
    QScrollBar::handle:vertical {{ background: {p.edge}; border-radius: 4px; margin: 2px; min-height: 32px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
    QToolTip {{ background: {p.raised}; color: {p.text}; border: 1px solid {p.edge}; }}
    """
