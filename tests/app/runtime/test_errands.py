"""Whoever asks is told once: an answer, or the fault that kept it away."""

import logging
from collections.abc import Iterator
from queue import SimpleQueue
from threading import current_thread

import pytest

from app.domain.faults import Fault, FaultError
from app.runtime.errands import Errands, at_once

WAIT_S = 5.0


@pytest.fixture
def errands() -> Iterator[Errands]:
    errands = Errands("test-errands")
    errands.start()
    yield errands
    errands.stop()


def fail(error: Exception) -> int:
    raise error


def test_questions_are_answered_in_order_on_another_thread(errands: Errands) -> None:
    told: SimpleQueue[object] = SimpleQueue()
    errands.submit(lambda: 1, told.put)
    errands.submit(lambda: current_thread().name, told.put)
    assert [told.get(timeout=WAIT_S) for _ in range(2)] == [1, "thenar-test-errands"]


@pytest.mark.parametrize(
    ("error", "fault"),
    [(FaultError(Fault.STORE_FULL), Fault.STORE_FULL), (OSError("/home/somebody"), Fault.SYSTEM_ERROR)],
)
def test_a_question_that_fails_tells_its_fault_and_the_next_is_answered(
    errands: Errands, error: Exception, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    told: SimpleQueue[object] = SimpleQueue()
    with caplog.at_level(logging.DEBUG):
        errands.submit(lambda: fail(error), told.put)
        errands.submit(lambda: 2, told.put)
        assert [told.get(timeout=WAIT_S) for _ in range(2)] == [fault, 2]
    assert "somebody" not in caplog.text


def test_at_once_tells_the_same() -> None:
    told: list[object] = []
    at_once(lambda: 3, told.append)
    at_once(lambda: fail(FaultError(Fault.KEY_MISSING)), told.append)
    assert told == [3, Fault.KEY_MISSING]
