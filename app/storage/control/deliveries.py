"""Who sends what when: `app.ports.control.delivery.Deliveries` over SQL, for any number of server processes.

Rules it keeps: a lease is taken in a transaction that holds the row (`FOR UPDATE SKIP LOCKED` on PostgreSQL, the write
lock on SQLite), so that two processes never have one target at once; an idle look takes no write lock.

    deliveries = SqlDeliveries(people, seals)
    claim = deliveries.claim(now, lease_s=120, most=16)
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, and_, delete, exists, or_, select, update

from app.domain.destinations import RetryPolicy, Target, TargetKey
from app.domain.retries import DeliveryState, Settlement, Waiting
from app.ports.control.delivery import Claim, Letter, TargetState
from app.ports.control.seals import Seals
from app.storage.control.destination_json import destination_of
from app.storage.control.event_tables import deliveries, event_targets, events
from app.storage.control.sealed_rows import open_text
from app.storage.store import SqlStore

_WAITING = DeliveryState.WAITING.value


class SqlDeliveries:
    """Implements `app.ports.control.delivery.Deliveries`. Threads may share it."""

    def __init__(self, people: SqlStore, seals: Seals) -> None:
        self._people = people
        self._seals = seals

    def claim(self, now: datetime, lease_s: float, most: int) -> Claim | None:
        with self._people.reading() as connection:
            if connection.execute(_ready(now).limit(1)).first() is None:
                return None
        with self._writing() as connection:
            row = connection.execute(_ready(now).limit(1).with_for_update(skip_locked=True, of=event_targets)).first()
            if row is None:
                return None
            token = secrets.token_hex(16)
            lease = {"busy_until": now + timedelta(seconds=lease_s), "busy_token": token, "served_at": now}
            connection.execute(update(event_targets).where(event_targets.c.target == row.target).values(lease))
            secret = "" if row.secret is None else open_text(self._seals, row.secret, "event_targets", row.target)
            retry = RetryPolicy(row.max_age_s, row.max_attempts)
            target = Target(TargetKey(row.target), destination_of(row.destination), retry, secret)
            return Claim(target, token, row.failures, self._letters(connection, row.target, now, most))

    def settle(
        self, claim: Claim, settled: Sequence[tuple[Letter, Settlement]], state: TargetState, now: datetime
    ) -> bool:
        mine = and_(event_targets.c.target == claim.target.key, event_targets.c.busy_token == claim.token)
        with self._writing() as connection:
            if connection.execute(select(event_targets.c.target).where(mine).with_for_update()).first() is None:
                return False
            for letter, settlement in settled:
                connection.execute(
                    update(deliveries)
                    .where(deliveries.c.delivery == letter.delivery)
                    .values(
                        state=settlement.state.value,
                        attempts=settlement.attempts,
                        due_at=settlement.due_at,
                        settled_at=now,
                        fault=None if settlement.fault is None else settlement.fault.value,
                    )
                )
            fault = None if state.fault is None else state.fault.value
            free = {"busy_until": None, "busy_token": None, "held_until": state.held_until}
            connection.execute(update(event_targets).where(mine).values(**free, failures=state.failures, fault=fault))
            if any(settlement.state is DeliveryState.DELIVERED for _, settlement in settled):
                same = event_targets.c.target == claim.target.key
                connection.execute(update(event_targets).where(same).values(delivered_at=now))
            return True

    def forget(self, before: datetime, most: int) -> int:
        waited_for = exists().where(deliveries.c.event == events.c.number, deliveries.c.state == _WAITING)
        old = select(events.c.number).where(events.c.at < before, ~waited_for).order_by(events.c.number).limit(most)
        with self._writing() as connection:
            numbers = connection.execute(old).scalars().all()
            connection.execute(delete(events).where(events.c.number.in_(numbers)))
            return len(numbers)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._people.transaction() as people:
            yield people.connection

    def _letters(self, connection: Connection, target: str, now: datetime, most: int) -> tuple[Letter, ...]:
        due = and_(deliveries.c.target == target, deliveries.c.state == _WAITING, deliveries.c.due_at <= now)
        rows = connection.execute(
            select(deliveries, events.c.event.label("id"), events.c.detail_type, events.c.at, events.c.sealed)
            .join(events, deliveries.c.event == events.c.number)
            .where(due)
            .order_by(deliveries.c.due_at, deliveries.c.delivery)
            .limit(most)
        )
        return tuple(
            Letter(
                row.delivery,
                row.id,
                row.detail_type,
                row.at,
                open_text(self._seals, row.sealed, "events", row.id),
                Waiting(row.attempts, row.since),
            )
            for row in rows
        )


def _ready(now: datetime) -> Select[tuple[object, ...]]:
    """Targets that nobody serves and that have something due, the one that has waited longest first."""
    due = exists().where(
        deliveries.c.target == event_targets.c.target, deliveries.c.state == _WAITING, deliveries.c.due_at <= now
    )
    free = or_(event_targets.c.busy_until.is_(None), event_targets.c.busy_until <= now)
    willing = or_(event_targets.c.held_until.is_(None), event_targets.c.held_until <= now)
    return select(*event_targets.c).where(free, willing, due).order_by(event_targets.c.served_at.nulls_first())
