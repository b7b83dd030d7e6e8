"""`thenar check-card DIR`: whether a new card keeps what the program promises, and the manual's card is of today.

    thenar benchmark --synthetic 24 --json DIR/card.json --report DIR/card.html --manual DIR
    thenar check-card DIR

It fails when the thresholds let more strangers pass on these pictures than they promise, and not by chance; when the
manual's card has other sections or tables than the new one; when the manual's card was made with another recognition
than the source that stands here. Without DIR only the last is looked at.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from app.biometrics.profiles import PROFILES
from app.domain.faults import Fault, FaultError
from app.entrypoints.odds import read_card
from app.entrypoints.provenance import RECOGNITION, source_sha256
from app.services.card_rates import CardRates

MANUAL = Path(__file__).resolve().parents[2] / "resources" / "manual" / "accuracy.md"
_SOURCE = re.compile(r"^\| recognition's source, SHA-256 \| ([0-9a-f]{64}) \|$", re.MULTILINE)
_SHAPE = re.compile(r"^(?:## .+|\|.+\|(?=\n\| ---))", re.MULTILINE)
"""A section's title, and the head of a table: the line above its rule."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", nargs="?", help="card.json and accuracy.md lie in it")


def main(options: argparse.Namespace) -> int:
    committed = read(MANUAL)
    problems = list(outdated(committed))
    if options.folder:
        rates = read_card(options.folder / "card.json")
        problems += [*broken(rates), *misshapen(read(options.folder / "accuracy.md"), committed)]
        print("\n".join(told(rates)))
    for problem in problems:
        print(f"thenar check-card: {problem}", file=sys.stderr)
    return 1 if problems else 0


def read(path: Path) -> str:
    """Raises FaultError(INPUT_UNREADABLE)."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise FaultError(Fault.INPUT_UNREADABLE, f"{path.name}: there is no such card") from error


def told(rates: CardRates) -> Iterator[str]:
    """A line for each profile: what is aimed at, what was seen."""
    for profile in PROFILES:
        seen = rates.of(profile)
        bound = seen.false_match.interval
        yield (
            f"{profile.name}: aimed at {profile.false_match_rate:.0e}, {seen.errors:,} of {seen.comparisons:,} "
            f"comparisons matched (95 %: {bound.low:.1e} to {bound.high:.1e})"
        )


def broken(rates: CardRates) -> Iterator[str]:
    """Profiles at whose thresholds strangers passed more often than aimed at, and not by chance."""
    for profile in PROFILES:
        match = rates.of(profile).false_match
        if match.value is not None and match.interval.low > profile.false_match_rate:
            yield f"profile {profile.name} does not keep its promise on these pictures"


def misshapen(made: str, committed: str) -> Iterator[str]:
    """Sections and tables that only one of the two pages has. A small card may lack tables, the manual's may not."""
    now, then = _SHAPE.findall(made), _SHAPE.findall(committed)
    for line in dict.fromkeys(now):
        if line not in then:
            yield f"the manual's card has no: {line}"
    for line in dict.fromkeys(then):
        if line.startswith("## ") and line not in now:
            yield f"the new card has no: {line}"


def outdated(committed: str) -> Iterator[str]:
    """The manual's card is of another recognition than the one that stands here."""
    found = _SOURCE.search(committed)
    if found is None:
        yield "the manual's card does not say with which recognition it was made"
    elif found[1] != source_sha256(sorted(RECOGNITION.rglob("*.py"))):
        yield "the manual's card was made with another recognition: run `make accuracy`"
