"""Authenticates signed requests against the keys in the store: implements `app.gateway.authentication.Authenticator`.

Rules it keeps: a key that nobody has takes the same steps as a wrong signature, a stranger's secret standing in; a key
is remembered, and whether it still counts is seen in the transaction of each call; a request that changes something
counts while it is new and never again, whichever process of ours received it first; the last use of a long-term key is
noted, to QUARTER.

    authenticator = SignatureAuthenticator(store, realm)
    proved = authenticator.authenticate(wire, changes=True, at=clock.now())

Limits: clients (boto3, the AWS CLI, curl) sign nothing that tells their attempts apart, so two equal calls of one
second have one signature and cannot be told from one call that was sent twice. Within AGAIN of the first both count;
whoever must not have a thing done twice sends a client token (`app.gateway.routes.is_harmless_twice`)."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeAlias

from app.credentials.access_keys import LONG_TERM
from app.domain.realm import SERVICE, Realm
from app.gateway.authentication import Proved
from app.gateway.canonical_request import WireRequest
from app.gateway.sigv4 import SKEW, Claim, Scope, proves, read_claim
from app.operations.audit import CLOUDTRAIL
from app.operations.refusals import Reason, Refusal
from app.ports.control.transaction import ControlStore, Transaction
from app.services.control.identity.authentication import KeyRefused, KnownKey, known_key
from app.services.control.identity.remembered import Remembered

SERVICES = frozenset({SERVICE, "iam", "sts", CLOUDTRAIL})
"""What a credential may be scoped to: the generated service model signs for the first."""
QUARTER = timedelta(minutes=15)
"""How exact the last use of a key is: AWS's own. Every use would be a write."""
AGAIN = timedelta(seconds=2)
"""How long after the first the very same signed change counts again: the second that a signature's date is exact to,
and one for the network. A shorter time refuses people's scripts, a longer one is a gift to whoever can record requests.
A presigned request, which is made to be passed on, counts once."""
_FORGET_EVERY = timedelta(minutes=5)
_REMEMBERED = 2 * SKEW
"""From its first receipt: a signature that is dated as late as may be goes stale then."""
_SECRET_LETTERS = 40
_Shown: TypeAlias = tuple[str, str | None]
"""Id and token of a key, as a request shows them."""
_REASONS = {KeyRefused.UNKNOWN: Reason.KEY_UNKNOWN, KeyRefused.EXPIRED: Reason.TOKEN_EXPIRED}


class SignatureAuthenticator:
    """Threads may share it."""

    def __init__(self, store: ControlStore, realm: Realm) -> None:
        self._store = store
        self._realm = realm
        self._scope = Scope(realm.region, SERVICES)
        self._nobodys = secrets.token_urlsafe(_SECRET_LETTERS)[:_SECRET_LETTERS]
        self._keys: Remembered[_Shown, KnownKey] = Remembered()
        self._forgot_at: datetime | None = None

    def authenticate(self, request: WireRequest, changes: bool, at: datetime) -> Proved | Refusal:
        claim = read_claim(request, self._scope, at)
        if isinstance(claim, Reason):
            return Refusal.of(claim)
        key = self._key(claim, at)
        right = proves(claim, key.secret if isinstance(key, KnownKey) else self._nobodys)
        if isinstance(key, KeyRefused):
            return Refusal.of(_REASONS[key])
        if not right:
            return Refusal.of(Reason.SIGNATURE_WRONG)
        return Proved(key.caller, lambda transaction: self._refusal(claim, key, changes, at, transaction))

    def _key(self, claim: Claim, at: datetime) -> KnownKey | KeyRefused:
        """As it was known last: whether it still counts is asked in the call's transaction."""
        known = self._keys.last(_shown(claim))
        if known is not None and not known[1].ended(at):
            return known[1]
        with self._store.reading() as reading:
            return self._read(claim, at, reading)

    def _read(self, claim: Claim, at: datetime, transaction: Transaction) -> KnownKey | KeyRefused:
        mark = transaction.rights.now()
        key = known_key(transaction, self._realm, claim.access_key, claim.token, at)
        if isinstance(key, KnownKey):
            self._keys.put(mark, _shown(claim), key)
        return key

    def _refusal(
        self, claim: Claim, key: KnownKey, changes: bool, at: datetime, transaction: Transaction
    ) -> Refusal | None:
        """None for a key that counts now, and a request that counts for the first time."""
        known = self._keys.last(_shown(claim))
        if known is None or known[0] != transaction.rights.found():
            now = self._read(claim, at, transaction)
            if not isinstance(now, KnownKey) or (now.caller, now.secret) != (key.caller, key.secret):
                return Refusal.of(_REASONS[now if isinstance(now, KeyRefused) else KeyRefused.UNKNOWN])
            key = now
        self._note_use(claim, key, at, transaction)
        if changes and not _counts(transaction, claim, at):
            return Refusal.of(Reason.SIGNATURE_REPLAYED)
        return None

    def _note_use(self, claim: Claim, key: KnownKey, at: datetime, transaction: Transaction) -> None:
        if self._forgot_at is None or at - self._forgot_at > _FORGET_EVERY:
            transaction.guesses.forget(at)
            self._forgot_at = at
        if claim.access_key.startswith(LONG_TERM) and (key.used_at is None or at - key.used_at > QUARTER):
            transaction.access_keys.note_use(claim.access_key, at, claim.service)
            self._keys.put(transaction.rights.found(), _shown(claim), replace(key, used_at=at))


def _shown(claim: Claim) -> _Shown:
    return claim.access_key, claim.token


def _counts(transaction: Transaction, claim: Claim, at: datetime) -> bool:
    """Whether this change is the first of its signature, or came with it. When the first one came is told by how long
    it is remembered."""
    what = sha256(claim.signature.encode()).digest()
    if claim.presigned:
        return transaction.guesses.spend(what, claim.until)
    if transaction.guesses.spend(what, at + _REMEMBERED):
        return True
    until = transaction.guesses.spent_until(what)
    return until is not None and at - (until - _REMEMBERED) <= AGAIN
