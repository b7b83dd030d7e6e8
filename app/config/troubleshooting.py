"""The manual's page on troubleshooting, cut into its sections, in each language that it is written in.

>>> section_of(Section.CODES_SEVERAL, "en").title
'Multiple QR codes detected'
"""

import re
from dataclasses import dataclass
from functools import cache

from app.config.paths import resources_folder
from app.config.text import DEFAULT_LANGUAGE
from app.domain.troubleshooting import Section

_ANCHOR = re.compile(r'^<a id="([a-z-]+)"></a>$', re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
"""To another page of the manual, which a dialog does not open: its words stay."""


@dataclass(frozen=True, slots=True)
class Help:
    title: str
    markdown: str
    """What stands below the title."""


def section_of(section: Section, language: str) -> Help:
    return page(language)[section.value]


@cache
def page(language: str) -> dict[str, Help]:
    """By anchor, in the order of the page. In English where there is no other."""
    name = "troubleshooting.md" if language == DEFAULT_LANGUAGE else f"troubleshooting.{language}.md"
    path = resources_folder() / "manual" / name
    if not path.is_file():
        return page(DEFAULT_LANGUAGE)
    _, *parts = _ANCHOR.split(path.read_text("utf-8"))
    return {anchor: _help(text) for anchor, text in zip(parts[::2], parts[1::2], strict=True)}


def _help(text: str) -> Help:
    title, _, rest = _COMMENT.sub("", text).strip().partition("\n")
    return Help(title.removeprefix("## "), _LINK.sub(r"\1", rest).strip())
