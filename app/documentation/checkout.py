"""Reads from a checkout what the pages are made of, and compares what stands in it with what should.

stale = [page.name for page in pages(root) if is_stale(root, page)]
"""

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from app.config.text import DEFAULT_LANGUAGE, load_texts
from app.documentation.cues import signal_page
from app.documentation.faults import fault_page
from app.documentation.flows import flow_page, flow_section
from app.documentation.hardware import Driver, hardware_page, read_driver
from app.documentation.health import health_page
from app.documentation.operations import operation_pages
from app.documentation.page import Page
from app.documentation.requirements import (
    DECISION_MARK,
    PAGE_MARK,
    Evidence,
    Row,
    read_marks,
    read_rows,
    read_test_marks,
    requirement_page,
)
from app.documentation.wiring import wiring_page
from app.domain.faults import Fault
from app.domain.health_checks import CHECKS
from app.flows.access import ACCESS
from app.flows.enrolment import ENROLMENT
from app.flows.held import held_by
from app.flows.setup import SETUP
from app.operations.registry import OPERATIONS

_MAY_SHOW = re.compile(r"mark\.requirement|shows=")
"""Only such a module is parsed."""


def pages(root: Path) -> tuple[Page, ...]:
    """Every generated page, as it should stand in its folder of `resources`."""
    return (
        flow_page(
            flow_section(SETUP),
            flow_section(ENROLMENT),
            flow_section(ACCESS),
            flow_section(held_by(Fault.SYSTEM_ERROR)),
        ),
        fault_page(Fault, load_texts(DEFAULT_LANGUAGE)),
        health_page(CHECKS, load_texts(DEFAULT_LANGUAGE)),
        hardware_page(drivers(root)),
        wiring_page(),
        signal_page(signal_colours(root)),
        *operation_pages(OPERATIONS.values()),
        requirement_page(requirement_rows(root), evidence(root)),
    )


def place(root: Path, page: Page) -> Path:
    return root / "resources" / page.folder / page.name


def is_stale(root: Path, page: Page) -> bool:
    path = place(root, page)
    return not path.is_file() or path.read_text("utf-8") != page.text


def drivers(root: Path) -> list[Driver]:
    return [
        read_driver(path.parent.name, tomllib.loads(path.read_text("utf-8")))
        for path in sorted((root / "drivers").glob("*/driver.toml"))
    ]


def signal_colours(root: Path) -> dict[str, str]:
    """Of the dark scheme, which terminals have."""
    colours: dict[str, str] = json.loads((root / "resources/theme/tokens.json").read_text("utf-8"))["dark"]
    return colours


def requirement_rows(root: Path) -> tuple[Row, ...]:
    return read_rows((root / "tests" / "requirements.md").read_text("utf-8"))


def evidence(root: Path) -> Evidence:
    """What the tests, the manual's own pages and the decisions say that they show."""
    return Evidence(
        _gathered(
            mark
            for path in sorted((root / "tests").rglob("*.py"))
            if _MAY_SHOW.search(source := path.read_text("utf-8"))
            for mark in read_test_marks(path.relative_to(root).as_posix(), source)
        ),
        _marked(root, "resources/manual", PAGE_MARK),
        _marked(root, "resources/decisions", DECISION_MARK),
    )


def _marked(root: Path, folder: str, mark: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
    return _gathered(
        (number, path.relative_to(root).as_posix())
        for path in sorted((root / folder).glob("*.md"))
        for number in read_marks(mark, path.read_text("utf-8"))
    )


def _gathered(found: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    places: dict[str, tuple[str, ...]] = {}
    for number, where in found:
        if where not in places.get(number, ()):
            places[number] = (*places.get(number, ()), where)
    return places
