"""What an administrator does with device instances: one method a deed, each ending in one call or several."""

from typing import TYPE_CHECKING

from app.operations.configurations import (
    CREATE_CONFIGURATION,
    GET_CONFIGURATION,
    GET_TEMPLATE,
    LIST_TEMPLATES,
    CreateDeviceInstanceConfiguration,
    GetDeviceConfigurationTemplate,
    GetDeviceInstanceConfiguration,
    InstanceConfiguration,
    ListDeviceConfigurationTemplates,
    TemplateSummary,
)
from app.operations.instances import (
    CREATE_INSTANCE,
    DELETE_ASSOCIATED_DEVICE,
    DELETE_INSTANCE,
    GET_INSTANCE,
    REBOOT_DEVICE,
    REMEDIATE_DEVICE,
    UPDATE_DEVICE_SERVICE,
    UPDATE_INSTANCE,
    CreateDeviceInstance,
    DeleteAssociatedDevice,
    DeleteDeviceInstance,
    GetDeviceInstance,
    InstanceDetail,
    InstanceSummary,
    RebootDevice,
    Remediation,
    UpdateDeviceInstance,
    UpdateDeviceService,
)
from ui.console.chips import Tone
from ui.console.damage_form import DamageForm
from ui.console.device_forms import ConfigureForm, InstancesForm
from ui.console.form import Form
from ui.console.remediation_form import RemediationForm
from ui.console.typing_dialog import TypingDialog

if TYPE_CHECKING:
    from ui.console.pages.devices import DevicesPage

DEACTIVATE = "deactivate"
"""The word that is typed, in every language as the guide prints it (p.50)."""


