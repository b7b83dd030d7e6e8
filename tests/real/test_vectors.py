"""Verdicts that other engines gave, where they lie beside the repository: every one must be ours too."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.bounded_json import JsonValue
from app.entrypoints import evaluate_policies, match_patterns


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "judge"),
    [("iam_policies.jsonl", evaluate_policies.judge), ("event_patterns.jsonl", match_patterns.judge)],
)
def test_every_verdict_of_others_is_ours(name: str, judge: Callable[[dict[str, JsonValue]], str], root: Path) -> None:
    file = root.parent / "shared" / "vectors" / name
    if not file.is_file():
        pytest.skip("needs vectors, which do not come with the repository")
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    answered = [(row["id"], row["expected"], judge(row)) for row in rows]
    assert rows
    assert [row for row in answered if row[1] != row[2]] == []
