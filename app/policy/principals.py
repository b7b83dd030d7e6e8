"""Who a role's trust policy speaks of.

Source: IAM User Guide, "AWS JSON policy elements: Principal".

Rules: an account (`123456789012` or `arn:aws:iam::123456789012:root`) stands for everybody in it; a role stands for its
sessions; `*` for everybody. No other wildcard is known here. NotPrincipal means everybody else.

>>> rule = PrincipalRule((Listed(PrincipalType.AWS, "123456789012"),), inverted=False)
>>> rule.names("arn:aws:iam::123456789012:user/ada")
True
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_ROOT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root", re.ASCII)
_SESSION = re.compile(r"arn:([a-z-]+):sts::(\d{12}):assumed-role/([^/]+)/[^/]+", re.ASCII)
_ROLE = re.compile(r"arn:([a-z-]+):iam::(\d{12}):role/(?:.*/)?([^/]+)", re.ASCII)
_OF_ACCOUNT = re.compile(r"arn:[a-z-]+:(?:iam|sts)::(\d{12}):(?!oidc-provider/).+", re.ASCII | re.DOTALL)
"""Everybody in an account; a provider of identities stands for people of another house."""

EVERYBODY = "*"


class PrincipalType(StrEnum):
    AWS = "AWS"
    SERVICE = "Service"
    FEDERATED = "Federated"
    CANONICAL_USER = "CanonicalUser"


@dataclass(frozen=True, slots=True)
class Listed:
    type: PrincipalType
    name: str

    def is_(self, principal: str) -> bool:
        if self.name in (EVERYBODY, principal):
            return True
        if self.type is not PrincipalType.AWS:
            return False
        account = self.name if _ACCOUNT.fullmatch(self.name) else _first(_ROOT.fullmatch(self.name))
        if account is not None:
            return account == _first(_OF_ACCOUNT.fullmatch(principal))
        role, session = _ROLE.fullmatch(self.name), _SESSION.fullmatch(principal)
        return role is not None and session is not None and role.groups() == session.groups()


@dataclass(frozen=True, slots=True)
class PrincipalRule:
    listed: tuple[Listed, ...]
    inverted: bool

    def names(self, principal: str) -> bool:
        return any(one.is_(principal) for one in self.listed) != self.inverted


def is_principal(kind: PrincipalType, name: str) -> bool:
    """Whether the text can name a principal of that type."""
    if name == EVERYBODY:
        return True
    if kind is PrincipalType.AWS:
        return bool(_ACCOUNT.fullmatch(name) or _OF_ACCOUNT.fullmatch(name))
    return bool(name)


def _first(found: re.Match[str] | None) -> str | None:
    return None if found is None else found[1]
