"""Thirty days without the server, on clocks that are moved: who is admitted, for how long, and what is known then.

The stores, the galleries, the guards and the server's side are real, and what they say to each other is written as on
the wire. Palms are drawn codes. Whoever's last day was known before the cut is refused from its end on, across power
cuts and with a wall clock that somebody sets back. What a terminal cannot know while it is cut off is stated and
counted too: whoever left after the cut is admitted until the terminal is heard again or its lease is over.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

from app.biometrics.gallery import Gallery
from app.biometrics.template import PalmCode
from app.config.paths import State
from app.domain.access import AttemptNumber, Grant
from app.domain.device_commands import CommandKind
from app.domain.device_configuration import OperationMode
from app.domain.faults import Fault
from app.domain.people import PersonId
from app.domain.sites import DEFAULT_SITE
from app.operations.people import (
    DELETE_USER_ACCESS_END,
    PUT_USER_ACCESS_END,
    DeleteUserAccessEnd,
    PutUserAccessEnd,
)
from app.runtime.guard import Guard
from app.runtime.sync import GallerySync
from app.runtime.timekeeper import Timekeeper
from app.services.control.common import millis
from app.services.identify import identify
from app.services.load_gallery import keep_current
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.synced_store import SqlSyncedStore
from app.storage.terminal_memory import Identity, Kept, TerminalMemory
from drivers.simulated.clock import SteppedClock
from drivers.simulated.tamper import SimulatedTamper
from drivers.simulated.world import World
from tests.app.control import Plane
from tests.app.domain.test_device_configuration import DOOR
from tests.app.runtime.sides import Hub, Side
from tests.app.services.palms import PROFILE, palm, presented

DAYS, VISITS_A_DAY = 30, 100
SPAN_S = 86_400.0 / VISITS_A_DAY
LONG_MINUTES, SHORT_MINUTES = 129_600, 3 * 24 * 60
"""The most that may be configured, 90 days, and what is delivered."""
SHORT_DAYS = 3
STAFF, TOLD, LATE = range(30), range(30, 36), range(36, 40)
"""By the seeds of their palms: who works there all month, who left before the cut and who left on the tenth day."""
LAST_DAYS = {40: 1.5, 41: 2.0, 42: 5.25, 43: 12.5, 44: 14.0, 45: 26.0}
"""Days from the cut to the end of somebody's access, as it was set before the cut."""
LEAVERS, FOREVER = range(40, 46), range(46, 47)
"""Whoever is among them, and one whose end, on the third day, was taken back before the cut."""
STRANGERS, NEWCOMERS = range(100, 105), range(50, 52)
LATE_DAY = 10
POWER_CUTS = (7, 13, 21)
SET_BACK = {3: 9, 12: 20, 20: 1}
"""Days on which somebody sets the wall clock, and by how many days back."""


@cache
def shown(owner: int) -> PalmCode:
    return palm(owner, sight=5)


@dataclass
class Door:
    """One terminal: its store and gallery, its guard, and what became of each visit."""

    side: Side
    guard: Guard
    world: World
    memory: TerminalMemory
    folder: Path
    timekeeper: Timekeeper
    gallery: Gallery = field(default_factory=Gallery)
    visits: list[tuple[float, int, bool]] = field(default_factory=list)
    """Days since the cut, whose palm, whether admitted."""
    held: Counter[Fault] = field(default_factory=Counter)
    attempts: int = 0

    def visited_by(self, owner: int, day: float) -> bool:
        """A held terminal asks nobody for a palm."""
        self.guard.look()
        held = self.guard.hold()
        if held is not None:
            self.held[held] += 1
            return False
        self.attempts += 1
        keep_current(self.side.store, self.gallery, [DEFAULT_SITE])
        attempt, palms = AttemptNumber(self.attempts), presented(shown(owner))
        tell_time = self.timekeeper.now
        decided = identify(self.gallery, self.side.store, palms, attempt, PROFILE, self.side.logbook, tell_time)
        self.visits.append((day, owner, isinstance(decided, Grant)))
        return isinstance(decided, Grant)

    def loses_power(self, stack: ExitStack) -> None:
        """And has it back at once: nothing but what is on the disk is left."""
        self.world.machine.pull_the_plug()
        self.side.store = stack.enter_context(open_store(State(self.folder, simulated=True)))
        self.side.sync = GallerySync(SqlSyncedStore(self.side.store), self.side.logbook)
        self.gallery = Gallery()
        self.guard = Guard(self.memory, self.world.machine, SimulatedTamper(self.world), self.world.clock)
        self.guard.look()
        self.timekeeper = Timekeeper(self.memory, self.world.machine, self.world.clock)
        self.timekeeper.look()

    def is_set_back(self, days: int) -> None:
        clock = self.world.clock
        assert isinstance(clock, SteppedClock)
        clock.set_wall(clock.now() - timedelta(days=days))

    def admitted(self, owners: range) -> list[bool]:
        return [admitted for _, owner, admitted in self.visits if owner in owners]


