"""Device instances: made, configured, activated by a code, watched, changed and let go."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QTabBar

from app.domain.device_instances import InstanceState
from app.domain.device_lock import Locked
from app.domain.troubleshooting import Section
from app.operations.backend import Backend
from app.operations.instances import (
    GET_INSTANCE,
    LIST_INSTANCES,
    GetDeviceInstance,
    InstanceDetail,
    InstanceSummary,
    ListDeviceInstances,
)
from app.operations.sites import LIST_SITES, ListSites, SiteSummary
from ui.console.calls import Calls
from ui.console.device_deeds import DeviceDeeds
from ui.console.device_words import instance_facts, state_chip, status_chip
from ui.console.facts_panel import Deed
from ui.console.help_dialog import HelpDialog
from ui.console.page import Room
from ui.console.pages.resource import ResourcePage
from ui.console.rows import Column
from ui.console.troubles import TroubleList, troubles_of
from ui.console.warning import WarningStrip

ACTIVATED = frozenset({InstanceState.ACTIVE, InstanceState.OUT_OF_SERVICE})


class DevicesPage(ResourcePage[InstanceSummary]):
    name = "devices"
    icon = "tablet-smartphone"
    several = True

    def __init__(self, room: Room, backend: Backend) -> None:
        self.doing = DeviceDeeds(self)
        super().__init__(room, backend)
        self.sites: tuple[SiteSummary, ...] = ()
        self.site = ""
        """The only one shown; empty for all."""
        self._places = Calls(room, backend, self)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(room.speech.say("devices.tabs"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for key in ("devices.unactivated", "devices.activated"):
            self.tabs.addTab(room.speech.say(key))
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.body.insertWidget(1, self.tabs)
        self.warning = WarningStrip(room.palette)
        self.warning.offer(room.speech.say("devices.remediate"), self.doing.remediate)
        self.body.insertWidget(1, self.warning)

    def listing(self) -> tuple[Any, Any, Any]:
        return LIST_INSTANCES, ListDeviceInstances(), lambda page: page.device_instances

    def columns(self) -> Sequence[Column[InstanceSummary]]:
        say = self.room.speech.say

        def mode(row: InstanceSummary) -> str:
            return say(f"configuration.mode.{row.operation_mode.value.lower()}") if row.operation_mode else ""

        return [
            Column(say("devices.column.name"), lambda row: row.name, 170),
            Column(say("devices.column.state"), lambda row: state_chip(self.room.speech, row.state), 212),
            Column(say("devices.column.mode"), mode, 110),
            Column(say("devices.column.site"), lambda row: self.site_name(row.site_id), 150),
        ]

    def offers(self) -> Sequence[Deed]:
        doing = self.doing
        return (
            Deed("devices.remediate", "triangle-alert", doing.remediate),
            Deed("devices.configure", "settings", doing.configure),
            Deed("devices.qr", "qr-code", self._show_code),
            Deed("devices.edit", "settings", doing.configure),
            Deed("devices.reboot", "refresh-cw", doing.reboot),
            Deed("devices.rest", "pause", doing.rest),
            Deed("devices.return", "check", doing.return_to_service),
            Deed("devices.damage", "bandage", doing.report_damage),
            Deed("devices.rename", "pencil", doing.rename),
            Deed("devices.deactivate", "unlink", doing.deactivate, danger=True),
            Deed("devices.delete", "trash-2", doing.delete, danger=True),
        )

    def id_of(self, row: InstanceSummary) -> str:
        return row.device_instance_id

    def words_of(self, row: InstanceSummary) -> str:
        return f"{row.name} {self.site_name(row.site_id)} {row.asset_tag_id or ''}"

    def kept(self, row: InstanceSummary) -> bool:
        activated = self.tabs.currentIndex() == 1
        return (row.state in ACTIVATED) is activated and self.site in ("", row.site_id)

    def load(self) -> None:
        self._places.gather(LIST_SITES, ListSites(), lambda page: page.sites, self._know_sites)
        super().load()

    def refresh(self) -> None:
        """Another page leads to a site, or to an instance on either tab."""
        if any(site.site_id == self.subject for site in self.sites):
            self.site, self.subject = self.subject or "", None
        row = next((row for row in self.rows if row.device_instance_id == self.subject), None)
        if row is not None:
            self.site = ""
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(int(row.state in ACTIVATED))
            self.tabs.blockSignals(False)
        super().refresh()

    def step_back(self) -> None:
        if self.site and not self.panel.isVisible():
            self.site = ""
            self.refresh()
        super().step_back()

    def site_name(self, site_id: str) -> str:
        return next((site.name for site in self.sites if site.site_id == site_id), site_id)

    def act(self) -> None:
        """Create device instances."""
        self.doing.create()

    def show_row(self, row: InstanceSummary) -> None:
        self.panel.show_facts(row.name, state_chip(self.room.speech, row.state), ())
        self.panel.offer(*offered(row.state))
        self.details.make(GET_INSTANCE, GetDeviceInstance(row.device_instance_id), self._show_detail)

    def show_several(self, rows: Sequence[InstanceSummary]) -> None:
        """Configured together; everything else is done to one. A tab has those alone that are activated, or not."""
        say = self.room.speech.say
        self.panel.show_facts(say("devices.several", devices=self.room.speech.count(len(rows))), None, ())
        self.panel.offer("devices.edit" if rows[0].state in ACTIVATED else "devices.configure")

    def done(self, key: str, row: InstanceSummary) -> Callable[[object], None]:
        """Says so, and lists anew."""
        return lambda _: self.again(self.room.speech.say(key, name=row.name))

    def _choose(self) -> None:
        """What locks a device is told while that one is chosen."""
        self.locks: tuple[Locked, ...] = ()
        self.warning.tell("")
        super()._choose()

    def _show_detail(self, detail: InstanceDetail) -> None:
        row = self.table.row
        if row is None or row.device_instance_id != detail.device_instance_id:
            return
        self.locks = detail.status.locks if detail.status else ()
        if self.locks:
            why = " ".join(self.room.speech.lock(each.lock) for each in self.locks)
            self.warning.tell(self.room.speech.say("devices.locked.why", name=detail.name, why=why))
            self.panel.offer("devices.remediate", *offered(row.state))
        chip = status_chip(self.room.speech, detail.state, detail.status)
        facts = instance_facts(self.room.speech, detail, self.site_name(detail.site_id))
        troubles = troubles_of(self.room.speech, detail)
        above = TroubleList(self.room.speech, troubles, self.help) if detail.state.activated else None
        self.panel.show_facts(detail.name, chip, facts, above)

    def help(self, section: Section) -> None:
        """What to do, and what can be done about it from here."""
        ways = {
            Section.BLANK_SCREEN: Deed("devices.reboot", "refresh-cw", self.doing.reboot),
            Section.DAMAGE: Deed("devices.damage", "bandage", self.doing.report_damage),
        }
        HelpDialog(self.room.speech, self.room.palette, self.window(), section, ways).open()

    def _know_sites(self, sites: tuple[SiteSummary, ...]) -> None:
        self.sites = sites
        self.refresh()

    def _show_code(self) -> None:
        if self.table.row is not None:
            self.wanted.emit("codes", self.table.row.device_instance_id)


def offered(state: InstanceState) -> tuple[str, ...]:
    """What can be done with an instance, by its state: what the server would refuse is not offered."""
    if state is InstanceState.NEEDS_CONFIGURATION:
        return "devices.configure", "devices.rename", "devices.delete"
    if state is InstanceState.READY_FOR_ACTIVATION:
        return "devices.configure", "devices.qr", "devices.rename", "devices.delete"
    service = "devices.rest" if state is InstanceState.ACTIVE else "devices.return"
    return "devices.edit", "devices.reboot", service, "devices.damage", "devices.rename", "devices.deactivate"
