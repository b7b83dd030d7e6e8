"""A policy document after parsing: frozen, checked, ready to be asked.

Rules: whoever holds a Policy holds a valid one, because only `grammar` makes them. Places read as a person would point:
`Statement[2].Condition.StringEquals.aws:username`, counted from 0.

>>> PolicyMalformed("Effect must be Allow or Deny", "Statement[0].Effect").place
'Statement[0].Effect'
"""

from dataclasses import dataclass
from enum import StrEnum

from app.policy.conditions import Condition
from app.policy.principals import PrincipalRule
from app.policy.variables import Template


class PolicyMalformed(ValueError):
    """The document is no policy: what is wrong, and where. The document itself is not repeated."""

    def __init__(self, cause: str, place: str) -> None:
        super().__init__(f"{place}: {cause}" if place else cause)
        self.cause = cause
        self.place = place


class PolicyKind(StrEnum):
    IDENTITY = "identity"
    """Attached to a user, group or role, or used as boundary, session or service control policy: names no principal."""
    TRUST = "trust"
    """Of a role: who may assume it. Names principals, and no resource, since the role is the resource."""


class Effect(StrEnum):
    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True)
class Named:
    """One of the paired elements (Action or NotAction, Resource or NotResource)."""

    patterns: tuple[Template, ...]
    inverted: bool
    """True for the Not... form, which means everything else."""


@dataclass(frozen=True)
class Statement:
    index: int
    sid: str
    """Empty where the document gives none."""
    effect: Effect
    actions: Named
    """Patterns in lower case: actions have no case."""
    resources: Named | None
    """None in a trust policy."""
    principals: PrincipalRule | None
    """None in an identity policy."""
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Policy:
    name: str
    kind: PolicyKind
    statements: tuple[Statement, ...]
