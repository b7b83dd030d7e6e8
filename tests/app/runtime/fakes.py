"""Ports for the runtime's tests: time that is told to pass, a camera that is told what it sees."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from app.domain.access import DoorAnswer, Grant
from app.domain.badges import Badge, UnreadableBadge
from app.domain.faults import Fault, FaultError
from app.domain.signals import Signal
from app.flows.effects import Effect
from app.flows.events import Event
from app.ports.camera import Frame
from app.ports.door import DoorLink
from app.ports.light import Colour


class ToldClock:
    """Time passes when `pass_s` says so; sleeping lets it pass."""

    def __init__(self) -> None:
        self.at_s = 100.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.at_s)

    def monotonic_s(self) -> float:
        return self.at_s

    def sleep(self, seconds: float) -> None:
        self.at_s += seconds

    def pass_s(self, seconds: float) -> None:
        self.at_s += seconds


class Recorder:
    """A performer that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Effect] = []

    def perform(self, effect: Effect, post: Callable[[Event], None]) -> None:
        self.asked.append(effect)


class ToldCamera:
    simulated = True
    recorded = False
    name = "told"

    def __init__(self) -> None:
        self.is_open = False
        self.missing = False
        self.opened = 0
        self.stops: list[float] = []
        self._number = 0

    def open(self) -> None:
        if self.missing:
            raise FaultError(Fault.CAMERA_MISSING, self.name)
        if not self.is_open:
            self.opened += 1
        self.is_open = True

    def read(self) -> Frame | None:
        if self.missing:
            raise FaultError(Fault.CAMERA_MISSING, self.name)
        self._number += 1
        return Frame(np.zeros((4, 4, 3), np.uint8), float(self._number), self._number)

    def expose(self, stops: float) -> None:
        self.stops.append(stops)

    def close(self) -> None:
        self.is_open = False


class ToldReader:
    simulated = True
    name = "told"

    def __init__(self, *reads: Badge | UnreadableBadge | None) -> None:
        self.reads = list(reads)
        self.missing = False

    def open(self) -> None:
        if self.missing:
            raise FaultError(Fault.BADGE_READER_MISSING, self.name)

    def read(self, timeout_s: float) -> Badge | UnreadableBadge | None:
        return self.reads.pop(0) if self.reads else None

    def close(self) -> None: ...


class ToldDoor:
    simulated = True
    name = "told"

    def __init__(self) -> None:
        self.state = DoorLink.ONLINE
        self.answer = DoorAnswer.GRANTED
        self.released: list[Grant] = []

    def open(self) -> None: ...

    def link(self) -> DoorLink:
        return self.state

    def release(self, grant: Grant) -> DoorAnswer:
        self.released.append(grant)
        return self.answer

    def close(self) -> None: ...


class Ring:
    simulated = True
    colours = True

    def __init__(self) -> None:
        self.shown: list[tuple[Signal, float]] = []
        self.shone: list[Colour | None] = []

    def show(self, signal: Signal, progress: float) -> None:
        self.shown.append((signal, progress))

    def shine(self, colour: Colour | None) -> None:
        self.shone.append(colour)

    @property
    def shining(self) -> Colour | None:
        return self.shone[-1] if self.shone else None


class Speaker:
    simulated = True

    def __init__(self) -> None:
        self.played: list[Signal] = []

    def play(self, signal: Signal) -> None:
        self.played.append(signal)
