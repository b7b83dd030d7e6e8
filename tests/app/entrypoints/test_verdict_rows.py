"""The commands by which others judge the engines: one answer a row, whatever the row."""

import json
from pathlib import Path

import pytest

from app.__main__ import main

ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "one:*", "Resource": "*"}]}
ASKED = {"principal": "arn:aws:iam::123456789012:user/ada", "action": "one:GetSite", "resource": "*", "context": {}}


def answers(command: str, rows: list[object], folder: Path, capsys: pytest.CaptureFixture[str]) -> list[object]:
    file = folder / "rows.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    file.write_text("\n".join(lines) + "\n\n")
    assert main([command, str(file)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_policy_row_gets_one_answer_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate = {"kind": "evaluate", "identity_policies": [ALLOW], "request": ASKED}
    rows: list[object] = [
        {"id": 1, "expected": "allowed", **evaluate},
        {"id": 2, **evaluate, "boundaries": []},
        {"id": 3, **evaluate, "session_policy": ALLOW, "scps": [ALLOW], "boundaries": [ALLOW]},
        {"id": 4, **evaluate, "request": {**ASKED, "context": {"aws:TagKeys": ["a"], "aws:Age": 5, "aws:Mfa": True}}},
        {"id": 5, **evaluate, "identity_policies": [{}]},
        {"id": 6, "kind": "evaluate"},
        {"id": 7, **evaluate, "request": {**ASKED, "action": 7}},
        {"id": 8, **evaluate, "request": {**ASKED, "context": {"aws:TagKeys": [[]]}}},
        {"id": 9, "kind": "grammar", "policy": ALLOW},
        {"id": 10, "kind": "grammar", "policy": "nonsense"},
        {"id": 11, "kind": "grammar"},
        "no JSON",
        "[1]",
        '{"id": "bomb", "kind": "grammar", "expected": "malformed", "policy": ' + "[" * 100_000,
    ]
    got = answers("evaluate-policies", rows, tmp_path, capsys)
    assert got == [
        {"id": 1, "expected": "allowed", "got": "allowed"},
        {"id": 2, "expected": None, "got": "implicitDeny"},
        {"id": 3, "expected": None, "got": "allowed"},
        {"id": 4, "expected": None, "got": "allowed"},
        *[{"id": number, "expected": None, "got": "malformed"} for number in (5, 6, 7, 8)],
        {"id": 9, "expected": None, "got": "valid"},
        *[{"id": number, "expected": None, "got": "malformed"} for number in (10, 11, None, None)],
        {"id": "bomb", "expected": "malformed", "got": "malformed"},
    ]


def test_every_pattern_row_gets_one_answer_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[object] = [
        {"id": "a", "expected": "match", "pattern": {"x": [1]}, "event": {"x": 1}},
        {"id": "b", "pattern": {"x": [1]}, "event": {"x": 2}},
        {"id": "c", "pattern": {"x": 1}, "event": {"x": 1}},
        {"id": "d", "pattern": {"x": [1]}, "event": []},
        {"id": "e"},
        '{"id": "f", "pattern": ',
    ]
    assert answers("match-patterns", rows, tmp_path, capsys) == [
        {"id": "a", "expected": "match", "got": "match"},
        {"id": "b", "expected": None, "got": "no-match"},
        *[{"id": name, "expected": None, "got": "invalid"} for name in "cdef"],
    ]


@pytest.mark.parametrize("command", ["evaluate-policies", "match-patterns"])
def test_a_file_that_is_not_there_is_a_fault(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, str(tmp_path / "none.jsonl")]) == 2
    assert "TH-402" in capsys.readouterr().err
