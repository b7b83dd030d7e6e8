"""Who reads the screen aloud."""

from typing import Protocol


class Voice(Protocol):
    """To be told on the screen's own thread. Never raises: a voice is a help."""

    def say(self, words: str, language: str) -> None:
        """Begins to read, in a language as in `en`, and stops what it read before."""
        ...

    def hush(self) -> None:
        """Stops at once."""
        ...
