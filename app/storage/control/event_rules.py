"""Rules and targets over SQL: `app.ports.control.event_rules.EventRules`, inside somebody's transaction."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import Connection, Row, ScalarSelect, delete, func, insert, select, update

from app.domain.destinations import RetryPolicy, Target, TargetKey
from app.domain.retries import DeliveryFault, DeliveryState
from app.ports.control.event_rules import Route, Rule, RuleTarget
from app.ports.control.seals import Seals
from app.storage.control.destination_json import destination_of, destination_text
from app.storage.control.event_tables import deliveries, event_rules, event_targets


class SqlEventRules:
    """Implements `app.ports.control.event_rules.EventRules`."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def put_rule(self, rule: Rule) -> None:
        values = {"pattern": rule.pattern, "enabled": rule.enabled, "description": rule.description}
        changed = self._connection.execute(
            update(event_rules).where(event_rules.c.name == rule.name).values(values).returning(event_rules.c.name)
        )
        if changed.first() is None:
            row = {"name": rule.name, "created_at": rule.created_at, **values}
            self._connection.execute(insert(event_rules).values(row))

    def rule(self, name: str) -> Rule | None:
        row = self._connection.execute(select(event_rules).where(event_rules.c.name == name)).first()
        return None if row is None else _rule(row)

    def rules(self, after: str, most: int, prefix: str = "") -> Sequence[Rule]:
        named = event_rules.c.name.startswith(prefix, autoescape=True)
        query = select(event_rules).where(event_rules.c.name > after, named).order_by(event_rules.c.name).limit(most)
        return [_rule(row) for row in self._connection.execute(query)]

    def delete_rule(self, name: str) -> bool:
        gone = self._connection.execute(
            delete(event_rules).where(event_rules.c.name == name).returning(event_rules.c.name)
        )
        return gone.first() is not None

    def put_target(self, rule: str, id: str, target: Target, keep_secret: bool = False) -> None:  # noqa: A002  people's name
        same = (event_targets.c.rule == rule) & (event_targets.c.id == id)
        known = self._connection.execute(select(event_targets.c.target).where(same)).scalar()
        key = target.key if known is None else known
        values = {
            "destination": destination_text(target.destination),
            "max_age_s": target.retry.max_age_s,
            "max_attempts": target.retry.max_attempts,
        }
        secret = self._seals.seal(target.secret.encode(), "event_targets", key) if target.secret else None
        sealed = {} if keep_secret else {"secret": secret}
        if known is None:
            row = {"target": key, "rule": rule, "id": id, **values, **sealed}
            self._connection.execute(insert(event_targets).values(row))
        else:
            afresh = {"held_until": None, "failures": 0, "fault": None}
            self._connection.execute(update(event_targets).where(same).values({**values, **sealed, **afresh}))

    def target(self, rule: str, id: str) -> RuleTarget | None:  # noqa: A002  as above
        query = _TARGETS.where(event_targets.c.rule == rule, event_targets.c.id == id)
        row = self._connection.execute(query).first()
        return None if row is None else _target(row)

    def targets(self, rule: str, after: str, most: int) -> Sequence[RuleTarget]:
        some = _TARGETS.where(event_targets.c.rule == rule, event_targets.c.id > after)
        return [_target(row) for row in self._connection.execute(some.order_by(event_targets.c.id).limit(most))]

    def remove_target(self, rule: str, id: str) -> bool:  # noqa: A002  as above
        same = (event_targets.c.rule == rule) & (event_targets.c.id == id)
        gone = self._connection.execute(delete(event_targets).where(same).returning(event_targets.c.target))
        return gone.first() is not None

    def routes(self) -> Sequence[Route]:
        rows = self._connection.execute(
            select(event_rules.c.name, event_rules.c.pattern, event_targets.c.target)
            .join(event_targets)
            .where(event_rules.c.enabled)
            .order_by(event_rules.c.name, event_targets.c.id)
        )
        return [
            Route(name, pattern, tuple(TargetKey(row.target) for row in some))
            for (name, pattern), some in groupby(rows, key=lambda row: (row.name, row.pattern))
        ]


def _count(state: DeliveryState) -> ScalarSelect[int]:
    mine = (deliveries.c.target == event_targets.c.target) & (deliveries.c.state == state.value)
    return select(func.count()).select_from(deliveries).where(mine).scalar_subquery()


_TARGETS = select(
    event_targets, _count(DeliveryState.WAITING).label("waiting"), _count(DeliveryState.DEAD).label("dead")
)


def _rule(row: Row[tuple[object, ...]]) -> Rule:
    return Rule(row.name, row.pattern, row.enabled, row.description, row.created_at)


def _target(row: Row[tuple[object, ...]]) -> RuleTarget:
    return RuleTarget(
        row.id,
        destination_of(row.destination),
        RetryPolicy(row.max_age_s, row.max_attempts),
        row.failures,
        row.held_until,
        None if row.fault is None else DeliveryFault(row.fault),
        row.delivered_at,
        row.waiting,
        row.dead,
    )
