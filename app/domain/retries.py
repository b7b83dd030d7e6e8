"""What becomes of a delivery: sent, tried again later, or put aside with a reason.

Rules it keeps: a target that does not answer is left alone for longer each time, by a random share of the span (full
jitter), so that servers do not come back all at once; what a target refuses for what it says is put aside at once and
holds nothing else up; nothing is tried after its time or its attempts are spent. Randomness and time are given.

Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (full jitter). Limits: a target that comes back
may stay unnoticed for CAP_S.

>>> longest_wait_s(1), longest_wait_s(5), longest_wait_s(50)
(1.0, 16.0, 900.0)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

from app.domain.destinations import RetryPolicy

BASE_S = 1.0
"""The longest wait after the first failure. A restart of a receiver takes seconds."""
CAP_S = 900.0
"""The longest wait of all. Half of it on average, over a day, is 192 tries: EventBridge allows 185."""


class DeliveryFault(Enum):
    """Why something was not delivered. Words for people: `delivery.<value>` in every language."""

    NAME_UNKNOWN = "name_unknown"
    ADDRESS_REFUSED = "address_refused"
    NOT_CONNECTED = "not_connected"
    NOT_TRUSTED = "not_trusted"
    TIMED_OUT = "timed_out"
    ANSWERED_BUSY = "answered_busy"
    ANSWERED_NO = "answered_no"
    TOO_LARGE = "too_large"
    EXPIRED = "expired"
    NOT_AUTHORISED = "not_authorised"
    STORE_FAILED = "store_failed"
    SECRET_UNUSABLE = "secret_unusable"  # noqa: S105  a word, no secret


@dataclass(frozen=True, slots=True)
class Delivered:
    """The target has it, as far as the target says."""


@dataclass(frozen=True, slots=True)
class Refused:
    """This event is not wanted, now or later; others may be."""

    fault: DeliveryFault


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The target cannot take anything now."""

    fault: DeliveryFault


Outcome: TypeAlias = Delivered | Refused | Unavailable


class DeliveryState(Enum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Settlement:
    """How one delivery stands after an attempt."""

    state: DeliveryState
    attempts: int
    due_at: datetime
    fault: DeliveryFault | None = None


def longest_wait_s(failures: int) -> float:
    """After so many failures in a row, 1 or more."""
    return min(CAP_S, BASE_S * 2.0 ** min(failures - 1, 30))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery before an attempt."""

    attempts: int
    since: datetime
    """When it was first due; a dead letter that is sent again begins afresh."""


def expired(waiting: Waiting, policy: RetryPolicy, now: datetime) -> bool:
    """Whether its time is spent without another attempt."""
    return now >= waiting.since + timedelta(seconds=policy.max_age_s)


def settle(
    waiting: Waiting, outcome: Outcome, failures: int, policy: RetryPolicy, now: datetime, share: float
) -> Settlement:
    """`failures` of the target in a row, this one included; `share` is random, from 0 to 1."""
    tried = waiting.attempts + 1
    match outcome:
        case Delivered():
            return Settlement(DeliveryState.DELIVERED, tried, now)
        case Refused(fault):
            return Settlement(DeliveryState.DEAD, tried, now, fault)
        case Unavailable(fault):
            due_at = now + timedelta(seconds=share * longest_wait_s(failures))
            spent = tried >= policy.max_attempts or expired(waiting, policy, due_at)
            return Settlement(DeliveryState.DEAD if spent else DeliveryState.WAITING, tried, due_at, fault)
