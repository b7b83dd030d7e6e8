"""The demo's report: one page with what was played, what came of it, and every screen there is."""

import html
from collections.abc import Sequence
from pathlib import Path

from app.entrypoints.demo.story import Played

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #14202b; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #d5dde5; padding: .5rem; text-align: left; vertical-align: top; }
.failed { color: #a4161a; font-weight: 600; } .passed { color: #0b6b47; font-weight: 600; }
.screens { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; }
.sheets { display: grid; grid-template-columns: repeat(auto-fit, minmax(30rem, 1fr)); gap: 1rem; }
figure { margin: 0; } img { width: 100%; border-radius: 8px; } figcaption { font-size: .8rem; overflow-wrap: anywhere; }
td img { width: 7rem; }
"""


def page(story: Sequence[Played], sheets: Sequence[Path], screens: Sequence[Path]) -> str:
    """HTML; `sheets` and `screens` are pictures, their paths relative to the page."""
    failed = sum(not played.passed for played in story)
    verdict = f"{failed} of {len(story)} scenes failed" if failed else f"all {len(story)} scenes ended as they should"
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Thenar: demo</title><style>{_STYLE}</style>
<h1>Thenar: the demo's report</h1>
<p>Simulated palms, badges and controller; real recognition, store, flows and screens. <b>{verdict}.</b></p>
<h2>The story</h2>
<table><tr><th>Picture<th>Scene<th>Outcome<th>Seconds</tr>{"".join(_row(played) for played in story)}</table>
<h2>What recognition saw</h2><div class="sheets">{"".join(_figure(sheet) for sheet in sheets)}</div>
<h2>Every screen</h2><div class="screens">{"".join(_figure(screen) for screen in screens)}</div></html>
"""


def _row(played: Played) -> str:
    mark = "passed" if played.passed else "failed"
    return (
        f'<tr><td><img src="story/{html.escape(played.picture)}" alt="{html.escape(played.scene.told)}">'
        f"<td>{html.escape(played.scene.told)}"
        f'<td><span class="{mark}">{mark}</span>: {html.escape(played.outcome)}<td>{played.took_s:.1f}</tr>'
    )


def _figure(screen: Path) -> str:
    name = html.escape(str(screen))
    caption = html.escape(" / ".join(screen.with_suffix("").parts[-2:]))
    return f'<figure><img loading="lazy" src="{name}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
