"""Another house's sign-in, as an operator set it up on this machine: `identity-provider.toml` in the folder of store
and keys.

Rules it keeps: an unknown or missing member is an error that names it; the secret is in a file of its own, which the
settings name.

>>> known = parse_identity_provider('''
... issuer = "https://login.example.org"
... client_id = "thenar"
... secret_file = "/etc/thenar/oidc-secret"
... user_claim = "preferred_username"
... [roles]
... guards = "Night"
... ''')
>>> known.admission.roles["guards"]
'Night'
"""

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from app.domain.faults import Fault, FaultError
from app.domain.federation import Admission

FILE_NAME = "identity-provider.toml"
USUAL_SCOPES = ("openid", "profile")
_MEMBERS = (
    "issuer",
    "client_id",
    "secret_file",
    "scopes",
    "redirects",
    "authorities",
    "networks",
    "user_claim",
    "groups_claim",
    "new_users",
    "second_factors",
    "roles",
)


@dataclass(frozen=True)
class ProviderSettings:
    admission: Admission
    secret_file: Path
    """Mode 600: what the provider knows us by."""
    scopes: tuple[str, ...] = USUAL_SCOPES
    redirects: tuple[str, ...] = ()
    """Where browsers may bring codes, beside loopback."""
    authorities: Path | None = None
    """Whom the provider is believed by (PEM), in place of the system's authorities."""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Where it may be, beside public addresses."""


def load_identity_provider(path: Path) -> ProviderSettings | None:
    """None where there is no such file. Raises FaultError(SETTINGS_INVALID)."""
    try:
        return parse_identity_provider(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid("the file cannot be read") from error


def parse_identity_provider(text: str) -> ProviderSettings:
    """Raises FaultError(SETTINGS_INVALID)."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(f"it is not TOML: {error}") from error
    for member in sorted(table.keys() - set(_MEMBERS)):
        raise _invalid(f"{member}: unknown; known are {', '.join(_MEMBERS)}")
    admission = Admission(
        issuer=_issuer(table),
        client_id=_text(table, "client_id"),
        user_claim=_text(table, "user_claim", ""),
        groups_claim=_text(table, "groups_claim", "groups"),
        roles=_roles(table),
        new_users=_text(table, "new_users", ""),
        second_factors=_texts(table, "second_factors", ()),
    )
    if not admission.user_claim and not admission.roles:
        raise _invalid("user_claim, roles: write one of them at least, or nobody can sign in")
    return ProviderSettings(
        admission,
        _path(table, "secret_file"),
        _texts(table, "scopes", USUAL_SCOPES),
        tuple(_https(each, "redirects") for each in _texts(table, "redirects", ())),
        _path(table, "authorities") if "authorities" in table else None,
        tuple(_network(each) for each in _texts(table, "networks", ())),
    )


def _issuer(table: Mapping[str, Any]) -> str:
    """Any: TOML's own values, here and below."""
    issuer = _https(_text(table, "issuer"), "issuer")
    if urlsplit(issuer).query:
        raise _invalid("issuer: write it without a query, exactly as the provider does")
    return issuer


def _text(table: Mapping[str, Any], member: str, usual: str | None = None) -> str:
    value = table.get(member, usual)
    if not isinstance(value, str) or (not value and usual is None):
        raise _invalid(f"{member}: {'write a text' if member in table else 'missing'}")
    return value


def _texts(table: Mapping[str, Any], member: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    value = table.get(member, list(usual))
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise _invalid(f"{member}: write a list of texts")
    return tuple(value)


def _roles(table: Mapping[str, Any]) -> Mapping[str, str]:
    value = table.get("roles", {})
    if not isinstance(value, dict) or not all(isinstance(role, str) and role for role in value.values()):
        raise _invalid("roles: write a role for each group")
    return MappingProxyType(value)


def _path(table: Mapping[str, Any], member: str) -> Path:
    path = Path(_text(table, member)).expanduser()
    if not path.is_absolute():
        raise _invalid(f"{member}: write an absolute path")
    return path


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise _invalid("networks: write them as in 192.168.7.0/24") from error


def _https(text: str, member: str) -> str:
    place = urlsplit(text)
    if place.scheme != "https" or not place.hostname or place.username is not None or place.fragment:
        raise _invalid(f"{member}: write an address that begins with https://")
    return text


def _invalid(what: str) -> FaultError:
    return FaultError(Fault.SETTINGS_INVALID, f"{FILE_NAME}: {what}")
