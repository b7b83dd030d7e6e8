"""Users, groups, roles and the account's owner: who there is, what they may be called, and their ARNs.

Source: the guide, "Specify user details"; IAM User Guide, "IAM identifiers" and "IAM and AWS STS quotas".

Rules: a name keeps the case in which it was given, in ARNs and policies; two names that differ in case alone are the
same name. An id is never used again, a name may be. There are no paths: every ARN's path is `/`.

>>> name_fault(PrincipalKind.USER, "ada@example.org") is None
True
>>> name_fault(PrincipalKind.USER, "ada lovelace")
<NameFault.CHARACTERS: 'characters'>
>>> arn_of("123456789012", PrincipalKind.USER, "Ada")
'arn:aws:iam::123456789012:user/Ada'
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

PrincipalId = NewType("PrincipalId", str)
"""Prefix of the kind and 17 letters and digits; the owner's is the account's own id."""


class PrincipalKind(StrEnum):
    USER = "user"
    GROUP = "group"
    ROLE = "role"

    @property
    def prefix(self) -> str:
        """Of ids, as AWS's are: a log that holds an id says what it is of."""
        return {"user": "AIDA", "group": "AGPA", "role": "AROA"}[self.value]


class NameFault(StrEnum):
    EMPTY = "empty"
    LENGTH = "length"
    CHARACTERS = "characters"


LONGEST_NAME = {PrincipalKind.USER: 64, PrincipalKind.GROUP: 128, PrincipalKind.ROLE: 64}
_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]+", re.ASCII)


@dataclass(frozen=True)
class Principal:
    """A user, group or role."""

    id: PrincipalId
    kind: PrincipalKind
    name: str
    created_at: datetime
    boundary: str | None = None
    """ARN of the policy that limits a user or role."""
    trust: str | None = None
    """A role's trust policy, as JSON."""
    description: str = ""
    longest_session_s: int = 3600
    """Of a role."""
    credentials_from: datetime | None = None
    """Temporary credentials issued before are refused."""


@dataclass(frozen=True)
class Owner:
    """Who set the installation up and may do everything: AWS's root user."""

    email: str = field(repr=False)
    created_at: datetime
    alias: str = ""
    """Another name for the account in the sign-in address; empty for none."""
    credentials_from: datetime | None = None
    """Temporary credentials issued before are refused."""


def name_fault(kind: PrincipalKind, name: str) -> NameFault | None:
    return _fault(name, LONGEST_NAME[kind])


def folded(name: str) -> str:
    """Names are equal when these are. Only ASCII letters have two cases here."""
    return name.lower()


def arn_of(account: str, kind: PrincipalKind, name: str) -> str:
    return f"arn:aws:iam::{account}:{kind}/{name}"


def owner_arn(account: str) -> str:
    return f"arn:aws:iam::{account}:root"


def session_arn(account: str, role: str, session: str) -> str:
    return f"arn:aws:sts::{account}:assumed-role/{role}/{session}"


def policy_arn(account: str, name: str) -> str:
    """`aws` as account for the policies that ship with Thenar."""
    return f"arn:aws:iam::{account}:policy/{name}"


def _fault(name: str, longest: int) -> NameFault | None:
    if not name:
        return NameFault.EMPTY
    if len(name) > longest:
        return NameFault.LENGTH
    return None if _NAME.fullmatch(name) else NameFault.CHARACTERS
