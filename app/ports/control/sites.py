"""Sites in the store."""

from dataclasses import dataclass
from typing import Protocol

from app.domain.sites import Site, SiteId


@dataclass(frozen=True, slots=True)
class InstanceCounts:
    """Device instances of one site: all of them, and those that are activated, in service or out of it."""

    all: int
    active: int


class Sites(Protocol):
    def add(self, site: Site) -> None: ...

    def get(self, site: SiteId) -> Site | None: ...

    def hold(self, site: SiteId) -> Site | None:
        """As `get`, and nobody else changes it, or what stands at it, until the transaction ends."""
        ...

    def page(self, after: str, most: int) -> list[Site]:
        """At most `most`, in the order of their ids, from the one behind `after` on."""
        ...

    def change(self, site: Site) -> None:
        """Puts it in place of the one of the same id, which must be there."""
        ...

    def remove(self, site: SiteId) -> None: ...

    def counts(self, site: SiteId) -> InstanceCounts: ...

    def total(self) -> int: ...
