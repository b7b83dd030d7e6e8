"""Judges a version that is on trial, and looks for newer ones at night.

Rules it keeps: a version is kept once it has been healthy for a minute on end, and rolled back when it has not managed
that in nine; a restart waits until nobody stands before the terminal.

    watch = SoftwareWatch(updates, clock, Surroundings(at_work, healthy, nobody_there, restart), random.random)
    watch.start()
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.health_checks import Check
from app.domain.updates import Fetched
from app.ports.clock import Clock
from app.ports.updates import Updates
from app.runtime.loop import Loop

HEALTHY_S = 60.0
"""Longer than a terminal needs to open its devices, and to lose them again."""
TRIAL_MOST_S = 540.0
"""A minute less than the launcher gives: the software's own judgement is told with its reason."""
NIGHT_BEGINS_H, NIGHT_H = 2.0, 3.0
"""From two to five, local time. Each terminal takes a moment of its own, or all of a site would ask at once."""
AGAIN_S = 3600.0
"""After a look that may work the next time."""
STEP_S = 0.2


@dataclass(frozen=True)
class Surroundings:
    at_work: Callable[[], bool]
    """Whether the terminal is somebody's. While it is set up, that journey looks, and judges a trial, by itself."""
    healthy: Callable[[], bool]
    """The software does what it is for: its devices answer, its server or its lease does."""
    nobody_there: Callable[[], bool]
    restart: Callable[[], None]
    """May return before the application ends."""


class SoftwareWatch:
    def __init__(self, updates: Updates, clock: Clock, around: Surroundings, chance: Callable[[], float]) -> None:
        """`chance` gives 0 up to 1, to spread terminals over the night."""
        self._updates = updates
        self._clock = clock
        self._around = around
        self._moment = timedelta(hours=NIGHT_BEGINS_H + NIGHT_H * chance())
        self._due = self._next_night()
        self._began_s = clock.monotonic_s()
        self._healthy_since_s: float | None = None
        self._restarting = False
        self.last: Fetched | None = None
        """What the last look brought."""
        self._taken_back = updates.failed() is not None
        self._loop = Loop("software-watch", self.step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def failing(self) -> tuple[Check, ...]:
        """For the terminal's health: what was offered last was refused, or was taken back. From any thread."""
        refused = self.last is not None and self.last.refused
        return (Check.UPDATE,) if refused or self._taken_back else ()

    def step(self) -> None:
        """Once around. Raises FaultError for a disk that does not hold what is written."""
        if not self._around.at_work():
            self._began_s = self._clock.monotonic_s()
        elif self._restarting:
            pass
        elif self._updates.on_trial():
            self._judge()
        elif self._updates.waiting():
            if self._around.nobody_there():
                self._restart()
        elif self._clock.now() >= self._due:
            self._look()
        self._clock.sleep(STEP_S)

    def _judge(self) -> None:
        now_s = self._clock.monotonic_s()
        if not self._around.healthy():
            self._healthy_since_s = None
        elif self._healthy_since_s is None:
            self._healthy_since_s = now_s
        elif now_s - self._healthy_since_s >= HEALTHY_S:
            self._updates.commit()
            self._taken_back = False
            return
        if now_s - self._began_s >= TRIAL_MOST_S:
            self._updates.roll_back()
            self._restart()

    def _look(self) -> None:
        self._due = self._next_night()  # whatever comes of this one
        self.last = self._updates.fetch(lambda share: None)
        if self.last is Fetched.NEWER:
            self._updates.install()
        elif self.last.fault is not None and self.last.fault.row.retry:
            self._due = min(self._due, self._clock.now() + timedelta(seconds=AGAIN_S))

    def _restart(self) -> None:
        """Once: the application takes a moment to end."""
        self._restarting = True
        self._around.restart()

    def _next_night(self) -> datetime:
        here = self._clock.now().astimezone()
        due = here.replace(hour=0, minute=0, second=0, microsecond=0) + self._moment
        return due if due > here else due + timedelta(days=1)
