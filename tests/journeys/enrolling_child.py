"""A process that enrols and deletes people until somebody kills it. Run by the kill tests, never collected.

It reads orders from its input, one a line: `FOLDER SEED DIES_AT`. For each it forks a child, so that libraries are
loaded once. The child prints `open 0` when the store is open, `saved PERSON` and `deleted PERSON` after each
acknowledgement and `leaving PERSON` before a deletion; when it is dead, `end STATUS` follows. DIES_AT = 0 goes on until
killed; n kills itself at the n-th boundary: before a SQL statement or a commit, before or after a change of the key
file.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
from sqlalchemy import event

from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.key_state import KeyState
from app.domain.people import Hand, PersonId
from app.ports.vault import KeySlot, Vault
from app.services.enrol import Candidate, save_person
from app.services.logbook import Logbook
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.services.palms import noise, palm

SAMPLES = 3
MODEL = palm(0)
DESK = TerminalId("desk-1")


class FrozenClock:
    def now(self) -> datetime:
        return datetime(2026, 3, 1, 9, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Nobody waits here."""


LOGBOOK = Logbook(FrozenClock(), DESK, simulated=True)
RECEIPT = ConsentReceipt(ConsentText("1", "en", "ab" * 32), FrozenClock().now(), DESK)


def candidate(seed: int, number: int) -> Candidate:
    """Always the same for one seed and number."""
    rng = np.random.default_rng((seed, number))
    codes = [noise(rng, MODEL) for _ in range(len(Hand) * SAMPLES)]
    hands = {hand: tuple(codes[place * SAMPLES :][:SAMPLES]) for place, hand in enumerate(Hand)}
    return Candidate(Badge(seed, number), RECEIPT, hands)


class Countdown:
    """Dies as by `kill -9` at the n-th boundary."""

    def __init__(self, dies_at: int) -> None:
        self.left = dies_at

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalVault:
    """The real vault; each step that changes the file has a boundary before and after it."""

    def __init__(self, vault: Vault, boundary: Callable[[], None]) -> None:
        self._vault = vault
        self._boundary = boundary

    def create_key(self) -> KeySlot:
        self._boundary()
        slot = self._vault.create_key()
        self._boundary()
        return slot

    def create_keys(self, count: int) -> list[KeySlot]:
        return [self.create_key() for _ in range(count)]

    def keep_key(self, key: bytes) -> KeySlot:
        self._boundary()
        slot = self._vault.keep_key(key)
        self._boundary()
        return slot

    def key(self, slot: KeySlot) -> bytes:
        return self._vault.key(slot)

    def destroy_key(self, slot: KeySlot) -> None:
        self._boundary()
        self._vault.destroy_key(slot)
        self._boundary()

    def destroy_keys(self, slots: Collection[KeySlot]) -> None:
        for slot in slots:
            self.destroy_key(slot)

    def lookup_key(self) -> bytes:
        return self._vault.lookup_key()

    def live_slots(self) -> frozenset[KeySlot]:
        return self._vault.live_slots()

    def system_secret(self) -> bytes:
        return self._vault.system_secret()

    def customer_key(self) -> str:
        return self._vault.customer_key()

    def customer_keys(self) -> tuple[str, ...]:
        return self._vault.customer_keys()

    def customer_state(self) -> KeyState:
        return self._vault.customer_state()

    def rewrap(self, customer: str, fresh_default: bool = False) -> int:
        return self._vault.rewrap(customer, fresh_default)


def mortal(store: SqlStore, boundary: Callable[[], None]) -> SqlStore:
    for name in ("before_cursor_execute", "commit"):
        event.listen(store._engine, name, lambda *_: boundary())
    return SqlStore(store._engine, MortalVault(store._vault, boundary), store._account)


def say(word: str, person: PersonId) -> None:
    os.write(1, f"{word} {person}\n".encode())


def enrol_one(store: SqlStore, seed: int, number: int) -> PersonId:
    person = PersonId(secrets.token_hex(16))
    save_person(store, person, candidate(seed, number), LOGBOOK)
    say("saved", person)
    return person


def delete_one(store: SqlStore, person: PersonId) -> None:
    say("leaving", person)
    with store.transaction() as transaction:
        transaction.delete_person(person)
        transaction.add_audit(LOGBOOK.entry(AuditAction.DELETE_PERSON, "requested", person))
    say("deleted", person)


def enrol_until_killed(state: State, seed: int) -> None:
    """Each second person is deleted again."""
    with open_store(state) as store:
        os.write(1, b"open 0\n")
        for number in count():
            person = enrol_one(store, seed, number)
            if number % 2:
                delete_one(store, person)


def die_at(state: State, seed: int, boundary: int) -> None:
    """One person comes, another goes."""
    with open_store(state) as store:
        os.write(1, b"open 0\n")
        leaving = store.person_with(Badge(seed, 0)) or enrol_one(store, seed, 0)
        doomed = mortal(store, Countdown(boundary))
        enrol_one(doomed, seed, 1)
        delete_one(doomed, leaving)


def obey(order: str) -> None:
    folder, seed, boundary = order.split()
    state = State(Path(folder), simulated=True)
    work = partial(die_at, boundary=int(boundary)) if int(boundary) else enrol_until_killed
    if (child := os.fork()) == 0:
        work(state, int(seed))
        os._exit(0)
    os.write(1, f"child {child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(1, f"end {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    for line in sys.stdin:
        obey(line)
