"""What is read aloud: what the screen shows, once, never a badge; by the system's engine, which may be none at all."""

from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.config.text import Texts, languages
from app.domain.capture import Cause
from app.domain.faults import Fault
from app.domain.signals import Signal
from app.flows.view import View
from ui.gallery import catalogue
from ui.kiosk.voice import AGAIN_AFTER_S, Narrator, Reader

BADGE = "•••4242"


@dataclass
class Told:
    """Implements `app.ports.voice.Voice`."""

    said: list[tuple[str, str]] = field(default_factory=list)
    hushed: int = 0
    now_s: float = 0.0

    def say(self, words: str, language: str) -> None:
        self.said.append((words, language))

    def hush(self) -> None:
        self.hushed += 1

    def monotonic_s(self) -> float:
        return self.now_s


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def narrator(told: Told) -> Narrator:
    return Narrator(told, told.monotonic_s)


IDLE = View("idle", Signal.SEARCHING)
ADJUST = View("positioning", Signal.ADJUST, cause=Cause.TOO_DARK)


@pytest.mark.parametrize("language", languages())
def test_headline_and_hint_are_read_once_in_the_language_on_the_screen(
    narrator: Narrator, told: Told, language: str
) -> None:
    view = replace(IDLE, language=language)
    for _ in range(3):
        narrator.follow(view)
    ((words, spoken),) = told.said
    assert spoken == language
    assert Texts(language).say("screen.idle.headline") in words


def test_another_correction_waits_until_the_last_could_be_followed(narrator: Narrator, told: Told) -> None:
    narrator.follow(ADJUST)
    narrator.follow(replace(ADJUST, cause=Cause.TOO_BRIGHT))
    assert len(told.said) == 1
    told.now_s += AGAIN_AFTER_S
    narrator.follow(replace(ADJUST, cause=Cause.TOO_BRIGHT))
    assert len(told.said) == 2
    narrator.follow(View("granted", Signal.GRANTED))
    assert told.said[-1][0].startswith(Texts().say("screen.granted.headline"))


def test_while_the_terminal_works_it_is_silent(narrator: Narrator, told: Told) -> None:
    narrator.follow(IDLE)
    narrator.follow(View("checking", Signal.WORKING))
    assert (len(told.said), told.hushed) == (1, 1)


def test_a_fault_is_read_with_what_happened_and_what_to_do(narrator: Narrator, told: Told) -> None:
    narrator.follow(View("fault", Signal.DENIED, fault=Fault.CAMERA_MISSING))
    ((words, _),) = told.said
    for part in ("title", "happened", "remedy"):
        assert Texts().say(f"fault.camera_missing.{part}").rstrip(".") in words


def test_no_badge_is_ever_spoken(narrator: Narrator, told: Told) -> None:
    for shot in catalogue():
        narrator.follow(replace(shot.view, badge_masked=BADGE))
        told.now_s += AGAIN_AFTER_S
    assert told.said
    assert not any("4242" in words for words, _ in told.said)


@pytest.mark.no_qt_log  # Qt says of an engine that there is none
@pytest.mark.parametrize("engine", ["mock", "none of that name"])
def test_a_reader_speaks_with_an_engine_and_is_silent_without(qapp: QGuiApplication, engine: str) -> None:
    reader = Reader(engine)
    reader.say("Hold still", "en")
    QTest.qWait(10)
    reader.say("No se mueva", "es")
    reader.hush()
