"""Terminals as they report themselves, and what they are told to do."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from app.domain.device_commands import Command, CommandId, CommandKind, TerminalLink
from app.domain.device_instances import InstanceId


class Links(Protocol):
    def hold(self, instance: InstanceId) -> TerminalLink | None:
        """Nobody else changes it until the transaction ends."""
        ...

    def get(self, instance: InstanceId) -> TerminalLink | None: ...

    def put(self, link: TerminalLink) -> None:
        """New, or in place of the instance's."""
        ...

    def remove(self, instance: InstanceId) -> None: ...

    def disconnect(self, silent_since: datetime, most: int) -> list[TerminalLink]:
        """Those that were connected and were not seen since: now they are disconnected. Each is returned once, to
        whoever asks first."""
        ...


class Commands(Protocol):
    def queue(self, command: Command) -> None: ...

    def find(self, command: CommandId) -> Command | None: ...

    def open_of(self, instance: InstanceId, now: datetime, most: int) -> list[Command]:
        """Neither settled nor past their deadline, the oldest first."""
        ...

    def waiting(self, now: datetime, most: int) -> list[InstanceId]:
        """Instances that have something queued. Changes nothing."""
        ...

    def send(self, instances: Collection[InstanceId], now: datetime) -> list[Command]:
        """What is queued for them counts as sent from now on."""
        ...

    def change(self, command: Command) -> None: ...

    def expire(self, now: datetime) -> int:
        """Those past their deadline. How many they were."""
        ...

    def cancel(self, instance: InstanceId, now: datetime, kinds: Collection[CommandKind] = tuple(CommandKind)) -> None:
        """What is open of these kinds is not done any more: its device has gone, or another word took its place."""
        ...
