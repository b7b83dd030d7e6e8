"""Rows with expected verdicts, one JSON object a line: read them, answer each, print {"id", "expected", "got"}.

Rules: every line that is not blank gets exactly one answer, in order, also when it cannot be read; then its id is
looked for in the text, so that the answer can be told apart.
"""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json
from app.domain.faults import Fault, FaultError

ROW_BOUNDS = Bounds(characters=4_194_304, depth=128, values=262_144)
"""A row holds several documents, each of which has bounds of its own."""


def answer_rows(file: Path, judge: Callable[[dict[str, JsonValue]], str], unreadable: str) -> int:
    """Prints one answer a row; `unreadable` is the answer to a line that is no JSON object. Returns the exit status."""
    try:
        text = file.read_bytes()
    except OSError as error:
        raise FaultError(Fault.INPUT_UNREADABLE, file.name) from error
    for line in text.splitlines():
        if not line.strip():
            continue
        row = _row(line)
        got = unreadable if row is None else judge(row)
        known = _salvaged(line) if row is None else {name: row.get(name) for name in ("id", "expected")}
        sys.stdout.write(json.dumps({**known, "got": got}) + "\n")
    return 0


def _row(line: bytes) -> dict[str, JsonValue] | None:
    try:
        row = read_json(line, ROW_BOUNDS)
    except JsonRefused:
        return None
    return row if isinstance(row, dict) else None


def _salvaged(line: bytes) -> dict[str, JsonValue]:
    found = {name: re.search(rb'"%s"\s*:\s*"([^"\\]{0,200})"' % name.encode(), line) for name in ("id", "expected")}
    return {name: match[1].decode("utf-8", "replace") if match else None for name, match in found.items()}
