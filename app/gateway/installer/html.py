"""HTML from typed pieces: what is text stays text.

Rules it keeps: a `str` is escaped wherever it is put, as content and in attributes; only `Html` goes in as it is, and
that is made here, or drawn by segno; no attribute is an event handler or a style, which the pages' policy forbids.

>>> element("p", "Smith & <b>Sons</b>", element("br"), title='"').text
'<p title="&quot;">Smith &amp; &lt;b&gt;Sons&lt;/b&gt;<br></p>'
>>> element("input", name="code", required=True, autofocus=False, maxlength=40).text
'<input name="code" required maxlength="40">'
"""

from dataclasses import dataclass
from html import escape
from typing import TypeAlias

_VOID = frozenset({"br", "input", "link", "meta"})
"""Elements without an end tag that are used here (HTML, 13.1.2)."""


@dataclass(frozen=True)
class Html:
    text: str
    """Markup that is known to be sound."""


Child: TypeAlias = Html | str
NOTHING = Html("")


def joined(*children: Child) -> Html:
    return Html("".join(child.text if isinstance(child, Html) else escape(child) for child in children))


def element(tag: str, /, *children: Child, **attributes: str | int | bool) -> Html:
    """`class_` is written `class`, and `data_left` as `data-left`; True is an attribute without a value, False none."""
    written = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not False
    )
    if tag in _VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{joined(*children).text}</{tag}>")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
