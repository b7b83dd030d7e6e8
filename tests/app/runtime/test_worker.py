"""Slow work in order, on one thread; work that fails posts a fault and never an answer."""

import logging
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from app.domain.faults import Fault, FaultError
from app.flows.events import BadgeChecked, Event, FaultRaised, Saved
from app.runtime.worker import Worker

WAIT_S = 5.0


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("test")
    worker.start()
    yield worker
    worker.stop()


def fail(error: Exception) -> Event:
    raise error


def test_jobs_run_in_order_and_post_what_they_give(worker: Worker) -> None:
    posted: SimpleQueue[Event] = SimpleQueue()
    worker.submit(lambda: BadgeChecked(enrolled=True), posted.put)
    worker.submit(lambda: None, posted.put)
    worker.submit(Saved, posted.put)
    assert [posted.get(timeout=WAIT_S) for _ in range(2)] == [BadgeChecked(enrolled=True), Saved()]


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (FaultError(Fault.STORE_FULL, "no room"), Fault.STORE_FULL),
        (OSError("no such thing"), Fault.SYSTEM_ERROR),
        (AssertionError("cannot be"), Fault.SYSTEM_ERROR),
    ],
)
def test_a_job_that_fails_posts_its_fault_and_the_next_one_runs(
    worker: Worker, error: Exception, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    posted: SimpleQueue[Event] = SimpleQueue()
    with caplog.at_level(logging.DEBUG):
        worker.submit(lambda: fail(error), posted.put)
        worker.submit(Saved, posted.put)
        assert [posted.get(timeout=WAIT_S) for _ in range(2)] == [FaultRaised(fault), Saved()]
    assert str(error) not in caplog.text, "a message may hold anything"
