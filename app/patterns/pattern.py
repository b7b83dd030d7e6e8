"""An event pattern after compiling: frozen, checked, ready to be asked.

A pattern is a choice of branches (`$or` makes more than one), a branch is a list of fields that must all hold, a field
is a choice of tests on one value of the event. Paths are joined with dots, as EventBridge does, so `{"a.b": ...}` and
`{"a": {"b": ...}}` mean the same field.

>>> PatternInvalid("an empty list matches nothing", "detail.state").place
'detail.state'
"""

import ipaddress
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from app.domain.wildcards import Glob

Scalar: TypeAlias = str | bool | int | float | None
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


class PatternInvalid(ValueError):
    """The pattern is refused: why, and at which field. Its values are not repeated."""

    def __init__(self, cause: str, place: str) -> None:
        super().__init__(f"{place}: {cause}" if place else cause)
        self.cause = cause
        self.place = place


class Test(Protocol):
    def accepts(self, value: Scalar, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Field:
    path: str
    tests: tuple[Test, ...]
    absent: bool
    """Whether `exists: false` is among the choices."""


Branch: TypeAlias = tuple[Field, ...]
"""Sorted by path: the order in which array consistency is decided."""


@dataclass(frozen=True, slots=True)
class Pattern:
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Present:
    def accepts(self, _: Scalar) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Exactly:
    """The same value of the same type: 3 equals 3.0, but neither "3" nor true. Addresses compare as addresses."""

    value: Scalar

    def accepts(self, value: Scalar) -> bool:
        if isinstance(self.value, str) and isinstance(value, str):
            return value == self.value or _same_address(value, self.value)
        if is_number(self.value) and is_number(value):
            return value == self.value
        return type(value) is type(self.value) and value == self.value


@dataclass(frozen=True, slots=True)
class Begins:
    text: str
    any_case: bool

    def accepts(self, value: Scalar) -> bool:
        return isinstance(value, str) and (value.lower() if self.any_case else value).startswith(self.text)


@dataclass(frozen=True, slots=True)
class Ends:
    text: str
    any_case: bool

    def accepts(self, value: Scalar) -> bool:
        return isinstance(value, str) and (value.lower() if self.any_case else value).endswith(self.text)


@dataclass(frozen=True, slots=True)
class SameInAnyCase:
    text: str

    def accepts(self, value: Scalar) -> bool:
        return isinstance(value, str) and value.lower() == self.text


@dataclass(frozen=True, slots=True)
class Resembles:
    glob: Glob

    def accepts(self, value: Scalar) -> bool:
        return isinstance(value, str) and self.glob.matches(value)


@dataclass(frozen=True, slots=True)
class Within:
    """A range of numbers; None is no limit on that side."""

    low: float | None
    low_included: bool
    high: float | None
    high_included: bool

    def accepts(self, value: Scalar) -> bool:
        if isinstance(value, bool | str) or value is None:
            return False
        above = self.low is None or value > self.low or (self.low_included and value == self.low)
        below = self.high is None or value < self.high or (self.high_included and value == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class AddressWithin:
    """From the address as written to the end of its block: host bits are not cleared, as in EventBridge."""

    first: Address
    last: Address

    def accepts(self, value: Scalar) -> bool:
        address = address_of(value) if isinstance(value, str) else None
        if address is None or address.version != self.first.version:
            return False
        return int(self.first) <= int(address) <= int(self.last)


@dataclass(frozen=True, slots=True)
class AnythingBut:
    """Any value that is there and passes none of the tests; also null."""

    tests: tuple[Test, ...]

    def accepts(self, value: Scalar) -> bool:
        return not any(test.accepts(value) for test in self.tests)


def _same_address(one: str, other: str) -> bool:
    address = address_of(one)
    return address is not None and address == address_of(other)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def address_of(text: str) -> Address | None:
    """An IPv4 or IPv6 address, or None. Leading zeros are decimal, a zone is not accepted."""
    if "%" in text or not (text[:1].isdigit() or ":" in text):
        return None
    if text.count(".") == 3 and ":" not in text and text.isascii():
        text = ".".join(part.lstrip("0") or "0" if part.isdigit() else part for part in text.split("."))
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
