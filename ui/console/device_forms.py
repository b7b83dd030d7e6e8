"""The forms of device instances: several made at once, one or several configured, the network of one alone."""

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.device_configuration import DeviceConfiguration
from app.operations.configurations import TemplateDetail, TemplateSummary
from app.operations.sites import SiteSummary
from ui.console.configuration_fields import ConfigurationFields
from ui.console.form import Form
from ui.console.page import Room
from ui.console.tags_field import TagsField

NAME_MOST = 64
AT_ONCE_MOST = 50
"""Instances in one go: as many calls as are made one after the other."""


class InstancesForm(Form):
    """A site, and one name a line."""

    def __init__(self, room: Room, parent: QWidget, sites: Sequence[SiteSummary], chosen: str = "") -> None:
        super().__init__(room, parent, "devices.create")
        self._sites = sites
        start = next((place for place, site in enumerate(sites) if site.site_id == chosen), 0)
        self.site = self.add_choice("devices.field.site", [site.name for site in sites], start)
        self.names = self.add_long_text("devices.field.names")
        self.tags = TagsField(room)
        self.add(self.tags)
        self.add_note(room.speech.say("devices.create.note"))

    @property
    def site_id(self) -> str:
        return self._sites[self.site.currentIndex()].site_id

    def asked(self) -> list[str]:
        """The names, without blanks around them and without empty lines."""
        return [name for line in self.names.toPlainText().splitlines() if (name := line.strip())][:AT_ONCE_MOST]


class ConfigureForm(Form):
    """A template's configuration or one of one's own, for one instance or several."""

    def __init__(
        self,
        room: Room,
        parent: QWidget,
        names: Sequence[str],
        templates: Sequence[TemplateSummary],
        known: DeviceConfiguration | None = None,
        *,
        mode_fixed: bool = False,
    ) -> None:
        super().__init__(room, parent, "devices.configure")
        say = room.speech.say
        self._templates = templates
        self.add_note(say("devices.configure.for", names=", ".join(names)))
        words = [say("devices.configure.manual"), *(each.name for each in templates)]
        self.method = self.add_choice("devices.field.method", words)
        self.new_template = QPushButton(say("devices.configure.new"))
        self.add(self.new_template)
        self.fields_of_device = ConfigurationFields(room, known, mode_fixed=mode_fixed)
        self.fields_of_device.changed.connect(self.fit)
        self.add(self.fields_of_device)

    @property
    def template_id(self) -> str | None:
        """Of the template that was chosen; None for "Manually input"."""
        place = self.method.currentIndex()
        return self._templates[place - 1].template_id if place > 0 else None

    def show_template(self, template: TemplateDetail) -> None:
        """To be reviewed, and changed where this device differs."""
        if self.closed:
            return
        before = self.fields_of_device
        self.fields_of_device = ConfigurationFields(self.room, template.configuration)
        self.fields_of_device.changed.connect(self.fit)
        self.fields.replaceWidget(before, self.fields_of_device)
        before.hide()
        before.deleteLater()
        self.fields_of_device.show()
        self.fit()

    def said(self) -> DeviceConfiguration:
        return self.fields_of_device.configuration()
