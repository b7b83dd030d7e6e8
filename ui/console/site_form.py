"""The form of a site: name and description, address, tags; each part where the deed is about it."""

from PySide6.QtWidgets import QWidget

from app.domain.sites import Address
from app.operations.sites import CreateSite, SiteSummary
from ui.console.form import Form
from ui.console.page import Room
from ui.console.tags_field import TagsField


class SiteForm(Form):
    """Without `row` and `address` everything is asked for, with one of them its part alone."""

    def __init__(
        self, room: Room, parent: QWidget, key: str, row: SiteSummary | None = None, address: Address | None = None
    ) -> None:
        super().__init__(room, parent, key)
        fresh = row is None and address is None
        if fresh or row:
            self.name = self.add_text("sites.field.name", 64, start=row.name if row else "")
            self.description = self.add_text(
                "sites.field.description", 256, start=row.description if row else "", needed=False
            )
        if fresh or address:
            self._add_address(address)
        if fresh:
            self.tags = TagsField(room)
            self.add(self.tags)

    def asked(self) -> CreateSite:
        return CreateSite(self.name.text().strip(), self.address(), self.description.text().strip(), self.tags.tags())

    def address(self) -> Address:
        def optional(words: str) -> str | None:
            return words.strip() or None

        return Address(
            address_line1=self.line1.text().strip(),
            city=self.city.text().strip(),
            postal_code=self.postal_code.text().strip(),
            country_code=self.country.text().strip().upper(),
            address_line2=optional(self.line2.text()),
            state_or_region=optional(self.state.text()),
        )

    def _add_address(self, known: Address | None) -> None:
        self.line1 = self.add_text("sites.field.line1", 128, start=known.address_line1 if known else "")
        self.line2 = self.add_text(
            "sites.field.line2", 128, start=(known.address_line2 or "") if known else "", needed=False
        )
        self.postal_code = self.add_text("sites.field.postal_code", 16, start=known.postal_code if known else "")
        self.city = self.add_text("sites.field.city", 64, start=known.city if known else "")
        self.state = self.add_text(
            "sites.field.state", 64, start=(known.state_or_region or "") if known else "", needed=False
        )
        self.country = self.add_text("sites.field.country", 2, start=known.country_code if known else "")
