"""The generated pages, from small sources."""

from pathlib import Path

import pytest

from app.documentation.checkout import is_stale, pages, place
from app.documentation.faults import fault_page
from app.documentation.hardware import UnreadableDriverFile, hardware_page, read_driver
from app.documentation.health import health_page
from app.documentation.page import Page
from app.documentation.requirements import (
    Evidence,
    Row,
    UnknownRequirement,
    read_rows,
    read_test_marks,
    requirement_page,
)
from app.domain.faults import Fault
from app.domain.health_checks import CHECKS, Check

TESTS = """
import pytest
pytestmark = pytest.mark.slow

@pytest.mark.requirement("ENR-001")
@pytest.mark.requirement("ENR-002")
def test_one(): ...

class TestTwo:
    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.requirement("ENR-003"))])
    def test_three(self, x): ...

    @pytest.mark.parametrize("x", [row(1, shows="ENR-004"), row(2, shows="ENR-004"), row(3)])
    def test_four(self, x): ...
"""

ROWS = (Row("ENR-001", "M", "Scan."), Row("OVR-008", "D", "State sizes."), Row("IAM-001", "G", "Gap."))


def test_marks_are_found_on_functions_in_classes_and_on_single_cases() -> None:
    assert read_test_marks("tests/test_x.py", TESTS) == [
        ("ENR-001", "tests/test_x.py::test_one"),
        ("ENR-002", "tests/test_x.py::test_one"),
        ("ENR-003", "tests/test_x.py::TestTwo::test_three"),
        ("ENR-004", "tests/test_x.py::TestTwo::test_four"),
    ]


def test_a_row_with_a_pipe_in_its_text_is_still_one_row() -> None:
    assert read_rows("| A-1 | M | one \\| two | p.1 |\n| B-2 | D | three | p.2 |") == (
        Row("A-1", "M", "one \\| two"),
        Row("B-2", "D", "three"),
    )


def test_each_row_is_shown_decided_or_open() -> None:
    text = requirement_page(ROWS, Evidence({"ENR-001": ("test_a", "test_b")}, {}, {"IAM-001": ("0001.md",)})).text
    assert "| ENR-001 | Scan. | `test_a`<br>`test_b` |" in text
    assert "| IAM-001 | Gap. | `0001.md` |" in text
    assert "| OVR | 008 |" in text
    assert "| all | 3 | 1 | 1 | 1 |" in text


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence({"ENR-404": ("test_a",)}, {}, {}),
        Evidence({}, {"ENR-404": ("page.md",)}, {}),
        Evidence({}, {}, {"ENR-404": ("0001.md",)}),
    ],
)
def test_a_mark_for_a_row_that_is_not_there_is_refused(evidence: Evidence) -> None:
    with pytest.raises(UnknownRequirement, match="no row ENR-404"):
        requirement_page(ROWS, evidence)


def test_a_page_cannot_show_behaviour() -> None:
    with pytest.raises(UnknownRequirement, match="takes a test"):
        requirement_page(ROWS, Evidence({}, {"ENR-001": ("page.md",)}, {}))
    requirement_page(ROWS, Evidence({}, {"OVR-008": ("page.md",)}, {}))


def test_faults_are_listed_by_code_with_their_words() -> None:
    texts = {f"fault.{fault.key}.{part}": f"{fault.key} {part}" for fault in Fault for part in WORDS}
    lines = [line for line in fault_page(Fault, texts).text.splitlines() if line.startswith("| TH-")]
    assert len(lines) == len(Fault)
    assert lines == sorted(lines)
    assert "camera_missing remedy" in lines[0]
    assert any("our_end remedy 1. our_end step.1 2." in line for line in lines)


WORDS = ("title", "happened", "remedy", *(f"step.{number}" for number in range(1, 6)))


def test_a_fault_without_its_words_stops_the_page() -> None:
    with pytest.raises(KeyError):
        fault_page(Fault, {})


def test_every_health_check_is_told_with_its_limit_and_where_it_leads() -> None:
    texts = {f"check.{check.lower()}": f"{check} fails" for check in Check}
    text = health_page(CHECKS, texts).text
    assert all(f"{check} fails" in text and row.limit in text and row.reason in text for check, row in CHECKS.items())
    assert (text.count("| CRITICAL |"), text.count("| HEALTHY |")) == (8, 4)


def test_hardware_says_what_was_not_tried() -> None:
    driver = read_driver("osdp", {"name": "OSDP", "port": "door", "not_tested_with": ["a real panel"]})
    assert "Not tried with:\n\n- a real panel" in hardware_page([driver]).text


@pytest.mark.parametrize("table", [{}, {"name": "OSDP"}, {"port": 7}, {"port": "door", "supports": [7]}])
def test_a_driver_file_that_cannot_be_read_is_named(table: dict[str, object]) -> None:
    with pytest.raises(UnreadableDriverFile, match=r"drivers/osdp/driver\.toml"):
        read_driver("osdp", table)


def test_a_page_is_stale_when_it_is_missing_or_differs(tmp_path: Path) -> None:
    page = Page("x.md", "words\n")
    assert is_stale(tmp_path, page)
    place(tmp_path, page).parent.mkdir(parents=True)
    place(tmp_path, page).write_text("other words\n")
    assert is_stale(tmp_path, page)
    place(tmp_path, page).write_text("words\n")
    assert not is_stale(tmp_path, page)


def test_the_projects_own_pages_can_be_written(root: Path) -> None:
    assert [page.name for page in pages(root)] == [
        "flows.md",
        "faults.md",
        "health.md",
        "hardware.md",
        "wiring.md",
        "signals.md",
        "operations.md",
        "openapi.json",
        "service-2.json",
        "paginators-1.json",
        "requirements.md",
    ]
