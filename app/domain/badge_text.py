"""How the text that a badge reader types or sends becomes a badge: decimal, hexadecimal, Wiegand bits, or a pattern.

Readers differ in what they print of the same card, so that an administrator chooses. The text is hostile: at most
`LONGEST_TEXT` characters, plain ASCII, and never repeated in an error.

>>> text_rule("hex")("04A1B2C3D4").card
19892716500
>>> text_rule("regex", pattern=r"F(?P<facility>\\d+)C(?P<card>\\d+)")("F17C4242") == Badge(17, 4242)
True
"""

import re
from collections.abc import Callable

from app.domain.badge_formats import BadgeBits, BadgeFormat, format_named
from app.domain.badges import Badge, UnreadableBadge

LONGEST_TEXT = 128
"""Characters. Readers send 8 to 30; the rest is noise or an attack."""

TextRule = Callable[[str], Badge]
"""Raises UnreadableBadge."""

PRESETS = ("decimal", "hex", "hex_reversed", "wiegand", "regex")
_HEX = re.compile(r"[0-9A-Fa-f]{1,16}", re.ASCII)


def text_rule(preset: str, *, badge_format: str = "H10301", pattern: str = "") -> TextRule:
    """Raises ValueError for a preset, format or pattern that there is not."""
    match preset:
        case "decimal":
            return Badge.parse
        case "hex":
            return _hexadecimal
        case "hex_reversed":
            return _hexadecimal_reversed
        case "wiegand":
            return _wiegand(format_named(badge_format))
        case "regex" if pattern:
            return _pattern(pattern)
    raise ValueError(f"a badge text is one of {', '.join(PRESETS)}, with its format or pattern")


def read_text(rule: TextRule, text: str) -> Badge | UnreadableBadge:
    """One presented badge, or what was wrong with it, as the badge reader's port wants it."""
    if len(text) > LONGEST_TEXT or not (text.isascii() and text.isprintable()):
        return UnreadableBadge("the reader sent too much, or what is no text")
    try:
        return rule(text.strip())
    except UnreadableBadge as error:
        return error


def _hexadecimal(text: str) -> Badge:
    if _HEX.fullmatch(text) is None:
        raise UnreadableBadge("expected hexadecimal digits")
    return Badge(0, int(text, 16))


def _hexadecimal_reversed(text: str) -> Badge:
    if _HEX.fullmatch(text) is None or len(text) % 2:
        raise UnreadableBadge("expected pairs of hexadecimal digits")
    return Badge(0, int.from_bytes(bytes.fromhex(text), "little"))


def _wiegand(badge_format: BadgeFormat) -> TextRule:
    def read(text: str) -> Badge:
        if _HEX.fullmatch(text) is None:
            raise UnreadableBadge("expected hexadecimal digits")
        return badge_format.decode(BadgeBits(int(text, 16), badge_format.length))

    return read


def _pattern(pattern: str) -> TextRule:
    try:
        compiled = re.compile(pattern, re.ASCII)
    except re.error as error:
        raise ValueError("the badge pattern is no regular expression") from error
    if "card" not in compiled.groupindex:
        raise ValueError("the badge pattern needs a group called card")

    def read(text: str) -> Badge:
        found = compiled.fullmatch(text)
        if found is None:
            raise UnreadableBadge("the text does not match the badge pattern")
        groups = found.groupdict()
        return Badge.parse(f"{groups.get('facility') or 0}-{groups['card']}")

    return read
