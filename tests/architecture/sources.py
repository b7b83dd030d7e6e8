"""The project's own source, parsed, for tests that look at how it is written rather than at what it does."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("app", "ui", "drivers")


@dataclass(frozen=True)
class Module:
    path: str
    """From the repository's root, with forward slashes."""
    text: str
    tree: ast.Module

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def modules(*rooms: str) -> tuple[Module, ...]:
    """Every Python module of these rooms, in a stable order."""
    return tuple(
        Module(path.relative_to(ROOT).as_posix(), text := path.read_text("utf-8"), ast.parse(text, str(path)))
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py"))
    )


def called_name(call: ast.Call) -> str:
    """`write_text` for `path.write_text(...)`, `open` for `open(...)`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
