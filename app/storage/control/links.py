"""Implements `app.ports.control.links`."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from app.domain.configuration_refusal import RefusedConfiguration, Unfit
from app.domain.control_events import Connectivity, Health
from app.domain.device_commands import Command, CommandId, CommandKind, CommandState, TerminalLink
from app.domain.device_instances import InstanceId
from app.domain.device_lock import Lock, Locked
from app.domain.health_checks import Check
from app.domain.power import PowerSource
from app.storage.control.link_tables import device_commands, terminal_links

_LOCKS = {"tampered_since": Lock.TAMPER, "inactive_since": Lock.INACTIVITY}
_OPEN = [state.value for state in CommandState if state.open]


class SqlLinks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, instance: InstanceId) -> TerminalLink | None:
        query = select(terminal_links).where(terminal_links.c.instance == instance).with_for_update()
        row = self._connection.execute(query).first()
        return None if row is None else _link(row)

    def get(self, instance: InstanceId) -> TerminalLink | None:
        row = self._connection.execute(select(terminal_links).where(terminal_links.c.instance == instance)).first()
        return None if row is None else _link(row)

    def put(self, link: TerminalLink) -> None:
        values = _link_values(link)
        mine = terminal_links.c.instance == link.instance
        if not self._connection.execute(update(terminal_links).where(mine).values(values)).rowcount:
            self._connection.execute(insert(terminal_links).values(values))

    def remove(self, instance: InstanceId) -> None:
        self._connection.execute(delete(terminal_links).where(terminal_links.c.instance == instance))

    def disconnect(self, silent_since: datetime, most: int) -> list[TerminalLink]:
        table = terminal_links.c
        silent = (table.connectivity == Connectivity.CONNECTED.value) & (table.seen_at < silent_since)
        found = select(table.instance).where(silent).order_by(table.seen_at).limit(most)
        instances = self._connection.execute(found.with_for_update(skip_locked=True)).scalars().all()
        if not instances:
            return []
        gone = update(terminal_links).where(table.instance.in_(instances) & silent)
        rows = self._connection.execute(
            gone.values(connectivity=Connectivity.DISCONNECTED.value).returning(*terminal_links.c)
        )
        return [_link(row) for row in rows]


class SqlCommands:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def queue(self, command: Command) -> None:
        self._connection.execute(insert(device_commands).values(_values(command)))

    def find(self, command: CommandId) -> Command | None:
        row = self._connection.execute(select(device_commands).where(device_commands.c.id == command)).first()
        return None if row is None else _command(row)

    def open_of(self, instance: InstanceId, now: datetime, most: int) -> list[Command]:
        table = device_commands.c
        query = select(device_commands).where(table.instance == instance, table.state.in_(_OPEN), table.deadline > now)
        rows = self._connection.execute(query.order_by(table.queued_at, table.id).limit(most))
        return [_command(row) for row in rows]

    def waiting(self, now: datetime, most: int) -> list[InstanceId]:
        table = device_commands.c
        queued = (table.state == CommandState.QUEUED.value) & (table.deadline > now)
        return list(self._connection.execute(select(table.instance).where(queued).distinct().limit(most)).scalars())

    def send(self, instances: Collection[InstanceId], now: datetime) -> list[Command]:
        table = device_commands.c
        mine = table.instance.in_(instances) & (table.state == CommandState.QUEUED.value) & (table.deadline > now)
        sent = update(device_commands).where(mine).values(state=CommandState.SENT.value, sent_at=now)
        return [_command(row) for row in self._connection.execute(sent.returning(*device_commands.c))]

    def change(self, command: Command) -> None:
        mine = device_commands.c.id == command.id
        self._connection.execute(update(device_commands).where(mine).values(_values(command)))

    def expire(self, now: datetime) -> int:
        table = device_commands.c
        late = table.state.in_(_OPEN) & (table.deadline <= now)
        return self._end(late, now)

    def cancel(self, instance: InstanceId, now: datetime, kinds: Collection[CommandKind] = tuple(CommandKind)) -> None:
        table = device_commands.c
        mine = (table.instance == instance) & table.state.in_(_OPEN)
        self._end(mine & table.kind.in_([kind.value for kind in kinds]), now)

    def _end(self, which: ColumnElement[bool], now: datetime) -> int:
        ended = {"state": CommandState.EXPIRED.value, "settled_at": now}
        return self._connection.execute(update(device_commands).where(which).values(ended)).rowcount


def _values(command: Command) -> dict[str, object]:
    return {**vars(command), "kind": command.kind.value, "state": command.state.value}


def _command(row: Row[tuple[object, ...]]) -> Command:
    known = Command(**row._mapping)
    return replace(known, kind=CommandKind(known.kind), state=CommandState(known.state))


def _link_values(link: TerminalLink) -> dict[str, object]:
    values: dict[str, object] = {**vars(link), "connectivity": link.connectivity.value, "health": link.health.value}
    del values["refused"], values["locks"]
    refused = link.refused
    version, reason = (None, None) if refused is None else (refused.version, refused.reason.value)
    since = {each.lock: each.since_in_millis for each in link.locks}
    return {
        **values,
        "refused_version": version,
        "refused_reason": reason,
        "failing": " ".join(link.failing),
        "power": link.power.value,
        **{column: since.get(lock) for column, lock in _LOCKS.items()},
    }


def _link(row: Row[tuple[object, ...]]) -> TerminalLink:
    columns = dict(row._mapping)
    version, reason = columns.pop("refused_version"), columns.pop("refused_reason")
    refused = None if version is None else RefusedConfiguration(version, Unfit(reason))
    since = {lock: columns.pop(column) for column, lock in _LOCKS.items()}
    locks = tuple(Locked(lock, at) for lock, at in since.items() if at is not None)
    failing = tuple(Check(name) for name in columns.pop("failing").split())
    known = TerminalLink(**columns, refused=refused, locks=locks, failing=failing)
    return replace(
        known,
        connectivity=Connectivity(known.connectivity),
        health=Health(known.health),
        power=PowerSource(known.power),
    )
