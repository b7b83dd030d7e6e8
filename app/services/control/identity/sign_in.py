"""Signing in: a name and a password, a second factor where there is one, and out come temporary credentials, or a
session of the console.

Rules it keeps: every attempt is counted before anything is checked and the count is cleared by success, so that
guesses made at once count as many; a name that nobody has takes the same steps, the same hash and the same answer as
a wrong password; what is missing is told only after the right password; a code, a challenge and a recovery code count
once; every attempt is recorded, without the name where nobody has it, and those that cost a stranger nothing within an
allowance (`app.services.control.strangers`).

    reception = Reception(store, realm, proofs, trail)
    answer = reception.sign_in(SignIn("ada", "correct horse battery"), visit)          # credentials
    answer = reception.begin_session(SignIn("ada", "correct horse battery"), visit)    # the console's session

The hash is computed outside the transactions: it takes a tenth of a second, in which others may write.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from app.credentials.passkeys import sign_in as passkey_ceremony
from app.credentials.passwords import Check
from app.credentials.recovery_codes import digest
from app.credentials.temporary import CONSOLE
from app.domain.caller import Caller, CallerKind
from app.domain.lockout import Attempts
from app.domain.principals import PrincipalId, PrincipalKind, folded
from app.domain.realm import Realm
from app.operations import sign_in as rows
from app.operations.console import BEGIN_SESSION
from app.operations.operation import Operation
from app.operations.refusals import Reason, Refusal
from app.operations.writing import masked
from app.ports.control.credentials import StoredPassword
from app.ports.control.transaction import ControlStore, Transaction
from app.services.control.call import Envelope, Proofs
from app.services.control.identity.authentication import owner_caller, user_caller
from app.services.control.identity.console import open_session
from app.services.control.identity.factors import (
    active_apps,
    passkey_ids,
    sealed_challenge,
    spent_code,
    spent_passkey,
)
from app.services.control.identity.guessing import guess_key, locked
from app.services.control.identity.passwords import keep
from app.services.control.identity.sessions import issue
from app.services.control.perform import Record, Trail
from app.services.control.strangers import Strangers

Door: TypeAlias = Operation[rows.SignIn, rows.SignedIn]
HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""CloudTrail's word for a name that nobody has: people type passwords into the field for names."""
SECOND_FACTOR, NEW_PASSWORD = "SECOND_FACTOR", "NEW_PASSWORD"
_NO_PERSON = "nobody"


@dataclass(frozen=True)
class Holder:
    """Whom a name belongs to."""

    id: str
    caller: Caller
    names: tuple[str, ...]
    """What the password may not be."""


