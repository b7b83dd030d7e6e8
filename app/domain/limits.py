"""What a value may be, said beside its type: read by whoever parses, documents or masks it.

Rules they keep: a limit stands on the member itself (`Annotated[str, Text(most=64)]`), so that the parser, the OpenAPI
document, the service model and the audit say the same; a text without its own pattern holds no control character.

>>> Text(most=2).problem("abc")
'too_long'
>>> Number(1, 5).problem(6)
'too_great'
"""

import re
from dataclasses import dataclass
from functools import lru_cache

PLAIN = r"[^\x00-\x1f\x7f-\x9f]*"
"""Any text on one line: no control character, which a terminal or a log would obey."""
LINES = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*"
"""The same with tabs and line breaks, for documents."""
IDENTIFIER = r"[A-Za-z0-9]{14}"
"""As the guide's samples: abCdefG12hijkL. 14 of 62 characters are 83 bits."""


@dataclass(frozen=True, slots=True)
class Text:
    """Lengths in characters; `pattern` must fit the whole text."""

    least: int = 1
    most: int = 256
    pattern: str = PLAIN

    def problem(self, value: str) -> str | None:
        """The name of the reason that refuses `value`, without its prefix."""
        if len(value) < self.least:
            return "too_short"
        if len(value) > self.most:
            return "too_long"
        try:
            value.encode()
        except UnicodeEncodeError:  # half of a surrogate pair, which no store and no wire can carry
            return "malformed"
        return None if _compiled(self.pattern).fullmatch(value) else "malformed"


@dataclass(frozen=True, slots=True)
class Number:
    least: int
    most: int

    def problem(self, value: int) -> str | None:
        if value < self.least:
            return "too_small"
        return "too_great" if value > self.most else None


@dataclass(frozen=True, slots=True)
class Many:
    """How many items a list or a map may have."""

    most: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class Masked:
    """The audit and the logs show `***` in its place. A secret one is never given back in an answer either."""

    secret: bool = False


MASKED = Masked()
SECRET = Masked(secret=True)
MASK = "***"
"""As the guide's audit sample prints it."""


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
