"""A terminal in full screen is left by nobody who stands before it: a request to close is refused, and on a desktop
that listens to keys of its own (Alt+F4, Alt+Tab, other desktops, menus) keyboard and pointer are the window's alone.

    stay = StayFilter(view)
    view.installEventFilter(stay)
    ...
    stay.let_go()         # before view.close()

Rules it keeps: the program ends by itself or by a signal, as under a supervisor. Limits: keys that no program can take
(the console's Ctrl+Alt+F1, SysRq) are for the machine's settings; under Wayland a kiosk's shell has no keys to take.
"""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

X11 = "xcb"
"""The one platform where a window can take keyboard and pointer, and where somebody else would."""
AGAIN_MS = 250
"""Until the next attempt: not yet on the screen, or somebody holds them who lets go in a moment."""


class StayFilter(QObject):
    def __init__(self, window: QWindow) -> None:
        super().__init__()
        self._window = window
        self._stays = True
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._take)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() is QEvent.Type.Close and self._stays:
            event.ignore()
            return True
        if event.type() is QEvent.Type.Expose and QGuiApplication.platformName() == X11:
            self._again.start()
        return False

    def let_go(self) -> None:
        """From now on it closes."""
        self._stays = False
        self._again.stop()

    def _take(self) -> None:
        taken = self._window.setKeyboardGrabEnabled(True)
        if self._window.setMouseGrabEnabled(True) and taken:
            self._again.stop()
