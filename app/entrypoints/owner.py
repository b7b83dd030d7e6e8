"""`thenar owner`: the owner's way back, at the machine itself, when a password, an app or recovery codes are lost.

    thenar owner password               # asks for another password, twice
    thenar owner password --temporary   # makes one up, which must be changed at the next sign-in
    thenar owner codes                  # ten recovery codes; all earlier ones are worth nothing
    thenar owner app                    # another authenticator app in place of the one before

It needs the store and its keys, and no password: whoever may write these files could always do more. Each ends the
owner's sessions where it changes how he signs in, and is in the audit. A server may run meanwhile.
"""

import argparse
import getpass
import sys
import uuid
from collections.abc import Callable

from app.config.paths import State
from app.config.text import Texts
from app.domain.faults import Fault, FaultError
from app.entrypoints import place
from app.entrypoints.customer_keys import CustomerKeysFile
from app.entrypoints.first_run import Person, asked
from app.operations.reading import read
from app.operations.refusals import Refusal
from app.operations.sign_in import SetUp
from app.ports.clock import Clock
from app.runtime.clock import SystemClock
from app.services.control.call import Envelope, Proofs
from app.services.control.identity.owner import OwnersCounter
from app.services.control.identity.sign_in import nobody
from app.services.control.publish import Publisher
from app.services.control.trail import AuditTrail
from app.storage.control.store import SqlControlStore
from app.storage.key_custody import system_keyring
from app.storage.opening import open_store

AGENT = "thenar owner"
"""What the audit has in the place of a client's name."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=tuple(_DEEDS), help="what was lost")
    parser.add_argument("--temporary", action="store_true", help="a password that is made up, to be changed at once")
    place.add_arguments(parser)


def main(options: argparse.Namespace) -> int:
    """0 when it was done, 1 when it would not do."""
    person = Person(asked, getpass.getpass if sys.stdin.isatty() else asked, print)
    state = State(options.data, simulated=False)
    with open_store(state, system_keyring(), options.database or "", CustomerKeysFile(state)) as people:
        store = SqlControlStore(people)
        realm = store.realm()
        counter = OwnersCounter(
            store, realm, Proofs(), AuditTrail(realm, Texts(), new_uuid), Publisher(realm, new_uuid)
        )
        return 0 if way_back(counter, options.what, options.temporary, SystemClock(), person) else 1


def way_back(counter: OwnersCounter, what: str, temporary: bool, clock: Clock, person: Person) -> bool:
    refusal = _DEEDS[what](counter, temporary, clock, person)
    if refusal is not None:
        person.say(Texts().say(refusal.reason.key, **refusal.facts))
    return refusal is None


def _password(counter: OwnersCounter, temporary: bool, clock: Clock, person: Person) -> Refusal | None:
    chosen = None if temporary else _chosen(person)
    if isinstance(chosen, Refusal):
        return chosen
    outcome = counter.reset_password(chosen, temporary, _visit(counter, clock))
    if isinstance(outcome, Refusal):
        return outcome
    if temporary:
        person.say(f"\n    {outcome}\n\nIt is not shown again, and must be changed at the next sign-in.")
    person.say("The owner has another password, and is signed out everywhere.")
    return None


def _chosen(person: Person) -> str | Refusal:
    password = person.ask_secret("Password (twelve characters or more): ")
    if password != person.ask_secret("The same again: "):
        raise FaultError(Fault.INPUT_UNREADABLE, "the two passwords differ")
    checked = read(SetUp, {"ownerEmail": "owner@localhost", "password": password})
    return checked if isinstance(checked, Refusal) else password


def _codes(counter: OwnersCounter, temporary: bool, clock: Clock, person: Person) -> Refusal | None:
    outcome = counter.new_recovery_codes(_visit(counter, clock))
    if isinstance(outcome, Refusal):
        return outcome
    person.say("\nKeep these recovery codes; they are not shown again, and earlier ones are worth nothing:\n")
    for code in outcome.splitlines():
        person.say(f"    {code}")
    return None


def _app(counter: OwnersCounter, temporary: bool, clock: Clock, person: Person) -> Refusal | None:
    begun = counter.begin_app(_visit(counter, clock))
    if isinstance(begun, Refusal):
        return begun
    secret, address = begun
    person.say(f"\nFor an authenticator app: {secret}\n    {address}")
    first = person.ask("\nThe code that the app shows: ")
    second = person.ask("The code that it shows next: ")
    proven = counter.prove_app(first, second, _visit(counter, clock))
    if isinstance(proven, Refusal):
        return proven
    person.say("From now on this app counts and no other, and the owner is signed out everywhere.")
    return None


_DEEDS: dict[str, Callable[[OwnersCounter, bool, Clock, Person], Refusal | None]] = {
    "password": _password,
    "codes": _codes,
    "app": _app,
}


def _visit(counter: OwnersCounter, clock: Clock) -> Envelope:
    return Envelope(nobody(counter.realm), new_uuid(), clock.now(), "", AGENT)


def new_uuid() -> str:
    return str(uuid.uuid4())
