"""Software that is kept fresh by other means: a checkout, or a package of the system. The updates port says so.

updates = FixedSoftware("checkout")
updates.fetch(print)          # CURRENT
"""

from collections.abc import Callable

from app.domain.updates import FailedVersion, Fetched


class FixedSoftware:
    simulated = False

    def __init__(self, version: str) -> None:
        self._version = version

    def version(self) -> str:
        return self._version

    def fetch(self, progress: Callable[[float], None]) -> Fetched:
        progress(1.0)
        return Fetched.CURRENT

    def install(self) -> None:
        """There is nothing to."""

    def waiting(self) -> bool:
        return False

    def on_trial(self) -> bool:
        return False

    def commit(self) -> None:
        """It is what starts already."""

    def roll_back(self) -> None:
        """There is no version before."""

    def failed(self) -> FailedVersion | None:
        return None
