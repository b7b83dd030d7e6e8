"""What came of a command."""

from enum import Enum


class Obeyed(Enum):
    DONE = "done"
    FAILED = "failed"
    WHEN_BACK = "when back"
    """The machine goes down; it was done when it has come back."""
