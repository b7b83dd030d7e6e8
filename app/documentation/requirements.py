"""The manual's page of requirements: each row of `tests/requirements.md` beside what shows it.

Behaviour is shown by a test that carries `@pytest.mark.requirement("ENR-005")`, or by a case of its table that says
`shows="ENR-005"`; a row that asks for documentation is
shown by a page of the manual that carries `<!-- requirement: OVR-008 -->`; a row that we answer otherwise names the
decision that says so, by `<!-- decides: OVR-008 -->` in it. What is none of these is open.

>>> read_rows("| ENR-001 | M | Scan a badge. | p.9 Enrol |")
(Row(number='ENR-001', kind='M', asks='Scan a badge.'),)
>>> read_marks(PAGE_MARK, "<!-- requirement: OVR-008, OVR-009 -->")
('OVR-008', 'OVR-009')
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.documentation.page import Page, page, table

_ROW = re.compile(r"^\| ([A-Z]+-\d+[a-z]?) \| ([A-Z]) \| (.*) \| [^|]* \|$", re.MULTILINE)
PAGE_MARK = re.compile(r"<!-- requirement: ([^>]*) -->")
DECISION_MARK = re.compile(r"<!-- decides: ([^>]*) -->")

SHOWN_BY_PAGES = frozenset("DH")
"""Kinds that a page can show: documentation, and facts about hardware. Behaviour takes a test."""

KINDS = {
    "M": "behaviour",
    "D": "documentation",
    "H": "hardware",
    "G": "gaps of the guide, decided by us",
    "E": "beyond the guide",
}

INTRODUCTION = (
    "The rows of `tests/requirements.md`, the checklist of the guide whose behaviour this project re-implements, "
    "beside what shows them today."
)


class UnknownRequirement(ValueError):
    """A mark names a row that is not there, or of a kind that it cannot show."""


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    kind: str
    asks: str


Places = Mapping[str, tuple[str, ...]]
"""Row numbers, and where each is named."""


@dataclass(frozen=True, slots=True)
class Evidence:
    tests: Places
    pages: Places
    decisions: Places


def read_rows(checklist: str) -> tuple[Row, ...]:
    return tuple(Row(*match.groups()) for match in _ROW.finditer(checklist))


def read_marks(mark: re.Pattern[str], text: str) -> tuple[str, ...]:
    """Row numbers in a page's or a decision's comments, in order."""
    return tuple(number.strip() for match in mark.finditer(text) for number in match[1].split(","))


def read_test_marks(path: str, source: str) -> list[tuple[str, str]]:
    """(row number, test) for every `pytest.mark.requirement` in a test module; the test as pytest names it."""
    reader = _MarkReader(path)
    reader.visit(ast.parse(source, path))
    return reader.found


class _MarkReader(ast.NodeVisitor):
    def __init__(self, path: str) -> None:
        self._names = [path]
        self.found: list[tuple[str, str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._inside(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._inside(node)

    def _inside(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        self._names.append(node.name)
        self.generic_visit(node)
        self._names.pop()

    def visit_Call(self, node: ast.Call) -> None:
        marks = [each.value for each in node.keywords if each.arg == "shows"]
        if ast.unparse(node.func).endswith("mark.requirement"):
            marks += node.args
        test = "::".join(self._names)
        new = [(str(mark.value), test) for mark in marks if isinstance(mark, ast.Constant)]
        self.found += [each for each in new if each not in self.found]
        self.generic_visit(node)


def requirement_page(rows: tuple[Row, ...], evidence: Evidence) -> Page:
    """Raises UnknownRequirement."""
    check_marks(rows, evidence)
    shown = [row for row in rows if row.number in evidence.tests or row.number in evidence.pages]
    decided = [row for row in rows if row.number in evidence.decisions and row not in shown]
    still_open = [row for row in rows if row not in shown and row not in decided]
    count = [
        (
            f"{kind}: {meaning}",
            *(str(sum(row.kind == kind for row in some)) for some in (rows, shown, decided, still_open)),
        )
        for kind, meaning in KINDS.items()
    ]
    count.append(("all", *(str(len(some)) for some in (rows, shown, decided, still_open))))
    return page(
        "requirements.md",
        "Requirements and what shows them",
        INTRODUCTION,
        table(("kind", "rows", "shown", "decided otherwise", "open"), count),
        "## Shown",
        table(("row", "asks", "shown by"), [(row.number, row.asks, _places(row, evidence)) for row in shown]),
        "## Decided otherwise" if decided else "",
        table(("row", "asks", "decision"), [(row.number, row.asks, _places(row, evidence)) for row in decided])
        if decided
        else "",
        "## Open",
        _by_family(still_open),
    )


def check_marks(rows: tuple[Row, ...], evidence: Evidence) -> None:
    """Raises UnknownRequirement naming the first wrong mark and where it stands."""
    kinds = {row.number: row.kind for row in rows}
    for places in (evidence.tests, evidence.pages, evidence.decisions):
        for number, where in places.items():
            if number not in kinds:
                raise UnknownRequirement(f"{where[0]}: there is no row {number} in tests/requirements.md")
    for number, where in evidence.pages.items():
        if kinds[number] not in SHOWN_BY_PAGES:
            raise UnknownRequirement(f"{where[0]}: row {number} asks for behaviour, which takes a test")


def _places(row: Row, evidence: Evidence) -> str:
    where = [
        place for places in (evidence.tests, evidence.pages, evidence.decisions) for place in places.get(row.number, ())
    ]
    return "<br>".join(f"`{place}`" for place in where)


def _by_family(rows: list[Row]) -> str:
    families: dict[str, list[str]] = {}
    for row in rows:
        families.setdefault(row.number.split("-")[0], []).append(row.number.split("-")[1])
    return table(("family", "rows"), [(family, " ".join(numbers)) for family, numbers in families.items()])
