"""Killed at any moment of an enrolment or a deletion: either the whole person is there or nothing is."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from app.biometrics.template import body_of
from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.people import PersonId
from app.services.enrol import Candidate
from app.services.load_gallery import live_ring
from app.storage.database import reading
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.journeys.enrolling_child import RECEIPT, SAMPLES, candidate

KILLS = 70
WORDS = ("child", "child", "open", "open", "saved", "deleted", "saved", "leaving", "saved", "leaving")
"""What each life of a store has come to when its time begins to run out."""

LONGEST_S = {"child": 0.1, "open": 0.02, "saved": 0.02, "leaving": 0.01, "deleted": 0.02}
"""From a word of the child to its death: enough for a store to be made, and for one enrolment or deletion."""


@dataclass
class Life:
    """What one child did before it died. A deletion that was begun and not acknowledged may or may not be done."""

    saved: set[PersonId] = field(default_factory=set)
    leaving: set[PersonId] = field(default_factory=set)
    deleted: set[PersonId] = field(default_factory=set)
    status: int = 0
    last: str = ""

    def hear(self, word: str, value: str) -> None:
        self.last = word
        match word:
            case "saved":
                self.saved.add(PersonId(value))
            case "leaving":
                self.leaving.add(PersonId(value))
            case "deleted":
                self.deleted.add(PersonId(value))
            case "end":
                self.status = int(value)


@dataclass(frozen=True)
class Children:
    orders: IO[str]
    words: IO[str]

    def live(self, folder: Path, seed: int, boundary: int = 0) -> Life:
        """Until it kills itself at the boundary."""
        self._order(folder, seed, boundary)
        return self._listen(Life())

    def live_until_killed(self, folder: Path, seed: int, word: str, for_s: float) -> Life:
        """Killed `for_s` after the child's first `word`."""
        child, life = self._order(folder, seed, 0), Life()
        while word != "child" and life.last != word:
            life.hear(*self.words.readline().split())
        time.sleep(for_s)  # the moment itself is what is tried
        os.kill(child, signal.SIGKILL)
        return self._listen(life)

    def _order(self, folder: Path, seed: int, boundary: int) -> int:
        self.orders.write(f"{folder} {seed} {boundary}\n")
        self.orders.flush()
        word, child = self.words.readline().split()
        assert word == "child"
        return int(child)

    def _listen(self, life: Life) -> Life:
        while life.last != "end":
            life.hear(*self.words.readline().split())
        return life


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    command = [sys.executable, "-m", "tests.journeys.enrolling_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Children(process.stdin, process.stdout)
        process.stdin.close()
        assert process.wait(10) == 0


def whole_people(state: State, candidates: list[Candidate]) -> set[PersonId]:
    """Everyone in the store, each shown to be whole; and nothing in the store that is nobody's."""
    with open_store(state) as store:
        ring, templates = live_ring(store), dict[PersonId, list[tuple[object, bytes]]]()
        for stored in store.templates():
            held = body_of(ring.admit(stored.template))
            templates.setdefault(stored.person, []).append((stored.hand, held))
        holders = {store.person_with(each.badge): each for each in candidates}
        holders.pop(None, None)
        assert templates.keys() == holders.keys()
        audited = [entry.person for entry in store.audit(10_000) if entry.action is AuditAction.ENROL]
        assert len(audited) == len(set(audited)) == receipts_in(store)
        for person, expected in holders.items():
            assert person is not None
            assert store.badge_of(person) == expected.badge
            assert store.receipt_of(person) == RECEIPT
            assert person in audited
            veil = ring.current.veil
            whole = [(hand, body_of(veil.cover(code))) for hand, codes in expected.hands.items() for code in codes]
            assert templates[person] == whole
            assert len(whole) == 2 * SAMPLES
        assert len(store._vault.live_slots()) == len(holders) + 1, "no key without a person but the transform's"
        assert store.broken_audit_row() is None
        return {person for person in holders if person}


def receipts_in(store: SqlStore) -> int:
    with reading(store._engine) as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM consent_receipts").scalar_one())


def test_a_process_killed_at_any_moment_leaves_whole_people_only(children: Children, tmp_path: Path) -> None:
    """Ten lives a store: the first killed while the store is made, the second while it is opened, the others while
    they enrol and delete. After each the store is opened, and tidied, and looked at, and goes on."""
    moments = random.Random(20260301)
    saved, deleted = 0, 0
    for life_number in range(KILLS):
        store_number, seed = divmod(life_number, len(WORDS))
        folder = tmp_path / str(store_number)
        if seed == 0:
            staying, gone, candidates = set[PersonId](), set[PersonId](), list[Candidate]()
        word = WORDS[seed]
        life = children.live_until_killed(folder, seed, word, moments.uniform(0, LONGEST_S[word]))
        assert life.status == -signal.SIGKILL
        staying |= life.saved - life.leaving
        gone |= life.deleted
        candidates += [candidate(seed, number) for number in range(len(life.saved) + 1)]
        people = whole_people(State(folder, simulated=True), candidates)
        assert staying <= people, "who was acknowledged is there"
        assert not gone & people, "whose deletion was acknowledged is not"
        staying = people
        saved, deleted = saved + len(life.saved), deleted + len(life.deleted)
    assert saved >= KILLS * 2 / 3
    assert deleted >= KILLS / 10


def test_a_process_killed_at_every_single_step_leaves_whole_people_only(children: Children, tmp_path: Path) -> None:
    """Before each statement and commit, and around each change of the key file, of one enrolment and one deletion."""
    state = State(tmp_path, simulated=True)
    staying, candidates = set[PersonId](), list[Candidate]()
    for boundary in range(1, 200):
        life = children.live(tmp_path, boundary, boundary)
        staying |= life.saved - life.leaving
        candidates += [candidate(boundary, number) for number in range(2)]
        people = whole_people(state, candidates)
        assert staying <= people
        assert not life.deleted & people
        assert len(people - staying) <= 2, "one whose coming, one whose leaving was not acknowledged"
        staying = people
        if life.status == 0:
            break
        assert life.status == -signal.SIGKILL
    assert life.status == 0, "the last life ran to its end"
    assert boundary > 25
