"""Policies in the store, and who they are attached to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.principals import PrincipalId


@dataclass(frozen=True)
class ManagedPolicy:
    """A customer's own. Those that ship with Thenar are no rows."""

    arn: str
    id: str
    name: str
    description: str
    default_version: int
    next_version: int
    """Numbers are never used again."""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class PolicyVersion:
    number: int
    document: str
    created_at: datetime


class Policies(Protocol):
    def add(self, policy: ManagedPolicy) -> bool:
        """False when the account has a policy of that name, in whatever case."""
        ...

    def get(self, arn: str) -> ManagedPolicy | None: ...

    def page(self, after: str, most: int) -> list[ManagedPolicy]:
        """At most `most`, in the order of their ARNs, from the one behind `after` on."""
        ...

    def change(self, policy: ManagedPolicy) -> None: ...

    def remove(self, arn: str) -> None:
        """With its versions."""
        ...

    def total(self) -> int: ...

    def put_version(self, arn: str, version: PolicyVersion) -> None: ...

    def versions(self, arn: str) -> list[PolicyVersion]:
        """Newest first."""
        ...

    def remove_version(self, arn: str, number: int) -> None: ...


@dataclass(frozen=True)
class Held:
    """What some principals have together."""

    inline: tuple[tuple[str, str], ...]
    """Name and document of each embedded policy."""
    attached: tuple[str, ...]
    """ARNs, each once."""


class Attachments(Protocol):
    def held_by(self, whose: Collection[PrincipalId]) -> Held:
        """In a stable order. Two questions to the store, however many they are: every call asks."""
        ...

    def attach(self, principal: PrincipalId, arn: str) -> None:
        """Does nothing about one that is attached."""
        ...

    def detach(self, principal: PrincipalId, arn: str) -> bool:
        """False when it was not attached."""
        ...

    def attached_to(self, principal: PrincipalId) -> list[str]:
        """ARNs, in their order."""
        ...

    def uses(self, arn: str) -> int:
        """How many principals have it attached, or as their boundary."""
        ...

    def put_inline(self, principal: PrincipalId, name: str, document: str) -> None:
        """Replaces one of the same name."""
        ...

    def inline_of(self, principal: PrincipalId) -> Mapping[str, str]:
        """Documents by name, in the order of names."""
        ...

    def remove_inline(self, principal: PrincipalId, name: str) -> bool:
        """False when there was none."""
        ...

    def clear(self, principal: PrincipalId) -> None:
        """All of both kinds."""
        ...
