"""Sound is a help: it never stands in the way."""

import subprocess
import sys
import threading
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.config.paths import resources_folder
from app.domain.comfort import Comfort, QuietHours
from app.domain.cues import CUES
from app.domain.signals import Signal
from app.ports.sound import Sound
from ui.kiosk.sound import Speaker

SOUNDS = resources_folder() / "sounds"
LONGEST_S = 0.6


@pytest.mark.no_qt_log  # Qt's multimedia complains of libraries that it does not need
def test_every_signal_is_played_or_silent_without_an_audio_device_and_from_any_thread(qapp: QGuiApplication) -> None:
    speaker: Sound = Speaker()
    for signal in Signal:
        speaker.play(signal)
        thread = threading.Thread(target=speaker.play, args=(signal,))
        thread.start()
        thread.join()
    QTest.qWait(20)


def test_exactly_the_signals_that_speak_have_a_sound() -> None:
    speaking = {signal for signal in Signal if CUES[signal].sound}
    assert {path.stem for path in SOUNDS.glob("*.wav")} == {signal.value for signal in speaking}


@pytest.mark.parametrize("path", sorted(SOUNDS.glob("*.wav")), ids=lambda path: path.stem)
def test_a_sound_is_short_and_ends_in_silence(path: Path) -> None:
    with wave.open(str(path), "rb") as file:
        assert file.getnframes() / file.getframerate() <= LONGEST_S
        tail = file.readframes(file.getnframes())[-40:]
    assert max(abs(int.from_bytes(tail[i : i + 2], "little", signed=True)) for i in range(0, 40, 2)) < 200


def test_the_sounds_are_what_their_recipe_makes(tmp_path: Path) -> None:
    recipe = tmp_path / "make.py"
    recipe.write_bytes((SOUNDS / "make.py").read_bytes())
    subprocess.run([sys.executable, str(recipe)], check=True)
    for made in tmp_path.glob("*.wav"):
        assert made.read_bytes() == (SOUNDS / made.name).read_bytes()


@pytest.mark.parametrize(
    ("comfort", "hour", "loud"),
    [
        (Comfort(), 23, True),
        (Comfort(volume=0), 12, False),
        (Comfort(quiet_hours=QuietHours.parse("22:00-06:00")), 23, False),
        (Comfort(quiet_hours=QuietHours.parse("22:00-06:00")), 12, True),
    ],
)
@pytest.mark.no_qt_log  # Qt's multimedia complains of libraries that it does not need
def test_quiet_hours_and_volume_decide_whether_anything_is_heard(
    qapp: QGuiApplication, comfort: Comfort, hour: int, loud: bool
) -> None:
    assert Speaker(comfort, lambda: datetime(2026, 3, 2, hour, tzinfo=UTC)).loud is loud
