"""The OSDP process without a port: it obeys, it never delivers, and it does not outlive the terminal."""

import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.osdp.messages import CODEC, Dropped, LinkIs, Message, Report, Start, Submit
from drivers.osdp.process import osdp_process

ROOT = Path(__file__).parents[3]
START = Start("/dev/no-such-port", 9600, 0, 0, "8f1c5a3b77e04d9261b8c3f09a2e4d17")


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "drivers.osdp.worker"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def tell(worker: subprocess.Popen[bytes], *messages: Message) -> None:
    assert worker.stdin is not None
    worker.stdin.write(b"".join(CODEC.encoded(message) for message in messages))
    worker.stdin.flush()


def said(worker: subprocess.Popen[bytes]) -> Message:
    assert worker.stdout is not None
    return CODEC.decoded(worker.stdout.readline())


def badge(number: int) -> Submit:
    return Submit(number, "bd88eb80", 26, time.monotonic() + 5)


def test_without_a_port_a_badge_is_dropped_at_once(worker: subprocess.Popen[bytes]) -> None:
    tell(worker, START, badge(1))
    assert said(worker) == Dropped(1)
    tell(worker, badge(2))
    assert said(worker) == Dropped(2)


def test_it_ends_with_the_terminal(worker: subprocess.Popen[bytes]) -> None:
    tell(worker, START, badge(1))
    said(worker)
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(5) == 0


def test_the_key_is_on_no_command_line(worker: subprocess.Popen[bytes]) -> None:
    tell(worker, START, badge(1))
    said(worker)
    for secret in ("cmdline", "environ"):
        assert START.key.encode() not in Path(f"/proc/{worker.pid}/{secret}").read_bytes()


def test_a_process_that_dies_is_started_again_and_each_death_is_told() -> None:
    reports: queue.Queue[Report] = queue.Queue()
    process = osdp_process(START, reports.put)
    process.open()
    while not process.send(badge(1)):
        time.sleep(0.01)
    assert reports.get(timeout=10) == Dropped(1)
    first = process.pid
    assert first is not None
    subprocess.run(["kill", "-KILL", str(first)], check=True)
    assert reports.get(timeout=10) == LinkIs("offline")
    while not process.send(badge(2)):
        time.sleep(0.01)
    assert reports.get(timeout=10) == Dropped(2)
    assert process.pid != first
    process.close()
    assert not process.send(badge(3))
    assert not Path(f"/proc/{first}").exists()
