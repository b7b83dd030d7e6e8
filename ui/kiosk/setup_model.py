"""What the screens of setting up read besides the view: what is being typed, the keys to type it with, networks, place.

Rules it keeps: what is typed lives here alone until it is finished, is gone as soon as another screen is shown, and is
never told to anybody but as the one event that finishes it; a secret is shown as dots unless the person asks.
"""

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.config.text import DEFAULT_LANGUAGE, Texts, languages
from app.domain.network import Security
from app.flows.events import Choice, Event
from app.flows.setup_events import NetworkChosen, SecurityChosen, Typed
from app.flows.view import Entry, View
from ui.kiosk.keys import ERASE, KEYPAD, LAYOUTS, LETTERS, SHIFT, SPACE, key_faces
from ui.kiosk.setup_words import entry_label, entry_name, network_lines, place_lines, security_lines

QML_IMPORT_NAME = "Thenar.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

DOT = "•"


@QmlElement
@QmlSingleton
class SetUp(QObject):
    changed = Signal()
    draft_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post: Callable[[Event], None] = lambda event: None
        self._texts = {code: Texts(code) for code in languages()}
        self._view = View("")
        self._draft = ""
        self._revealed = False
        self._shifted = False
        self._layout = LETTERS
        self._label = ""
        self._faces: list[dict[str, object]] = []
        self._networks: list[dict[str, object]] = []
        self._place: list[dict[str, object]] = []

    def set_up(self, post: Callable[[Event], None]) -> None:
        """`post` takes the events."""
        self._post = post

    def show_view(self, view: View) -> None:
        if view.screen != self._view.screen:
            self._begin(view.entry)
        self._view = view
        texts = self._texts.get(view.language, self._texts[DEFAULT_LANGUAGE])
        self._label = "" if view.entry is None else entry_label(view, texts)
        self._faces = [] if view.entry is None else key_faces(self._layout, texts)
        self._networks = [line.to_qml() for line in network_lines(view.networks, texts)]
        self._place = [line.to_qml() for line in place_lines(view.place, texts)]
        self._tell()

    def _begin(self, entry: Entry | None) -> None:
        self._draft, self._revealed, self._shifted = "", False, False
        self._layout = KEYPAD if entry is not None and entry.digits else LETTERS

    def _tell(self) -> None:
        self.changed.emit()
        self.draft_changed.emit()

    @property
    def _said(self) -> Texts:
        return self._texts.get(self._view.language, self._texts[DEFAULT_LANGUAGE])

    # What a person does.

    @Slot(str)
    def press(self, key: str) -> None:
        """A key of the keyboard on the screen."""
        if key in LAYOUTS:
            self._layout, self._shifted = key, False
            self._faces = key_faces(key, self._said)
            self._tell()
        elif key == SHIFT:
            self._shifted = not self._shifted
            self._tell()
        elif key == ERASE:
            self.erase()
        else:
            self.write(" " if key == SPACE else key.upper() if self._shifted else key)

    @Slot(str)
    def write(self, text: str) -> None:
        """From either keyboard. What does not fit, and what is no character, is not taken."""
        entry = self._view.entry
        if entry is None or not text.isprintable() or len(self._draft) + len(text) > entry.most:
            return
        self._draft += text
        self._shifted = False
        self._tell()

    @Slot()
    def erase(self) -> None:
        self._draft = self._draft[:-1]
        self.draft_changed.emit()

    @Slot()
    def reveal(self) -> None:
        self._revealed = not self._revealed
        self.draft_changed.emit()

    @Slot()
    def submit(self) -> None:
        if self._ready():
            self._post(Typed(self._draft))

    @Slot(int)
    def choose_network(self, index: int) -> None:
        self._post(NetworkChosen(self._view.networks[index]))

    @Slot(str)
    def choose_security(self, name: str) -> None:
        self._post(SecurityChosen(Security(name)))

    # What a screen shows.

    def _ready(self) -> bool:
        entry = self._view.entry
        return entry is not None and entry.least <= len(self._draft) <= entry.most

    def _hidden(self) -> bool:
        return self._view.entry is not None and self._view.entry.secret and not self._revealed

    @Property(bool, notify=changed)
    def typing(self) -> bool:
        return self._view.entry is not None

    @Property(bool, notify=draft_changed)
    def ready(self) -> bool:
        """What was typed may be enough."""
        return self._ready()

    @Property(str, notify=draft_changed)
    def shown(self) -> str:
        return DOT * len(self._draft) if self._hidden() else self._draft

    @Property(str, notify=draft_changed)
    def said(self) -> str:
        """For whoever does not see it: a secret's length, and nothing of it."""
        return entry_name(self._view.entry, self._draft, self._hidden(), self._said) if self._view.entry else ""

    @Property(str, notify=changed)
    def label(self) -> str:
        return self._label

    @Property(str, notify=draft_changed)
    def lack(self) -> str:
        """What is still missing, while something is."""
        entry = self._view.entry
        short = entry is not None and entry.least > 1 and 0 < len(self._draft) < entry.least
        return self._said.say("entry.least", least=entry.least) if entry is not None and short else ""

    @Property(str, notify=changed)
    def submit_label(self) -> str:
        return self._said.say(f"entry.{self._view.entry.what.value}.submit") if self._view.entry else ""

    @Property(bool, notify=changed)
    def secret(self) -> bool:
        return self._view.entry is not None and self._view.entry.secret

    @Property(bool, notify=draft_changed)
    def revealed(self) -> bool:
        return self._revealed

    @Property(str, notify=draft_changed)
    def reveal_label(self) -> str:
        return self._said.say("entry.hide" if self._revealed else "entry.show")

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]  # the name that the linter knows
    def keys(self) -> list[dict[str, object]]:
        """Each with `key`, `text`, `capital`, `said`, `said_capital`, `picture`, `types`, `row`, `left`, `weight`."""
        return self._faces

    @Property(bool, notify=changed)
    def keypad(self) -> bool:
        return self._layout == KEYPAD

    @Property(bool, notify=draft_changed)
    def shifted(self) -> bool:
        return self._shifted

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]  # the name that the linter knows
    def networks(self) -> list[dict[str, object]]:
        """Lines with `text`, `detail`, `picture`, `locked` and `said`."""
        return self._networks

    @Property(str, notify=changed)
    def no_networks(self) -> str:
        return self._said.say("network.none")

    @Property(str, notify=changed)
    def wifi_code_label(self) -> str:
        return self._said.say(f"choice.{Choice.WIFI_CODE.value}")

    @Property(str, notify=changed)
    def network(self) -> str:
        """The name of the one to join, as it is: whoever wrote it may have written anything."""
        return self._view.network

    @Property(str, notify=changed)
    def protection(self) -> str:
        security = self._view.security
        return "" if security is None else self._said.say(f"security.{security.value}")

    @Property(bool, notify=changed)
    def locked(self) -> bool:
        return self._view.security is not Security.OPEN

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]  # the name that the linter knows
    def securities(self) -> list[dict[str, object]]:
        return [line.to_qml() for line in security_lines(self._said)]

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]  # the name that the linter knows
    def place(self) -> list[dict[str, object]]:
        """Lines with `detail`, which is what it is, and `text`."""
        return self._place

    @Property(str, notify=changed)
    def place_said(self) -> str:
        return ". ".join(f"{line['detail']}: {line['text']}" for line in self._place).replace("\n", ", ")
