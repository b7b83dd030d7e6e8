"""`thenar forget`: a person withdraws, and everything but the consent receipt dies with the person's key.

The badge number is asked for, not taken from the command line, where every process could read it.

    thenar forget --data /var/lib/thenar
"""

import argparse
import sys

from app.biometrics.gallery import Gallery
from app.domain.badges import Badge, UnreadableBadge
from app.domain.consent import TerminalId
from app.domain.faults import Fault, FaultError
from app.entrypoints import place
from app.ports.store import Store
from app.runtime.clock import SystemClock
from app.services.delete_person import DeletionReason, delete_person
from app.services.logbook import Logbook


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place.add_arguments(parser)


def main(options: argparse.Namespace) -> int:
    """0 when the person was deleted, 1 when nobody has that badge. Terminals that run find out with their next look."""
    print("Badge number: ", end="", file=sys.stderr, flush=True)
    try:
        badge = Badge.parse(sys.stdin.readline())
    except UnreadableBadge as error:
        raise FaultError(Fault.INPUT_UNREADABLE, str(error)) from error
    with place.opened(options) as store:
        return 0 if forget(store, badge, Logbook(SystemClock(), TerminalId("console"), simulated=False)) else 1


def forget(store: Store, badge: Badge, logbook: Logbook) -> bool:
    """True when somebody had the badge; gone for good when it returns."""
    person = store.person_with(badge)
    if person is None:
        print("Nobody has that badge here.")
        return False
    delete_person(store, Gallery(), person, DeletionReason.REQUESTED, logbook)
    print("Deleted: badge, palm codes and key. The consent receipt stays, without the badge.")
    return True
