"""The form of a configuration template: its name, everything a device is told, tags."""

from PySide6.QtWidgets import QWidget

from app.domain.device_configuration import DeviceConfiguration
from app.operations.configurations import TemplateDetail
from ui.console.configuration_fields import ConfigurationFields
from ui.console.form import Form
from ui.console.page import Room
from ui.console.tags_field import TagsField


class TemplateForm(Form):
    def __init__(self, room: Room, parent: QWidget, key: str, known: TemplateDetail | None = None) -> None:
        super().__init__(room, parent, key)
        self.name = self.add_text("templates.field.name", 64, start=known.name if known else "")
        self.fields_of_device = ConfigurationFields(room, known.configuration if known else None)
        self.fields_of_device.changed.connect(self.fit)
        self.add(self.fields_of_device)
        self.tags = TagsField(room)
        if known is None:
            self.add(self.tags)

    def said(self) -> DeviceConfiguration:
        return self.fields_of_device.configuration()
