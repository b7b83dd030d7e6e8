"""When something is tried again, and when no more."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.destinations import RetryPolicy
from app.domain.retries import (
    CAP_S,
    Delivered,
    DeliveryFault,
    DeliveryState,
    Refused,
    Unavailable,
    Waiting,
    expired,
    longest_wait_s,
    settle,
)

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
POLICY = RetryPolicy()
NEW = Waiting(0, NOW)
BUSY = Unavailable(DeliveryFault.ANSWERED_BUSY)


def test_what_arrived_is_done() -> None:
    settled = settle(NEW, Delivered(), 0, POLICY, NOW, 0.5)
    assert (settled.state, settled.attempts, settled.fault) == (DeliveryState.DELIVERED, 1, None)


def test_what_is_not_wanted_is_put_aside_at_once_with_its_reason() -> None:
    settled = settle(NEW, Refused(DeliveryFault.ANSWERED_NO), 0, POLICY, NOW, 0.5)
    assert (settled.state, settled.fault) == (DeliveryState.DEAD, DeliveryFault.ANSWERED_NO)


@pytest.mark.parametrize(("failures", "share", "wait_s"), [(1, 1.0, 1), (2, 1.0, 2), (2, 0.25, 0.5), (30, 0.5, 450)])
def test_the_wait_is_a_share_of_a_span_that_doubles(failures: int, share: float, wait_s: float) -> None:
    settled = settle(NEW, BUSY, failures, POLICY, NOW, share)
    assert settled.state is DeliveryState.WAITING
    assert settled.due_at == NOW + timedelta(seconds=wait_s)


@given(st.integers(1, 10_000))
def test_the_span_never_shrinks_and_has_an_end(failures: int) -> None:
    assert longest_wait_s(failures) <= longest_wait_s(failures + 1) <= CAP_S


@pytest.mark.parametrize(("attempts", "state"), [(183, DeliveryState.WAITING), (184, DeliveryState.DEAD)])
def test_attempts_come_to_an_end(attempts: int, state: DeliveryState) -> None:
    assert settle(Waiting(attempts, NOW), BUSY, 1, POLICY, NOW, 1.0).state is state


@pytest.mark.parametrize(("age_s", "state"), [(86_398, DeliveryState.WAITING), (86_399, DeliveryState.DEAD)])
def test_what_would_come_too_late_is_put_aside(age_s: int, state: DeliveryState) -> None:
    waiting = Waiting(3, NOW - timedelta(seconds=age_s))
    settled = settle(waiting, BUSY, 1, POLICY, NOW, 1.0)
    assert (settled.state, settled.fault) == (state, DeliveryFault.ANSWERED_BUSY)


def test_time_is_spent_at_the_second_that_was_set() -> None:
    assert not expired(NEW, RetryPolicy(60), NOW + timedelta(seconds=59))
    assert expired(NEW, RetryPolicy(60), NOW + timedelta(seconds=60))
