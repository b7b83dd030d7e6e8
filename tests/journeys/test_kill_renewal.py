"""Killed at any moment of a renewal: every template is readable under exactly one live key, and the next run completes
it."""

import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.biometrics.renewal import AnotherEpoch, Ring, Transform
from app.biometrics.template import body_of, parse_protected
from app.config.paths import State
from app.ports.transform import TransformKey
from app.services.enrol import save_person
from app.services.renew_templates import renew_templates
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.contracts.store_contract import new_person
from tests.journeys.enrolling_child import LOGBOOK, candidate

PEOPLE = 1
TEMPLATES = 6
CODES = [code for number in range(PEOPLE) for codes in candidate(1, number).hands.values() for code in codes]

Kill = Callable[[Path, int], int]


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    command = [sys.executable, "-m", "tests.journeys.renewing_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        orders, words = process.stdin, process.stdout
        assert orders is not None
        assert words is not None

        def order(folder: Path, boundary: int) -> int:
            orders.write(f"{folder} {boundary}\n")
            orders.flush()
            return int(words.readline().split()[1])

        yield order
        orders.close()
        assert process.wait(10) == 0


def opens(key: TransformKey, template: bytes) -> bool:
    try:
        Ring([Transform(key)]).admit(template)
    except AnotherEpoch:
        return False
    return True


def keys_of_a_whole_store(store: SqlStore) -> tuple[TransformKey, ...]:
    """The live keys of a store in which every template opens under exactly one of them, to the code it was made of."""
    keys = store.transform_keys()
    stored = [each.template for each in store.templates()]
    assert [sum(opens(key, template) for key in keys) for template in stored] == [1] * TEMPLATES
    ring = Ring(map(Transform, keys))
    plain = Counter(body_of(ring.current.veil.cover(code)) for code in CODES)
    assert Counter(body_of(ring.admit(template)) for template in stored) == plain
    assert len(store._vault.live_slots()) == PEOPLE + len(keys), "no key that nobody needs"
    return keys


def test_a_renewal_killed_at_every_single_step_leaves_each_template_under_one_live_key(
    kill: Kill, tmp_path: Path
) -> None:
    with open_store(State(tmp_path / "before", simulated=True)) as store:
        for number in range(PEOPLE):
            save_person(store, new_person(), candidate(1, number), LOGBOOK)
        (first,) = keys_of_a_whole_store(store)
    half_done = 0
    for boundary in range(1, 200):
        folder = tmp_path / str(boundary)
        shutil.copytree(tmp_path / "before", folder)
        status = kill(folder, boundary)
        with open_store(State(folder, simulated=True)) as store:
            keys = keys_of_a_whole_store(store)
            epochs = Counter(parse_protected(each.template).epoch for each in store.templates())
            half_done += len(epochs) == 2
            assert (len(keys) == 1) == (keys == (first,) or first not in keys)
            if status == 0:
                break
            assert status == -signal.SIGKILL
            renew_templates(store, LOGBOOK, lambda renewed, of: None)
            (last,) = keys_of_a_whole_store(store)
            assert last.epoch > first.epoch
            assert last.key != first.key
        shutil.rmtree(folder)
    assert status == 0, "the last one ran to its end"
    assert first not in keys
    assert boundary > 25
    assert half_done > 5, "it was killed between batches too"
