"""`thenar init`: somebody becomes the owner of this installation, once, on the machine itself.

Asks for an e-mail address and a password of one's own, prints ten recovery codes and the secret for an authenticator
app this once, and makes the app count when it shows two right codes. Nobody can sign in before.

    thenar init --data /var/lib/thenar

Where standard input is no terminal, the answers are its lines.
"""

import argparse
import getpass
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from app.config.paths import State
from app.config.text import Texts
from app.domain.faults import Fault, FaultError
from app.domain.realm import Realm
from app.entrypoints import place
from app.entrypoints.customer_keys import CustomerKeysFile
from app.operations.reading import read
from app.operations.refusals import Refusal
from app.operations.sign_in import SetUp, SetUpDone
from app.ports.clock import Clock
from app.ports.control.transaction import ControlStore
from app.runtime.clock import SystemClock
from app.services.control.call import Envelope, Proofs
from app.services.control.identity.first_run import prove_owners_app, set_up
from app.services.control.identity.sign_in import nobody
from app.services.control.perform import Trail
from app.services.control.trail import AuditTrail
from app.storage.control.store import SqlControlStore
from app.storage.key_custody import system_keyring
from app.storage.opening import open_store

AGENT = "thenar init"
"""What the audit has in the place of a client's name."""


@dataclass(frozen=True)
class Person:
    """Who sits at the machine: how questions are asked, and secrets, and what is said."""

    ask: Callable[[str], str]
    ask_secret: Callable[[str], str]
    say: Callable[[str], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    place.add_arguments(parser)
    parser.add_argument("--alias", default="", help="a name for the account in sign-in addresses, as in acme")
    parser.add_argument("--region", default="", help="part of every ARN; chosen at the first start, then fixed")


def main(options: argparse.Namespace) -> int:
    """0 when there is an owner now, 1 when there was one before or the answers would not do."""
    person = Person(asked, getpass.getpass if sys.stdin.isatty() else asked, print)
    state = State(options.data, simulated=False)
    with open_store(state, system_keyring(), options.database or "", CustomerKeysFile(state)) as people:
        store = SqlControlStore(people)
        realm = store.realm(options.region)
        trail = AuditTrail(realm, Texts(), lambda: str(uuid.uuid4()))
        return 0 if first_run(store, realm, Proofs(), trail, SystemClock(), person, options.alias) else 1


def first_run(
    store: ControlStore, realm: Realm, proofs: Proofs, trail: Trail, clock: Clock, person: Person, alias: str = ""
) -> bool:
    """False where nobody was made the owner."""
    texts = Texts()
    with store.reading() as reading:
        if reading.principals.owner() is not None:
            person.say(texts.say("reason.already_set_up"))
            return False
    address = person.ask("E-mail address of the owner: ")
    password = person.ask_secret("Password (twelve characters or more): ")
    if password != person.ask_secret("The same again: "):
        raise FaultError(Fault.INPUT_UNREADABLE, "the two passwords differ")
    request = read(SetUp, {"ownerEmail": address, "password": password, "alias": alias})
    visit = Envelope(nobody(realm), str(uuid.uuid4()), clock.now(), "", AGENT)
    done = request if isinstance(request, Refusal) else set_up(request, store, realm, proofs, trail, visit)
    if isinstance(done, Refusal):
        person.say(texts.say(done.reason.key, **done.facts))
        return False
    _show(done, person)
    _prove(store, realm, clock, person)
    return True


def _show(done: SetUpDone, person: Person) -> None:
    person.say(f"\nAccount {done.account} has its owner. Keep these recovery codes; they are not shown again:\n")
    for code in done.recovery_codes:
        person.say(f"    {code}")
    person.say(f"\nFor an authenticator app: {done.mfa_secret}\n    {done.mfa_address}")


def _prove(store: ControlStore, realm: Realm, clock: Clock, person: Person) -> None:
    first = person.ask("\nThe code that the app shows, or nothing to go without it: ")
    if not first:
        person.say("The owner signs in with the password alone. Use the owner for what needs him, and nothing else.")
        return
    second = person.ask("The code that it shows next: ")
    if prove_owners_app(store, realm, first, second, clock.now()):
        person.say("From now on nobody signs in as the owner without the app or a recovery code.")
    else:
        person.say(
            "Those were not two codes in a row: the app does not count. The owner signs in with the password alone."
        )


def asked(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
