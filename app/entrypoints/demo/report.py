"""The demo's report: one page with what was played, what came of it, how good recognition is, and every screen."""

import html
from collections.abc import Sequence
from pathlib import Path

from app.biometrics.card import Fact
from app.entrypoints.demo.exhibits import Card, Exhibits, Sheet
from app.entrypoints.demo.story import Played

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #14202b; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #d5dde5; padding: .5rem; text-align: left; vertical-align: top; }
.failed { color: #a4161a; font-weight: 600; } .passed { color: #0b6b47; font-weight: 600; }
.screens { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; }
.sheets { display: grid; grid-template-columns: repeat(auto-fit, minmax(30rem, 1fr)); gap: 1.5rem; }
figure { margin: 0; } img { width: 100%; border-radius: 8px; } figcaption { font-size: .8rem; overflow-wrap: anywhere; }
td img { width: 7rem; } .card svg { width: 100%; max-width: 26rem; height: auto; display: block; margin-top: .75rem; }
.card h3 { margin: 0 0 .25rem; } .quiet { color: #53626f; } .card td:last-child { font-variant-numeric: tabular-nums; }
"""


def page(story: Sequence[Played], exhibits: Exhibits, screens: Sequence[Path]) -> str:
    """HTML; `screens` are pictures, their paths relative to the page."""
    failed = sum(not played.passed for played in story)
    verdict = f"{failed} of {len(story)} scenes failed" if failed else f"all {len(story)} scenes ended as they should"
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Thenar: demo</title><style>{_STYLE}</style>
<h1>Thenar: the demo's report</h1>
<p>Simulated palms, badges and controller; real recognition, store, flows and screens. <b>{verdict}.</b></p>
<h2>The story</h2>
<table><tr><th>Picture<th>Scene<th>Outcome<th>Seconds</tr>{"".join(_row(played) for played in story)}</table>
<h2>What recognition saw</h2><div class="sheets">{"".join(_sheet(sheet) for sheet in exhibits.sheets)}</div>
<h2>How good it is</h2>{_cards(exhibits)}
<h2>What that means at a door</h2>
<ul>{"".join(f"<li>{html.escape(line)}</li>" for line in exhibits.odds)}</ul>
<p>The profiles' aims beside what the small card saw; so few palms can only show a profile that is far off:</p>
<ul>{"".join(f"<li>{html.escape(line)}</li>" for line in exhibits.checks)}</ul>
<h2>The administrator's console</h2>
<div class="sheets">{"".join(_figure(picture) for picture in exhibits.console)}</div>
<h2>Every screen</h2><div class="screens">{"".join(_figure(screen) for screen in screens)}</div></html>
"""


def _row(played: Played) -> str:
    mark = "passed" if played.passed else "failed"
    return (
        f'<tr><td><img src="story/{html.escape(played.picture)}" alt="{html.escape(played.scene.told)}">'
        f"<td>{html.escape(played.scene.told)}"
        f'<td><span class="{mark}">{mark}</span>: {html.escape(played.outcome)}<td>{played.took_s:.1f}</tr>'
    )


def _cards(exhibits: Exhibits) -> str:
    manual = "The manual's card, on drawn palms, measured once and committed"
    here = 'Measured here and now, on a few drawn people (<a href="card.html">the whole card</a>)'
    return (
        f'<div class="sheets">{_card(manual, exhibits.manual)}{_card(here, exhibits.here)}</div>'
        '<p class="quiet">Drawn palms show that the program measures; they show nothing of the rates of real ones.</p>'
    )


def _card(title: str, card: Card) -> str:
    """`title` is HTML of our own."""
    remarks = "".join(f"<li>{html.escape(remark)}</li>" for remark in card.remarks)
    return (
        f'<section class="card"><h3>{title}</h3><table>{"".join(_fact(fact) for fact in card.facts)}</table>'
        + (f"<ul>{remarks}</ul>" if remarks else "")
        + f"{card.det}</section>"
    )


def _fact(fact: Fact) -> str:
    return f"<tr><td>{html.escape(fact.name)}<td>{html.escape(fact.value)}</tr>"


def _sheet(sheet: Sheet) -> str:
    return _picture(sheet.picture, sheet.said)


def _figure(screen: Path) -> str:
    return _picture(screen, " / ".join(screen.with_suffix("").parts[-2:]))


def _picture(picture: Path, said: str) -> str:
    name, caption = html.escape(str(picture)), html.escape(said)
    return f'<figure><img loading="lazy" src="{name}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
