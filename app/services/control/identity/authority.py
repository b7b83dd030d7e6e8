"""May this caller do that, and which statement says so: `app.services.control.perform.Authority` over stored policies.

Source: IAM User Guide, "AWS global condition context keys"; STS API reference for the two calls that need no policy.

Rules: what is known of the caller comes from his proved credentials and from the store, and nothing that a request says
can stand in its place; long-term keys say nothing of a second factor, so conditions on it do not hold for them; whoever
has gone may nothing. What a caller has is remembered while nobody's rights change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.domain.caller import Caller, CallerKind
from app.domain.principals import PrincipalId, PrincipalKind
from app.policy.decision import Decision, Layer, Policies, Request, Source, Verdict, decide
from app.policy.variables import Context, ContextValue
from app.ports.control.transaction import Transaction
from app.services.control.call import Envelope
from app.services.control.identity.remembered import Remembered
from app.services.control.identity.rights import narrowed, policies_of, principal_id

EVERYBODYS = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})
"""Need no Allow, only no Deny: one may always ask who one is, and exchange a key for a shorter one."""
ALWAYS = frozenset({"signin:EndSession", "signin:EndSessions", "signin:SwitchBack"})
"""No policy keeps anybody from ending what he began."""

_NOBODY = Decision(Verdict.IMPLICIT_DENY, None, Layer.IDENTITY)
_WHO = {CallerKind.ROOT: "Account", CallerKind.USER: "User", CallerKind.ROLE: "AssumedRole"}


@dataclass(frozen=True)
class Standing:
    """What a user or role has: policies with the boundary, and tags as conditions ask for them."""

    policies: Policies
    tags: Mapping[str, ContextValue]


@dataclass(frozen=True)
class PolicyAuthority:
    """Threads may share it."""

    standings: Remembered[PrincipalId, Standing | None] = field(default_factory=Remembered)

    def decide(
        self, transaction: Transaction, envelope: Envelope, action: str, resource: str, context: Context
    ) -> Decision:
        caller = envelope.caller
        if action in ALWAYS:
            return Decision(Verdict.ALLOWED, Source(Layer.IDENTITY, "everybody", "", 0), None)
        standing = self.standings.get(
            transaction.rights, principal_id(caller), lambda: _standing_of(caller, transaction)
        )
        if standing is None:
            return _NOBODY
        known = (
            boundary_of(resource, caller, transaction) | {**context.values} | of_resource(resource, caller, transaction)
        )
        known |= {**of_caller(caller, envelope.at), **standing.tags}
        policies = narrowed(standing.policies, caller.session_policy)
        decision = decide(policies, Request(caller.arn, action, resource, Context.of(known)))
        if decision.verdict is Verdict.IMPLICIT_DENY and action in EVERYBODYS:
            return Decision(Verdict.ALLOWED, Source(Layer.IDENTITY, "everybody", "", 0), None)
        return decision


def _standing_of(caller: Caller, transaction: Transaction) -> Standing | None:
    policies = policies_of(caller, transaction)
    return None if policies is None else Standing(policies, tags_of(caller, transaction))


def of_caller(caller: Caller, at: datetime) -> dict[str, ContextValue]:
    known: dict[str, ContextValue] = {
        "aws:PrincipalArn": caller.role.role_arn if caller.role is not None else caller.arn,
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalType": _WHO.get(caller.kind, "Anonymous"),
        "aws:userid": caller.principal,
        "aws:PrincipalIsAWSService": "false",
    }
    if caller.kind is CallerKind.USER:
        known["aws:username"] = caller.name
    if caller.issued_at is not None:
        known["aws:TokenIssueTime"] = caller.issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        known["aws:MultiFactorAuthPresent"] = "false" if caller.mfa_at is None else "true"
    if caller.mfa_at is not None:
        known["aws:MultiFactorAuthAge"] = str(int((at - caller.mfa_at).total_seconds()))
    return known


def tags_of(caller: Caller, transaction: Transaction) -> dict[str, ContextValue]:
    if caller.kind is CallerKind.USER:
        carrier = tag_carrier(PrincipalKind.USER, caller.name)
    elif caller.role is not None:
        carrier = tag_carrier(PrincipalKind.ROLE, caller.role.role_name)
    else:
        return {}
    return {f"aws:PrincipalTag/{key}": value for key, value in transaction.tags.of(carrier).items()}


def of_resource(resource: str, caller: Caller, transaction: Transaction) -> dict[str, ContextValue]:
    """The tags of a user or role that is acted upon; all others' are in the context already."""
    named = _principal_named(resource, caller)
    if named is None:
        return {}
    tags = transaction.tags.of(tag_carrier(*named))
    return {f"aws:ResourceTag/{key}": value for key, value in tags.items()}


def boundary_of(resource: str, caller: Caller, transaction: Transaction) -> dict[str, ContextValue]:
    """The boundary that a user or role has, for conditions on changing its rights."""
    named = _principal_named(resource, caller)
    found = None if named is None else transaction.principals.get(*named)
    return {} if found is None or found.boundary is None else {"iam:PermissionsBoundary": found.boundary}


def _principal_named(resource: str, caller: Caller) -> tuple[PrincipalKind, str] | None:
    prefix = f"arn:aws:iam::{caller.account}:"
    kind, _, name = resource.removeprefix(prefix).partition("/")
    if not resource.startswith(prefix) or kind not in (PrincipalKind.USER, PrincipalKind.ROLE):
        return None
    return PrincipalKind(kind), name


def tag_carrier(kind: PrincipalKind, name: str) -> str:
    """What principals' tags are kept under."""
    return f"iam/{kind}/{name}"
