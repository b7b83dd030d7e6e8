"""`thenar console`: the administrator's window on this machine's store, beside a terminal that runs or without one; or
on a control plane, with `--server`.

thenar console
thenar console --data /var/lib/thenar --card card.json
thenar console --database postgresql://thenar@db.example/thenar
thenar console --server https://door.example:8443 --trust root.pem
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.config.text import DEFAULT_LANGUAGE, languages
from app.domain.consent import TerminalId
from app.entrypoints import place, plane_console
from app.entrypoints.odds import read_card
from app.runtime.clock import SystemClock
from app.runtime.errands import Errands
from app.services.card_rates import CardRates
from app.services.logbook import Logbook
from app.services.outlook import AccuracyDesk
from app.services.oversight import AuditDesk, PeopleDesk
from app.storage.store import SqlStore
from ui.console.books import Books
from ui.console.window import ConsoleWindow, Look

CONSOLE = TerminalId("console")
"""Where, in the audit, what is done here was done."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place.add_arguments(parser)
    parser.add_argument("--simulated", action="store_true", help="the simulated world's store, not the real one")
    parser.add_argument("--card", type=Path, help="the JSON of a performance card, to stand beside the model")
    parser.add_argument("--server", metavar="URL", help="a control plane instead: sites, devices, people, rules, keys")
    parser.add_argument("--trust", type=Path, help="the control plane's root certificate, PEM, where it has its own")
    parser.add_argument("--language", choices=languages(), default=DEFAULT_LANGUAGE)
    parser.add_argument("--scheme", choices=("dark", "light"), default="dark")


def main(options: argparse.Namespace) -> int:
    look = Look(options.simulated, options.language, options.scheme)
    if options.server:
        return plane_console.main(options, look)
    with place.opened(options, options.simulated) as store:
        card = read_card(options.card) if options.card else None
        application = QApplication(sys.argv[:1])
        with console(store, look, card) as window:
            window.show()
            return application.exec()


@contextmanager
def console(store: SqlStore, look: Look, card: CardRates | None = None) -> Iterator[ConsoleWindow]:
    """The window over a store, with a thread of its own for what takes time."""
    clock = SystemClock()
    logbook = Logbook(clock, CONSOLE, look.simulated)
    books = Books(PeopleDesk(store, store, logbook), AuditDesk(store), AccuracyDesk(store.enrolled, read_card, card))
    errands = Errands("console")
    errands.start()
    window = ConsoleWindow(books, errands.submit, clock.now, look)
    try:
        yield window
    finally:
        errands.stop()
        window.close()
