"""The loudspeaker: one short sound a signal.

Rules it keeps: it never raises and never waits, with or without an audio device; a signal without a sound is silent.

    sound = Speaker()
    runner.watch(Signals(light, sound, clock).follow)
"""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

from app.config.paths import resources_folder
from app.domain.signals import Signal as Tone

VOLUME = 0.8
"""0..1 of the system's own volume: loud enough at arm's length, and the installer's mixer still has room above."""


class Speaker(QObject):
    """Implements the Sound port. To be made on Qt's thread; `play` may be called from any."""

    simulated = False
    _asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        able = not QMediaDevices.defaultAudioOutput().isNull()
        self._effects = {path.stem: self._load(path.as_uri()) for path in _sounds()} if able else {}
        self._asked.connect(self._start, Qt.ConnectionType.QueuedConnection)

    def play(self, signal: Tone) -> None:
        self._asked.emit(signal.value)

    def _load(self, address: str) -> QSoundEffect:
        effect = QSoundEffect(self)
        effect.setSource(QUrl(address))
        effect.setVolume(VOLUME)
        return effect

    @Slot(str)
    def _start(self, name: str) -> None:
        effect = self._effects.get(name)
        if effect is not None:
            effect.play()


def _sounds() -> list[Path]:
    return sorted((resources_folder() / "sounds").glob("*.wav"))
