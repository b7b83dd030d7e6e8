"""Temporary credentials: asked for with a key of one's own, or by assuming a role.

Source: STS API reference, GetSessionToken and AssumeRole.

Rules: a role is assumed when the caller's policies allow it (asked before this is called) and the role's trust policy
names him; the owner assumes none; a session that a role's session makes lasts an hour at most; what a second factor was
shown for stays known in the session. Stricter than AWS, where a trust policy that names a user is enough by itself.
"""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import datetime, timedelta

from app.credentials.access_keys import TEMPORARY, new_key
from app.credentials.temporary import LONGEST_CHAINED, USUAL_ROLE, USUAL_USER, SessionToken
from app.domain.caller import Caller, CallerKind
from app.domain.principals import PrincipalKind
from app.operations import iam_credentials as rows
from app.operations.common import NoAnswer
from app.operations.iam_principals import OfRole, OfUser
from app.operations.refusals import Reason, Refusal
from app.ports.control.transaction import Transaction
from app.services.control.call import Call
from app.services.control.common import millis, not_found
from app.services.control.identity.authentication import TOKENS, role_caller
from app.services.control.identity.common import TRUST_CHARACTERS, principal, refusal_of_document
from app.services.control.identity.factors import shown_code
from app.services.control.identity.rights import principal_id
from app.services.control.identity.trust import role_of, trusts
from app.services.control.perform import denied
from app.services.control.served import AnyServed, Served


def get_caller_identity(request: rows.WhoAmI, call: Call) -> rows.CallerIdentity:
    return rows.CallerIdentity(call.caller.principal, call.caller.account, call.caller.arn)


def get_session_token(request: rows.GetSessionToken, call: Call) -> rows.TemporaryCredentials | Refusal:
    if call.caller.issued_at is not None:
        return Refusal.of(Reason.NOT_FOR_SESSIONS)
    mfa_at = _second_factor(request.serial_number, request.token_code, call)
    if isinstance(mfa_at, Refusal):
        return mfa_at
    lasts = USUAL_USER if request.duration_seconds is None else timedelta(seconds=request.duration_seconds)
    return issue(call.transaction, call.caller, call.at, lasts, mfa_at)


def assume_role(request: rows.AssumeRole, call: Call) -> rows.TemporaryCredentials | Refusal:
    if call.caller.kind is CallerKind.ROOT:
        return Refusal.of(Reason.NOT_FOR_OWNER)
    if request.policy and (refusal := refusal_of_document(request.policy, TRUST_CHARACTERS)):
        return refusal
    role = role_of(request.role_arn, call)
    if role is None:
        return not_found(request.role_arn)
    mfa_at = _second_factor(request.serial_number, request.token_code, call)
    if isinstance(mfa_at, Refusal):
        return mfa_at
    mfa_at = mfa_at or call.caller.mfa_at
    if not trusts(role, rows.ASSUME_ROLE, request, request.role_arn, mfa_at, call):
        return denied(rows.ASSUME_ROLE, call.envelope, request.role_arn)
    lasts = USUAL_ROLE if request.duration_seconds is None else timedelta(seconds=request.duration_seconds)
    most = timedelta(seconds=role.longest_session_s)
    if call.caller.role is not None:
        most = min(most, LONGEST_CHAINED)
    if lasts > most:
        return Refusal.of(Reason.SESSION_TOO_LONG, most=int(most.total_seconds()))
    session = role_caller(call.realm, role, request.role_session_name)
    return issue(call.transaction, session, call.at, lasts, mfa_at, request.policy or "")


def revoke_sessions(request: OfUser, call: Call) -> NoAnswer | Refusal:
    return _revoke(PrincipalKind.USER, request.user_name, call)


def revoke_role_sessions(request: OfRole, call: Call) -> NoAnswer | Refusal:
    return _revoke(PrincipalKind.ROLE, request.role_name, call)


def issue(
    transaction: Transaction,
    caller: Caller,
    at: datetime,
    lasts: timedelta,
    mfa_at: datetime | None,
    policy: str = "",
) -> rows.TemporaryCredentials:
    """Credentials with which `caller` is who signs."""
    pair = new_key(TEMPORARY)
    token = SessionToken(
        principal=principal_id(caller),
        kind=caller.kind,
        session=caller.arn.rpartition("/")[2] if caller.role is not None else "",
        issued_at=at,
        expires_at=at + lasts,
        access_key=pair.id,
        secret=pair.secret,
        mfa_at=mfa_at,
        policy=policy,
    )
    sealed = urlsafe_b64encode(transaction.seals.seal(token.written(), TOKENS, pair.id)).decode()
    return rows.TemporaryCredentials(pair.id, pair.secret, sealed, millis(token.expires_at), caller.arn)


def _revoke(kind: PrincipalKind, name: str, call: Call) -> NoAnswer | Refusal:
    found = principal(kind, name, call)
    if isinstance(found, Refusal):
        return found
    call.transaction.principals.change(replace(found, credentials_from=call.at))
    return NoAnswer()


def _second_factor(serial: str | None, code: str | None, call: Call) -> datetime | Refusal | None:
    """When it was shown: now, or not at all."""
    if serial is None and code is None:
        return None
    if serial is None or code is None or call.caller.kind is not CallerKind.USER:
        return Refusal.of(Reason.SECOND_FACTOR_WRONG)
    return shown_code(call, call.caller.principal, serial, code) or call.at


SESSIONS: tuple[AnyServed, ...] = (
    Served(rows.ASSUME_ROLE, assume_role),
    Served(rows.GET_CALLER_IDENTITY, get_caller_identity),
    Served(rows.GET_SESSION_TOKEN, get_session_token),
    Served(rows.REVOKE_ROLE_SESSIONS, revoke_role_sessions),
    Served(rows.REVOKE_SESSIONS, revoke_sessions),
)
