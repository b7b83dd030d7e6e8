"""`thenar odds`: what a profile's threshold means for a site, in admissions of strangers and second tries of staff.

    thenar odds --people 500 --tries-a-day 20
    thenar odds --people 500 --tries-a-day 20 --card card.json

Strangers follow from the tail model that the profiles rest on. A card (`thenar benchmark ... --json card.json`) adds
what its images show at the same threshold, for strangers and for staff.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from app.biometrics.calibration import TAIL
from app.biometrics.evaluation import Interval
from app.biometrics.odds import UNKNOWN, Estimate, Ground, Site, chosen, modelled, odds
from app.biometrics.odds_text import told
from app.biometrics.profiles import Profile
from app.domain.faults import Fault, FaultError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, required=True, help="enrolled people")
    parser.add_argument("--palms", type=int, choices=(1, 2), default=2, help="enrolled palms of each (2)")
    parser.add_argument("--tries-a-day", type=float, default=20, help="tries of people who are not enrolled (20)")
    parser.add_argument("--profile", help="the profile's name; else the one for so many palms")
    parser.add_argument("--card", type=Path, help="the JSON of a performance card, to say what its images show")


def main(options: argparse.Namespace) -> int:
    try:
        site = Site(options.people, options.palms, options.tries_a_day)
        profile = chosen(options.profile, site)
    except ValueError as error:
        print(f"thenar odds: {error}", file=sys.stderr)
        return 2
    non_match = UNKNOWN
    match = modelled(profile.threshold, TAIL, TAIL.pairs)
    if options.card:
        shown, non_match = on_card(options.card, profile)
        print("By the card's own images:")
        print("\n".join(f"  {line}" for line in told(odds(site, profile, shown, non_match))))
        print("By the shipped tail model:")
    print("\n".join(f"  {line}" for line in told(odds(site, profile, match, non_match))))
    print(f"  The model: {TAIL.statement}.")
    return 0


def on_card(path: Path, profile: Profile) -> tuple[Estimate, Estimate]:
    """False match and false non-match rates that a card states for the profile's threshold.

    Raises FaultError(INPUT_UNREADABLE) for a file that is no card, or was made with other thresholds.
    """
    try:
        rows = [row for row in json.loads(path.read_text("utf-8"))["profiles"] if row["name"] == profile.name]
        (row,) = [row for row in rows if abs(row["threshold"] - profile.threshold) < 1e-9]
        return _estimate(row["false_match"]), _estimate(row["false_non_match"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FaultError(Fault.INPUT_UNREADABLE, "no card with this profile and threshold") from error


def _estimate(row: dict[str, Any]) -> Estimate:
    return Estimate(row["rate"], Interval(row["low"], row["high"]), Ground(row["ground"]))
