"""The loudspeaker: one short sound a signal.

Rules it keeps: it never raises and never waits, with or without an audio device; a signal without a sound is silent,
and all of them are in quiet hours.

    sound = Speaker(settings.comfort, clock.now)
    runner.watch(Signals(light, sound, clock).follow)
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

from app.config.paths import resources_folder
from app.domain.comfort import Comfort
from app.domain.signals import Signal as Tone


def local_now() -> datetime:
    """As the clock on the wall shows it: quiet hours are meant so."""
    return datetime.now().astimezone()


class Speaker(QObject):
    """Implements the Sound port. To be made on Qt's thread; `play` may be called from any."""

    simulated = False
    _asked = Signal(str)

    def __init__(self, comfort: Comfort | None = None, now: Callable[[], datetime] = local_now) -> None:
        super().__init__()
        self._comfort, self._now = comfort or Comfort(), now
        able = not QMediaDevices.defaultAudioOutput().isNull()
        self._effects = {path.stem: self._load(path.as_uri()) for path in _sounds()} if able else {}
        self._asked.connect(self._start, Qt.ConnectionType.QueuedConnection)

    def play(self, signal: Tone) -> None:
        if self.loud:
            self._asked.emit(signal.value)

    @property
    def loud(self) -> bool:
        """Whether anything is to be heard now."""
        quiet = self._comfort.quiet_hours
        return self._comfort.volume > 0 and (quiet is None or not quiet.holds(self._now().time()))

    def _load(self, address: str) -> QSoundEffect:
        effect = QSoundEffect(self)
        effect.setSource(QUrl(address))
        effect.setVolume(self._comfort.volume / 100)
        return effect

    @Slot(str)
    def _start(self, name: str) -> None:
        effect = self._effects.get(name)
        if effect is not None:
            effect.play()


def _sounds() -> list[Path]:
    return sorted((resources_folder() / "sounds").glob("*.wav"))
