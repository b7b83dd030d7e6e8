"""What a person agreed to, provable later: the exact text by version, language and hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

TerminalId = NewType("TerminalId", str)


@dataclass(frozen=True, slots=True)
class ConsentText:
    """An immutable document of `resources/consent`. `sha256` is over its exact bytes, lowercase hexadecimal."""

    version: str
    language: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ConsentReceipt:
    """`agreed_at` is aware and UTC."""

    text: ConsentText
    agreed_at: datetime
    terminal: TerminalId
