"""Newer software in a simulated world: what a look brings is said beforehand.

updates = SimulatedUpdates(world)
updates.offer(Fetched.NEWER, "0.2.0")
updates.fetch(print)          # 0.0, 0.05 ... 1.0
"""

from collections.abc import Callable

from app.domain.updates import FailedVersion, Fetched, TrialEnd
from drivers.simulated.world import World

STEPS = 20
"""Of the progress, from nothing to all of it."""
STEP_S = 0.1
"""What each takes: two seconds in all, enough to see the bar move."""
CUT_AT = STEPS // 2
"""The step after which a download that goes wrong does so."""


DOWNLOADS = (Fetched.NEWER, Fetched.UNREACHABLE, Fetched.TAMPERED, Fetched.OVERSIZED, Fetched.SLOW)
"""What is known only once a download has begun."""


class SimulatedUpdates:
    simulated = True

    def __init__(self, world: World, version: str = "0.1.0") -> None:
        self._world = world
        self._version = self._kept = version
        self._offer = Fetched.CURRENT
        self._offered = version
        self._arrived = 0
        self._ready = self._installed = ""
        self._failed: FailedVersion | None = None

    def offer(self, fetched: Fetched, version: str = "") -> None:
        """What the next looks bring."""
        self._offer, self._offered = fetched, version or self._version

    def start(self) -> None:
        """The application starts anew, as a launcher would have it: what was installed is what runs."""
        self._version, self._installed = self._installed or self._version, ""

    def version(self) -> str:
        return self._version

    def fetch(self, progress: Callable[[float], None]) -> Fetched:
        """A cut download goes on where it was cut, as a real one does."""
        if self._offer not in DOWNLOADS or self._installed:
            return self._offer
        last = STEPS if self._offer is Fetched.NEWER else CUT_AT
        for step in range(self._arrived, last + 1):
            progress(step / STEPS)
            if self._world.real_time:
                self._world.clock.sleep(STEP_S)
        self._arrived = CUT_AT if self._offer is Fetched.UNREACHABLE else 0
        self._ready = self._offered if self._offer is Fetched.NEWER else ""
        return self._offer

    def install(self) -> None:
        self._installed, self._ready = self._ready or self._installed, ""

    def waiting(self) -> bool:
        return bool(self._installed)

    def on_trial(self) -> bool:
        return self._version != self._kept

    def commit(self) -> None:
        if self.on_trial():
            self._kept, self._failed, self._offer = self._version, None, Fetched.CURRENT

    def roll_back(self) -> None:
        """What runs is the version before at once: a simulated terminal need not be restarted for that."""
        if self.on_trial():
            self._failed = FailedVersion(self._version, TrialEnd.UNHEALTHY)
            self._version, self._offer = self._kept, Fetched.FAILED_BEFORE

    def failed(self) -> FailedVersion | None:
        return self._failed
