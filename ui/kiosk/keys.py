"""The keys of the on-screen keyboard, layout by layout, and what each is called aloud.

A layout is four rows. A key of one character types it; the others are words: `shift`, `erase`, `space`, and the names
of layouts to go to. Every character that a Wi-Fi password may have (printable ASCII, IEEE 802.11-2020, J.4.1) is on
one of them; a test looks.

>>> "".join(LAYOUTS["letters"][0])
'qwertyuiop'
"""

LETTERS, DIGITS, MORE, KEYPAD = "letters", "digits", "symbols", "keypad"
"""`keypad` has digits alone, large: a postal code of digits begins there."""

SHIFT, ERASE, SPACE = "shift", "erase", "space"

LAYOUTS: dict[str, tuple[tuple[str, ...], ...]] = {
    LETTERS: (
        tuple("qwertyuiop"),
        tuple("asdfghjkl"),
        (SHIFT, *"zxcvbnm", ERASE),
        (DIGITS, SPACE),
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
