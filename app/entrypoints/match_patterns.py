"""`thenar match-patterns FILE`: match events against patterns, one JSON row a line, for comparison with other engines.

A row holds `pattern` and `event` and is answered match, no-match, or invalid where the pattern, or the row, is none.
"""

import argparse
from pathlib import Path

from app.domain.bounded_json import JsonValue
from app.entrypoints.verdict_rows import answer_rows
from app.patterns.compiler import compile_pattern
from app.patterns.matching import EventRefused, matches
from app.patterns.pattern import PatternInvalid

INVALID = "invalid"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="rows to match, one JSON object a line")


def main(options: argparse.Namespace) -> int:
    return answer_rows(options.file, judge, INVALID)


def judge(row: dict[str, JsonValue]) -> str:
    """The answer to one row. Never raises."""
    try:
        return "match" if matches(compile_pattern(row.get("pattern")), row.get("event")) else "no-match"
    except (PatternInvalid, EventRefused):
        return INVALID
