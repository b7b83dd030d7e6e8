"""Whom another house's sign-in is believed to be, and as whom he is let in here.

Rules: nobody is let in whom the settings do not name: an existing user by the value of one claim, else the first role
that one of his groups stands for; the owner never. A claim that people can change themselves at the provider must not
be the one that names a user.

>>> ada = Identity("https://login.example.org", "17", {"preferred_username": "Ada", "groups": ["guards"]})
>>> rules = Admission("https://login.example.org", "thenar", user_claim="preferred_username", roles={"guards": "Night"})
>>> rules.user_named(ada), rules.roles_of(ada)
('Ada', ('Night',))
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.bounded_json import JsonValue

_HTTPS = "https://"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9+=,.@_-]", re.ASCII)
LONGEST_SESSION_NAME = 64
SHORTEST_SESSION_NAME = 2
EMAIL, VERIFIED = "email", "email_verified"


@dataclass(frozen=True)
class Identity:
    """What a provider said of somebody, under its signature, for us, just now."""

    issuer: str
    subject: str
    """Never given to anybody else by that issuer."""
    claims: Mapping[str, JsonValue] = field(repr=False)

    def text(self, claim: str) -> str:
        """Empty where there is no such text."""
        value = self.claims.get(claim)
        return value if isinstance(value, str) else ""

    def texts(self, claim: str) -> tuple[str, ...]:
        """Of a list, or of one text."""
        value = self.claims.get(claim)
        found = value if isinstance(value, list) else [value]
        return tuple(each for each in found if isinstance(each, str))


@dataclass(frozen=True)
class Admission:
    """Of one provider. What the operator wrote into the settings."""

    issuer: str
    client_id: str
    user_claim: str = ""
    """Whose value is a user's name; empty for none."""
    groups_claim: str = "groups"
    roles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Role by group, the first that fits."""
    new_users: str = ""
    """The group of users into which somebody unknown is put; empty: nobody is made."""
    second_factors: tuple[str, ...] = ()
    """Words of the claim `amr` that say that a second factor was shown there (RFC 8176)."""

    @property
    def provider(self) -> str:
        """The last part of its ARN, and the beginning of its condition keys, as in AWS's trust policies."""
        return self.issuer.removeprefix(_HTTPS)

    def user_named(self, identity: Identity) -> str | None:
        """None where the claim names nobody. An address counts only once the provider has checked it."""
        name = identity.text(self.user_claim) if self.user_claim else ""
        if self.user_claim == EMAIL and identity.claims.get(VERIFIED) is not True:
            return None
        return name or None

    def roles_of(self, identity: Identity) -> tuple[str, ...]:
        """In the order of the settings."""
        groups = identity.texts(self.groups_claim)
        return tuple(role for group, role in self.roles.items() if group in groups)

    def second_factor_shown(self, identity: Identity) -> bool:
        return any(word in self.second_factors for word in identity.texts("amr"))


def session_name(identity: Identity, claim: str) -> str:
    """What a role's session is called: the claim's value as far as names may hold it, else the subject's.

    >>> session_name(Identity("https://i.example", "a|17", {"name": "Ada Lovelace"}), "name")
    'Ada-Lovelace'
    """
    said = (identity.text(claim) if claim else "") or identity.subject
    name = _NOT_IN_NAMES.sub("-", said)[:LONGEST_SESSION_NAME]
    return name.ljust(SHORTEST_SESSION_NAME, "-")
