"""What terminals are told of people: changes by version, and what a door needs of whoever is put."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.domain.badges import Badge
from app.domain.device_instances import InstanceId
from app.domain.gallery_changes import GalleryChange, LogHead
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.ports.store import StoredTemplate
from app.ports.transform import TransformKey


@dataclass(frozen=True, slots=True)
class Held:
    """One person with everything that a terminal keeps."""

    person: PersonId
    enrolled_at: datetime
    ends_at: datetime | None
    badge: Badge = field(repr=False)
    templates: tuple[StoredTemplate, ...] = field(repr=False)
    """By hand and sample."""


class Gallery(Protocol):
    """What is opened raises FaultError(CUSTOMER_KEY_REFUSED) or (CUSTOMER_KEY_UNREACHABLE) while that key is gone."""

    def head(self) -> LogHead: ...

    def newest_of(self, site: SiteId) -> int:
        """0 where nobody ever was."""
        ...

    def changes(self, site: SiteId, after: int, most: int) -> list[GalleryChange]:
        """At most `most` of those behind `after`, in order."""
        ...

    def held(self, people: Collection[PersonId]) -> list[Held]:
        """Those who are still there, in the order of their ids."""
        ...

    def transform_keys(self) -> tuple[TransformKey, ...]:
        """As `app.ports.store.Store` has them."""
        ...

    def instances_behind(self, version: int) -> dict[InstanceId, int]:
        """Device instances at whose sites something changed after `version`, with the newest change there."""
        ...

    def clear(self, kept: int) -> int:
        """Leaves the `kept` newest tombstones. How many went."""
        ...