@dataclass
class Month:
    hub: Hub
    people: dict[int, PersonId]
    patient: Door
    strict: Door

    @property
    def doors(self) -> tuple[Door, Door]:
        return self.patient, self.strict

    def passes(self, seconds: float) -> None:
        """For the server and for both terminals."""
        span = timedelta(seconds=seconds)
        self.hub.plane.now += span
        for door in self.doors:
            door.side.line.clock.pass_time(span)
            door.world.pass_time(seconds)

    def is_lived(self) -> None:
        chance = Random(5)
        everybody = [*STAFF, *TOLD, *LATE, *LEAVERS, *FOREVER, *STRANGERS]
        for visit in range(DAYS * VISITS_A_DAY):
            day, first_of_day = visit / VISITS_A_DAY, visit % VISITS_A_DAY == 0
            if first_of_day and day == LATE_DAY:
                self.changes_at_the_server()
            if first_of_day and day in POWER_CUTS:
                for door in self.doors:
                    door.timekeeper.look()  # as it did within the last minute
                    door.loses_power(self.hub.stack)
            if first_of_day and day in SET_BACK:
                for door in self.doors:
                    door.is_set_back(SET_BACK[int(day)])
            self.passes(SPAN_S)
            owner = chance.choice(everybody)
            for door in self.doors:
                door.visited_by(owner, (visit + 1) / VISITS_A_DAY)

    def changes_at_the_server(self) -> None:
        for owner in LATE:
            assert self.hub.deletes(self.people[owner])
        for owner in NEWCOMERS:
            self.people[owner] = self.hub.enrols(owner, owner=owner)

    def is_over(self) -> None:
        """The line is there again; the server had heard nothing for all this time."""
        for door in self.doors:
            door.side.connects()
            door.guard.answered(DAYS * 86_400_000)
        self.hub.settle()


def a_door(hub: Hub, folder: Path, minutes: int) -> Door:
    side, clock = hub.terminal(OperationMode.ENTRY), SteppedClock()
    world = World(clock)
    memory = TerminalMemory(folder / f"memory-{side.line.instance}")
    memory.become(Identity(side.line.instance, "account", "localhost:1", "root"), "key")
    memory.configure(Kept(1, replace(DOOR, maximum_offline_minutes=minutes)))
    guard = Guard(memory, world.machine, SimulatedTamper(world), world.clock)
    guard.look()
    timekeeper = Timekeeper(memory, world.machine, world.clock)
    clock.set_wall(hub.plane.now)
    world.machine.set_synchronised(False)  # as it is without a network
    timekeeper.told(millis(hub.plane.now))
    return Door(side, guard, world, memory, folder / side.line.instance, timekeeper)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """Lived, and over. Those who left before the cut left while the terminals heard it."""
    folder = tmp_path_factory.mktemp("month")
    with ExitStack() as stack:
        people = stack.enter_context(open_store(State(folder / "server", simulated=True)))
        hub = Hub(Plane(SqlControlStore(people, simulated=True)), people, folder, stack)
        known = {owner: hub.enrols(owner, owner=owner) for owner in (*STAFF, *TOLD, *LATE, *LEAVERS, *FOREVER)}
        month = Month(hub, known, a_door(hub, folder, LONG_MINUTES), a_door(hub, folder, SHORT_MINUTES))
        hub.settle()
        for owner in TOLD:
            assert hub.deletes(known[owner])
        for owner, days in {**LAST_DAYS, FOREVER[0]: 3.0}.items():
            ends_at = hub.plane.now + timedelta(days=days)
            hub.plane.call(PUT_USER_ACCESS_END, PutUserAccessEnd(known[owner], millis(ends_at)))
        hub.plane.call(DELETE_USER_ACCESS_END, DeleteUserAccessEnd(known[FOREVER[0]]))
        hub.settle()
        for door in month.doors:
            door.guard.answered(0)
            door.timekeeper.told(millis(hub.plane.now))
        month.is_lived()
        month.is_over()
        yield month
        assert people.broken_audit_row() is None


