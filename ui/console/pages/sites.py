"""Sites: where devices stand, by their addresses."""

from collections.abc import Sequence
from typing import Any

from app.domain.sites import Address
from app.operations.sites import (
    CREATE_SITE,
    DELETE_SITE,
    GET_SITE,
    GET_SITE_ADDRESS,
    LIST_SITES,
    UPDATE_SITE,
    UPDATE_SITE_ADDRESS,
    DeleteSite,
    GetSite,
    GetSiteAddress,
    ListSites,
    SiteAddress,
    SiteDetail,
    SiteSummary,
    UpdateSite,
    UpdateSiteAddress,
)
from ui.console.chips import Tone
from ui.console.facts_panel import Deed
from ui.console.pages.resource import ResourcePage
from ui.console.rows import Column
from ui.console.site_form import SiteForm
from ui.console.site_words import lines
from ui.console.typing_dialog import TypingDialog


class SitesPage(ResourcePage[SiteSummary]):
    name = "sites"
    icon = "building-2"

    def listing(self) -> tuple[Any, Any, Any]:
        return LIST_SITES, ListSites(), lambda page: page.sites

    def columns(self) -> Sequence[Column[SiteSummary]]:
        speech = self.room.speech
        say = speech.say
        return [
            Column(say("sites.column.name"), lambda row: row.name, 180),
            Column(say("sites.column.place"), lambda row: f"{row.postal_code} {row.city}", 175),
            Column(say("sites.column.country"), lambda row: row.country_code, 90),
            Column(say("sites.column.devices"), lambda row: speech.count(row.device_instance_count), 100),
            Column(say("sites.column.active"), lambda row: speech.count(row.active_device_instance_count), 80),
        ]

    def offers(self) -> Sequence[Deed]:
        return (
            Deed("sites.edit", "pencil", self.edit),
            Deed("sites.move", "building-2", self.move_site),
            Deed("sites.devices", "tablet-smartphone", self._devices),
            Deed("sites.activity", "scroll-text", self._activity),
            Deed("sites.delete", "trash-2", self.delete, danger=True),
        )

    def id_of(self, row: SiteSummary) -> str:
        return row.site_id

    def words_of(self, row: SiteSummary) -> str:
        return f"{row.name} {row.city} {row.postal_code} {row.description}"

    def show_row(self, row: SiteSummary) -> None:
        self.panel.show_facts(row.name, None, self._facts(row, None, {}))
        self.details.make(GET_SITE, GetSite(row.site_id), self._show_detail)

    def act(self) -> None:
        """Create a site."""
        form = SiteForm(self.room, self.window(), "sites.create")
        form.submitted.connect(
            lambda: self.deeds.make(CREATE_SITE, form.asked(), lambda made: self._made(form, made), form.say)
        )
        form.open()

    def edit(self) -> None:
        """Name and description."""
        row = self.table.row
        if row is None:
            return
        form = SiteForm(self.room, self.window(), "sites.rename", row)
        form.submitted.connect(
            lambda: self.deeds.make(
                UPDATE_SITE,
                UpdateSite(row.site_id, form.name.text().strip(), form.description.text().strip()),
                lambda _: self._done(form, "sites.changed", row.name),
                form.say,
            )
        )
        form.open()

    def move_site(self) -> None:
        """The address: only while no device is active there, which the server says."""
        row = self.table.row
        if row is not None:
            self.details.make(GET_SITE_ADDRESS, GetSiteAddress(row.site_id), self._ask_address)

    def delete(self) -> None:
        row = self.table.row
        if row is None:
            return
        dialog = TypingDialog(self.room, self.window(), "sites.deletion", row.name)
        dialog.accepted.connect(
            lambda: self.deeds.make(
                DELETE_SITE, DeleteSite(row.site_id), lambda _: self.again(self._say("sites.deleted", row.name))
            )
        )
        dialog.open()

    def _ask_address(self, known: SiteAddress) -> None:
        form = SiteForm(self.room, self.window(), "sites.address", address=known.address)
        form.submitted.connect(
            lambda: self.deeds.make(
                UPDATE_SITE_ADDRESS,
                UpdateSiteAddress(known.site_id, form.address()),
                lambda _: self._done(form, "sites.changed", known.address.city),
                form.say,
            )
        )
        form.open()

    def _made(self, form: SiteForm, made: SiteDetail) -> None:
        form.accept()
        self.room.tell(self._say("sites.created", made.name), Tone.GOOD)
        self.show_subject(made.site_id)

    def _done(self, form: SiteForm, key: str, name: str) -> None:
        form.accept()
        self.again(self._say(key, name))

    def _devices(self) -> None:
        if self.table.row is not None:
            self.wanted.emit("devices", self.table.row.site_id)

    def _activity(self) -> None:
        if self.table.row is not None:
            self.wanted.emit("activity", self.table.row.site_arn)

    def _show_detail(self, detail: SiteDetail) -> None:
        row = self.table.row
        if row is not None and row.site_id == detail.site_id:
            self.details.make(
                GET_SITE_ADDRESS,
                GetSiteAddress(row.site_id),
                lambda known: self.panel.show_facts(row.name, None, self._facts(row, known.address, detail.tags)),
            )

    def _facts(self, row: SiteSummary, address: Address | None, tags: Any) -> list[tuple[str, str]]:
        speech = self.room.speech
        say = speech.say
        return [
            (say("sites.fact.description"), row.description),
            (say("sites.fact.address"), "\n".join(lines(address)) if address else ""),
            (say("sites.fact.devices"), speech.count(row.device_instance_count)),
            (say("sites.fact.active"), speech.count(row.active_device_instance_count)),
            (say("sites.fact.created"), speech.millis(row.created_at_in_millis)),
            (say("tags.name"), "\n".join(f"{key} = {value}" for key, value in tags.items())),
            (say("sites.fact.arn"), row.site_arn),
        ]

    def _say(self, key: str, name: str) -> str:
        return self.room.speech.say(key, name=name)
