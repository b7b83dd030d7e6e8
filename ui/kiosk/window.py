"""The kiosk's window: a QQuickView over one view model.

Rules it keeps: the render loop is the basic one (with the threaded one Python deadlocks); without a GPU the software
renderer draws; the view goes before its view model.

    prepare_graphics(software=not has_gpu())          # before QGuiApplication
    app = QGuiApplication([])
    window = KioskWindow(bridge, documents, Options(simulated=True))
    window.show()
    ...
    window.close()
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtQml import QQmlError
from PySide6.QtQuick import QQuickView, QQuickWindow, QSGRendererInterface

from app.domain.comfort import Comfort
from app.flows.events import StillHere
from app.flows.view import View
from ui.bridge import Bridge
from ui.kiosk.activity_filter import ActivityFilter
from ui.kiosk.preview import IconPictures, PreviewPictures
from ui.kiosk.setup_model import SetUp
from ui.kiosk.stay_filter import StayFilter
from ui.kiosk.view_model import KioskModel
from ui.kiosk.voice import Narrator, Reader
from ui.theme.look import Theme
from ui.theme.tokens import load_fonts

_MODULE = "Thenar.Kiosk"


@dataclass(frozen=True, slots=True)
class Options:
    simulated: bool = False
    """Any device behind this window is simulated: the band says so."""
    recorded: bool = False
    """The camera plays a file: the band says so."""
    comfort: Comfort = Comfort()
    motion: bool = True
    ticking: bool = True
    """False for pictures: countdowns stand still and buttons answer at once."""
    fullscreen: bool = False
    frameless: bool = False
    width: int = 432
    height: int = 768
    """Pixels; ignored when fullscreen."""
    title: str = "Thenar"


def has_gpu(devices: Path = Path("/dev/dri")) -> bool:
    return any(devices.glob("renderD*"))


def prepare_graphics(*, software: bool) -> None:
    """To be called before there is a QGuiApplication."""
    os.environ["QSG_RENDER_LOOP"] = "basic"
    if software:
        QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)


class KioskWindow(QObject):
    """`documents(name, language)` gives the full text of `terms` or `consent`. `first` is shown until the first view
    comes through the bridge."""

    def __init__(
        self,
        bridge: Bridge,
        documents: Callable[[str, str], str],
        options: Options,
        first: View,
    ) -> None:
        super().__init__()
        load_fonts()
        self._model = KioskModel(bridge.post, documents, _band(options), first)
        self._pictures = PreviewPictures(bridge.frames)
        self._bridge = bridge
        self._first = first
        self._narrator = Narrator(Reader(), monotonic) if options.comfort.read_aloud else None
        self.problems: list[str] = []
        """What QML complained of."""
        self.view = self._make_view(options)
        self._activity = ActivityFilter(lambda: bridge.post(StillHere()))
        self.view.installEventFilter(self._activity)
        self._stay = StayFilter(self.view)
        if options.fullscreen:
            self.view.installEventFilter(self._stay)
        bridge.view_shown.connect(self._show, Qt.ConnectionType.QueuedConnection)
        bridge.frame_shown.connect(self._model.show_next_frame, Qt.ConnectionType.QueuedConnection)
        bridge.colour_shown.connect(self._model.show_colour, Qt.ConnectionType.QueuedConnection)

    def _make_view(self, options: Options) -> QQuickView:
        view = QQuickView()
        engine = view.engine()
        engine.warnings.connect(self._note)
        engine.addImageProvider("preview", self._pictures)
        engine.addImageProvider("icon", IconPictures())
        theme = engine.singletonInstance(_MODULE, "Theme")
        if not isinstance(theme, Theme):
            raise AssertionError(f"{_MODULE} has no Theme")
        set_up = engine.singletonInstance(_MODULE, "SetUp")
        if not isinstance(set_up, SetUp):
            raise AssertionError(f"{_MODULE} has no SetUp")
        set_up.set_up(self._bridge.post)
        set_up.show_view(self._first)
        self._set_up = set_up
        comfort = options.comfort
        theme.set_up(larger=comfort.larger_text, motion=options.motion, ticking=options.ticking, low=comfort.low_reach)
        view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        view.setInitialProperties({"vm": self._model})
        view.setTitle(options.title)
        if options.frameless:
            view.setFlag(Qt.WindowType.FramelessWindowHint)
        view.resize(options.width, options.height)
        view.setSource(QUrl.fromLocalFile(str(Path(__file__).parent / "Main.qml")))
        self._fullscreen = options.fullscreen
        return view

    def show(self) -> None:
        if self._fullscreen:
            self.view.showFullScreen()
        else:
            self.view.show()

    def close(self) -> None:
        """Takes the window down for good."""
        self._bridge.view_shown.disconnect(self._show)
        self._bridge.frame_shown.disconnect(self._model.show_next_frame)
        self._bridge.colour_shown.disconnect(self._model.show_colour)
        self._pictures.forget()
        self._stay.let_go()
        self.view.close()
        self.view.setSource(QUrl())
        self.view.deleteLater()

    @Slot(object)
    def _show(self, view: View) -> None:
        if not view.preview:
            self._pictures.forget()
        self._set_up.show_view(view)
        self._model.show_view(view)
        if self._narrator is not None:
            self._narrator.follow(view)

    def _note(self, errors: list[QQmlError]) -> None:
        self.problems += [error.toString() for error in errors]


def _band(options: Options) -> str:
    """The key of what the band says; empty on a terminal whose devices are all real."""
    words = [word for word in ("simulated", "recorded") if getattr(options, word)]
    return f"band.{'_'.join(words)}" if words else ""
