"""Which policies apply to a caller.

Rules: a user has his own, those of his groups, and his boundary; a session of a role has the role's and, where it was
made with one, its session policy; the owner may everything. A policy that is attached and gone, or that can no longer
be read, is a fault and never an empty policy: without it a Deny would be silent.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from app.domain.caller import Caller, CallerKind
from app.domain.faults import Fault, FaultError
from app.domain.principals import Principal, PrincipalId
from app.policy.decision import Policies
from app.policy.document import Policy, PolicyKind, PolicyMalformed
from app.policy.grammar import parse_policy
from app.policy.shipped import ADMINISTRATOR, CHANGE_PASSWORD, by_arn
from app.ports.control.transaction import Transaction

OWNERS = "the account's owner"
"""What is reported as the policy that allows the owner."""


def policies_of(caller: Caller, transaction: Transaction) -> Policies | None:
    """Without those of the session (`narrowed`). None for a caller whose user or role has gone."""
    if caller.kind is CallerKind.ROOT:
        return Policies(identity=(parsed(ADMINISTRATOR.document, OWNERS),))
    principal = transaction.principals.by_id(principal_id(caller))
    return None if principal is None else policies_of_principal(principal, transaction)


def policies_of_principal(principal: Principal, transaction: Transaction) -> Policies:
    boundary = None if principal.boundary is None else (managed(principal.boundary, transaction),)
    return Policies(tuple(_identity(principal, transaction)), boundary)


def narrowed(policies: Policies, session_policy: str) -> Policies:
    """By the document that a session was made with; empty for none."""
    return replace(policies, session=(parsed(session_policy, "session"),)) if session_policy else policies


def principal_id(caller: Caller) -> PrincipalId:
    """Of the user, or of the role whose session this is."""
    return PrincipalId(caller.role.role_id if caller.role is not None else caller.principal)


def managed(arn: str, transaction: Transaction) -> Policy:
    """Raises FaultError(STORE_UNREADABLE) for one that is not there."""
    shipped = by_arn(arn)
    if shipped is not None:
        return parsed(shipped.document, shipped.name)
    policy = transaction.policies.get(arn)
    if policy is None:
        raise FaultError(Fault.STORE_UNREADABLE, "a policy that is attached is gone")
    (document,) = [
        version.document for version in transaction.policies.versions(arn) if version.number == policy.default_version
    ]
    return parsed(document, policy.name)


def _identity(principal: Principal, transaction: Transaction) -> Iterator[Policy]:
    groups = transaction.memberships.groups_of(principal.id)
    held = transaction.attachments.held_by([principal.id, *(group.id for group in groups)])
    for name, document in held.inline:
        yield parsed(document, name)
    for arn in held.attached:
        yield managed(arn, transaction)
    if transaction.principals.password_policy().users_may_change:
        yield parsed(CHANGE_PASSWORD.document, "password policy of the account")


@lru_cache(maxsize=1024)
def parsed(document: str, name: str, kind: PolicyKind = PolicyKind.IDENTITY) -> Policy:
    """Of a document that was checked when it was stored. Remembered by its text: a call asks for the same few."""
    try:
        return parse_policy(document, name, kind)
    except PolicyMalformed as error:
        raise FaultError(Fault.STORE_UNREADABLE, "a stored policy cannot be read") from error
