"""The statement of a month's usage: what a bill would list where there is somebody to pay. The guide shows bills on a
page of its own service; it names no operation for them, so the row is ours."""

from dataclasses import dataclass
from typing import Annotated

from app.domain.limits import Text
from app.domain.usage import MONTH
from app.operations.common import Identifier, Millis, Name
from app.operations.operation import AccessLevel, AnyOperation, Method, Operation, Origin

MonthText = Annotated[str, Text(7, 7, MONTH)]


@dataclass(frozen=True)
class GetUsageStatement:
    month: MonthText | None = None
    """As in `2026-11`, by UTC; the one that has begun unless another is named."""


@dataclass(frozen=True)
class SiteUsage:
    site_id: Identifier
    active_device_count: int
    """The most at once, as counted daily."""
    enrolled_user_count: int
    """As counted last in the month."""
    granted_count: int
    """Palms that were let pass, by the time that the server heard of it."""
    refused_count: int
    """Palms that were not: nobody's, not taken for living, or of somebody whose access has ended."""
    site_name: Name | None = None
    """None for a site that has gone."""


@dataclass(frozen=True)
class UsageStatement:
    month: MonthText
    sites: tuple[SiteUsage, ...]
    storage_bytes: int
    """Of the database, as counted last in the month."""
    key_count: int
    """Keys that the installation keeps, as counted last in the month."""
    counted_at_in_millis: Millis | None = None
    """For the month that has begun: when this was counted. None for a month that is over."""
    months: tuple[MonthText, ...] = ()
    """Those that there is a statement of, the newest first."""


GET_USAGE_STATEMENT = Operation(
    "GetUsageStatement",
    "Get what was used in a month, by site",
    AccessLevel.READ,
    Method.GET,
    "/usage-statement",
    GetUsageStatement,
    UsageStatement,
    origin=Origin.OWN,
)

USAGE: tuple[AnyOperation, ...] = (GET_USAGE_STATEMENT,)
