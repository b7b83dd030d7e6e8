"""The checklist and the marks that point into it."""

from pathlib import Path

from app.documentation.checkout import evidence, requirement_rows
from app.documentation.requirements import check_marks


def test_the_whole_checklist_is_read(root: Path) -> None:
    rows = requirement_rows(root)
    assert len(rows) == 663
    assert len({row.number for row in rows}) == 663


def test_every_mark_names_a_row_that_it_can_show(root: Path) -> None:
    check_marks(requirement_rows(root), evidence(root))