def test_whoever_works_there_is_admitted_all_month_and_no_leaver_whom_the_terminal_knows(month: Month) -> None:
    door = month.patient
    assert len(door.visits) == DAYS * VISITS_A_DAY
    assert door.held == {}
    assert len(door.admitted(STAFF)) > 1000
    assert all(door.admitted(STAFF))
    assert len(door.admitted(TOLD)) > 200
    assert not any(door.admitted(TOLD))
    assert not any(door.admitted(STRANGERS))


def test_whoever_left_after_the_cut_is_admitted_no_longer_than_the_lease_lasts(month: Month) -> None:
    """A terminal that hears nothing cannot know: how long it may be without its server is the operator's choice."""
    assert all(month.patient.admitted(LATE))
    late_at_strict = [day for day, owner, admitted in month.strict.visits if owner in LATE and admitted]
    assert late_at_strict
    assert max(late_at_strict) < SHORT_DAYS < LATE_DAY


def test_whoever_has_had_his_last_day_is_refused_from_its_end_on_by_both_doors_and_nobody_else_is(month: Month) -> None:
    """Though the power goes and the wall clock is set back by weeks; a minute is what a power cut may cost."""
    for door, most in ((month.patient, DAYS), (month.strict, SHORT_DAYS)):
        for owner, last in LAST_DAYS.items():
            visits = [(day, admitted) for day, who, admitted in door.visits if who == owner]
            assert {admitted for day, admitted in visits if day < last} <= {True}
            assert {admitted for day, admitted in visits if day >= last} <= {False}
            if last < most:
                assert {admitted for _, admitted in visits} == {True, False}, "shown on both sides of the end"
        assert all(door.admitted(STAFF))
        assert all(door.admitted(FOREVER))
    refused = [entry for entry in month.patient.side.store.audit(99_999) if entry.outcome == "access_ended"]
    assert {entry.person for entry in refused} == {month.people[owner] for owner in LEAVERS}
    assert len(refused) == len([1 for day, who, admitted in month.patient.visits if who in LAST_DAYS and not admitted])


@pytest.mark.requirement("DEV-035")
def test_a_terminal_is_without_its_server_for_as_long_as_it_may_and_not_a_visit_longer(month: Month) -> None:
    door = month.strict
    assert len(door.visits) == SHORT_DAYS * VISITS_A_DAY - 1
    assert all(door.admitted(STAFF))
    assert not any(door.admitted(TOLD))
    assert door.held == {Fault.LOCKED_BY_INACTIVITY: (DAYS - SHORT_DAYS) * VISITS_A_DAY + 1}


def test_the_server_knows_each_visit_once_and_in_order(month: Month) -> None:
    brought = Counter[str]()
    taken = month.hub.people.audit(99_999)[::-1]
    for door in month.doors:
        ours = [(entry.action, entry.outcome, entry.person, entry.at) for entry in door.side.store.audit(99_999)[::-1]]
        theirs = [
            (entry.action, entry.outcome, entry.person, entry.at)
            for entry in taken
            if entry.terminal == door.side.line.instance
        ]
        assert theirs == ours
        assert not door.side.sync.pending
        brought.update("Successful" if admitted else "Unsuccessful" for _, _, admitted in door.visits)
    told = month.hub.told()
    assert told == {f"{how} Recognition": count for how, count in brought.items()}
    assert sum(told.values()) == DAYS * VISITS_A_DAY + SHORT_DAYS * VISITS_A_DAY - 1


def test_what_changed_meanwhile_holds_from_the_first_word_on(month: Month) -> None:
    """At the terminal that works on at once, and at the one that was locked as soon as somebody lets it."""
    unlocked = month.strict.guard.commands()[CommandKind.UNLOCK_INACTIVITY]
    assert month.strict.guard.hold() is Fault.LOCKED_BY_INACTIVITY
    assert month.strict.visited_by(STAFF[0], DAYS) is False
    unlocked()
    for door in month.doors:
        assert [door.visited_by(owner, DAYS) for owner in (*LATE, *NEWCOMERS)] == [False] * 4 + [True] * 2
        assert door.side.people == {month.people[owner] for owner in (*STAFF, *LEAVERS, *FOREVER, *NEWCOMERS)}
