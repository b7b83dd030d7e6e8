"""What the console of a control plane shows: everything that its API can do, asked as whoever signed in."""

from dataclasses import dataclass

from app.operations.backend import Backend
from ui.console.page import Page, Room
from ui.console.pages.sites import SitesPage


@dataclass(frozen=True)
class Plane:
    """Implements `ui.console.window.Shelf`."""

    backend: Backend

    def pages(self, room: Room) -> list[Page]:
        return [SitesPage(room, self.backend)]
