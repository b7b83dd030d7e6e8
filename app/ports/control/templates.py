"""Configuration templates in the store."""

from typing import Protocol

from app.domain.device_templates import ConfigurationTemplate, TemplateId


class Templates(Protocol):
    def add(self, template: ConfigurationTemplate) -> None: ...

    def get(self, template: TemplateId) -> ConfigurationTemplate | None: ...

    def hold(self, template: TemplateId) -> ConfigurationTemplate | None:
        """As `get`, and nobody else changes it until the transaction ends."""
        ...

    def page(self, after: str, most: int) -> list[ConfigurationTemplate]:
        """At most `most`, in the order of their ids, from the one behind `after` on."""
        ...

    def change(self, template: ConfigurationTemplate) -> None: ...

    def remove(self, template: TemplateId) -> None: ...

    def total(self) -> int: ...
