"""Text with wildcards: `*` stands for any run of characters, also none; `?` for exactly one.

Rules: matching never goes back over text that it has passed. A pattern is cut at its stars into pieces of fixed length;
the first and last piece are pinned, each other one is taken at its leftmost place after the one before. That choice is
safe, because a later place could only leave less text for the rest. Work is at most length of text times length of the
longest piece. Regular expressions serve for one piece only, where they hold no repetition.

>>> Glob.of(["site/", Wild.ANY, "-", Wild.ONE]).matches("site/north-7")
True
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Wild(Enum):
    ANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Fixed text; `form` is set when some of its characters may be anything."""

    text: str
    form: re.Pattern[str] | None

    def stands_at(self, text: str, at: int) -> bool:
        if self.form is None:
            return text.startswith(self.text, at)
        return self.form.match(text, at) is not None

    def find(self, text: str, start: int, end: int) -> int:
        """Its leftmost place within text[start:end], or -1."""
        if self.form is None:
            return text.find(self.text, start, end)
        found = self.form.search(text, start, end)
        return -1 if found is None else found.start()


@dataclass(frozen=True, slots=True)
class Glob:
    """The fixed pieces between the stars: one piece means that there is no star."""

    pieces: tuple[_Piece, ...]

    @classmethod
    def of(cls, symbols: Iterable[str | Wild]) -> "Glob":
        """From literal text and wildcards in order. Stars side by side count as one."""
        pieces: list[_Piece] = []
        current: list[str | Wild] = []
        for symbol in symbols:
            if symbol is Wild.ANY:
                pieces.append(_piece(current))
                current = []
            else:
                current.append(symbol)
        return cls((*pieces, _piece(current)))

    @classmethod
    def from_text(cls, text: str) -> "Glob":
        """Every `*` and `?` in the text is a wildcard."""
        return cls.of(symbols(text))

    def matches(self, text: str) -> bool:
        """Whether the whole text fits."""
        first, last = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return len(text) == len(first.text) and first.stands_at(text, 0)
        place, end = len(first.text), len(text) - len(last.text)
        if place > end or not first.stands_at(text, 0) or not last.stands_at(text, end):
            return False
        for piece in self.pieces[1:-1]:
            found = piece.find(text, place, end)
            if found < 0:
                return False
            place = found + len(piece.text)
        return True


def symbols(text: str) -> list[str | Wild]:
    """Cuts text into literal runs and wildcards."""
    wild = {member.value: member for member in Wild}
    return [wild.get(part, part) for part in re.split(r"([*?])", text) if part]


def _piece(parts: list[str | Wild]) -> _Piece:
    text = "".join(Wild.ONE.value if isinstance(part, Wild) else part for part in parts)
    if not any(isinstance(part, Wild) for part in parts):
        return _Piece(text, None)
    form = "".join("." if isinstance(part, Wild) else re.escape(part) for part in parts)
    return _Piece(text, re.compile(form, re.DOTALL))
