"""`thenar forget`: a person withdraws, and everything but the consent receipt dies with the person's key.

The badge number is asked for, not taken from the command line, where every process could read it.

    thenar forget --data /var/lib/thenar
"""

import argparse
import sys
from pathlib import Path

from app.biometrics.gallery import Gallery
from app.config.paths import State, data_folder
from app.domain.badges import Badge, UnreadableBadge
from app.domain.consent import TerminalId
from app.domain.faults import Fault, FaultError
from app.runtime.clock import SystemClock
from app.services.delete_person import DeletionReason, delete_person
from app.services.logbook import Logbook
from app.storage.key_custody import system_keyring
from app.storage.opening import open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=data_folder(), help="the folder of store and keys")


def main(options: argparse.Namespace) -> int:
    """0 when the person was deleted, 1 when nobody has that badge. Terminals that run find out with their next look."""
    print("Badge number: ", end="", file=sys.stderr, flush=True)
    try:
        badge = Badge.parse(sys.stdin.readline())
    except UnreadableBadge as error:
        raise FaultError(Fault.INPUT_UNREADABLE, str(error)) from error
    return 0 if forget(State(options.data, simulated=False), badge) else 1


def forget(state: State, badge: Badge) -> bool:
    """True when somebody had the badge; gone for good when it returns."""
    if not state.database.exists():
        raise FaultError(Fault.SETTINGS_INVALID, "data: no store is in that folder; name the terminal's with --data")
    with open_store(state, None if state.simulated else system_keyring()) as store:
        person = store.person_with(badge)
        if person is None:
            print("Nobody has that badge here.")
            return False
        logbook = Logbook(SystemClock(), TerminalId("console"), state.simulated)
        delete_person(store, Gallery(), person, DeletionReason.REQUESTED, logbook)
    print("Deleted: badge, palm codes and key. The consent receipt stays, without the badge.")
    return True
