"""Reads badges for as long as the terminal runs, and says when the reader is gone and back."""

from collections.abc import Callable

from app.domain.badge_formats import BadgeDoesNotFit, BadgeFormat
from app.domain.badges import Badge, UnreadableBadge
from app.domain.faults import Fault, FaultError
from app.flows.events import BadgeRead, BadgeUnreadable, Event, FaultCleared, FaultRaised
from app.ports.badge_reader import BadgeReader
from app.ports.clock import Clock
from app.runtime.loop import Loop

WAIT_S = 0.2
RETRY_S = 1.0
"""Seconds between attempts to reach a reader that is gone."""


class BadgeWatch:
    def __init__(
        self, reader: BadgeReader, clock: Clock, post: Callable[[Event], None], badge_format: BadgeFormat | None = None
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._post = post
        self._badge_format = badge_format
        self._missing = False
        self._loop = Loop("badges", self._step, lambda fault: post(FaultRaised(fault)))

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()
        self._reader.close()

    def _step(self) -> None:
        try:
            self._reader.open()
            read = self._reader.read(WAIT_S)
        except FaultError as error:
            self._lose(error.fault)
            return
        if self._missing:
            self._missing = False
            self._post(FaultCleared(Fault.BADGE_READER_MISSING))
        match read:
            case Badge():
                self._post(BadgeRead(read) if self._fits(read) else BadgeUnreadable())
            case UnreadableBadge():
                self._post(BadgeUnreadable())

    def _fits(self, badge: Badge) -> bool:
        """A badge that the door's wiring has no room for is nobody's here: at the desk as at the door."""
        if self._badge_format is None:
            return True
        try:
            self._badge_format.encode(badge)
        except BadgeDoesNotFit:
            return False
        return True

    def _lose(self, fault: Fault) -> None:
        if not self._missing:
            self._missing = True
            self._post(FaultRaised(fault, standing=True))
        self._reader.close()
        self._clock.sleep(RETRY_S / 5)
