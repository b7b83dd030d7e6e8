"""The kiosk's part that takes seconds to load: its window, and all that stands behind it.

code = run(settings, SystemClock(), ring, fullscreen=True)
"""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.config.settings import Mode, Settings
from app.entrypoints.managed_window import managed_window
from app.entrypoints.standalone import terminal_window
from app.ports.clock import Clock
from app.ports.light import Light
from ui.kiosk.window import KioskWindow, has_gpu, prepare_graphics

Window = Callable[[Settings, Clock, bool, Callable[[], None], Light | None], AbstractContextManager[KioskWindow]]


def run(settings: Settings, clock: Clock, ring: Light | None, fullscreen: bool) -> int | None:
    """How it ended; None where it is to be started again. Raises FaultError for devices that it cannot have."""
    managed = settings.mode is Mode.MANAGED
    prepare_graphics(software=not has_gpu())
    application = QApplication(sys.argv[:1]) if managed and settings.simulated else QGuiApplication(sys.argv[:1])
    again = Event()

    def restart() -> None:
        """From any thread: everything is closed first, or the next program would find its camera in use."""
        again.set()
        QTimer.singleShot(0, application, application.exit)  # `quit` would ask the window, which stays

    window: Window = managed_window if managed else terminal_window
    with window(settings, clock, fullscreen, restart, ring) as shown:
        shown.show()
        code = application.exec()
    return None if again.is_set() else code
