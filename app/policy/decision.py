"""May this principal do this to that, and which statement says so.

Source: IAM User Guide, "Policy evaluation logic".

Rules: an explicit deny in any layer wins, whatever the order. Else every layer that is present must allow: service
control, boundary, session, identity. Else nothing is allowed. Adding an Allow never turns an allow into a deny. A
statement speaks for a request when its principal, action, resource and all its conditions fit.

>>> from app.policy.grammar import parse_policy
>>> allow = {"Effect": "Allow", "Action": "one:*", "Resource": "*"}
>>> policy = parse_policy({"Version": "2012-10-17", "Statement": [allow]}, name="full")
>>> decide(Policies(identity=(policy,)), Request("arn:aws:iam::123456789012:user/ada", "one:GetSite", "*")).verdict
<Verdict.ALLOWED: 'allowed'>
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.policy.document import Effect, Named, Policy, Statement
from app.policy.variables import Context


class Verdict(StrEnum):
    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


class Layer(StrEnum):
    """The sets of policies of which each must allow, in the order in which they are asked."""

    SERVICE_CONTROL = "service control policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    IDENTITY = "identity policy"
    TRUST = "trust policy"


@dataclass(frozen=True)
class Request:
    principal: str
    """ARN of who asks."""
    action: str
    """As in one:GetSite."""
    resource: str
    """ARN, or `*` for an action that knows no resource."""
    context: Context = field(default_factory=Context)


@dataclass(frozen=True)
class Policies:
    """All that applies to one principal. None is a layer that does not limit; an empty identity allows nothing."""

    identity: tuple[Policy, ...]
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    service_control: tuple[Policy, ...] | None = None


@dataclass(frozen=True)
class Source:
    """A statement, as the console names it to an administrator."""

    layer: Layer
    policy: str
    sid: str
    index: int


@dataclass(frozen=True)
class Decision:
    verdict: Verdict
    deciding: Source | None
    """The denying statement, or the one of the identity policies that allows. None for an implicit deny."""
    silent: Layer | None
    """For an implicit deny: the first layer in which no statement allows."""

    @property
    def allowed(self) -> bool:
        return self.verdict is Verdict.ALLOWED


def decide(policies: Policies, request: Request) -> Decision:
    """The verdict on one request under all policies of its principal."""
    layers = [
        (Layer.SERVICE_CONTROL, policies.service_control),
        (Layer.BOUNDARY, policies.boundary),
        (Layer.SESSION, policies.session),
        (Layer.IDENTITY, policies.identity),
    ]
    return _decide([(layer, present) for layer, present in layers if present is not None], request)


def decide_trust(policy: Policy, request: Request) -> Decision:
    """Whether a role's trust policy lets this principal assume it. The resource of the request plays no part."""
    return _decide([(Layer.TRUST, (policy,))], request)


def _decide(layers: list[tuple[Layer, tuple[Policy, ...]]], request: Request) -> Decision:
    applying = [(layer, list(_applying(layer, policies, request))) for layer, policies in layers]
    for _, found in applying:
        for effect, source in found:
            if effect is Effect.DENY:
                return Decision(Verdict.EXPLICIT_DENY, source, None)
    deciding: Source | None = None
    for layer, found in applying:
        if not found:
            return Decision(Verdict.IMPLICIT_DENY, None, layer)
        deciding = found[0][1]
    return Decision(Verdict.ALLOWED, deciding, None)


def _applying(layer: Layer, policies: tuple[Policy, ...], request: Request) -> Iterator[tuple[Effect, Source]]:
    for policy in policies:
        for statement in policy.statements:
            if speaks_for(statement, request):
                yield statement.effect, Source(layer, policy.name, statement.sid, statement.index)


def speaks_for(statement: Statement, request: Request) -> bool:
    """Whether every part of the statement fits the request."""
    return (
        _fits(statement.actions, request.action.lower(), request.context, statement.effect)
        and (
            statement.resources is None
            or _fits(statement.resources, request.resource, request.context, statement.effect)
        )
        and (statement.principals is None or statement.principals.names(request.principal))
        and all(condition.holds(request.context) for condition in statement.conditions)
    )


def _fits(named: Named, text: str, context: Context, effect: Effect) -> bool:
    matched = False
    for pattern in named.patterns:
        glob = pattern.as_glob(context)
        if glob is None:
            # Sources disagree on a variable without a value in NotResource. Then the statement does what is safer: an
            # Allow is silent, a Deny speaks.
            if named.inverted and effect is Effect.ALLOW:
                return False
        elif glob.matches(text):
            matched = True
    return matched != named.inverted
