"""`thenar keys`: under which keys everything lies, and wrapping it anew. Nobody enrols again.

thenar keys show
thenar keys set hsm-2026         # a customer key of `customer-keys.toml` wraps too, or takes over from another
thenar keys remove               # the default key alone
thenar keys rotate               # a fresh default key; the old one is overwritten

Terminals and servers may run meanwhile. What was cut off is completed by the next one.
"""

import argparse

from app.domain.audit_action import AuditAction
from app.domain.consent import TerminalId
from app.entrypoints import place
from app.runtime.clock import SystemClock
from app.services.logbook import Logbook
from app.storage.store import SqlStore

CONSOLE = TerminalId("console")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place.add_arguments(parser)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("show", help="which customer key is set, and whether it answers")
    setting = verbs.add_parser("set", help="set a customer key, or change to another")
    setting.add_argument("name", help="as it is called in customer-keys.toml")
    verbs.add_parser("remove", help="back to the default key alone")
    verbs.add_parser("rotate", help="wrap everything under a fresh default key, and the customer key that is set")


def main(options: argparse.Namespace) -> int:
    with place.opened(options) as store:
        if options.verb == "show":
            print("\n".join(shown(store)))
            return 0
        customer = {"set": getattr(options, "name", ""), "remove": "", "rotate": store.vault.customer_key()}
        count = rotate(store, customer[options.verb], fresh_default=options.verb == "rotate")
        print(f"{count:,} keys are wrapped anew. The wrapping before is overwritten; nobody has to enrol again.")
    return 0


def shown(store: SqlStore) -> list[str]:
    name = store.vault.customer_key()
    known = ", ".join(store.vault.customer_keys()) or "none"
    return [
        f"customer key: {name or 'none'} ({store.vault.customer_state().value})",
        f"set up on this machine: {known}",
    ]


def rotate(store: SqlStore, customer: str, fresh_default: bool) -> int:
    """How many keys were wrapped. Raises FaultError; then the same call again completes it."""
    logbook = Logbook(SystemClock(), CONSOLE, simulated=False)
    count = store.vault.rewrap(customer, fresh_default)
    with store.transaction() as transaction:
        transaction.add_audit(logbook.entry(AuditAction.WRAP_KEYS, "renewed"))
    return count
