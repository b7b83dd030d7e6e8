"""What the console of one machine shows: its own store, asked through three books."""

from dataclasses import dataclass

from app.ports.oversight import AccuracyBook, AuditBook, PeopleBook
from ui.console.page import Page, Room
from ui.console.pages.accuracy import AccuracyPage
from ui.console.pages.audit import AuditPage
from ui.console.pages.people import PeoplePage


@dataclass(frozen=True)
class Books:
    """Implements `ui.console.window.Shelf`."""

    people: PeopleBook
    audit: AuditBook
    accuracy: AccuracyBook

    def pages(self, room: Room) -> list[Page]:
        return [AccuracyPage(room, self.accuracy), PeoplePage(room, self.people), AuditPage(room, self.audit)]
