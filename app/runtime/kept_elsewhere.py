"""Software that is kept fresh by other means, as a checkout or a system's package is: there is never anything newer.

updates = KeptElsewhere("0.1.0")
"""

from collections.abc import Callable

from app.domain.updates import FailedVersion, Fetched


class KeptElsewhere:
    simulated = False

    def __init__(self, version: str) -> None:
        self._version = version

    def version(self) -> str:
        return self._version

    def fetch(self, progress: Callable[[float], None]) -> Fetched:
        progress(1.0)
        return Fetched.CURRENT

    def install(self) -> None:
        """There is nothing to install."""

    def waiting(self) -> bool:
        return False

    def on_trial(self) -> bool:
        return False

    def commit(self) -> None:
        """Nothing is on trial."""

    def roll_back(self) -> None:
        """Nothing is on trial."""

    def failed(self) -> FailedVersion | None:
        return None
