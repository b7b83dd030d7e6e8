"""Whatever happens at a server and its terminals, in whatever order, and wherever exchanges are cut: in the end every
terminal has the people of its site and nobody else, and the server has each record once, in order."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.consent import TerminalId
from app.domain.device_configuration import OperationMode
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.services.logbook import Logbook
from app.services.renew_templates import renew_templates
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import Plane
from tests.app.runtime.sides import Cut, Hub, Side
from tests.app.services.control.test_instances import a_site

CUTS = st.lists(st.sampled_from([None, None, *Cut]), max_size=4)
DEEDS = st.one_of(
    st.tuples(st.just("enrol"), st.integers(0, 9)),
    st.tuples(st.just("enrol_elsewhere"), st.integers(0, 9)),
    st.tuples(st.just("enrol_at_desk"), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.integers(0, 99)),
    st.tuples(st.just("move"), st.integers(0, 99)),
    st.tuples(st.just("visit"), st.integers(0, 2)),
    st.tuples(st.just("renew"), st.just(0)),
    st.tuples(st.just("clear_log"), st.integers(0, 3)),
    st.tuples(st.just("restart"), st.just(0)),
    st.tuples(st.just("step"), st.integers(0, 2)),
    st.tuples(st.just("settle"), st.integers(0, 2)),
)


@dataclass
class Story:
    hub: Hub
    elsewhere: SiteId
    sides: list[Side]
    logbook: Logbook
    visits: list[list[str]] = field(default_factory=lambda: [[], [], []])

    def happens(self, deed: str, number: int, cuts: list[Cut | None]) -> None:
        for side in self.sides:
            side.cuts = list(cuts)
        known = sorted(self.hub.people.people())
        match deed:
            case "enrol" | "enrol_elsewhere":
                site = self.elsewhere if deed == "enrol_elsewhere" else self.hub.site
                if self.hub.free(number):
                    self.hub.enrols(number, site)
            case "enrol_at_desk":
                self._enrol_at_desk(number)
            case "delete" if known:
                self.hub.deletes(known[number % len(known)])
            case "move" if known:
                self._move(known[number % len(known)])
            case "visit":
                word = f"visit_{len(self.visits[number])}"
                self.visits[number].append(word)
                self.sides[number].records(AuditAction.DOOR_ANSWER, word)
            case "renew":
                renew_templates(self.hub.people, self.logbook, lambda renewed, of: None)
            case "clear_log":
                with self.hub.plane.store.transaction() as transaction:
                    transaction.gallery.clear(number)
            case "restart":
                self.hub.people.tidy()
            case "step" | "settle":
                side = self.sides[number]
                side.sync.heard(self.hub.newest)
                (side.step if deed == "step" else side.settle)()

    def _enrol_at_desk(self, card: int) -> None:
        """As the service does: not with a badge of somebody who is known there."""
        desk = self.sides[0]
        if desk.sync.ready and desk.free(card):
            desk.enrols(card)

    def _move(self, person: PersonId) -> None:
        at_home = person in self.hub.people.people([self.hub.site])
        with self.hub.people.transaction() as transaction:
            transaction.move_person(person, self.elsewhere if at_home else self.hub.site)

    def ends(self) -> None:
        for side in self.sides:
            side.cuts = []
        self.hub.settle()
        here, there = (self.hub.people.people([site]) for site in (self.hub.site, self.elsewhere))
        assert [side.people for side in self.sides] == [here, here, there]
        for side, visits in zip(self.sides, self.visits, strict=True):
            entries = self.hub.people.audit(9999)[::-1]
            brought = [entry.outcome for entry in entries if entry.terminal == side.line.instance]
            assert [word for word in brought if word.startswith("visit_")] == visits
            assert len(brought) == len(side.store.audit(9999))
            assert side.store.transform_keys() == self.hub.people.transform_keys()
            assert side.store.count_behind() == 0
            assert len(side.store.vault.live_slots()) == len(side.people) + 1
            assert {each.person for each in side.store.templates()} == side.people
        assert self.hub.people.broken_audit_row() is None


@given(st.lists(st.tuples(DEEDS, CUTS), max_size=25))
@settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate))  # a story costs seconds
def test_everybody_ends_where_he_belongs_and_every_record_once(
    deeds: list[tuple[tuple[str, int], list[Cut | None]]],
) -> None:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        people = stack.enter_context(open_store(State(Path(folder) / "server", simulated=True)))
        hub = Hub(Plane(SqlControlStore(people, simulated=True)), people, Path(folder), stack)
        elsewhere = SiteId(a_site(hub.plane))
        sides = [
            hub.terminal(OperationMode.ENROLLMENT),
            hub.terminal(OperationMode.ENTRY),
            hub.terminal(OperationMode.ENTRY, elsewhere),
        ]
        logbook = Logbook(sides[0].line.clock, TerminalId("server"), simulated=True)
        story = Story(hub, elsewhere, sides, logbook)
        for (deed, number), cuts in deeds:
            story.happens(deed, number, cuts)
        story.ends()
