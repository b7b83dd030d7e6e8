"""What a condition expects of one value of the request: the right-hand side of an operator, read once.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators".

Rules: the document's own values are read when it is parsed, and one that its operator cannot read is refused there (a
misspelt network in a Deny would otherwise never deny). A value of the request that cannot be read meets nothing.

>>> read_date("2026-11-23T08:00:00+01:00") == read_date("1795417200")
True
"""

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol, TypeAlias

from app.domain.wildcards import Glob, Wild
from app.policy.variables import BadVariable, Context, Template

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

ARN_PARTS = 6
"""arn:partition:service:region:account:resource; the resource keeps any further colons."""

_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?", re.ASCII)
_EPOCH = re.compile(r"\d{5,12}(\.\d{1,6})?", re.ASCII)
"""Seconds since 1970. Four digits are a year, as W3C's profile of ISO 8601 allows."""
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?", re.ASCII
)
_START = datetime(1970, 1, 1, tzinfo=UTC)


class Unreadable(ValueError):
    """A value of the document that its operator cannot read. Says what was expected."""


class Comparison(Enum):
    EQUALS = "Equals"
    LESS = "LessThan"
    LESS_OR_EQUAL = "LessThanEquals"
    GREATER = "GreaterThan"
    GREATER_OR_EQUAL = "GreaterThanEquals"


_COMPARE: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.EQUALS: operator.eq,
    Comparison.LESS: operator.lt,
    Comparison.LESS_OR_EQUAL: operator.le,
    Comparison.GREATER: operator.gt,
    Comparison.GREATER_OR_EQUAL: operator.ge,
}


class Expectation(Protocol):
    def met_by(self, value: str, context: Context, /) -> bool | None:
        """Whether one value of the request is as expected; None when the expectation itself has no value."""


@dataclass(frozen=True, slots=True)
class TextIs:
    text: Template
    any_case: bool

    def met_by(self, value: str, context: Context) -> bool | None:
        expected = self.text.as_text(context)
        if expected is None:
            return None
        return expected.casefold() == value.casefold() if self.any_case else expected == value


@dataclass(frozen=True, slots=True)
class TextLike:
    text: Template

    def met_by(self, value: str, context: Context) -> bool | None:
        glob = self.text.as_glob(context)
        return None if glob is None else glob.matches(value)


@dataclass(frozen=True, slots=True)
class ArnLike:
    """Part by part, so that a star never runs over a colon; the sixth part holds the rest. Equals means the same."""

    text: Template

    def met_by(self, value: str, context: Context) -> bool | None:
        expected = self.text.symbols(context)
        if expected is None:
            return None
        patterns, parts = _arn_parts(expected), value.split(":", ARN_PARTS - 1)
        if len(patterns) != ARN_PARTS or len(parts) != ARN_PARTS:
            return False
        return all(Glob.of(pattern).matches(part) for pattern, part in zip(patterns, parts, strict=True))


@dataclass(frozen=True, slots=True)
class NumberIs:
    comparison: Comparison
    number: Decimal

    def met_by(self, value: str, _: Context) -> bool:
        number = read_number(value)
        return number is not None and _COMPARE[self.comparison](number, self.number)


@dataclass(frozen=True, slots=True)
class DateIs:
    comparison: Comparison
    moment: datetime

    def met_by(self, value: str, _: Context) -> bool:
        moment = read_date(value)
        return moment is not None and _COMPARE[self.comparison](moment, self.moment)


@dataclass(frozen=True, slots=True)
class TruthIs:
    truth: bool

    def met_by(self, value: str, _: Context) -> bool:
        return read_truth(value) is self.truth


@dataclass(frozen=True, slots=True)
class BytesAre:
    content: bytes

    def met_by(self, value: str, _: Context) -> bool:
        return read_bytes(value) == self.content


@dataclass(frozen=True, slots=True)
class AddressIn:
    network: Network

    def met_by(self, value: str, _: Context) -> bool:
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            return False
        return address in self.network


def expect_text(text: str, variables: bool, *, any_case: bool = False) -> TextIs:
    return TextIs(_template(text, variables, wildcards=False), any_case)


def expect_like(text: str, variables: bool) -> TextLike:
    return TextLike(_template(text, variables, wildcards=True))


def expect_arn(text: str, variables: bool) -> ArnLike:
    return ArnLike(_template(text, variables, wildcards=True))


def expect_number(text: str, comparison: Comparison) -> NumberIs:
    number = read_number(text)
    if number is None:
        raise Unreadable("expected a number")
    return NumberIs(comparison, number)


def expect_date(text: str, comparison: Comparison) -> DateIs:
    moment = read_date(text)
    if moment is None:
        raise Unreadable("expected a date as in 2026-11-23T08:00:00Z, or seconds since 1970")
    return DateIs(comparison, moment)


def expect_truth(text: str) -> TruthIs:
    truth = read_truth(text)
    if truth is None:
        raise Unreadable("expected true or false")
    return TruthIs(truth)


def expect_bytes(text: str) -> BytesAre:
    content = read_bytes(text)
    if content is None:
        raise Unreadable("expected base64")
    return BytesAre(content)


def expect_address(text: str) -> AddressIn:
    try:
        return AddressIn(ipaddress.ip_network(text, strict=False))
    except ValueError as error:
        raise Unreadable("expected an address, or a network as in 203.0.113.0/24") from error


def read_number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def read_truth(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def read_bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def read_date(text: str) -> datetime | None:
    """W3C's profile of ISO 8601 or seconds since 1970, as an aware moment. A time without a zone is UTC."""
    try:
        if _EPOCH.fullmatch(text):
            return _START + timedelta(seconds=float(text))
        found = _DATE.fullmatch(text)
        if found is None:
            return None
        year, month, of_month, hour, minute, second, fraction, zone = found.groups()
        day = (int(year), int(month or 1), int(of_month or 1))
        time = (int(hour or 0), int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")[:6]))
        return datetime(*day, *time, _zone(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return UTC
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-size if text[0] == "-" else size)


def _template(text: str, variables: bool, *, wildcards: bool) -> Template:
    try:
        return Template.parse(text, variables=variables, wildcards=wildcards)
    except BadVariable as error:
        raise Unreadable(str(error)) from error


def _arn_parts(symbols: list[str | Wild]) -> list[list[str | Wild]]:
    parts: list[list[str | Wild]] = [[]]
    for symbol in symbols:
        if isinstance(symbol, Wild):
            parts[-1].append(symbol)
            continue
        first, *others = symbol.split(":", ARN_PARTS - len(parts))
        parts[-1].append(first)
        parts += [[other] for other in others]
    return parts
