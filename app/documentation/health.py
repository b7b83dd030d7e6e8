"""The manual's page of the health checks: one row each, from the table that the terminal goes by."""

from collections.abc import Mapping

from app.documentation.page import Page, page, table
from app.domain.health_checks import Check, CheckRow

INTRODUCTION = (
    "What a terminal looks at to say how it is. It tells its server with each heartbeat which checks fail: "
    "`GetDeviceStatus` and `GetDeviceInstance` show them as `failingChecks`. One that is *critical* makes the terminal "
    "CRITICAL, and a change between HEALTHY and CRITICAL becomes an event; the others are only told. What cannot be "
    "read on a machine does not fail."
)

HEAD = ("check", "when it fails", "found by", "limit", "because", "leads to")


def health_page(checks: Mapping[Check, CheckRow], texts: Mapping[str, str]) -> Page:
    """Raises KeyError for a check without its text."""
    rows = [
        (
            f"`{check.value}`",
            texts[f"check.{check.value.lower()}"],
            row.found_by,
            row.limit,
            row.reason,
            "CRITICAL" if row.critical else "HEALTHY",
        )
        for check, row in checks.items()
    ]
    return page("health.md", "Health checks", INTRODUCTION, table(HEAD, rows))
