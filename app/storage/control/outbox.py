"""Events as they are published, inside the transaction of whatever happened: `app.ports.control.event_rules.Outbox`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.domain.destinations import TargetKey
from app.domain.retries import DeliveryFault, DeliveryState
from app.ports.control.event_rules import DeadLetter
from app.ports.control.seals import Seals
from app.storage.control.event_tables import deliveries, event_targets, events
from app.storage.control.sealed_rows import open_text


class SqlOutbox:
    """Implements `app.ports.control.event_rules.Outbox`."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def publish(self, event: str, detail_type: str, at: datetime, text: str, targets: Sequence[TargetKey]) -> None:
        row = {"event": event, "detail_type": detail_type, "at": at}
        sealed = self._seals.seal(text.encode(), "events", event)
        stored = insert(events).values(**row, sealed=sealed).returning(events.c.number)
        self._deliver(self._connection.execute(stored).scalar_one(), targets, at)

    def events_between(self, start: datetime, end: datetime, after: int, most: int) -> Sequence[tuple[int, str]]:
        then = (events.c.at >= start) & (events.c.at < end) & (events.c.number > after)
        rows = self._connection.execute(select(events).where(then).order_by(events.c.number).limit(most))
        return [(row.number, open_text(self._seals, row.sealed, "events", row.event)) for row in rows]

    def send_again(self, event: int, targets: Sequence[TargetKey], now: datetime) -> int:
        waiting = select(deliveries.c.target).where(
            deliveries.c.event == event, deliveries.c.state == DeliveryState.WAITING.value
        )
        already = set(self._connection.execute(waiting).scalars())
        fresh = [target for target in targets if target not in already]
        self._deliver(event, fresh, now)
        return len(fresh)

    def dead_letters(self, rule: str, after: int, most: int) -> Sequence[DeadLetter]:
        query = (
            select(deliveries, events.c.event.label("id"), events.c.detail_type, events.c.at)
            .add_columns(event_targets.c.rule, event_targets.c.id.label("target_id"))
            .join(events, deliveries.c.event == events.c.number)
            .join(event_targets, deliveries.c.target == event_targets.c.target)
            .where(deliveries.c.state == DeliveryState.DEAD.value, deliveries.c.delivery > after)
            .order_by(deliveries.c.delivery)
            .limit(most)
        )
        if rule:
            query = query.where(event_targets.c.rule == rule)
        return [
            DeadLetter(
                row.delivery,
                row.id,
                row.detail_type,
                row.rule,
                row.target_id,
                DeliveryFault(row.fault),
                row.attempts,
                row.at,
                row.settled_at,
            )
            for row in self._connection.execute(query)
        ]

    def revive(self, rule: str, target: str, now: datetime, most: int) -> int:
        key = select(event_targets.c.target).where(event_targets.c.rule == rule, event_targets.c.id == target)
        dead = (
            select(deliveries.c.delivery)
            .where(deliveries.c.target == key.scalar_subquery(), deliveries.c.state == DeliveryState.DEAD.value)
            .order_by(deliveries.c.delivery)
            .limit(most)
        )
        numbers = self._connection.execute(dead).scalars().all()
        afresh = {"state": DeliveryState.WAITING.value, "attempts": 0, "since": now, "due_at": now, "fault": None}
        self._connection.execute(update(deliveries).where(deliveries.c.delivery.in_(numbers)).values(afresh))
        return len(numbers)

    def _deliver(self, event: int, targets: Sequence[TargetKey], now: datetime) -> None:
        waiting = {"event": event, "state": DeliveryState.WAITING.value, "since": now, "due_at": now}
        if targets:
            self._connection.execute(insert(deliveries), [{**waiting, "target": target} for target in targets])
