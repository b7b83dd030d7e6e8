"""`thenar odds`: what a profile's threshold means for a site, in admissions of strangers and second tries of staff.

    thenar odds --people 500 --tries-a-day 20
    thenar odds --people 500 --tries-a-day 20 --card card.json

Beside the profile for one palm it says what both palms of a person would do. Strangers follow from the tail model that
the profiles rest on. A card (`thenar benchmark ... --json card.json`) adds what its images show at the same threshold,
for strangers and for staff.
"""

import argparse
import sys
from pathlib import Path

from app.biometrics.odds import UNKNOWN, Odds, Site, by_model, chosen, odds
from app.biometrics.odds_text import told
from app.biometrics.profiles import for_gallery
from app.domain.faults import Fault, FaultError
from app.services.card_rates import CardRates, parse_card


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
    both = [] if options.profile or site.palms_per_person == 1 else [for_gallery(site.palms, shown=2)]
    card = read_card(options.card) if options.card else None
    if card:
        print("By the card's own images:")
        for one in (profile, *both):
            _say(odds(site, one, card.of(one).false_match, card.of(one).false_non_match))
        print("By the shipped tail model:")
    for one in (profile, *both):
        _say(odds(site, one, by_model(one), card.of(one).false_non_match if card else UNKNOWN))
    for one in (profile, *both):
        print(f"  The model of {one.name}: {one.statement}.")
    return 0


def _say(found: Odds) -> None:
    print("\n".join(f"  {line}" for line in told(found)))


def read_card(path: Path) -> CardRates:
    """Raises FaultError(INPUT_UNREADABLE) for a file that is no card, or was made with other thresholds."""
    try:
        return parse_card(path.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        raise FaultError(Fault.INPUT_UNREADABLE, "the card cannot be read") from error
