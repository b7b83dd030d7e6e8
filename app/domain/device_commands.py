"""What a terminal is told to do, and how far that has come.

Rules it keeps: a command waits in the store, not on a wire; it may be told more than once and is done once, because the
terminal knows it by its id; one that was not done by its deadline is not done later.

>>> CommandState.QUEUED.open, CommandState.DONE.open
(True, False)
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from app.domain.configuration_refusal import RefusedConfiguration
from app.domain.control_events import Connectivity, Health
from app.domain.device_instances import InstanceId
from app.domain.device_lock import Locked
from app.domain.health_checks import Check
from app.domain.power import PowerSource

CommandId = NewType("CommandId", str)
"""A UUID."""

HEARTBEAT_S = 15.0
LEASE = timedelta(seconds=3 * HEARTBEAT_S)
"""Without a word for so long a terminal counts as disconnected: two lost heartbeats are no news."""
REBOOT_WITHIN = timedelta(minutes=10)
"""A terminal that is off for longer has been rebooted by whoever turned it on."""


SERVICE_WITHIN = timedelta(days=90)
"""Out of service and back: as long as a terminal can be away and still have a certificate to come back with."""
UNLOCK_WITHIN = timedelta(days=1)
"""Whoever said that it stands where it should said so of that day."""


class CommandKind(StrEnum):
    REBOOT = "REBOOT"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    IN_SERVICE = "IN_SERVICE"
    UNLOCK_TAMPER = "UNLOCK_TAMPER"
    UNLOCK_INACTIVITY = "UNLOCK_INACTIVITY"
    """A lock that nobody spoke of stays: the word for one opens no other."""

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice is doing it once: then it is begun again where its end is not known."""
        return self is not CommandKind.REBOOT


class CommandState(StrEnum):
    QUEUED = "QUEUED"
    SENT = "SENT"
    ACKED = "ACKED"
    """The terminal has it in its journal."""
    DONE = "DONE"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"

    @property
    def open(self) -> bool:
        return self in (CommandState.QUEUED, CommandState.SENT, CommandState.ACKED)


@dataclass(frozen=True)
class Command:
    id: CommandId
    instance: InstanceId
    kind: CommandKind
    queued_at: datetime
    deadline: datetime
    state: CommandState = CommandState.QUEUED
    sent_at: datetime | None = None
    acked_at: datetime | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True)
class TerminalLink:
    """What is known of the terminal at work for an instance, by its own words."""

    instance: InstanceId
    seen_at: datetime
    connectivity: Connectivity
    health: Health
    software: str
    configuration_version: int
    """That it works with; 0 before the first."""
    token_hash: bytes = field(repr=False)
    """Of what it was given to come back with."""
    previous_hash: bytes = field(repr=False)
    """Of what it came with last: it may come with that again, when the answer was lost."""
    refused: RefusedConfiguration | None = None
    """The newest configuration that it could not carry out."""
    locks: tuple[Locked, ...] = ()
    failing: tuple[Check, ...] = ()
    """Of its health checks."""
    power: PowerSource = PowerSource.UNKNOWN
    bandwidth_kbps: int | None = None
    """As it measured its way to the server last."""
