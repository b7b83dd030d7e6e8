"""Overview: who is asking, what there is, and what is still missing for full use."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.device_configuration import OperationMode
from app.domain.device_instances import InstanceState
from app.domain.faults import Fault
from app.operations.backend import Backend
from app.operations.iam_credentials import GET_CALLER_IDENTITY, CallerIdentity, WhoAmI
from app.operations.instances import LIST_INSTANCES, InstanceSummary, ListDeviceInstances
from app.operations.refusals import Refusal
from app.operations.sites import LIST_SITES, ListSites, SiteSummary
from ui.console.asking import Asker
from ui.console.calls import SESSION_OVER, Calls
from ui.console.chips import Chip, Tone
from ui.console.figure_card import FigureCard
from ui.console.gathering import gathered
from ui.console.page import Page, Room
from ui.console.warning import WarningStrip

OWNER_END = ":root"
"""Of the owner's ARN."""
CARDS = ("sites", "desks", "doors")


@dataclass(frozen=True)
class _Known:
    sites: tuple[SiteSummary, ...]
    instances: tuple[InstanceSummary, ...]


class OverviewPage(Page):
    name = "overview"
    icon = "layout-dashboard"
    primary_icon = "refresh-cw"

    def __init__(self, room: Room, backend: Backend) -> None:
        super().__init__(room)
        self._backend = backend
        self._asker, self._who = Asker(room.submit, self), Calls(room, backend, self)
        self.owner, self.missing = WarningStrip(room.palette), WarningStrip(room.palette)
        self.cards = {name: FigureCard(room.palette) for name in CARDS}
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(16)
        for place, card in enumerate(self.cards.values()):
            grid.addWidget(card, 0, place)
        self.body.addWidget(self.owner)
        self.body.addWidget(self.missing)
        self.body.addWidget(whole)
        self.body.addStretch(1)

    def load(self) -> None:
        self._who.make(GET_CALLER_IDENTITY, WhoAmI(), self._show_caller)
        self._asker.ask(self._gather, self._show, self._failed)

    def act(self) -> None:
        """Look again."""
        self.load()

    def search(self) -> None:
        self.primary.setFocus()

    def step_back(self) -> None:
        self.primary.setFocus()

    def _gather(self) -> _Known | Refusal:
        sites = gathered(self._backend, LIST_SITES, ListSites(), lambda page: page.sites)
        if isinstance(sites, Refusal):
            return sites
        rows = gathered(self._backend, LIST_INSTANCES, ListDeviceInstances(), lambda page: page.device_instances)
        return rows if isinstance(rows, Refusal) else _Known(sites, rows)

    def _show(self, known: _Known | Refusal) -> None:
        if isinstance(known, Refusal):
            self.missing.tell(self.room.speech.refusal(known))
            if known.reason in SESSION_OVER:
                self.room.signed_out()
            return
        desks = [row for row in known.instances if row.operation_mode is OperationMode.ENROLLMENT]
        doors = [row for row in known.instances if row.operation_mode is OperationMode.ENTRY]
        complete = bool(desks and doors)
        self.missing.tell("" if complete else self.room.speech.say("overview.incomplete"))
        ready = sum(row.state is InstanceState.READY_FOR_ACTIVATION for row in known.instances)
        self._card("sites", len(known.sites), self._say("overview.ready", ready), bool(known.sites))
        self._card("desks", len(desks), self._active(desks), bool(desks))
        self._card("doors", len(doors), self._active(doors), bool(doors))

    def _failed(self, fault: Fault) -> None:
        self.missing.tell(self.room.speech.fault(fault))

    def _show_caller(self, caller: CallerIdentity) -> None:
        """Whoever signed in as the owner is told that it is for few things only."""
        say = self.room.speech.say
        self.title.setText(say("overview.account", account=caller.account))
        self.owner.tell(say("overview.owner") if caller.arn.endswith(OWNER_END) else "")

    def _active(self, rows: Sequence[InstanceSummary]) -> str:
        return self._say("overview.active", sum(row.state is InstanceState.ACTIVE for row in rows))

    def _card(self, name: str, count: int, under: str, there: bool) -> None:
        speech = self.room.speech
        say = speech.say
        chip = Chip(say("overview.there"), Tone.GOOD) if there else Chip(say("overview.none"), Tone.CARE)
        words = say(f"overview.{name}")
        self.cards[name].tell(words, speech.count(count), under, chip, "", f"{words}: {speech.count(count)}. {under}")

    def _say(self, key: str, count: int) -> str:
        return self.room.speech.say(key, count=self.room.speech.count(count))
