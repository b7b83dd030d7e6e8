"""`thenar renew`: every palm code is put under a fresh key and the old key dies. Nobody enrols anew.

Terminals may run meanwhile: each finds out with its next look at the store and fills its gallery again. A renewal that
was cut off is completed by the next one.

    thenar renew --data /var/lib/thenar
"""

import argparse
import sys
import time

from app.domain.consent import TerminalId
from app.entrypoints import place
from app.ports.store import Store
from app.runtime.clock import SystemClock
from app.services.logbook import Logbook
from app.services.renew_templates import renew_templates


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place.add_arguments(parser)


def main(options: argparse.Namespace) -> int:
    with place.opened(options) as store:
        renew(store, Logbook(SystemClock(), TerminalId("console"), simulated=False))
    return 0


def renew(store: Store, logbook: Logbook) -> None:
    """Durable when it returns. Raises FaultError; then the same call again completes it."""
    began_s = time.monotonic()
    done = renew_templates(store, logbook, _tell)
    print(
        f"{done.templates:,} palm codes are under key {done.epoch} now, after {time.monotonic() - began_s:.1f} s. "
        "The key before it is destroyed. Back up the database and the key file: older backups cannot be read any more."
    )


def _tell(renewed: int, of: int) -> None:
    print(f"{renewed:,} of {of:,}", file=sys.stderr)
