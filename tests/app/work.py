"""Counts lines of our own code that run: work, independent of how fast the machine is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass
class Work:
    lines: int = 0


@contextmanager
def lines_run() -> Iterator[Work]:
    work = Work()

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            work.lines += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield work
    finally:
        sys.settrace(before)
