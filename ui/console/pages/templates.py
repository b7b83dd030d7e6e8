"""Configuration templates: everything a device is told, kept under a name to be given to many."""

from collections.abc import Sequence
from typing import Any

from app.domain.device_configuration import DeviceConfiguration
from app.operations.configurations import (
    CREATE_TEMPLATE,
    DELETE_TEMPLATE,
    GET_TEMPLATE,
    LIST_TEMPLATES,
    UPDATE_TEMPLATE,
    CreateDeviceConfigurationTemplate,
    DeleteDeviceConfigurationTemplate,
    GetDeviceConfigurationTemplate,
    ListDeviceConfigurationTemplates,
    TemplateDetail,
    TemplateSummary,
    UpdateDeviceConfigurationTemplate,
)
from ui.console.chips import Tone
from ui.console.configuration_words import configuration_facts
from ui.console.facts_panel import Deed
from ui.console.pages.resource import ResourcePage
from ui.console.rows import Column
from ui.console.template_form import TemplateForm
from ui.console.typing_dialog import TypingDialog


class TemplatesPage(ResourcePage[TemplateSummary]):
    name = "templates"
    icon = "clipboard-list"

    def listing(self) -> tuple[Any, Any, Any]:
        return LIST_TEMPLATES, ListDeviceConfigurationTemplates(), lambda page: page.templates

    def columns(self) -> Sequence[Column[TemplateSummary]]:
        speech = self.room.speech
        say = speech.say
        return [
            Column(say("templates.column.name"), lambda row: row.name, 220),
            Column(
                say("templates.column.mode"),
                lambda row: say(f"configuration.mode.{row.operation_mode.value.lower()}"),
                140,
            ),
            Column(say("templates.column.updated"), lambda row: speech.millis(row.updated_at_in_millis), 200),
        ]

    def offers(self) -> Sequence[Deed]:
        return (
            Deed("templates.edit", "pencil", self.edit),
            Deed("templates.delete", "trash-2", self.delete, danger=True),
        )

    def id_of(self, row: TemplateSummary) -> str:
        return row.template_id

    def words_of(self, row: TemplateSummary) -> str:
        return row.name

    def show_row(self, row: TemplateSummary) -> None:
        self.panel.show_facts(row.name, None, ())
        self.details.make(GET_TEMPLATE, GetDeviceConfigurationTemplate(row.template_id), self._show_detail)

    def show_subject(self, subject: str) -> None:
        """One template; without one, somebody wants to make it."""
        super().show_subject(subject)
        if not subject:
            self.act()

    def act(self) -> None:
        """Create a template."""
        form = TemplateForm(self.room, self.window(), "templates.create")
        form.submitted.connect(
            lambda: self.deeds.make(
                CREATE_TEMPLATE,
                CreateDeviceConfigurationTemplate(form.name.text().strip(), form.said(), form.tags.tags()),
                lambda made: self._made(form, made),
                form.say,
            )
        )
        form.open()

    def edit(self) -> None:
        row = self.table.row
        if row is not None:
            self.details.make(GET_TEMPLATE, GetDeviceConfigurationTemplate(row.template_id), self._edit)

    def delete(self) -> None:
        row = self.table.row
        if row is None:
            return
        told = self.room.speech.say("templates.deleted", name=row.name)
        dialog = TypingDialog(self.room, self.window(), "templates.deletion", row.name)
        dialog.accepted.connect(
            lambda: self.deeds.make(
                DELETE_TEMPLATE, DeleteDeviceConfigurationTemplate(row.template_id), lambda _: self.again(told)
            )
        )
        dialog.open()

    def _edit(self, known: TemplateDetail) -> None:
        form = TemplateForm(self.room, self.window(), "templates.change", known)
        form.submitted.connect(
            lambda: self.deeds.make(
                UPDATE_TEMPLATE,
                UpdateDeviceConfigurationTemplate(known.template_id, form.name.text().strip(), form.said()),
                lambda changed: self._changed(form, changed),
                form.say,
            )
        )
        form.open()

    def _made(self, form: TemplateForm, made: TemplateDetail) -> None:
        form.accept()
        self.room.tell(self.room.speech.say("templates.created", name=made.name), Tone.GOOD)
        self.show_subject(made.template_id)

    def _changed(self, form: TemplateForm, changed: TemplateDetail) -> None:
        form.accept()
        self.again(self.room.speech.say("templates.changed", name=changed.name))

    def _show_detail(self, detail: TemplateDetail) -> None:
        row = self.table.row
        if row is None or row.template_id != detail.template_id:
            return
        say = self.room.speech.say
        configuration: DeviceConfiguration = detail.configuration
        tags = "\n".join(f"{key} = {value}" for key, value in detail.tags.items())
        facts = [*configuration_facts(self.room.speech, configuration), (say("tags.name"), tags)]
        self.panel.show_facts(detail.name, None, facts)
