"""The keys of the on-screen keyboard, layout by layout, and what each is called aloud.

A layout is four rows. A key of one character types it; the others are words: `shift`, `erase`, `space`, and the names
of layouts to go to. Every character that a Wi-Fi password may have (printable ASCII, IEEE 802.11-2020, J.4.1) is on
one of them; a test looks.

>>> "".join(LAYOUTS["letters"][0])
'qwertyuiop'
"""

from app.config.text import Texts

LETTERS, DIGITS, MORE, KEYPAD = "letters", "digits", "symbols", "keypad"
"""`keypad` has digits alone, large: a postal code of digits begins there."""

SHIFT, ERASE, SPACE = "shift", "erase", "space"

LAYOUTS: dict[str, tuple[tuple[str, ...], ...]] = {
    LETTERS: (
        tuple("qwertyuiop"),
        tuple("asdfghjkl"),
        (SHIFT, *"zxcvbnm", ERASE),
        (DIGITS, "@", SPACE, ".", "-"),
    ),
    DIGITS: (
        tuple("1234567890"),
        tuple('-/:;()$&@"'),
        (MORE, *".,?!'", ERASE),
        (LETTERS, SPACE),
    ),
    MORE: (
        tuple("[]{}#%^*+="),
        tuple("_\\|~<>`"),
        (DIGITS, *".,?!'", ERASE),
        (LETTERS, SPACE),
    ),
    KEYPAD: (tuple("123"), tuple("456"), tuple("789"), (LETTERS, "0", ERASE)),
}

SYMBOLS = {
    "@": "at",
    "#": "hash",
    "$": "dollar",
    "%": "percent",
    "&": "and",
    "*": "star",
    "-": "minus",
    "+": "plus",
    "(": "open",
    ")": "close",
    "/": "slash",
    '"': "quote",
    "'": "apostrophe",
    ":": "colon",
    ";": "semicolon",
    "!": "bang",
    "?": "question",
    ",": "comma",
    ".": "dot",
    "_": "underscore",
    "=": "equals",
    "<": "less",
    ">": "greater",
    "[": "open_square",
    "]": "close_square",
    "{": "open_brace",
    "}": "close_brace",
    "\\": "backslash",
    "|": "bar",
    "~": "tilde",
    "^": "caret",
    "`": "grave",
}
"""Their names, `key.symbol.<name>`: a screen reader passes over many a sign in silence."""

_PICTURES = {SHIFT: "arrow-big-up", ERASE: "delete"}
_FACES = {LETTERS: "ABC", DIGITS: "123", MORE: "#+="}
"""What is written on a key that leads to another layout."""
_COLUMNS = 10
"""Letters side by side in the widest row."""
_WIDE = 1.5
"""How wide a key is that types nothing, in letters."""


def key_faces(layout: str, texts: Texts) -> list[dict[str, object]]:
    """What QML draws of each key: what it types or does, what is on it and what it is called, small and capital; and
    where it is: its `row`, and `left` and `weight`, in letters from the row's middle."""
    faces = []
    for number, row in enumerate(LAYOUTS[layout]):
        weights = _weights(row, layout)
        for at, key in enumerate(row):
            left = sum(weights[:at]) - sum(weights) / 2
            faces.append({**_face(key, texts), "row": number, "left": left, "weight": weights[at]})
    return faces


def _weights(row: tuple[str, ...], layout: str) -> list[float]:
    """A row with a space, or with keys that type nothing, is as wide as the widest: the space, or what types, takes
    what is left."""
    if layout == KEYPAD or not any(len(key) > 1 for key in row):
        return [1.0] * len(row)
    wide = _WIDE * sum(len(key) > 1 and key != SPACE for key in row)
    letters = sum(len(key) == 1 for key in row)
    if SPACE in row:
        return [_COLUMNS - wide - letters if key == SPACE else 1.0 if len(key) == 1 else _WIDE for key in row]
    return [(_COLUMNS - wide) / letters if len(key) == 1 else _WIDE for key in row]


def _face(key: str, texts: Texts) -> dict[str, object]:
    said = _said(key, texts)
    letter = len(key) == 1 and key.isalpha()
    return {
        "key": key,
        "text": _FACES.get(key, texts.say("key.space") if key == SPACE else "" if key in _PICTURES else key),
        "capital": key.upper() if letter else "",
        "said": said,
        "said_capital": texts.say("key.capital", letter=key) if letter else said,
        "picture": _PICTURES.get(key, ""),
        "types": len(key) == 1,
    }


def _said(key: str, texts: Texts) -> str:
    if key in SYMBOLS:
        return texts.say(f"key.symbol.{SYMBOLS[key]}")
    return key if len(key) == 1 else texts.say(f"key.{key}")
