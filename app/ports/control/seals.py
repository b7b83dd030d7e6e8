"""Keeps small values out of sight: what a caller carries for us, and what lies in a row."""

from typing import Protocol


class Seals(Protocol):
    def seal(self, content: bytes, table: str, row: str) -> bytes:
        """Bound to its place: it opens for the same table and row alone. Neither may hold `|`."""
        ...

    def open(self, sealed: bytes, table: str, row: str) -> bytes | None:
        """None when it was altered, moved or made by somebody else."""
        ...
