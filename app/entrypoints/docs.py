"""`thenar docs`: writes the generated pages of the manual; with `--check`, says which are out of date.

thenar docs
thenar docs --check        exits 1 and names each stale page
"""

import argparse
import sys
from pathlib import Path

from app.documentation.checkout import is_stale, pages, place
from app.documentation.hardware import UnreadableDriverFile
from app.documentation.requirements import UnknownRequirement
from app.entrypoints.check_card import MANUAL, outdated, read

ROOT = Path(__file__).resolve().parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is out of date")


def main(args: argparse.Namespace) -> int:
    try:
        stale = [page for page in pages(ROOT) if is_stale(ROOT, page)]
    except (UnknownRequirement, UnreadableDriverFile) as error:
        print(f"thenar docs: {error}", file=sys.stderr)
        return 1
    for page in stale:
        path = place(ROOT, page)
        if args.check:
            print(f"{path.relative_to(ROOT)} is out of date: run `make docs`", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.text, "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    for remark in outdated(read(MANUAL)):  # told, not failed: whoever changes recognition makes the card last
        print(f"thenar docs: {remark}", file=sys.stderr)
    return 1 if args.check and stale else 0
