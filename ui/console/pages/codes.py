"""Activation QR codes: of one site's instances that are ready, each its own code, made anew while it is shown."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.activation import REISSUED_AFTER
from app.domain.device_instances import InstanceState
from app.operations.backend import Backend
from app.operations.instances import (
    CREATE_QR_CODE,
    GET_INSTANCE,
    LIST_INSTANCES,
    ActivationQrCode,
    CreateDeviceActivationQrCode,
    GetDeviceInstance,
    InstanceDetail,
    InstanceSummary,
    ListDeviceInstances,
)
from app.operations.sites import (
    GET_SITE_ADDRESS,
    LIST_SITES,
    GetSiteAddress,
    ListSites,
    SiteAddress,
    SiteSummary,
)
from ui.console.calls import Calls
from ui.console.chips import Tone
from ui.console.choice import Choice, named
from ui.console.code_dialog import CodeDialog
from ui.console.facts_panel import Deed
from ui.console.page import Room
from ui.console.pages.resource import ResourcePage
from ui.console.rows import Column
from ui.console.site_words import lines


class CodesPage(ResourcePage[InstanceSummary]):
    name = "codes"
    icon = "qr-code"
    primary_icon = "qr-code"

    def __init__(self, room: Room, backend: Backend, by_itself: Backend) -> None:
        super().__init__(room, backend)
        self.sites: tuple[SiteSummary, ...] = ()
        self._places, self._codes, self._watch = (Calls(room, asked, self) for asked in (backend, by_itself, by_itself))
        say = room.speech.say
        self.site = Choice(room.palette)
        self.site.currentIndexChanged.connect(self._choose_site)
        self.address = QLabel()
        self.address.setTextFormat(Qt.TextFormat.PlainText)
        self.address.setWordWrap(True)
        self.filters.insertWidget(0, named(say("codes.site"), self.site, say("codes.site.hint")), 1)
        self.body.insertWidget(2, self.address)

    def listing(self) -> tuple[Any, Any, Any]:
        ready = InstanceState.READY_FOR_ACTIVATION
        return LIST_INSTANCES, ListDeviceInstances(state=ready), lambda page: page.device_instances

    def columns(self) -> Sequence[Column[InstanceSummary]]:
        speech = self.room.speech
        say = speech.say

        def mode(row: InstanceSummary) -> str:
            return say(f"configuration.mode.{row.operation_mode.value.lower()}") if row.operation_mode else ""

        return [
            Column(say("codes.column.name"), lambda row: row.name, 260),
            Column(say("codes.column.mode"), mode, 140),
        ]

    def offers(self) -> Sequence[Deed]:
        return (Deed("codes.get", "qr-code", self.act),)

    def id_of(self, row: InstanceSummary) -> str:
        return row.device_instance_id

    def words_of(self, row: InstanceSummary) -> str:
        return row.name

    def kept(self, row: InstanceSummary) -> bool:
        here = not self.sites or row.site_id == self.sites[self.site.currentIndex()].site_id
        return here and row.state is InstanceState.READY_FOR_ACTIVATION

    def load(self) -> None:
        self._places.gather(LIST_SITES, ListSites(), lambda page: page.sites, self._know_sites)
        super().load()

    def refresh(self) -> None:
        """Another page leads to an instance: its site is chosen."""
        row = next((row for row in self.rows if row.device_instance_id == self.subject), None)
        places = [place for place, site in enumerate(self.sites) if row is not None and site.site_id == row.site_id]
        if places and places[0] != self.site.currentIndex():
            self.site.setCurrentIndex(places[0])  # comes back here
            return
        super().refresh()

    def show_row(self, row: InstanceSummary) -> None:
        self.panel.show_facts(row.name, None, [(self.room.speech.say("codes.fact.next"), self._say("codes.steps"))])

    def act(self) -> None:
        """Get the QR code of the chosen instance."""
        row = self.table.row
        if row is None:
            self.room.tell(self._say("codes.choose"), Tone.CARE)
            return
        dialog = CodeDialog(self.room, self.window(), row.name)
        dialog.due.connect(lambda: self._make(dialog, row))
        dialog.looked.connect(lambda: self._look(dialog, row))
        dialog.finished.connect(lambda _: self.load())
        self._make(dialog, row)
        dialog.open()

    def _make(self, dialog: CodeDialog, row: InstanceSummary) -> None:
        def made(code: ActivationQrCode) -> None:
            dialog.show_code(code.qr_code, REISSUED_AFTER)

        self._codes.make(CREATE_QR_CODE, CreateDeviceActivationQrCode(row.device_instance_id), made, dialog.say)

    def _look(self, dialog: CodeDialog, row: InstanceSummary) -> None:
        def known(detail: InstanceDetail) -> None:
            if detail.state.activated:
                dialog.show_done()

        self._watch.make(GET_INSTANCE, GetDeviceInstance(row.device_instance_id), known, lambda words: None)

    def _know_sites(self, sites: tuple[SiteSummary, ...]) -> None:
        before = self.sites[self.site.currentIndex()].site_id if self.sites else ""
        self.sites = sites
        self.site.blockSignals(True)
        self.site.clear()
        self.site.addItems([site.name for site in sites])
        places = [place for place, site in enumerate(sites) if site.site_id == before]
        self.site.setCurrentIndex(places[0] if places else 0)
        self.site.blockSignals(False)
        self._choose_site()

    def _choose_site(self) -> None:
        if not self.sites:
            return
        self.refresh()
        site = self.sites[self.site.currentIndex()]
        self._places.make(GET_SITE_ADDRESS, GetSiteAddress(site.site_id), self._show_address)

    def _show_address(self, known: SiteAddress) -> None:
        words = ", ".join(lines(known.address))
        self.address.setText(self.room.speech.say("codes.address", address=words))

    def _say(self, key: str) -> str:
        return self.room.speech.say(key)
