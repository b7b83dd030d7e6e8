"""What was counted, by month and site: a few numbers that stay when everything that was counted has gone."""

from collections.abc import Mapping
from typing import Protocol

from app.domain.sites import SiteId
from app.domain.usage import Measure, Month, Tally


class Usage(Protocol):
    def add(self, month: Month, site: SiteId, counts: Mapping[Measure, int]) -> None:
        """To what was counted before."""
        ...

    def stock(self) -> list[Tally]:
        """What there is now, counted: of each site that has devices or people, and of the account."""
        ...

    def keep(self, month: Month, stock: list[Tally]) -> None:
        """As the last count of that month; of `app.domain.usage.MOST` the greater number stays."""
        ...

    def of(self, month: Month) -> list[Tally]:
        """In the order of the sites' ids, the account first."""
        ...

    def months(self) -> list[Month]:
        """Those in which anything was counted, the newest first."""
        ...