@dataclass(frozen=True)
class Reception:
    store: ControlStore
    realm: Realm
    proofs: Proofs
    trail: Trail
    strangers: Strangers = field(default_factory=Strangers)

    def sign_in(self, request: rows.SignIn, visit: Envelope) -> rows.SignedIn | Refusal:
        """`visit` has the caller `nobody`: who it is comes out here."""
        return self._let_in(rows.SIGN_IN, request, visit, _credentials)

    def begin_session(self, request: rows.SignIn, visit: Envelope) -> rows.SignedIn | Refusal:
        """As `sign_in`."""
        return self._let_in(BEGIN_SESSION, request, visit, _session)

    def _let_in(self, operation: Door, request: rows.SignIn, visit: Envelope, give: "_Give") -> rows.SignedIn | Refusal:
        key = guess_key("owner" if request.owner else "user", request.name)
        began = self._begin(operation, request, key, visit)
        if isinstance(began, Refusal):
            return began
        holder, stored = began
        check = self.proofs.hasher.check(None if stored is None else stored.hashed, request.password)
        with self.store.transaction() as transaction:
            attempts = transaction.guesses.attempts(key)  # held, so that one code is not spent twice at once
            answer = self._answer(transaction, request, holder, check, visit.at, give)
            if isinstance(answer, rows.SignedIn):
                transaction.guesses.put_attempts(key, _after(answer, attempts))
            self._record(operation, transaction, request, holder, visit, answer)
        return answer

    def _begin(
        self, operation: Door, request: rows.SignIn, key: bytes, visit: Envelope
    ) -> tuple[Holder | None, StoredPassword | None] | Refusal:
        """Counts the attempt."""
        with self.store.transaction() as transaction:
            holder = holder_of(transaction, self.realm, request)
            if transaction.principals.owner() is None:
                refusal: Refusal | None = Refusal.of(Reason.NOT_SET_UP)
            else:
                attempts = transaction.guesses.attempts(key)
                refusal = locked(attempts, visit.at)
            if refusal is not None:
                self._record(operation, transaction, request, holder, visit, refusal)
                return refusal
            transaction.guesses.put_attempts(key, attempts.failed(visit.at))
            return holder, None if holder is None else transaction.secrets.password(holder.id)

    def _answer(
        self,
        transaction: Transaction,
        request: rows.SignIn,
        holder: Holder | None,
        check: Check,
        at: datetime,
        give: "_Give",
    ) -> rows.SignedIn | Refusal:
        if holder is None or not check.right:
            return Refusal.of(Reason.SIGN_IN_WRONG)
        shown = self._second_factor(transaction, request, holder, at)
        if not isinstance(shown, _Shown):
            return shown
        refusal = self._password_kept(transaction, request, holder, check, at)
        if refusal is not None:
            return refusal
        return give(transaction, holder.caller, at, shown.at)

    def _second_factor(
        self, transaction: Transaction, request: rows.SignIn, holder: Holder, at: datetime
    ) -> "_Shown | rows.SignedIn | Refusal":
        apps, passkeys = active_apps(transaction, holder.id), passkey_ids(transaction, holder.id)
        if not apps and not passkeys:
            return _Shown(None)
        if request.recovery_code is not None:
            right = transaction.secrets.spend_recovery_code(holder.id, digest(request.recovery_code))
        elif request.code is not None:
            right = spent_code(transaction, apps, request.code, at)
        elif request.passkey is not None:
            right = spent_passkey(transaction, self.proofs, holder.id, request.challenge or "", request.passkey, at)
        else:
            return self._asks_for_factor(transaction, holder, bool(apps), passkeys, at)
        return _Shown(at) if right else Refusal.of(Reason.SECOND_FACTOR_WRONG)

    def _asks_for_factor(
        self, transaction: Transaction, holder: Holder, code: bool, passkeys: tuple[bytes, ...], at: datetime
    ) -> rows.SignedIn:
        if not passkeys:
            return rows.SignedIn(missing=SECOND_FACTOR, code=code)
        ceremony = passkey_ceremony(self.proofs.site, passkeys)
        challenge = sealed_challenge(transaction, ceremony.challenge, holder.id, at)
        return rows.SignedIn(missing=SECOND_FACTOR, code=code, passkey_options=ceremony.options, challenge=challenge)

    def _password_kept(
        self, transaction: Transaction, request: rows.SignIn, holder: Holder, check: Check, at: datetime
    ) -> rows.SignedIn | Refusal | None:
        """None once the password is one that may stay."""
        stored = transaction.secrets.password(holder.id)
        if stored is None:
            return Refusal.of(Reason.SIGN_IN_WRONG)
        days = transaction.principals.password_policy().days_valid
        too_old = days is not None and at - stored.changed_at > timedelta(days=days)
        if request.new_password is not None:
            return keep(transaction, self.proofs, holder.id, holder.names, request.new_password, False, at)
        if stored.must_change or too_old:
            return rows.SignedIn(missing=NEW_PASSWORD)
        if check.outdated:
            hashed = self.proofs.hasher.hashed(request.password)
            transaction.secrets.put_password(holder.id, replace(stored, hashed=hashed))
        return None

    def _record(
        self,
        operation: Door,
        transaction: Transaction,
        request: rows.SignIn,
        holder: Holder | None,
        visit: Envelope,
        answer: rows.SignedIn | Refusal,
    ) -> None:
        caller = nobody(self.realm, HIDDEN) if holder is None else holder.caller
        refusal = answer if isinstance(answer, Refusal) else None
        left_out = self.strangers.told(visit.at) if _is_cheap(holder, refusal) else 0
        if left_out is None:
            return
        said = masked(answer) if isinstance(answer, rows.SignedIn) else None
        envelope = replace(visit, caller=caller)
        self.trail.record(transaction, Record(operation, envelope, "*", masked(request), said, refusal, None, left_out))


def _is_cheap(holder: Holder | None, refusal: Refusal | None) -> bool:
    """Whether anybody can have it refused as often as he likes: then there is only an allowance of records."""
    return refusal is not None and (holder is None or refusal.reason in (Reason.LOCKED_OUT, Reason.NOT_SET_UP))


_Give: TypeAlias = Callable[[Transaction, Caller, datetime, datetime | None], rows.SignedIn]
"""Transaction, who it is, now, and when a second factor was shown."""


def _credentials(transaction: Transaction, caller: Caller, at: datetime, mfa_at: datetime | None) -> rows.SignedIn:
    return rows.SignedIn(issue(transaction, caller, at, CONSOLE, mfa_at))


def _session(transaction: Transaction, caller: Caller, at: datetime, mfa_at: datetime | None) -> rows.SignedIn:
    return rows.SignedIn(session=open_session(transaction, caller, at, mfa_at))


@dataclass(frozen=True)
class _Shown:
    at: datetime | None
    """When a second factor was shown; None where there is none."""


def holder_of(transaction: Transaction, realm: Realm, request: rows.SignIn) -> Holder | None:
    if request.owner:
        owner = transaction.principals.owner()
        if owner is None or folded(owner.email) != folded(request.name):
            return None
        return Holder(realm.account, owner_caller(realm), (owner.email,))
    user = transaction.principals.find(PrincipalKind.USER, request.name)
    return None if user is None else Holder(PrincipalId(user.id), user_caller(realm, user), (user.name,))


def nobody(realm: Realm, name: str = _NO_PERSON) -> Caller:
    """Who makes a call before it is known who it is."""
    return Caller(CallerKind.USER, realm.account, "", "", name)


def _after(answer: rows.SignedIn, attempts: Attempts) -> Attempts:
    """Success forgets all; a right password with something missing takes its own attempt back."""
    if answer.missing is None:
        return Attempts()
    return replace(attempts, failures=max(0, attempts.failures - 1))
