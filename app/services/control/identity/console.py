"""Sessions of the console: what begins, changes and ends one, and who speaks in it.

Rules: whoever signs in or takes another role on gets a new cookie, and the one before is worth nothing; a session ends
with the sign-out, with its time, and with everything that ends its holder's credentials (another password, a lost
factor, the end of the account or the role) or that gives him other rights; ending one's sessions needs no policy.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.credentials.console_tokens import forgery_token, new_token, session_id
from app.domain.caller import Caller, CallerKind
from app.domain.console_sessions import LONGEST, MOST, MOST_IDLE, ConsoleSession
from app.domain.principals import Principal, PrincipalId, PrincipalKind
from app.domain.realm import Realm
from app.operations import console as rows
from app.operations import sign_in as doors
from app.operations.refusals import Reason, Refusal
from app.ports.control.transaction import Transaction
from app.services.control.call import Call
from app.services.control.common import millis, not_found
from app.services.control.identity.authentication import caller_of
from app.services.control.identity.rights import principal_id
from app.services.control.identity.trust import role_of, trusts
from app.services.control.perform import denied
from app.services.control.served import AnyServed, Served


def open_session(
    transaction: Transaction, caller: Caller, at: datetime, mfa_at: datetime | None
) -> doors.ConsoleSession:
    """For whoever has just proved who he is."""
    holder = principal_id(caller)
    name = caller.arn.rpartition("/")[2] if caller.role is not None else ""
    transaction.console_sessions.forget(at)
    for oldest in transaction.console_sessions.of(holder, name)[: -MOST + 1]:
        transaction.console_sessions.end(oldest.id)
    session = ConsoleSession("", holder, caller.kind, name, at, at, at + LONGEST, mfa_at)
    return _begun(transaction, session, caller)


def known_session(transaction: Transaction, token: str, now: datetime) -> ConsoleSession | None:
    """Of a cookie's value; None for one that is over or was never given out."""
    session = transaction.console_sessions.get(session_id(token))
    return None if session is None or session.over(now) else session


def speaker(transaction: Transaction, realm: Realm, session: ConsoleSession, now: datetime) -> Caller | None:
    """Who speaks in a session. None where its holder has gone, or his sessions were ended since, or the time of the
    role that he has taken on is over."""
    holder = caller_of(transaction, realm, session.kind, session.principal, session.name, session.began_at)
    if holder is not None and session.role is not None:
        role = transaction.principals.by_id(session.role)
        if role is None or now >= _role_ends(session, role):
            return None
        holder = caller_of(transaction, realm, CallerKind.ROLE, role.id, holder.name, session.began_at)
    return None if holder is None else replace(holder, mfa_at=session.mfa_at, console=session.id)


def end_session(request: rows.EndSession, call: Call) -> rows.SessionsEnded | Refusal:
    session = _own(call)
    if isinstance(session, Refusal):
        return session
    call.transaction.console_sessions.end(session.id)
    return rows.SessionsEnded()


def end_sessions(request: rows.EndSessions, call: Call) -> rows.SessionsEnded | Refusal:
    """Temporary credentials of the same person end as well, but for those of a role, which others have too."""
    session = _own(call)
    if isinstance(session, Refusal):
        return session
    for each in call.transaction.console_sessions.of(session.principal, session.name):
        call.transaction.console_sessions.end(each.id)
    if session.kind is CallerKind.USER and (user := call.transaction.principals.by_id(session.principal)):
        call.transaction.principals.change(replace(user, credentials_from=call.at))
    if session.kind is CallerKind.ROOT and (owner := call.transaction.principals.owner()):
        call.transaction.principals.make_owner(replace(owner, credentials_from=call.at))
    return rows.SessionsEnded()


def switch_role(request: rows.SwitchRole, call: Call) -> doors.SignedIn | Refusal:
    """As AssumeRole, for a user: the owner assumes none, and a role leads to no other in the console."""
    session = _own(call)
    if isinstance(session, Refusal):
        return session
    if session.kind is CallerKind.ROOT:
        return Refusal.of(Reason.NOT_FOR_OWNER)
    if session.kind is not CallerKind.USER or session.role is not None:
        return Refusal.of(Reason.NOT_FOR_SESSIONS)
    role = role_of(request.role_arn, call)
    if role is None:
        return not_found(request.role_arn)
    if not trusts(role, rows.SWITCH_ROLE, request, request.role_arn, session.mfa_at, call):
        return denied(rows.SWITCH_ROLE, call.envelope, request.role_arn)
    return _changed(session, role, call)


def switch_back(request: rows.SwitchBack, call: Call) -> doors.SignedIn | Refusal:
    session = _own(call)
    if isinstance(session, Refusal):
        return session
    if session.role is None:
        return Refusal.of(Reason.NOT_SWITCHED)
    return _changed(session, None, call)


def standing_changed(whom: Principal, call: Call) -> None:
    """Who gets other rights signs in again: whatever somebody may have got hold of before is worth nothing then."""
    members = call.transaction.memberships.members_of(whom.id) if whom.kind is PrincipalKind.GROUP else []
    for each in (whom, *members):
        call.transaction.console_sessions.end_of(each.id)


def _own(call: Call) -> ConsoleSession | Refusal:
    found = call.transaction.console_sessions.get(call.caller.console) if call.caller.console else None
    return Refusal.of(Reason.NOT_A_CONSOLE) if found is None else found


def _changed(session: ConsoleSession, role: Principal | None, call: Call) -> doors.SignedIn:
    call.transaction.console_sessions.end(session.id)
    role_id: PrincipalId | None = None if role is None else role.id
    after = replace(session, role=role_id, began_at=call.at, used_at=call.at)
    caller = speaker(call.transaction, call.realm, after, call.at)
    assert caller is not None, "who speaks was known a moment ago, in this transaction"
    given = _begun(call.transaction, after, caller)
    if role is not None:
        given = replace(given, ends_at_in_millis=millis(_role_ends(after, role)))
    return doors.SignedIn(session=given)


def _role_ends(session: ConsoleSession, role: Principal) -> datetime:
    return min(session.ends_at, session.began_at + timedelta(seconds=role.longest_session_s))


def _begun(transaction: Transaction, session: ConsoleSession, caller: Caller) -> doors.ConsoleSession:
    """Under a new token."""
    token = new_token()
    transaction.console_sessions.add(replace(session, id=session_id(token)))
    idle_s, ends = int(MOST_IDLE.total_seconds()), millis(session.ends_at)
    return doors.ConsoleSession(caller.arn, forgery_token(token), idle_s, ends, token)


CONSOLE: tuple[AnyServed, ...] = (
    Served(rows.END_SESSION, end_session),
    Served(rows.END_SESSIONS, end_sessions),
    Served(rows.SWITCH_BACK, switch_back),
    Served(rows.SWITCH_ROLE, switch_role),
)
