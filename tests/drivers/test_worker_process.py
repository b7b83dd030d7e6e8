"""Who keeps a driver's process: whatever it says, it is ended before the next one begins, and the keeper lives on."""

import os
import queue
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from drivers.wiegand.messages import CODEC as CODEC_OF_WIEGAND
from drivers.wiegand.messages import Start
from drivers.worker_process import Program, WorkerProcess
from tests.peers.deaf_process import CODEC, Here, Lost, Message, Say

PATIENCE_S = 20.0
"""For a process to start on a machine that is busy."""

Keep = Callable[[str, Callable[[Message], None]], WorkerProcess[Message]]


@pytest.fixture
def keep() -> Iterator[Keep]:
    kept: list[WorkerProcess[Message]] = []

    def keep(line: str, hear: Callable[[Message], None]) -> WorkerProcess[Message]:
        kept.append(WorkerProcess(Program("tests.peers.deaf_process", CODEC, lost=Lost()), Say(line), hear))
        kept[-1].open()
        return kept[-1]

    yield keep
    for process in kept:
        process.close()


def lives(pid: int) -> bool:
    """A process that ended and that nobody has waited for counts as one that lives."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("nonsense", "JSONDecodeError"),
        ('["Hello", {}]', "KeyError"),
        ('["Here", {"name": 1}]', "TypeError"),
        ("[" * 50_000, "RecursionError"),
    ],
)
def test_a_process_that_speaks_nonsense_has_ended_before_its_end_is_heard_and_the_next_begins(
    keep: Keep, line: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    heard: queue.Queue[tuple[Message, list[int]]] = queue.Queue()
    born: list[int] = []

    def hear(message: Message) -> None:
        if isinstance(message, Here):
            born.append(message.pid)
        heard.put((message, [pid for pid in born if lives(pid)]))

    process = keep(line, hear)
    for life in (0, 1):
        message, alive = heard.get(timeout=PATIENCE_S)
        assert (message, alive) == (Here(born[life]), [born[life]]), "one at a time"
        assert heard.get(timeout=PATIENCE_S) == (Lost(), [])
    process.close()
    assert not any(lives(pid) for pid in born)
    assert not process.send(Say(""))
    assert all(said.endswith(f": {kind}") for said in caplog.messages)
    assert len(caplog.messages) >= 2


@pytest.mark.parametrize("kind", [Here, Lost])
def test_a_driver_that_cannot_hear_gets_a_new_process_all_the_same(
    keep: Keep, kind: type[Message], caplog: pytest.LogCaptureFixture
) -> None:
    heard: queue.Queue[Message] = queue.Queue()

    def hear(message: Message) -> None:
        heard.put(message)
        if isinstance(message, kind):
            raise AssertionError("a mistake of the driver's own")

    keep("nonsense", hear)
    lives = [heard.get(timeout=PATIENCE_S) for _ in range(4)]
    assert [type(message) for message in lives] == [Here, Lost] * 2
    assert any(said.endswith(": AssertionError") for said in caplog.messages)


def test_a_deaf_process_does_not_outlive_who_keeps_it(keep: Keep) -> None:
    heard: queue.Queue[Message] = queue.Queue()
    process = keep("", heard.put)
    here = heard.get(timeout=PATIENCE_S)
    assert isinstance(here, Here)
    assert process.pid == here.pid
    process.close()
    assert not lives(here.pid)
    assert heard.get_nowait() == Lost()


def test_a_process_to_which_nobody_listens_any_more_ends_without_a_word() -> None:
    """One with a word to say at once: it has no such chip."""
    start = CODEC_OF_WIEGAND.encoded(Start("/dev/no-chip", "1", "2", "3", None, False, 50, 2000, 1.0))
    command = [sys.executable, "-m", "drivers.wiegand.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(start)
        process.stdin.flush()
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr.read() == b""
