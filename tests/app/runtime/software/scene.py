"""A publisher, a web server that can be told to behave badly, and a terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.domain.updates import Fetched
from app.runtime.clock import SystemClock
from app.runtime.software_updates import SoftwareUpdates
from tests.app.file_server import Web
from tests.app.publishing import Publishing


class HurryingClock(SystemClock):
    """Moves on by twenty seconds whenever somebody looks at it, and says so."""

    def __init__(self, looked: Callable[[], None]) -> None:
        self._looked = looked
        self._s = 0.0

    def monotonic_s(self) -> float:
        self._looked()
        self._s += 20.0
        return self._s


@dataclass
class Scene:
    publishing: Publishing
    web: Web
    client: httpx.Client

    def updates(self, clock: SystemClock | None = None) -> SoftwareUpdates:
        return self.publishing.updates(self.web.url, self.client, clock or SystemClock())

    def fetch(self, clock: SystemClock | None = None) -> Fetched:
        return self.updates(clock).fetch(lambda share: None)

    def parts(self) -> list[Path]:
        return list((self.publishing.terminal / "download").glob("*.zip"))
