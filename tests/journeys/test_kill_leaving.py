"""Killed before any change of any file: a terminal is what it was or what it was told to be, on the network that goes
with it, and one that was leaving has nothing left after its next start."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from app.config.paths import State
from app.entrypoints.terminal_home import Place
from app.storage.opening import open_store
from tests.app.domain.test_device_configuration import WIFI
from tests.app.runtime.test_configuring import OTHER
from tests.app.runtime.test_life import IDENTITY
from tests.contracts.store_contract import BADGE, add
from tests.journeys.leaving_child import FIRST, SECOND, FiledNetwork, come_to_set_up, configuring

MOST = 200
"""Changes of files: many times as many as there are."""


@dataclass(frozen=True)
class Children:
    orders: IO[str]
    words: IO[str]

    def finishes(self, action: str, place: Place, dies_at: int) -> bool:
        """Whether it came to the end before it was killed."""
        print(action, place.state.data, dies_at, file=self.orders, flush=True)
        said = self.words.readline().split()
        if said == ["done"]:
            assert self.words.readline().split() == ["end", "0"]
            return True
        assert said == ["end", str(-signal.SIGKILL)]
        return False


@pytest.fixture(scope="module")
def children(root: Path) -> Iterator[Children]:
    command = [sys.executable, "-m", "tests.journeys.leaving_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Children(process.stdin, process.stdout)
        process.stdin.close()


def a_terminal(folder: Path) -> Place:
    """At work with its first configuration, and with a person in its store."""
    folder.mkdir()
    place = Place(State(folder, simulated=True))
    place.memory.become(IDENTITY, "PRIVATE KEY")
    assert configuring(place).apply(FIRST) is None
    return place


@pytest.mark.requirement("DIM-010", "DIM-013")
def test_a_configuration_is_in_force_whole_or_not_at_all_wherever_it_is_cut_off(
    children: Children, tmp_path: Path
) -> None:
    ends = set()
    for dies_at in range(1, MOST):
        place = a_terminal(tmp_path / str(dies_at))
        finished = children.finishes("configure", place, dies_at)
        configuring(place).recover()
        kept, on = place.memory.configuration(), FiledNetwork(place.state.data).on
        assert (kept, on) in ((FIRST, WIFI.ssid), (SECOND, OTHER.ssid)), dies_at
        assert place.memory.attempted() is None
        assert configuring(place).apply(SECOND) is None
        ends.add(kept)
        if finished:
            assert kept == SECOND
            break
    else:
        pytest.fail("it never came to the end")
    assert ends == {FIRST, SECOND}
    assert dies_at > 5


@pytest.mark.requirement("DIM-016")
def test_whoever_was_leaving_has_nothing_left_after_the_next_start(children: Children, tmp_path: Path) -> None:
    stayed = left = 0
    for dies_at in range(1, MOST):
        place = a_terminal(tmp_path / str(dies_at))
        with open_store(place.state) as store:
            add(store, BADGE)
        finished = children.finishes("leave", place, dies_at)
        if place.memory.identity() is not None:
            stayed += 1
            with open_store(place.state) as store:
                assert store.person_with(BADGE) is not None, "nothing goes before it has left for good"
        else:
            left += 1
            come_to_set_up(place)
            assert [path.name for path in place.state.folder.rglob("*") if path.is_file()] == []
        if finished:
            break
    else:
        pytest.fail("it never came to the end")
    assert stayed > 0
    assert left > 10
