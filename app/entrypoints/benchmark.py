"""Measure recognition on a folder: `thenar benchmark DIR --kind frames|regions --json OUT [--report OUT.html]`.

`DIR/<hand>/<sample>`: one folder for each hand of each person; folders `NAME_left` and `NAME_right` are one person's,
whose two hands are not compared. Parts of a sample's name, each ended by `_` or the name's end, tell what is known:

    s1_ s2_ ...         at the beginning: its recording session
    tone1 light2 ...    skin tone and lighting by the set's own numbering; the card shows each apart

When all samples tell their session and there are two, only comparisons across sessions count, genuine and impostor
alike, the earlier image being the reference; else every pair counts once. Each probe is compared as one image with one
image. Rank 1 asks the same references for the closest. No image is written; how far it is, and what in the folder is
not counted, is told on stderr.

`thenar benchmark --synthetic PEOPLE` draws its own folder, measures it and throws it away.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from app.biometrics import card as cards
from app.biometrics import report
from app.biometrics.card import PerformanceCard
from app.domain.faults import Fault, FaultError
from app.entrypoints import card_page, card_synthetic
from app.entrypoints.card_markdown import PICTURE_FILES, markdown
from app.entrypoints.card_pictures import pictures
from app.entrypoints.measuring import Kind, measured
from app.entrypoints.progress import Progress
from app.entrypoints.reading import PICTURES, left_out, listed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("folder", type=Path, metavar="DIR", nargs="?", help="DIR/<hand>/<sample>")
    what.add_argument("--synthetic", type=int, metavar="PEOPLE", help="draw so many people's palms and measure them")
    parser.add_argument("--kind", choices=[kind.value for kind in Kind], default=Kind.FRAMES.value)
    parser.add_argument("--data", default="", help="a sentence about the pictures, for the card")
    parser.add_argument("--json", type=Path, help="where the figures go")
    parser.add_argument("--report", type=Path, help="where the page for people goes")
    parser.add_argument("--manual", type=Path, metavar="DIR", help="where accuracy.md and its pictures go")


def main(arguments: argparse.Namespace) -> int:
    for name in ("json", "report"):
        path = getattr(arguments, name)
        if path and not path.parent.is_dir():  # known before the work, not after
            raise FaultError(Fault.SETTINGS_INVALID, f"{name}: there is no such folder")
    progress = Progress(to_stderr, monotonic)
    if arguments.synthetic is not None:
        card, kind = synthetic_card(arguments.synthetic, progress), Kind.FRAMES
    else:
        for line in left_out(arguments.folder):
            to_stderr(f"not counted: {line}")
        if not any(True for _ in listed(arguments.folder)):
            endings = " ".join(sorted(PICTURES))
            to_stderr(f"No pictures in {arguments.folder}: DIR/<hand>/<sample> is wanted, ending in one of {endings}")
            return 2
        kind = Kind(arguments.kind)
        said = arguments.data or "A folder of pictures; nothing was said about it."
        with cores() as pool:
            card = measured(arguments.folder, kind, said, pool, datetime.now(UTC).date(), progress)
    if arguments.json:
        figures = json.dumps(cards.as_json(card, kind.value), indent=2, allow_nan=False)
        arguments.json.write_text(figures + "\n", encoding="utf-8")
    if arguments.report:
        arguments.report.write_text(card_page.page(card), encoding="utf-8")
    if arguments.manual:
        what = "DIR" if arguments.synthetic is None else f"--synthetic {arguments.synthetic}"
        into_manual(card, arguments.manual, f"thenar benchmark {what}")
    print(report.as_text(card.base))
    return 0


def synthetic_card(people: int, progress: Progress) -> PerformanceCard:
    """The card of so many invented people's palms, drawn into a folder that is gone afterwards."""
    with cores() as pool, TemporaryDirectory(prefix="thenar-palms-") as folder:
        card_synthetic.rendered(Path(folder), people, pool.map)
        said = card_synthetic.described(people)
        return measured(Path(folder), Kind.FRAMES, said, pool, datetime.now(UTC).date(), progress)


def into_manual(card: PerformanceCard, folder: Path, made_by: str) -> None:
    """`accuracy.md` and its pictures."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    (folder / "accuracy.md").write_text(markdown(card, made_by), encoding="utf-8")
    for name, picture in pictures(card).items():
        (folder / PICTURE_FILES[name]).write_text(picture + "\n", encoding="utf-8")


@contextmanager
def cores() -> Iterator[Executor]:
    """A thread for every core."""
    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        yield pool


def to_stderr(line: str) -> None:
    """How far it is, and what is left out: not among the figures."""
    print(line, file=sys.stderr, flush=True)
