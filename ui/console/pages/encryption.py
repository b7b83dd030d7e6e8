"""Encryption settings: the key of one's own over the default key, and whether it answers."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from app.domain.key_state import KeyState
from app.operations.backend import Backend
from app.operations.encryption import (
    GET_ENCRYPTION_SETTINGS,
    ROTATE_ENCRYPTION_KEYS,
    UPDATE_ENCRYPTION_SETTINGS,
    EncryptionSettings,
    GetEncryptionSettings,
    RotatedKeys,
    RotateEncryptionKeys,
    UpdateEncryptionSettings,
)
from ui.console.calls import Calls
from ui.console.chips import Chip, ChipLabel, Tone
from ui.console.choice import Choice, named
from ui.console.page import Page, Room

_TONES = {KeyState.NONE: Tone.PLAIN, KeyState.ENABLED: Tone.GOOD}


class EncryptionPage(Page):
    name = "encryption"
    icon = "key-round"
    primary_icon = "key-round"

    def __init__(self, room: Room, backend: Backend) -> None:
        super().__init__(room)
        self._known, self._deeds = Calls(room, backend, self), Calls(room, backend, self)
        self._names: list[str | None] = [None]
        say = room.speech.say
        self.chip = ChipLabel(room.palette)
        self.words = QLabel(say("encryption.words"))
        self.words.setWordWrap(True)
        self.key = Choice(room.palette)
        self.rotate = QPushButton(say("encryption.rotate"))
        self.rotate.clicked.connect(self.rotate_keys)
        self.body.addWidget(self.words)
        self.body.addWidget(named(say("encryption.key"), self.key, say("encryption.key.hint")))
        row = QHBoxLayout()
        row.addWidget(self.chip)
        row.addStretch(1)
        row.addWidget(self.rotate)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def load(self) -> None:
        self._known.make(GET_ENCRYPTION_SETTINGS, GetEncryptionSettings(), self._show)

    def act(self) -> None:
        """Update encryption settings."""
        chosen = self._names[self.key.currentIndex()]
        self._deeds.make(UPDATE_ENCRYPTION_SETTINGS, UpdateEncryptionSettings(chosen), self._updated)

    def rotate_keys(self) -> None:
        self._deeds.make(ROTATE_ENCRYPTION_KEYS, RotateEncryptionKeys(), self._rotated)

    def search(self) -> None:
        self.key.setFocus()

    def step_back(self) -> None:
        self.load()

    def _show(self, settings: EncryptionSettings) -> None:
        say = self.room.speech.say
        self._names = [None, *settings.available_keys]
        self.key.clear()
        self.key.addItems([say("encryption.default"), *settings.available_keys])
        if settings.customer_key in self._names:
            self.key.setCurrentIndex(self._names.index(settings.customer_key))
        state = settings.key_state
        self.chip.show_chip(Chip(say(f"encryption.state.{state.value.lower()}"), _TONES.get(state, Tone.BAD)))

    def _updated(self, settings: EncryptionSettings) -> None:
        self._show(settings)
        self.room.tell(self.room.speech.say("encryption.updated"), Tone.GOOD)

    def _rotated(self, answer: RotatedKeys) -> None:
        speech = self.room.speech
        self.room.tell(speech.say("encryption.rotated", count=speech.count(answer.wrapped_key_count)), Tone.GOOD)
