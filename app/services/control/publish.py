"""Publishes an event in the transaction of whatever happened: stored for good, and addressed to each target of each
rule that wants it.

Rules it keeps: which rules count is decided at that moment; a pattern that cannot be read any more wants nothing and
stops nobody's change.

    call.announce(occurrence(HealthChanged(...), account))
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from app.domain.bounded_json import JsonValue
from app.domain.destinations import TargetKey
from app.domain.event_json import Stamp, envelope, envelope_text
from app.domain.occurrences import Occurrence
from app.domain.realm import Realm
from app.patterns.compiler import compile_pattern
from app.patterns.matching import matches
from app.patterns.pattern import Pattern, PatternInvalid
from app.ports.control.event_rules import Route
from app.ports.control.transaction import Transaction
from app.services.control.call import Envelope

log = logging.getLogger("thenar.services")

_PATTERNS_KEPT = 1_000
"""Compiled patterns in memory. More rules than that are compiled anew at each event."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Implements `app.services.control.perform.Events`."""

    realm: Realm
    new_event_id: Callable[[], str]

    def put(self, transaction: Transaction, occurrence: Occurrence, envelope: Envelope) -> None:
        publish(transaction, occurrence, self.stamp(envelope.at))

    def stamp(self, at: datetime) -> Stamp:
        return Stamp(self.new_event_id(), self.realm.account, self.realm.region, at)


def publish(transaction: Transaction, what: Occurrence, stamp: Stamp) -> None:
    """It happened at `stamp.at`."""
    wanted = targets_for(transaction.event_rules.routes(), envelope(what, stamp))
    transaction.outbox.publish(stamp.id, what.kind, stamp.at, envelope_text(what, stamp), wanted)


def targets_for(routes: Iterable[Route], told: JsonValue) -> tuple[TargetKey, ...]:
    """Of the rules whose pattern fits; `told` is an envelope."""
    return tuple(target for route in routes if _wants(route.pattern, told) for target in route.targets)


def _wants(pattern: str, told: JsonValue) -> bool:
    try:
        return matches(_compiled(pattern), told)
    except PatternInvalid as error:
        log.error("a rule's pattern is no longer valid: %s", type(error).__name__)
        return False


@lru_cache(_PATTERNS_KEPT)
def _compiled(pattern: str) -> Pattern:
    return compile_pattern(pattern.encode())
