"""Rules: which events go to which targets. Read and changed inside the transaction of a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.destinations import Destination, RetryPolicy, Target, TargetKey
from app.domain.retries import DeliveryFault


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: str
    """JSON, compiled at least once before it got here."""
    enabled: bool
    description: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RuleTarget:
    """A target as people see it: its secret is never read back."""

    id: str
    destination: Destination
    retry: RetryPolicy
    failures: int = 0
    held_until: datetime | None = None
    fault: DeliveryFault | None = None
    delivered_at: datetime | None = None
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """An enabled rule with its targets, for whoever publishes an event."""

    rule: str
    pattern: str
    targets: tuple[TargetKey, ...]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    delivery: int
    event: str
    detail_type: str
    rule: str
    target: str
    fault: DeliveryFault
    attempts: int
    published_at: datetime
    given_up_at: datetime


class EventRules(Protocol):
    def put_rule(self, rule: Rule) -> None:
        """Makes it, or changes all of it but `created_at`."""
        ...

    def rule(self, name: str) -> Rule | None: ...
    def rules(self, after: str, most: int, prefix: str = "") -> Sequence[Rule]:
        """By name, those behind `after`."""
        ...

    def delete_rule(self, name: str) -> bool:
        """With its targets and what waits for them."""
        ...

    def put_target(self, rule: str, id: str, target: Target, keep_secret: bool = False) -> None:  # noqa: A002  people's name
        """Makes it, or changes all of it but its key; what waits for it stays. `keep_secret` leaves the old secret."""
        ...

    def target(self, rule: str, id: str) -> RuleTarget | None: ...  # noqa: A002
    def targets(self, rule: str, after: str, most: int) -> Sequence[RuleTarget]: ...
    def remove_target(self, rule: str, id: str) -> bool: ...  # noqa: A002
    def routes(self) -> Sequence[Route]:
        """Of the enabled rules that have targets."""
        ...


class Outbox(Protocol):
    def publish(self, event: str, detail_type: str, at: datetime, text: str, targets: Sequence[TargetKey]) -> None:
        """Stores an event for good, and a delivery for each target."""
        ...

    def events_between(self, start: datetime, end: datetime, after: int, most: int) -> Sequence[tuple[int, str]]:
        """(number, envelope) of what was published from `start` until before `end`, in order, behind `after`."""
        ...

    def send_again(self, event: int, targets: Sequence[TargetKey], now: datetime) -> int:
        """A fresh delivery of a stored event to each; how many were not already waiting."""
        ...

    def dead_letters(self, rule: str, after: int, most: int) -> Sequence[DeadLetter]:
        """Of one rule, or of all when it is empty; oldest first, behind `after`."""
        ...

    def revive(self, rule: str, target: str, now: datetime, most: int) -> int:
        """Dead letters of a target begin afresh, oldest first; how many."""
        ...
