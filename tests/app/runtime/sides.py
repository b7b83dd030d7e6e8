"""A server and its terminals on one table: real stores, real messages as they are written on the wire, no sockets.

hub = Hub(plane, people, tmp_path)
desk, door = hub.terminal(OperationMode.ENROLLMENT), hub.terminal(OperationMode.ENTRY)
anna = desk.enrols(1)
hub.settle()
assert door.people == {anna}
"""

import json
import os
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from app.biometrics.renewal import Transform
from app.biometrics.template import SALT_BYTES, PalmCode
from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.device_configuration import OperationMode
from app.domain.people import Hand, PersonId
from app.domain.sites import SiteId
from app.gateway.device_link import is_asked
from app.gateway.link_client import LinkLost
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.instances import CREATE_INSTANCE, CreateDeviceInstance
from app.operations.link import Asked, Dismissed, Frame, Told, Welcome, read_frame, read_told, written
from app.runtime.sync import AFTER_A_FAULT_S, GallerySync
from app.services.enrol import Candidate, save_person
from app.services.logbook import Logbook
from app.storage.opening import open_store
from app.storage.store import SqlStore
from app.storage.synced_store import SqlSyncedStore
from tests.app.control import Plane
from tests.app.domain.test_device_configuration import DESK, DOOR
from tests.app.services.control.test_instances import a_site
from tests.app.services.control.test_link import Line, line_of
from tests.app.services.palms import palm
from tests.contracts.store_contract import RECEIPT, new_person

CONFIGURATIONS = {OperationMode.ENROLLMENT: DESK, OperationMode.ENTRY: DOOR}


class Cut(Enum):
    """Where an exchange ends too early."""

    BEFORE = "the server did not hear it"
    AFTER = "the terminal did not hear the answer"


@cache
def somebodys_palm(owner: int, hand: Hand = Hand.LEFT) -> PalmCode:
    return palm(owner, hand)


@dataclass
class Side:
    """One terminal."""

    line: Line
    store: SqlStore
    sync: GallerySync
    logbook: Logbook
    cuts: list[Cut | None] = field(default_factory=list)
    """What happens to the exchanges to come; nothing, once it is empty."""

    @property
    def people(self) -> frozenset[PersonId]:
        return self.store.people()

    def free(self, card: int) -> bool:
        """Nobody who is known here holds the badge."""
        return self.store.person_with(Badge(1, card)) is None

    def enrols(self, card: int, owner: int = 1) -> PersonId:
        person = new_person()
        save_person(
            self.store, person, Candidate(Badge(1, card), RECEIPT, {Hand.LEFT: (somebodys_palm(owner),)}), self.logbook
        )
        return person

    def records(self, action: AuditAction, outcome: str, person: PersonId | None = None) -> None:
        with self.store.transaction() as transaction:
            transaction.add_audit(self.logbook.entry(action, outcome, person))

    def connects(self) -> None:
        told = self.line.hello()
        if isinstance(told, Welcome):
            self.sync.begin(told.gallery_version)
        elif isinstance(told, Dismissed):
            self.sync.dismissed(told.reason)

    def step(self) -> bool:
        try:
            return self.sync.step(self._ask)
        except LinkLost:
            self.connects()
            return True

    def settle(self) -> None:
        """Until there is nothing to say, and what was put off is due."""
        for _ in range(2):
            while self.step():
                pass
            self.line.pass_time(timedelta(seconds=AFTER_A_FAULT_S))

    def _ask(self, message: Asked) -> Told:
        cut = self.cuts.pop(0) if self.cuts else None
        if cut is Cut.BEFORE:
            raise LinkLost
        heard = read_frame(written(Frame(1, message)))
        assert heard is not None
        assert is_asked(heard.message)
        told = self.line.say(heard.message)
        if cut is Cut.AFTER:
            raise LinkLost
        if isinstance(told, Dismissed):
            self.sync.dismissed(told.reason)
            raise LinkLost
        frame = read_told(written(Frame(1, told)))
        assert frame is not None
        assert isinstance(frame.message, Told)
        return frame.message


@dataclass
class Hub:
    """The server, and where its terminals' stores lie."""

    plane: Plane
    people: SqlStore
    folder: Path
    stack: ExitStack
    site: SiteId = field(init=False)
    sides: list[Side] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.site = SiteId(a_site(self.plane))

    def terminal(self, mode: OperationMode = OperationMode.ENTRY, site: str = "") -> Side:
        made = self.plane.call(CREATE_INSTANCE, CreateDeviceInstance(site or self.site, f"Door {len(self.sides)}"))
        configuration = CreateDeviceInstanceConfiguration(made.device_instance_id, CONFIGURATIONS[mode])
        self.plane.call(CREATE_CONFIGURATION, configuration)
        line = line_of(self.plane, made.device_instance_id)
        store = self.stack.enter_context(open_store(State(self.folder / made.device_instance_id, simulated=True)))
        logbook = Logbook(line.clock, TerminalId(made.device_instance_id), simulated=True)
        side = Side(line, store, GallerySync(SqlSyncedStore(store), logbook), logbook)
        side.connects()
        self.sides.append(side)
        return side

    def free(self, card: int) -> bool:
        return self.people.person_with(Badge(1, card)) is None

    def enrols(self, card: int, site: str = "", owner: int = 1) -> PersonId:
        """Straight into the server's store."""
        person = new_person()
        with self.people.transaction() as transaction:
            transaction.add_person(person, Badge(1, card), RECEIPT, SiteId(site) if site else self.site)
            transform = Transform(transaction.transform_key())
            template = transform.protect(somebodys_palm(owner), os.urandom(SALT_BYTES))
            transaction.add_template(person, Hand.LEFT, template, transform.epoch)
        return person

    def deletes(self, person: PersonId) -> bool:
        with self.people.transaction() as transaction:
            return transaction.delete_person(person)

    def settle(self) -> None:
        """Twice around: what one brings, the others are told."""
        for _ in range(2):
            for side in self.sides:
                side.sync.heard(self.newest)
                side.settle()

    @property
    def newest(self) -> int:
        with self.plane.store.reading() as reading:
            return reading.gallery.head().newest

    def events(self) -> list[dict[str, Any]]:
        """Envelopes in the order of their publication. Any: JSON."""
        begin, end = self.plane.now - timedelta(days=3650), self.plane.now + timedelta(days=3650)
        with self.plane.store.reading() as reading:
            found = reading.outbox.events_between(begin, end, 0, 100_000)
        return [json.loads(text) for _, text in found]

    def told(self) -> Counter[str]:
        """How often each kind of event was published, of those about people."""
        return Counter(each["detail-type"] for each in self.events() if not each["detail-type"].startswith("Device"))
