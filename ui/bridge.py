"""The one place where Qt meets the runtime: views and frames come in from any thread, events go out.

bridge = Bridge(runner.post)
runner.watch(bridge.show)
window = KioskWindow(bridge, documents, Options(simulated=True))
"""

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.flows.events import Event as FlowEvent
from app.flows.view import View
from app.ports.light import Colour
from app.runtime.mailbox import Mailbox
from ui.kiosk.preview import Frame


class Bridge(QObject):
    """To be made on Qt's thread. Connect to its signals with a queued connection: they are emitted on any thread."""

    view_shown = Signal(object)
    _turned = Signal(object)
    frame_shown = Signal()
    colour_shown = Signal(str)

    def __init__(self, post_event: Callable[[FlowEvent], None]) -> None:
        super().__init__()
        self._post_event = post_event
        self._turned.connect(self._turn, Qt.ConnectionType.QueuedConnection)
        self.frames: Mailbox[Frame] = Mailbox()
        self._previewing = Event()

    def turn_to(self, post_event: Callable[[FlowEvent], None]) -> None:
        """From any thread: another flow's views come next. What is tapped before they are on the screen is still said
        to the flow before, which may have ended: nobody's tap answers a screen that he has not seen."""
        self._turned.emit(post_event)

    @Slot(object)
    def _turn(self, post_event: Callable[[FlowEvent], None]) -> None:
        self._post_event = post_event

    def show(self, view: View) -> None:
        """From any thread; every view arrives, in order."""
        if view.preview:
            self._previewing.set()
        else:
            self._previewing.clear()
            self.frames.clear()
        self.view_shown.emit(view)

    def show_frame(self, bgra: bytes | memoryview, width: int, height: int) -> None:
        """From any thread; only the newest is shown, and none while the view has no preview.

        The picture as a person should see it, mirrored: `width * height * 4` bytes, BGRA, that nobody writes to again.
        Raises ValueError when size and length disagree.
        """
        frame = Frame(bgra, width, height)
        if not self._previewing.is_set():
            return
        self.frames.put(frame)
        if self._previewing.is_set():
            self.frame_shown.emit()
        else:  # the view changed in between: no picture of the last person stays
            self.frames.clear()

    def shine(self, colour: Colour | None) -> None:
        """From any thread: what the screen's ring shows before any signal, as `#rrggbb`, or nothing."""
        self.colour_shown.emit("" if colour is None else hexadecimal(colour))

    def post(self, event: FlowEvent) -> None:
        """From the screen to the flow, on Qt's thread."""
        self._post_event(event)


def hexadecimal(colour: Colour) -> str:
    """As Qt names colours.

    >>> hexadecimal(Colour.RED)
    '#ff0000'
    """
    blue, green, red = (round(255 * share) for share in colour.value)
    return f"#{red:02x}{green:02x}{blue:02x}"
