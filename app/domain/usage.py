"""What is counted of a month: a statement of usage, as elsewhere a bill, without money and without a person in it.

>>> month_of(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
'2026-11'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NewType

from app.domain.sites import SiteId

Month = NewType("Month", str)
"""As in `2026-11`, by UTC: one month for all sites, wherever they are."""
MONTH: Final = r"[0-9]{4}-(0[1-9]|1[0-2])"
ACCOUNT: Final = SiteId("")
"""In place of a site: what belongs to all of them."""


class Measure(StrEnum):
    GRANTED = "granted"
    """Palms that were let pass, whatever the door's controller said of the badge."""
    REFUSED = "refused"
    """Palms that were not: nobody's, not taken for living, or of somebody whose access has ended."""
    ACTIVE_DEVICES = "active_devices"
    """The most at once."""
    ENROLLED_USERS = "enrolled_users"
    """As counted last."""
    STORAGE_BYTES = "storage_bytes"
    """Of the database, as counted last. It belongs to the account, as the next one does."""
    KEYS = "keys"
    """That the installation keeps: one for each enrolled person, and those of its own. As counted last."""


MOST: Final = frozenset({Measure.ACTIVE_DEVICES})
"""Of these a month keeps the greatest number that was found; of the others that are looked up, the last."""


@dataclass(frozen=True)
class Tally:
    """Of one site, or of the account."""

    site: SiteId
    counts: Mapping[Measure, int]


def month_of(at: datetime) -> Month:
    return Month(f"{at.astimezone(UTC):%Y-%m}")
