"""Lays a consent document out for reading, word for word: title, headings, lists and paragraphs.

Rules it keeps: no word is added or moved, and none left out but a title that the screen shows already; nothing in the
text can act as markup.

A document is blocks with an empty line between them. Its first line is the title; a line above "- " lines is their
heading; every other line is a paragraph.

>>> lay_out("Terms\\n\\nWe ask\\n- be <kind>")
'<h3>Terms</h3><h4>We ask</h4><ul><li>be &lt;kind&gt;</li></ul>'
"""

from html import escape

_ITEM = "- "


def lay_out(text: str, above: str = "") -> str:
    """HTML of the kind that Qt's rich text reads. A title that stands above it already, as `above`, is not repeated."""
    text = text.strip()
    if above and text.startswith(f"{above}\n\n"):
        return "".join(_block(block, is_title=False) for block in _blocks(text.removeprefix(above)))
    return "".join(_block(lines, is_title=not i) for i, lines in enumerate(_blocks(text)))


def _blocks(text: str) -> list[list[str]]:
    return [block.splitlines() for block in text.strip().split("\n\n") if block.strip()]


def _block(lines: list[str], *, is_title: bool) -> str:
    parts = []
    for i, line in enumerate(lines):
        if line.startswith(_ITEM):
            parts.append(f"<li>{escape(line.removeprefix(_ITEM))}</li>")
        elif is_title and not i:
            parts.append(f"<h3>{escape(line)}</h3>")
        elif lines[i + 1 : i + 2] and lines[i + 1].startswith(_ITEM):
            parts.append(f"<h4>{escape(line)}</h4>")
        else:
            parts.append(f"<p>{escape(line)}</p>")
    return _listed("".join(parts))


def _listed(html: str) -> str:
    """Puts the items, which follow each other, into a list."""
    if "<li>" not in html:
        return html
    start, end = html.index("<li>"), html.rindex("</li>") + len("</li>")
    return f"{html[:start]}<ul>{html[start:end]}</ul>{html[end:]}"
