"""TTLV, in which KMIP writes its messages: tag, type, length, value.

Source: OASIS, Key Management Interoperability Protocol Specification 1.2, section 9.1. Strict: padding is zero, lengths
are exact, nothing follows. Limits: Big Integer is not read, because nothing that we ask for holds one.

>>> read_item(write_item(Item(0x42005C, Kind.ENUMERATION, 0x1F))).value
31
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class NotTtlv(Exception):
    """It breaks the specification, or our limits."""


class Kind(Enum):
    """The byte of its type."""

    STRUCTURE = 0x01
    INTEGER = 0x02
    LONG_INTEGER = 0x03
    ENUMERATION = 0x05
    BOOLEAN = 0x06
    TEXT = 0x07
    BYTES = 0x08
    DATE_TIME = 0x09
    INTERVAL = 0x0A


Value: TypeAlias = "tuple[Item, ...] | int | bool | str | bytes"


@dataclass(frozen=True, slots=True)
class Item:
    tag: int
    kind: Kind
    value: Value

    def child(self, tag: int) -> "Item":
        """Raises NotTtlv where there is none."""
        for item in self.children():
            if item.tag == tag:
                return item
        raise NotTtlv(f"{self.tag:06X} has no {tag:06X}")

    def children(self) -> "tuple[Item, ...]":
        if not isinstance(self.value, tuple):
            raise NotTtlv(f"{self.tag:06X} is no structure")
        return self.value

    def number(self) -> int:
        if not isinstance(self.value, int):
            raise NotTtlv(f"{self.tag:06X} is no number")
        return self.value

    def octets(self) -> bytes:
        if not isinstance(self.value, bytes):
            raise NotTtlv(f"{self.tag:06X} is no byte string")
        return self.value


HEAD_BYTES = 8
DEEPEST = 16
"""Levels of structures: real messages have six."""
_WIDTHS = {
    Kind.INTEGER: (4, True),
    Kind.LONG_INTEGER: (8, True),
    Kind.ENUMERATION: (4, False),
    Kind.BOOLEAN: (8, False),
    Kind.DATE_TIME: (8, True),
    Kind.INTERVAL: (4, False),
}
"""Bytes, and whether it has a sign."""


def write_item(item: Item) -> bytes:
    """Raises NotTtlv for a value that is not of its type, or too large."""
    content = _content(item)
    head = item.tag.to_bytes(3) + bytes([item.kind.value]) + len(content).to_bytes(4)
    return head + content + bytes(-len(content) % 8)


def read_item(data: bytes) -> Item:
    """Exactly one. Raises NotTtlv."""
    items = tuple(_items(data, 0))
    if len(items) != 1:
        raise NotTtlv(f"{len(items)} items where one was awaited")
    return items[0]


def length_of(head: bytes) -> int:
    """Of what follows the first 8 bytes of an item, padding included."""
    length = int.from_bytes(head[4:HEAD_BYTES])
    return length + -length % 8


def _content(item: Item) -> bytes:
    value = item.value
    if item.kind is Kind.STRUCTURE and isinstance(value, tuple):
        return b"".join(map(write_item, value))
    if item.kind is Kind.TEXT and isinstance(value, str):
        return value.encode()
    if item.kind is Kind.BYTES and isinstance(value, bytes):
        return value
    if item.kind in _WIDTHS and isinstance(value, int) and isinstance(value, bool) == (item.kind is Kind.BOOLEAN):
        width, signed = _WIDTHS[item.kind]
        try:
            return int(value).to_bytes(width, signed=signed)
        except OverflowError as error:
            raise NotTtlv(f"{item.tag:06X} does not fit") from error
    raise NotTtlv(f"{item.tag:06X} is no {item.kind.name}")


def _items(data: bytes, depth: int) -> Iterator[Item]:
    if depth > DEEPEST:
        raise NotTtlv("too deep")
    while data:
        if len(data) < HEAD_BYTES:
            raise NotTtlv("cut off")
        tag, length = int.from_bytes(data[:3]), int.from_bytes(data[4:HEAD_BYTES])
        end = HEAD_BYTES + length_of(data)
        content, padding = data[HEAD_BYTES : HEAD_BYTES + length], data[HEAD_BYTES + length : end]
        if len(data) < end or any(padding):
            raise NotTtlv("cut off, or padded with other than zero")
        try:
            kind = Kind(data[3])
        except ValueError as error:
            raise NotTtlv(f"type {data[3]} of {tag:06X}") from error
        yield Item(tag, kind, _value(tag, kind, content, depth))
        data = data[end:]


def _value(tag: int, kind: Kind, content: bytes, depth: int) -> Value:
    if kind is Kind.STRUCTURE:
        return tuple(_items(content, depth + 1))
    if kind is Kind.BYTES:
        return content
    if kind is Kind.TEXT:
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise NotTtlv(f"{tag:06X} is not UTF-8") from error
    width, signed = _WIDTHS[kind]
    number = int.from_bytes(content, signed=signed)
    if len(content) != width or (kind is Kind.BOOLEAN and number not in (0, 1)):
        raise NotTtlv(f"{tag:06X} is no {kind.name}")
    return bool(number) if kind is Kind.BOOLEAN else number
