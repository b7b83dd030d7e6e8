"""What QML reads of the View that is shown, and what it says back.

Rules it keeps: it shows, it decides nothing; a tap becomes one event and nothing else happens until the next View; the
window is deleted before its view model, or QML reads from nothing.
"""

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from app.config.text import Texts, languages
from app.flows.enrolment import Enrolment
from app.flows.events import Choice, Event, LanguageChosen, Tapped
from app.flows.installation import LOOKING
from app.flows.view import View
from ui.kiosk.document import lay_out
from ui.kiosk.fault_pictures import picture_of
from ui.kiosk.wording import second_way, word

QML_IMPORT_NAME = "Thenar.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_LOOKING = {state.value for state in LOOKING}
"""Where the picture is of a code."""


@QmlElement
@QmlUncreatable("the window makes it")
class KioskModel(QObject):  # type: ignore[operator]  # PySide6's stubs leave its call out
    """`documents(name, language)` gives the full text of `terms` or `consent`; `post` takes the events; `band` is the
    key of what the band says, or empty."""

    changed = Signal()
    frame_changed = Signal()
    colour_changed = Signal()

    def __init__(
        self,
        post: Callable[[Event], None],
        documents: Callable[[str, str], str],
        band: str,
        first: View,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._post = post
        self._documents = documents
        self._band = band
        self._colour = ""
        self._texts = {code: Texts(code) for code in languages()}
        self._frame = 0
        self._read: set[tuple[str | None, str]] = set()
        self._show(first)

    def show_view(self, view: View) -> None:
        self._show(view)
        self.changed.emit()
        if not view.preview and self._frame:
            self._frame = 0
            self.frame_changed.emit()

    @Slot()
    def show_next_frame(self) -> None:
        """A frame that comes when the preview is over is not shown."""
        if not self._view.preview:
            return
        self._frame += 1
        self.frame_changed.emit()

    @Slot(str)
    def show_colour(self, colour: str) -> None:
        self._colour = colour
        self.colour_changed.emit()

    def _show(self, view: View) -> None:
        self._view = view
        if view.screen == Enrolment.START.value:
            self._read.clear()
        self._say = self._texts[view.language].say
        self._words = word(view, self._texts[view.language])
        self._second = second_way(view)

    def _label(self, choice: Choice | None) -> str:
        return self._say(f"choice.{choice.value}") if choice else ""

    def _next_language(self) -> str:
        codes = list(self._texts)
        return codes[(codes.index(self._view.language) + 1) % len(codes)]

    @Slot(str)
    def tap(self, choice: str) -> None:
        self._post(Tapped(Choice(choice)))

    @Slot(str)
    def choose_language(self, code: str) -> None:
        self._post(LanguageChosen(code))

    @Slot()
    def note_read(self) -> None:
        """The end of this document was on the screen; it need not be read again by the same person."""
        self._read.add((self._view.document, self._view.language))

    @Property(bool, notify=changed)
    def document_read(self) -> bool:
        return (self._view.document, self._view.language) in self._read

    @Slot(int, result=str)
    def seconds_left(self, seconds: int) -> str:
        return self._say("countdown", seconds=seconds)

    @Property(str, notify=changed)
    def screen(self) -> str:
        return self._view.screen

    @Property(str, notify=changed)
    def tone(self) -> str:
        """A Signal's value."""
        return self._view.signal.value

    @Property(str, notify=changed)
    def tone_name(self) -> str:
        return self._say(f"signal.{self._view.signal.value}")

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self._words.headline

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self._words.hint

    @Property(bool, notify=changed)
    def correcting(self) -> bool:
        return self._words.correcting

    @Property(str, notify=changed)
    def happened(self) -> str:
        return self._words.happened

    @Property(str, notify=changed)
    def remedy(self) -> str:
        return self._words.remedy

    @Property(str, notify=changed)
    def code(self) -> str:
        return self._words.code

    @Property(str, notify=changed)
    def primary(self) -> str:
        return self._view.primary.value if self._view.primary else ""

    @Property(str, notify=changed)
    def primary_label(self) -> str:
        return self._label(self._view.primary)

    @Property(str, notify=changed)
    def second(self) -> str:
        return self._second.value if self._second else ""

    @Property(str, notify=changed)
    def second_label(self) -> str:
        return self._label(self._second)

    @Property(str, notify=changed)
    def cancel_label(self) -> str:
        """Empty where there is nothing to cancel."""
        return self._label(Choice.CANCEL) if Choice.CANCEL in self._view.secondary else ""

    @Property(str, notify=changed)
    def back_label(self) -> str:
        """Empty where there is no step to go back."""
        return self._label(Choice.BACK) if Choice.BACK in self._view.secondary else ""

    @Property(str, notify=changed)
    def support_label(self) -> str:
        """How many tries are left, where they are counted; else empty until trying again has been of no use."""
        if self._view.fault is not None and self._view.answers_left:
            return self._say("screen.postal_code.left", left=self._view.answers_left)
        if self._view.to_support and self._view.contact:
            return self._say("to_support.named", contact=self._view.contact)
        return self._say("to_support") if self._view.to_support else ""

    @Property(int, notify=changed)
    def steps(self) -> int:
        """How many numbered things there are to do besides."""
        return len(self._words.steps)

    @Slot(int, result=str)
    def step(self, index: int) -> str:
        """Empty beyond the last one: a screen that goes may still ask."""
        return self._words.steps[index] if index < len(self._words.steps) else ""

    @Property(str, notify=changed)
    def fault_picture(self) -> str:
        return picture_of(self._view.fault)

    @Property(bool, notify=changed)
    def measured(self) -> bool:
        """The ring is as full as the progress says, even where that is nothing yet."""
        return self._view.measured

    @Property(str, notify=changed)
    def cause(self) -> str:
        return self._view.cause.value if self._view.cause else ""

    @Property(str, notify=changed)
    def arrow(self) -> str:
        return self._view.arrow.value

    @Property(float, notify=changed)
    def progress(self) -> float:
        return self._view.progress

    @Property(bool, notify=changed)
    def preview(self) -> bool:
        return self._view.preview

    @Property(str, notify=changed)
    def preview_name(self) -> str:
        return self._say("preview.code" if self._view.screen in _LOOKING else "preview.name")

    @Property(int, notify=frame_changed)
    def frame(self) -> int:
        """Counts the pictures; 0 before the first."""
        return self._frame

    @Property(str, notify=colour_changed)
    def colour(self) -> str:
        """What the ring shines in before any signal; empty for none."""
        return self._colour

    @Property(str, notify=changed)
    def hand(self) -> str:
        return self._view.hand.value if self._view.hand else ""

    @Property(int, notify=changed)
    def samples_taken(self) -> int:
        return self._view.samples_taken

    @Property(int, notify=changed)
    def samples_needed(self) -> int:
        return self._view.samples_needed

    @Property(str, notify=changed)
    def samples_label(self) -> str:
        return self._say("samples", taken=self._view.samples_taken, needed=self._view.samples_needed)

    @Property(str, notify=changed)
    def samples_name(self) -> str:
        return self._say("samples.name", taken=self._view.samples_taken, needed=self._view.samples_needed)

    @Property(str, notify=changed)
    def document(self) -> str:
        """Rich text."""
        if self._view.document is None:
            return ""
        return lay_out(self._documents(self._view.document, self._view.language), above=self._words.headline)

    @Property(str, notify=changed)
    def document_name(self) -> str:
        return self._say("document.name")

    @Property(str, notify=changed)
    def more_label(self) -> str:
        return self._say("document.more")

    @Property(int, notify=changed)
    def countdown_s(self) -> int:
        return self._view.countdown_s

    @Property(str, notify=changed)
    def fallback_label(self) -> str:
        return self._say("fallback.badge" if self._view.badge_reader else "fallback.missing")

    @Property(str, notify=changed)
    def band_label(self) -> str:
        """Empty on a terminal whose devices are all real."""
        return self._say(self._band) if self._band else ""

    @Property(str, notify=changed)
    def next_language(self) -> str:
        return self._next_language()

    @Property(str, notify=changed)
    def next_language_label(self) -> str:
        return self._texts[self._next_language()].say("language.name")

    @Property(bool, notify=changed)
    def right_to_left(self) -> bool:
        return self._say("language.direction") == "rtl"
