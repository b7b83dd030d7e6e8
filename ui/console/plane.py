"""What the console of a control plane shows: everything that its API can do, asked as whoever signed in."""

from dataclasses import dataclass

from app.operations.backend import Backend
from ui.console.page import Page, Room
from ui.console.pages.activity import ActivityPage
from ui.console.pages.codes import CodesPage
from ui.console.pages.devices import DevicesPage
from ui.console.pages.encryption import EncryptionPage
from ui.console.pages.enrolled import EnrolledPage
from ui.console.pages.overview import OverviewPage
from ui.console.pages.rules import RulesPage
from ui.console.pages.sites import SitesPage
from ui.console.pages.templates import TemplatesPage
from ui.console.pages.usage import UsagePage
from ui.console.pages.users import UsersPage


@dataclass(frozen=True)
class Plane:
    """Implements `ui.console.window.Shelf`."""

    backend: Backend
    by_itself: Backend
    """For what a page asks without anybody having pressed anything: it keeps no session alive."""
    sign_in_url: str = ""
    """For letters to new users: the address by which this console reached the server, for it is one that works."""

    def pages(self, room: Room) -> list[Page]:
        return [
            OverviewPage(room, self.backend),
            SitesPage(room, self.backend),
            DevicesPage(room, self.backend),
            TemplatesPage(room, self.backend),
            CodesPage(room, self.backend, self.by_itself),
            EnrolledPage(room, self.backend),
            UsersPage(room, self.backend, self.sign_in_url),
            RulesPage(room, self.backend),
            EncryptionPage(room, self.backend),
            ActivityPage(room, self.backend),
            UsagePage(room, self.backend),
        ]
