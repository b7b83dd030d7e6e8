"""The words of the pages, in the language that the browser asks for.

Source: RFC 9110, section 12.5.4 (Accept-Language).

>>> language_of("fr, es-MX;q=0.9, en;q=0.8")
'es'
>>> language_of("en;q=0.5, es;q=0"), language_of(";;q=x")
('en', 'en')
"""

from functools import cache

from app.config.text import DEFAULT_LANGUAGE, Texts, languages

ROOMS = ("", "plane", "installer")
"""Reasons of refusals, what the console calls things, and these pages' own."""
HEADER_MOST = 256
"""Characters that are looked at: a browser sends a handful of languages."""


def language_of(header: str) -> str:
    """The known language that is wanted most; the first of equals; the default where none is known."""
    best, weight = DEFAULT_LANGUAGE, 0.0
    for part in header[:HEADER_MOST].split(","):
        tag, _, rest = part.partition(";")
        code = tag.strip().lower().partition("-")[0]
        wanted = _weight(rest)
        if code in languages() and wanted > weight:
            best, weight = code, wanted
    return best


def texts_for(header: str) -> Texts:
    return _texts(language_of(header))


@cache
def _texts(language: str) -> Texts:
    return Texts(language, *ROOMS)


def _weight(rest: str) -> float:
    name, _, value = rest.partition("=")
    if name.strip() != "q":
        return 0.0 if rest.strip() else 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