class DeviceDeeds:
    def __init__(self, page: "DevicesPage") -> None:
        self._page = page

    def create(self) -> None:
        page = self._page
        if not page.sites:
            page.room.tell(page.room.speech.say("devices.no_site"), Tone.CARE)
            page.wanted.emit("sites", "")
            return
        form = InstancesForm(page.room, page.window(), page.sites, page.site)
        form.submitted.connect(lambda: self._create(form, form.asked()))
        form.open()

    def configure(self) -> None:
        """The selected ones: of an active one its own configuration is shown first."""
        page, rows = self._page, self._page.table.chosen_rows
        if not rows:
            return
        page.details.gather(
            LIST_TEMPLATES,
            ListDeviceConfigurationTemplates(),
            lambda found: found.templates,
            lambda templates: self._known(rows, templates),
        )

    def reboot(self) -> None:
        row = self._page.table.row
        if row is not None:
            self._page.deeds.make(
                REBOOT_DEVICE, RebootDevice(row.device_instance_id), self._page.done("devices.rebooting", row)
            )

    def remediate(self) -> None:
        """Of a locked one: is it still where it belongs?"""
        page, row = self._page, self._page.table.row
        if row is None or not page.locks:
            return
        why = [page.room.speech.lock(each.lock) for each in page.locks]
        form = RemediationForm(page.room, page.window(), row.device_instance_id, row.name, why)

        def done(answer: Remediation) -> None:
            self._close(form, "devices.unlocking" if answer.state.activated else "devices.deactivated", row)

        form.submitted.connect(lambda: page.deeds.make(REMEDIATE_DEVICE, form.asked(), done, form.say))
        form.open()

    def report_damage(self) -> None:
        """Of the chosen one, as it is now, to whom its configuration names."""
        page, row = self._page, self._page.table.row
        if row is not None:
            page.deeds.make(GET_INSTANCE, GetDeviceInstance(row.device_instance_id), self._ask_contact)

    def rest(self) -> None:
        self._serve(in_service=False)

    def return_to_service(self) -> None:
        self._serve(in_service=True)

    def rename(self) -> None:
        page, row = self._page, self._page.table.row
        if row is None:
            return
        form = Form(page.room, page.window(), "devices.naming")
        name = form.add_text("devices.field.name", 64, start=row.name)
        form.submitted.connect(
            lambda: page.deeds.make(
                UPDATE_INSTANCE,
                UpdateDeviceInstance(row.device_instance_id, name.text().strip()),
                lambda _: self._close(form, "devices.renamed", row),
                form.say,
            )
        )
        form.open()

    def deactivate(self) -> None:
        page, row = self._page, self._page.table.row
        if row is None:
            return
        dialog = TypingDialog(page.room, page.window(), "devices.deactivation", DEACTIVATE, name=row.name)
        dialog.accepted.connect(
            lambda: page.deeds.make(
                DELETE_ASSOCIATED_DEVICE,
                DeleteAssociatedDevice(row.device_instance_id),
                page.done("devices.deactivated", row),
            )
        )
        dialog.open()

    def delete(self) -> None:
        page, row = self._page, self._page.table.row
        if row is None:
            return
        dialog = TypingDialog(page.room, page.window(), "devices.deletion", row.name)
        dialog.accepted.connect(
            lambda: page.deeds.make(
                DELETE_INSTANCE, DeleteDeviceInstance(row.device_instance_id), page.done("devices.deleted", row)
            )
        )
        dialog.open()

    def _ask_contact(self, detail: InstanceDetail) -> None:
        page = self._page

        def show(contact: str) -> None:
            site = page.site_name(detail.site_id)
            DamageForm(page.room, page.window(), detail, site, contact).open()

        if detail.configuration_version is None:
            show("")
            return
        page.details.make(
            GET_CONFIGURATION,
            GetDeviceInstanceConfiguration(detail.device_instance_id, detail.configuration_version),
            lambda known: show(known.configuration.support_contact or ""),
            lambda _: show(""),
        )

    def _create(self, form: InstancesForm, names: list[str]) -> None:
        """One call a name; what was made leaves the form, so that a refusal leaves only what is still to do.
        Closing the form ends it."""
        page = self._page

        def made(detail: InstanceDetail) -> None:
            rest = names[1:]
            if rest and not form.closed:
                form.names.setPlainText("\n".join(rest))
                self._create(form, rest)
                return
            form.accept()
            page.tabs.setCurrentIndex(0)
            page.room.tell(page.room.speech.say("devices.created"), Tone.GOOD)
            page.show_subject(detail.device_instance_id)

        page.deeds.make(CREATE_INSTANCE, CreateDeviceInstance(form.site_id, names[0], form.tags.tags()), made, form.say)

    def _known(self, rows: tuple[InstanceSummary, ...], templates: tuple[TemplateSummary, ...]) -> None:
        page, (first, *others) = self._page, rows
        if others or first.configuration_version is None:
            self._ask(rows, templates, None)
            return
        page.details.make(
            GET_CONFIGURATION,
            GetDeviceInstanceConfiguration(first.device_instance_id, first.configuration_version),
            lambda known: self._ask(rows, templates, known),
        )

    def _ask(
        self,
        rows: tuple[InstanceSummary, ...],
        templates: tuple[TemplateSummary, ...],
        known: InstanceConfiguration | None,
    ) -> None:
        page = self._page
        active = any(row.state.activated for row in rows)
        names = [row.name for row in rows]
        configuration = known.configuration if known else None
        form = ConfigureForm(page.room, page.window(), names, templates, configuration, mode_fixed=active)
        form.method.currentIndexChanged.connect(lambda _: self._take(form))
        form.submitted.connect(lambda: self._configure(form, list(rows)))
        form.new_template.clicked.connect(lambda: self._make_template(form))
        form.open()

    def _take(self, form: ConfigureForm) -> None:
        if form.template_id is not None:
            request = GetDeviceConfigurationTemplate(form.template_id)
            self._page.details.make(GET_TEMPLATE, request, form.show_template, form.say)

    def _make_template(self, form: ConfigureForm) -> None:
        """To the page of templates, with its form open."""
        form.reject()
        self._page.wanted.emit("templates", "")

    def _configure(self, form: ConfigureForm, rows: list[InstanceSummary]) -> None:
        page = self._page

        def done(_: InstanceConfiguration) -> None:
            if rows[1:] and not form.closed:
                self._configure(form, rows[1:])
            else:
                self._close(form, "devices.configured", rows[0])

        request = CreateDeviceInstanceConfiguration(rows[0].device_instance_id, form.said(), form.template_id)
        page.deeds.make(CREATE_CONFIGURATION, request, done, form.say)

    def _serve(self, *, in_service: bool) -> None:
        row = self._page.table.row
        if row is not None:
            key = "devices.returned" if in_service else "devices.resting"
            request = UpdateDeviceService(row.device_instance_id, in_service)
            self._page.deeds.make(UPDATE_DEVICE_SERVICE, request, self._page.done(key, row))

    def _close(self, form: Form, key: str, row: InstanceSummary) -> None:
        form.accept()
        self._page.done(key, row)(None)
