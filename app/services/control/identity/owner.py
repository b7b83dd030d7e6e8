"""The owner's password, recovery codes and app: changed by himself over the API, or reset at the machine itself.

Rules: over the network only the owner changes what is his, with his old password and a second factor that he has shown
within FRESH, or shows now; at the machine whoever may write its files may, because he could always do more. Each change
ends the owner's sessions, is in the audit, and is announced. There is no way by e-mail or by questions.

    counter = OwnersCounter(store, realm, proofs, trail, events)
    outcome = counter.reset_password("a new long password", False, visit)
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from app.credentials.one_time_codes import setup_address
from app.credentials.passwords import generated
from app.credentials.recovery_codes import digest, new_codes
from app.domain.caller import Caller, CallerKind
from app.domain.control_events import OwnerCredential, OwnerCredentialsChanged
from app.domain.event_json import occurrence
from app.domain.lockout import Attempts
from app.domain.occurrences import Occurrence
from app.domain.principals import Owner, PrincipalId, owner_arn
from app.domain.realm import Realm
from app.operations import owner as rows
from app.operations.common import NoAnswer
from app.operations.operation import AnyOperation
from app.operations.refusals import Reason, Refusal
from app.operations.writing import masked
from app.ports.control.transaction import ControlStore, Transaction
from app.services.control.call import Call, Envelope, Proofs
from app.services.control.common import millis
from app.services.control.identity.factors import active_apps, new_app, proven, spent_code
from app.services.control.identity.guessing import guarded, guess_key
from app.services.control.identity.passwords import keep
from app.services.control.perform import Events, Record, Trail
from app.services.control.served import AnyServed, Served

FRESH = timedelta(minutes=5)
"""How long a second factor that was shown at the sign-in is as good as one that is shown now."""
MACHINE = "machine"
"""What the audit calls whoever sits at it."""


def change_owner_password(request: rows.ChangeOwnerPassword, call: Call) -> NoAnswer | Refusal:
    owner = _owner(call)
    if isinstance(owner, Refusal):
        return owner
    if refusal := _stale(request.code, call, needed=bool(active_apps(call.transaction, call.realm.account))):
        return refusal
    stored = call.transaction.secrets.password(call.realm.account)

    def right() -> bool:
        return call.proofs.hasher.check(None if stored is None else stored.hashed, request.old_password).right

    if refusal := guarded(call, guess_key("password", call.realm.account), right, Reason.PASSWORD_WRONG):
        return refusal
    if refusal := _kept(call.transaction, call.realm, call.proofs, owner, request.new_password, False, call.envelope):
        return refusal
    call.announce(_changed(OwnerCredential.PASSWORD, False, call.realm))
    return NoAnswer()


def create_recovery_codes(request: rows.CreateRecoveryCodes, call: Call) -> rows.RecoveryCodes | Refusal:
    """A code stands in for a second factor, so that whoever has none gets none."""
    owner = _owner(call)
    if isinstance(owner, Refusal):
        return owner
    if refusal := _stale(request.code, call, needed=True):
        return refusal
    call.announce(_changed(OwnerCredential.RECOVERY_CODES, False, call.realm))
    return rows.RecoveryCodes(_new_codes(call.transaction, call.realm))


def get_owner(request: rows.GetOwner, call: Call) -> rows.OwnerDetail | Refusal:
    owner = _owner(call)
    if isinstance(owner, Refusal):
        return owner
    account = call.realm.account
    stored = call.transaction.secrets.password(account)
    return rows.OwnerDetail(
        account=account,
        arn=owner_arn(account),
        created_at_in_millis=millis(owner.created_at),
        password_changed_at_in_millis=millis(owner.created_at if stored is None else stored.changed_at),
        second_factors=len([each for each in call.transaction.secrets.factors_of(account) if each.active]),
        recovery_codes_left=call.transaction.secrets.recovery_codes_left(account),
    )


@dataclass(frozen=True)
class OwnersCounter:
    """At the machine itself. `visit` has no caller whom anybody would have to believe."""

    store: ControlStore
    realm: Realm
    proofs: Proofs
    trail: Trail
    events: Events

    def reset_password(self, password: str | None, must_change: bool, visit: Envelope) -> str | Refusal:
        """The new password. None makes one up. The count of wrong guesses begins anew."""

        def reset(transaction: Transaction, owner: Owner) -> str | Refusal:
            chosen = generated(transaction.principals.password_policy()) if password is None else password
            if refusal := _kept(transaction, self.realm, self.proofs, owner, chosen, must_change, visit):
                return refusal
            transaction.guesses.put_attempts(guess_key("owner", owner.email), Attempts())
            return chosen

        request = rows.ResetOwnerPassword(must_change)
        return self._done(rows.RESET_OWNER_PASSWORD, request, OwnerCredential.PASSWORD, visit, reset)

    def new_recovery_codes(self, visit: Envelope) -> str | Refusal:
        """One a line."""

        def made(transaction: Transaction, owner: Owner) -> str:
            return "\n".join(_new_codes(transaction, self.realm))

        request = rows.CreateRecoveryCodes()
        return self._done(rows.CREATE_RECOVERY_CODES, request, OwnerCredential.RECOVERY_CODES, visit, made)

    def begin_app(self, visit: Envelope) -> tuple[str, str] | Refusal:
        """Secret and address of another app. It counts, and the one before no more, once it has proved that it
        works."""
        with self.store.transaction() as transaction:
            owner = transaction.principals.owner()
            if owner is None:
                return Refusal.of(Reason.NOT_SET_UP)
            for factor in transaction.secrets.factors_of(self.realm.account):
                if not factor.active:
                    transaction.secrets.remove_factor(factor.id)
            factor, secret = new_app(self.realm.account, visit.at)
            transaction.secrets.put_factor(factor)
        return secret, setup_address(secret, owner.email, "Thenar")

    def prove_app(self, first: str, second: str, visit: Envelope) -> str | Refusal:
        """Its two codes in a row put it in place of all others."""

        def replaced(transaction: Transaction, owner: Owner) -> str | Refusal:
            known = transaction.secrets.factors_of(self.realm.account)
            working = next((each for each in known if not each.active), None)
            working = None if working is None else proven(working, first, second, visit.at)
            if working is None:
                return Refusal.of(Reason.SECOND_FACTOR_WRONG)
            for factor in known:
                transaction.secrets.remove_factor(factor.id)
            transaction.secrets.put_factor(working)
            _end_sessions(transaction, self.realm, owner, visit)
            return working.id

        request = rows.ReplaceOwnerApp()
        return self._done(rows.REPLACE_OWNER_APP, request, OwnerCredential.SECOND_FACTOR, visit, replaced)

    def _done(
        self,
        operation: AnyOperation,
        request: object,
        what: OwnerCredential,
        visit: Envelope,
        change: Callable[[Transaction, Owner], str | Refusal],
    ) -> str | Refusal:
        """Changed, recorded and announced, or only recorded."""
        envelope = replace(visit, caller=_machine(self.realm))
        with self.store.transaction() as transaction:
            owner = transaction.principals.owner()
            outcome = Refusal.of(Reason.NOT_SET_UP) if owner is None else change(transaction, owner)
            refusal = outcome if isinstance(outcome, Refusal) else None
            record = Record(operation, envelope, "*", masked(request), None, refusal, None)
            self.trail.record(transaction, record)
            if refusal is None:
                self.events.put(transaction, _changed(what, True, self.realm), envelope)
        return outcome


def _owner(call: Call) -> Owner | Refusal:
    owner = call.transaction.principals.owner()
    if call.caller.kind is not CallerKind.ROOT or owner is None:
        return Refusal.of(Reason.ONLY_FOR_OWNER)
    return owner


def _stale(code: str | None, call: Call, needed: bool) -> Refusal | None:
    """None where a second factor was shown just now, or none is needed."""
    account = call.realm.account
    if code is not None:

        def right() -> bool:
            return spent_code(call.transaction, active_apps(call.transaction, account), code, call.at)

        return guarded(call, guess_key("code", account), right, Reason.SECOND_FACTOR_WRONG)
    shown = call.caller.mfa_at
    if not needed or (shown is not None and call.at - shown <= FRESH):
        return None
    return Refusal.of(Reason.SECOND_FACTOR_NEEDED)


def _kept(
    transaction: Transaction,
    realm: Realm,
    proofs: Proofs,
    owner: Owner,
    password: str,
    must_change: bool,
    envelope: Envelope,
) -> Refusal | None:
    """None once it is the owner's password and his sessions have ended."""
    names = (owner.email, owner.email.partition("@")[0])
    refusal = keep(transaction, proofs, realm.account, names, password, must_change, envelope.at)
    if refusal is None:
        _end_sessions(transaction, realm, owner, envelope)
    return refusal


def _end_sessions(transaction: Transaction, realm: Realm, owner: Owner, envelope: Envelope) -> None:
    transaction.principals.make_owner(replace(owner, credentials_from=envelope.at))
    transaction.console_sessions.end_of(PrincipalId(realm.account))


def _new_codes(transaction: Transaction, realm: Realm) -> tuple[str, ...]:
    codes = new_codes()
    transaction.secrets.put_recovery_codes(realm.account, tuple(digest(code) for code in codes))
    return codes


def _changed(what: OwnerCredential, at_machine: bool, realm: Realm) -> Occurrence:
    return occurrence(OwnerCredentialsChanged(what, at_machine, owner_arn(realm.account)), realm.account)


def _machine(realm: Realm) -> Caller:
    return Caller(CallerKind.SERVICE, realm.account, owner_arn(realm.account), realm.account, MACHINE)


OWNER: tuple[AnyServed, ...] = (
    Served(rows.CHANGE_OWNER_PASSWORD, change_owner_password),
    Served(rows.CREATE_RECOVERY_CODES, create_recovery_codes),
    Served(rows.GET_OWNER, get_owner),
)
