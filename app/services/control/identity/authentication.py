"""Whose key is it that signed a request, and with which secret must it have signed?

Rules: a long-term key counts while it is active and its user is there; a temporary one counts until its end, unless its
owner's credentials were revoked since it was made, or the owner has gone. Whatever is wrong with a key, its holder is
told the same, but for one that has merely ended.
"""

from base64 import urlsafe_b64decode
from binascii import Error
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from app.credentials.access_keys import LONG_TERM
from app.credentials.temporary import SessionToken
from app.domain.caller import Caller, CallerKind, RoleSession
from app.domain.principals import Principal, PrincipalId, PrincipalKind, arn_of, owner_arn, session_arn
from app.domain.realm import Realm
from app.ports.control.transaction import Transaction

TOKENS = "session_token"
"""Where session tokens are sealed to; the row is the id of their key."""


class KeyRefused(Enum):
    UNKNOWN = "unknown"
    EXPIRED = "expired"


@dataclass(frozen=True)
class KnownKey:
    caller: Caller
    secret: str = field(repr=False)
    used_at: datetime | None = None
    """The last use of a long-term key that was noted."""
    ends_at: datetime | None = None
    """Of a temporary key."""

    def ended(self, now: datetime) -> bool:
        return self.ends_at is not None and now >= self.ends_at


def known_key(
    transaction: Transaction, realm: Realm, access_key: str, token: str | None, now: datetime
) -> KnownKey | KeyRefused:
    """Who would have signed; to be believed when the signature was made with `secret`."""
    if token is None:
        return _long_term(transaction, realm, access_key)
    grant = opened(transaction, access_key, token)
    if grant is None or grant.access_key != access_key:
        return KeyRefused.UNKNOWN
    if now >= grant.expires_at:
        return KeyRefused.EXPIRED
    caller = _holder(transaction, realm, grant)
    return KeyRefused.UNKNOWN if caller is None else KnownKey(caller, grant.secret, ends_at=grant.expires_at)


def opened(transaction: Transaction, access_key: str, token: str) -> SessionToken | None:
    try:
        sealed = urlsafe_b64decode(token)
    except (Error, ValueError):
        return None
    content = transaction.seals.open(sealed, TOKENS, access_key)
    return None if content is None else SessionToken.read(content)


def user_caller(realm: Realm, user: Principal, access_key: str = "") -> Caller:
    arn = arn_of(realm.account, PrincipalKind.USER, user.name)
    return Caller(CallerKind.USER, realm.account, arn, user.id, user.name, access_key)


def owner_caller(realm: Realm, access_key: str = "") -> Caller:
    return Caller(CallerKind.ROOT, realm.account, owner_arn(realm.account), realm.account, "", access_key)


def role_caller(realm: Realm, role: Principal, session: str, access_key: str = "") -> Caller:
    return Caller(
        CallerKind.ROLE,
        realm.account,
        session_arn(realm.account, role.name, session),
        f"{role.id}:{session}",
        "",
        access_key,
        RoleSession(arn_of(realm.account, PrincipalKind.ROLE, role.name), role.id, role.name),
    )


def _long_term(transaction: Transaction, realm: Realm, access_key: str) -> KnownKey | KeyRefused:
    key = transaction.access_keys.get(access_key) if access_key.startswith(LONG_TERM) else None
    user = None if key is None or not key.active else transaction.principals.by_id(PrincipalId(key.holder))
    if key is None or user is None:
        return KeyRefused.UNKNOWN
    return KnownKey(user_caller(realm, user, access_key), key.secret, key.used_at)


def _holder(transaction: Transaction, realm: Realm, grant: SessionToken) -> Caller | None:
    kind = CallerKind(grant.kind)
    caller = caller_of(transaction, realm, kind, PrincipalId(grant.principal), grant.session, grant.issued_at)
    if caller is None:
        return None
    return replace(caller, access_key=grant.access_key, mfa_at=grant.mfa_at, session_policy=grant.policy)


def caller_of(
    transaction: Transaction, realm: Realm, kind: CallerKind, holder: PrincipalId, session: str, issued_at: datetime
) -> Caller | None:
    """Who has a session since `issued_at`. None where its holder has gone, or his sessions were ended since."""
    if kind is CallerKind.ROOT:
        owner = transaction.principals.owner()
        revoked = None if owner is None else owner.credentials_from
        caller = None if owner is None else owner_caller(realm)
    else:
        principal = transaction.principals.by_id(holder)
        revoked = None if principal is None else principal.credentials_from
        if principal is None:
            caller = None
        elif kind is CallerKind.ROLE:
            caller = role_caller(realm, principal, session)
        else:
            caller = user_caller(realm, principal)
    if caller is None or (revoked is not None and issued_at < revoked):
        return None
    return replace(caller, issued_at=issued_at)
