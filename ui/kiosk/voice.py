"""Reads the screen aloud: headline and hint, as soon as they stand there, in the language that the person chose.

    narrator = Narrator(Reader(), clock.monotonic_s)
    bridge.view_shown.connect(narrator.follow)

Rules it keeps: only what the screen shows, and never a badge; a new screen is heard at once, a new correction on the
same screen no sooner than three seconds after the last, or nobody could follow; a screen that says nothing hushes it.
"""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject, Slot
from PySide6.QtTextToSpeech import QTextToSpeech

from app.config.text import Texts, languages
from app.domain.cues import CUES
from app.flows.view import View
from app.ports.voice import Voice
from ui.kiosk.wording import word

AGAIN_AFTER_S = 3.0


class Reader(QObject):
    """Implements the Voice port with whatever engine the system has; silent without one."""

    def __init__(self, engine: str = "") -> None:
        """`engine` is one of Qt's names for them; without one the best there is."""
        super().__init__()
        self._speech = QTextToSpeech(engine, self) if engine else QTextToSpeech(self)

    def say(self, words: str, language: str) -> None:
        if self._speech.state() is QTextToSpeech.State.Error:
            return
        locale = QLocale(language)
        if self._speech.locale().language() is not locale.language():
            self._speech.setLocale(locale)
        self._speech.say(words)

    def hush(self) -> None:
        self._speech.stop()


class Narrator:
    def __init__(self, voice: Voice, monotonic_s: Callable[[], float]) -> None:
        self._voice = voice
        self._monotonic_s = monotonic_s
        self._texts = {code: Texts(code) for code in languages()}
        self._screen, self._words = "", ""
        self._said_s = float("-inf")

    @Slot(object)
    def follow(self, view: View) -> None:
        words = self._spoken(view)
        now_s = self._monotonic_s()
        if words == self._words and view.screen == self._screen:
            return
        if view.screen == self._screen and now_s - self._said_s < AGAIN_AFTER_S:
            return
        self._screen, self._words, self._said_s = view.screen, words, now_s
        if words:
            self._voice.say(words, view.language)
        else:
            self._voice.hush()

    def _spoken(self, view: View) -> str:
        if not CUES[view.signal].spoken:
            return ""
        wording = word(view, self._texts[view.language])
        parts = (wording.headline, wording.happened, wording.remedy, "" if view.badge_masked else wording.hint)
        return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
