"""The pictures that QML asks for: the live preview, and icons in any colour.

Rules it keeps: only the newest frame is ever shown, none is kept once the next has come or the preview is over, and
none touches a disk.
"""

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from app.runtime.mailbox import Mailbox
from ui.theme.tokens import icon_image

_BYTES_A_PIXEL = 4


class Frame:
    """A picture as it shall be seen, mirrored already: `width * height * 4` bytes, BGRA, rows from the top."""

    __slots__ = ("bgra", "height", "width")

    def __init__(self, bgra: bytes | memoryview, width: int, height: int) -> None:
        if width <= 0 or height <= 0 or len(bgra) != width * height * _BYTES_A_PIXEL:
            raise ValueError(f"{len(bgra)} bytes are no BGRA picture of {width} x {height}")
        self.bgra, self.width, self.height = bgra, width, height


class PreviewPictures(QQuickImageProvider):
    """`image://preview/<count>`: the newest frame, or the one before when no newer has come."""

    def __init__(self, frames: Mailbox[Frame]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._frames = frames
        self._shown = _nothing()

    def forget(self) -> None:
        """To be called when the preview ends."""
        self._frames.clear()
        self._shown = _nothing()

    def requestImage(self, _key: str, size: QSize, _requested: QSize) -> QImage:  # noqa: N802 (Qt's name)
        frame = self._frames.take(0.0)
        if frame is not None:
            stride = frame.width * _BYTES_A_PIXEL
            lent = QImage(frame.bgra, frame.width, frame.height, stride, QImage.Format.Format_RGB32)
            self._shown = lent.copy()
        size.setWidth(self._shown.width())
        size.setHeight(self._shown.height())
        return self._shown


def _nothing() -> QImage:
    """One transparent pixel: QML complains of a picture that is not there."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    return image


class IconPictures(QQuickImageProvider):
    """`image://icon/<name>/<rrggbb>/<stroke>`."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, key: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802 (Qt's name)
        name, colour, stroke = key.split("/")
        image = icon_image(name, f"#{colour}", max(requested.width(), 1), float(stroke))
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image
