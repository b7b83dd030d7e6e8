"""What the console of a control plane shows: everything that its API can do, asked as whoever signed in."""

from dataclasses import dataclass

from app.operations.backend import Backend
from ui.console.page import Page, Room
from ui.console.pages.codes import CodesPage
from ui.console.pages.devices import DevicesPage
from ui.console.pages.sites import SitesPage
from ui.console.pages.templates import TemplatesPage


@dataclass(frozen=True)
class Plane:
    """Implements `ui.console.window.Shelf`."""

    backend: Backend

    def pages(self, room: Room) -> list[Page]:
        kinds = (SitesPage, DevicesPage, TemplatesPage, CodesPage)
        return [kind(room, self.backend) for kind in kinds]
