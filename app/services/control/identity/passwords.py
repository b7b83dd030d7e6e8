"""Passwords of users, and which the account takes.

Rules: a password is kept as a hash, with those before it; whoever gets another one loses the sessions that he has; one
that an administrator set has to be changed at the next sign-in unless he says otherwise; nobody changes his own without
the old one.
"""

from dataclasses import replace
from datetime import datetime

from app.credentials.passwords import faults_of, generated
from app.domain.caller import CallerKind
from app.domain.password_policy import PasswordFault, PasswordPolicy
from app.domain.principals import Principal, PrincipalKind
from app.operations import iam_credentials as rows
from app.operations.common import NoAnswer
from app.operations.iam_principals import OfUser
from app.operations.refusals import Reason, Refusal
from app.policy.shipped import CHANGE_PASSWORD
from app.ports.control.credentials import StoredPassword
from app.ports.control.transaction import Transaction
from app.services.control.call import Call, Proofs
from app.services.control.common import millis
from app.services.control.identity.common import principal
from app.services.control.identity.guessing import guarded, guess_key
from app.services.control.perform import denied
from app.services.control.served import AnyServed, Served

_REASONS = {
    PasswordFault.TOO_SHORT: Reason.PASSWORD_TOO_SHORT,
    PasswordFault.TOO_LONG: Reason.PASSWORD_TOO_LONG,
    PasswordFault.NO_SYMBOL: Reason.PASSWORD_NO_SYMBOL,
    PasswordFault.NO_DIGIT: Reason.PASSWORD_NO_DIGIT,
    PasswordFault.NO_UPPER_CASE: Reason.PASSWORD_NO_UPPER_CASE,
    PasswordFault.NO_LOWER_CASE: Reason.PASSWORD_NO_LOWER_CASE,
    PasswordFault.IS_A_NAME: Reason.PASSWORD_IS_A_NAME,
    PasswordFault.USED_BEFORE: Reason.PASSWORD_USED_BEFORE,
}


def create_login_profile(request: rows.CreateLoginProfile, call: Call) -> rows.LoginProfile | Refusal:
    """Attaches IAMUserChangePassword where the new password has to be changed and the account's policy does not let
    every user change his own."""
    user = principal(PrincipalKind.USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    if call.transaction.secrets.password(user.id) is not None:
        return Refusal.of(Reason.HAS_PASSWORD)
    profile = _given(user, request, call)
    if isinstance(profile, Refusal):
        return profile
    if request.password_reset_required and not call.transaction.principals.password_policy().users_may_change:
        call.transaction.attachments.attach(user.id, CHANGE_PASSWORD.arn)
    return profile


def update_login_profile(request: rows.CreateLoginProfile, call: Call) -> rows.LoginProfile | Refusal:
    user = principal(PrincipalKind.USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    if call.transaction.secrets.password(user.id) is None:
        return Refusal.of(Reason.NO_PASSWORD)
    return _given(user, request, call)


def get_login_profile(request: OfUser, call: Call) -> rows.LoginProfile | Refusal:
    user = principal(PrincipalKind.USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    stored = call.transaction.secrets.password(user.id)
    if stored is None:
        return Refusal.of(Reason.NO_PASSWORD)
    return rows.LoginProfile(user.name, stored.must_change, millis(stored.changed_at))


def delete_login_profile(request: OfUser, call: Call) -> NoAnswer | Refusal:
    user = principal(PrincipalKind.USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    if not call.transaction.secrets.remove_password(user.id):
        return Refusal.of(Reason.NO_PASSWORD)
    call.transaction.principals.change(replace(user, credentials_from=call.at))
    return NoAnswer()


def change_password(request: rows.ChangePassword, call: Call) -> NoAnswer | Refusal:
    user = principal(PrincipalKind.USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    if call.caller.kind is not CallerKind.USER or call.caller.principal != user.id:
        return denied(rows.CHANGE_PASSWORD, call.envelope, call.realm.iam_arn(f"user/{user.name}"))
    stored = call.transaction.secrets.password(user.id)

    def right() -> bool:
        return call.proofs.hasher.check(None if stored is None else stored.hashed, request.old_password).right

    if refusal := guarded(call, guess_key("password", user.id), right, Reason.PASSWORD_WRONG):
        return refusal
    refusal = keep(call.transaction, call.proofs, user.id, (user.name,), request.new_password, False, call.at)
    if refusal is not None:
        return refusal
    call.transaction.principals.change(replace(user, credentials_from=call.at))
    return NoAnswer()


def update_password_policy(request: rows.PasswordRules, call: Call) -> NoAnswer:
    call.transaction.principals.set_password_policy(
        PasswordPolicy(
            shortest=request.minimum_password_length,
            symbol=request.require_symbols,
            digit=request.require_numbers,
            upper_case=request.require_uppercase_characters,
            lower_case=request.require_lowercase_characters,
            users_may_change=request.allow_users_to_change_password,
            days_valid=request.max_password_age,
            remembered=request.password_reuse_prevention,
        )
    )
    return NoAnswer()


def get_password_policy(request: rows.GetPasswordRules, call: Call) -> rows.PasswordRules:
    policy = call.transaction.principals.password_policy()
    return rows.PasswordRules(
        minimum_password_length=policy.shortest,
        require_symbols=policy.symbol,
        require_numbers=policy.digit,
        require_uppercase_characters=policy.upper_case,
        require_lowercase_characters=policy.lower_case,
        allow_users_to_change_password=policy.users_may_change,
        password_reuse_prevention=policy.remembered,
        max_password_age=policy.days_valid,
    )


def keep(
    transaction: Transaction,
    proofs: Proofs,
    holder: str,
    names: tuple[str, ...],
    password: str,
    must_change: bool,
    at: datetime,
) -> Refusal | None:
    """Puts a password in place of the one before. None when the policy takes it."""
    policy = transaction.principals.password_policy()
    stored = transaction.secrets.password(holder)
    earlier = () if stored is None else (stored.hashed, *stored.earlier)
    faults = faults_of(policy, proofs.hasher, password, names, earlier)
    if faults:
        return Refusal.of(_REASONS[faults[0]], least=policy.shortest, most=128)
    kept = earlier[: max(0, policy.remembered - 1)]
    transaction.secrets.put_password(holder, StoredPassword(proofs.hasher.hashed(password), kept, must_change, at))
    return None


def _given(user: Principal, request: rows.CreateLoginProfile, call: Call) -> rows.LoginProfile | Refusal:
    made_up = request.password is None
    password = (
        generated(call.transaction.principals.password_policy()) if request.password is None else request.password
    )
    must_change = request.password_reset_required
    refusal = keep(call.transaction, call.proofs, user.id, (user.name,), password, must_change, call.at)
    if refusal is not None:
        return refusal
    call.transaction.principals.change(replace(user, credentials_from=call.at))
    return rows.LoginProfile(user.name, must_change, millis(call.at), password if made_up else None)


PASSWORDS: tuple[AnyServed, ...] = (
    Served(rows.CHANGE_PASSWORD, change_password),
    Served(rows.CREATE_LOGIN_PROFILE, create_login_profile),
    Served(rows.DELETE_LOGIN_PROFILE, delete_login_profile),
    Served(rows.GET_LOGIN_PROFILE, get_login_profile),
    Served(rows.GET_PASSWORD_POLICY, get_password_policy),
    Served(rows.UPDATE_LOGIN_PROFILE, update_login_profile),
    Served(rows.UPDATE_PASSWORD_POLICY, update_password_policy),
)
