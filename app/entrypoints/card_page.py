"""The performance card as one file of HTML: nothing is fetched, and it prints on A4."""

from collections.abc import Mapping
from html import escape

from app.biometrics.card import PerformanceCard
from app.biometrics.card_text import Picture, Section, Table, headline, sections
from app.entrypoints.card_pictures import pictures

STYLE = """
:root { --ink: #14202b; --quiet: #53626f; --line: #d5dde5; --deep: #12805c; --sand: #f4f7f6; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); margin: 0 auto; max-width: 64rem;
  padding: 2rem 1.25rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--ink); }
p { margin: .5rem 0; max-width: 48rem; } ul { margin: .5rem 0; padding-left: 1.2rem; max-width: 48rem; }
li { margin: .25rem 0; } .quiet, figcaption { color: var(--quiet); }
.headline { display: grid; grid-template-columns: repeat(5, 1fr); gap: .75rem; margin: 1.5rem 0 0; padding: 0; }
.headline div { background: var(--sand); border-left: 4px solid var(--deep); padding: .6rem .75rem; }
.headline dt { color: var(--quiet); font-size: .8rem; line-height: 1.25; min-height: 2.5em; }
.headline dd { margin: .15rem 0 0; font-size: 1.35rem; font-weight: 650; line-height: 1.2; }
.headline small { display: block; font-size: .78rem; font-weight: 400; color: var(--quiet); margin-top: .2rem; }
figure { margin: 0; } figcaption { font-size: .85rem; max-width: 48rem; } .wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .9rem 0 .35rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem 1.5rem .35rem 0; text-align: left; vertical-align: top;
  white-space: nowrap; }
th { font-weight: 600; border-bottom-color: var(--quiet); white-space: normal; vertical-align: bottom; }
.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; align-items: start; margin: 1rem 0; }
svg { width: 100%; height: auto; display: block; }
@media (max-width: 46rem) { .headline, .pictures { grid-template-columns: 1fr; } .headline dt { min-height: 0; } }
@page { size: A4; margin: 15mm; }
@media print { body { font-size: 10pt; max-width: none; padding: 0; } h2 { break-after: avoid; }
  table, figure, .headline div { break-inside: avoid; }
  th, td { padding-right: .9rem; white-space: normal; overflow-wrap: anywhere; } }
"""
CAPTIONS = {
    Picture.DET: "Detection error trade-off. In the grey part the comparisons resolve nothing.",
    Picture.SCORES: "Distances, each kind drawn to its own height.",
}


def page(card: PerformanceCard) -> str:
    drawn = pictures(card)
    figures = "".join(
        f"<div><dt>{escape(fact.name)}</dt><dd>{_figure(fact.value)}</dd></div>" for fact in headline(card)
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Thenar: performance card</title>'
        f"<style>{STYLE}</style></head><body><h1>Performance card</h1>"
        '<p class="quiet">Palm recognition, measured in the terms of ISO/IEC 19795-1.</p>'
        f'<dl class="headline">{figures}</dl>{"".join(_section(section, drawn) for section in sections(card))}'
        "</body></html>\n"
    )


def _figure(value: str) -> str:
    """The number large, its interval small."""
    number, bracket, interval = value.partition(" (")
    small = interval.removesuffix(")") if number.startswith("≤") else f"95 %: {interval.removesuffix(')')}"
    return escape(number) + (f"<small>{escape(small)}</small>" if bracket else "")


def _section(section: Section, drawn: Mapping[Picture, str]) -> str:
    shown = "".join(
        f"<figure>{drawn[name]}<figcaption>{escape(CAPTIONS[name])}</figcaption></figure>"
        for name in section.pictures
        if name in drawn
    )
    return (
        f"<section><h2>{escape(section.title)}</h2>"
        + "".join(f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs)
        + (f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in section.bullets)}</ul>" if section.bullets else "")
        + "".join(_table(table) for table in section.tables)
        + (f'<div class="pictures">{shown}</div>' if shown else "")
        + "</section>"
    )


def _table(table: Table) -> str:
    caption = f"<figcaption>{escape(table.caption)}</figcaption>" if table.caption else ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    return f'<figure class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{caption}</figure>'
