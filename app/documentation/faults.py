"""The manual's page of faults: one row each, with the words that the screen shows."""

from collections.abc import Iterable, Mapping

from app.documentation.page import Page, page, table
from app.domain.faults import Fault

INTRODUCTION = (
    "A screen that shows a fault also shows its code. A code never changes its meaning. *Again* says whether doing the "
    "same again may work; *who* can put it right."
)

HEAD = ("code", "title", "what happened", "what to do", "who", "again", "HTTP status")


def fault_page(faults: Iterable[Fault], texts: Mapping[str, str]) -> Page:
    """Raises KeyError for a fault without its texts."""
    rows = [
        (
            fault.row.code,
            texts[f"fault.{fault.key}.title"],
            texts[f"fault.{fault.key}.happened"],
            _remedy(fault, texts),
            fault.row.fixer.value,
            "yes" if fault.row.retry else "no",
            str(fault.row.http_status),
        )
        for fault in sorted(faults, key=lambda fault: fault.row.code)
    ]
    return page("faults.md", "Faults", INTRODUCTION, table(HEAD, rows))


def _remedy(fault: Fault, texts: Mapping[str, str]) -> str:
    steps = (f"{number}. {texts[f'fault.{fault.key}.step.{number}']}" for number in range(1, fault.row.steps + 1))
    return " ".join((texts[f"fault.{fault.key}.remedy"], *steps))
