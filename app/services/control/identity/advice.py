"""Why somebody may or may not, and what a policy has wrong with it. Nothing is changed by asking.

Source: IAM API reference, SimulatePrincipalPolicy; IAM User Guide, "Access Analyzer policy validation".
"""

import json
from collections.abc import Iterator

from app.domain.principals import Principal, PrincipalKind
from app.operations import iam_advice as rows
from app.operations.iam_advice import Finding, FindingType, Issue
from app.operations.operation import AccessLevel, AnyOperation
from app.operations.refusals import Refusal
from app.operations.registry import OPERATIONS
from app.policy.decision import Decision, Request, decide
from app.policy.document import Effect, Policy, PolicyKind, PolicyMalformed, Statement
from app.policy.grammar import parse_policy
from app.policy.variables import Context, ContextValue
from app.services.control.call import Call
from app.services.control.common import not_found
from app.services.control.identity.authentication import role_caller, user_caller
from app.services.control.identity.authority import of_caller, tags_of
from app.services.control.identity.rights import policies_of_principal
from app.services.control.served import AnyServed, Served

SIMULATED_SESSION = "simulated"
_OURS = frozenset(operation.prefix for operation in OPERATIONS.values())
_KINDS = {rows.PolicyType.IDENTITY: PolicyKind.IDENTITY, rows.PolicyType.TRUST: PolicyKind.TRUST}
STAR = "*"


def simulate(request: rows.Simulate, call: Call) -> rows.Evaluations | Refusal:
    whom = _whom(request.policy_source_arn, call)
    if whom is None:
        return not_found(request.policy_source_arn)
    policies = policies_of_principal(whom, call.transaction)
    arn, known = _known(whom, call)
    context = Context.of({**known, **request.context_entries})
    return rows.Evaluations(
        tuple(
            _evaluation(action, resource, decide(policies, Request(arn, action, resource, context)))
            for action in request.action_names
            for resource in request.resource_arns
        )
    )


def validate_policy(request: rows.ValidatePolicy, call: Call) -> rows.Findings:
    try:
        policy = parse_policy(request.policy_document, kind=_KINDS[request.policy_type])
    except PolicyMalformed as error:
        return rows.Findings((Finding(FindingType.ERROR, Issue.MALFORMED, error.place),))
    found = [finding for statement in policy.statements for finding in _of_statement(statement, policy)]
    if json.loads(request.policy_document).get("Version") != "2012-10-17":
        found.append(Finding(FindingType.SUGGESTION, Issue.OLD_VERSION, "Version"))
    return rows.Findings(tuple(found))


def _whom(arn: str, call: Call) -> Principal | None:
    kind, _, name = arn.removeprefix(call.realm.iam_arn("")).partition("/")
    if not arn.startswith(call.realm.iam_arn("")):
        return None
    return call.transaction.principals.get(PrincipalKind(kind), name)


def _known(whom: Principal, call: Call) -> tuple[str, dict[str, ContextValue]]:
    """The ARN that would call, and what would be known of it."""
    if whom.kind is PrincipalKind.GROUP:
        return call.realm.iam_arn(f"group/{whom.name}"), {}
    user = whom.kind is PrincipalKind.USER
    caller = user_caller(call.realm, whom) if user else role_caller(call.realm, whom, SIMULATED_SESSION)
    return caller.arn, of_caller(caller, call.at) | tags_of(caller, call.transaction)


def _evaluation(action: str, resource: str, decision: Decision) -> rows.Evaluation:
    source = decision.deciding
    if source is None:
        silent = None if decision.silent is None else decision.silent.value
        return rows.Evaluation(action, resource, decision.verdict, silent)
    return rows.Evaluation(
        action, resource, decision.verdict, source.layer, source.policy, source.index, source.sid or None
    )


def _of_statement(statement: Statement, policy: Policy) -> Iterator[Finding]:
    place = f"Statement[{statement.index}]"
    allows = statement.effect is Effect.ALLOW and policy.kind is PolicyKind.IDENTITY
    everywhere = statement.resources is None or _names_all(statement)
    if allows and everywhere and not statement.conditions:
        named = list(_named(statement))
        if len(named) == len(OPERATIONS):
            yield Finding(FindingType.SECURITY_WARNING, Issue.ALLOWS_EVERYTHING, place)
        elif any(operation.access is AccessLevel.PERMISSIONS for operation in named):
            yield Finding(FindingType.SECURITY_WARNING, Issue.ALLOWS_RAISING_ONESELF, place)
    if not statement.actions.inverted and _names_nothing_of_ours(statement):
        yield Finding(FindingType.WARNING, Issue.UNKNOWN_ACTION, f"{place}.Action")
    if allows and not everywhere and _needs_star(statement):
        yield Finding(FindingType.WARNING, Issue.RESOURCE_MUST_BE_STAR, f"{place}.Resource")


def _names_all(statement: Statement) -> bool:
    """Whether the resources are everything: a lone star, of which only a star is a part."""
    resources = statement.resources
    return resources is not None and any(
        pattern.fixed is not None and pattern.fixed.matches(STAR) for pattern in resources.patterns
    )


def _named(statement: Statement) -> Iterator[AnyOperation]:
    for operation in OPERATIONS.values():
        if any(_speaks_of(statement, action) for action in operation.actions):
            yield operation


def _speaks_of(statement: Statement, action: str) -> bool:
    matched = any(pattern.fixed and pattern.fixed.matches(action.lower()) for pattern in statement.actions.patterns)
    return matched != statement.actions.inverted


def _names_nothing_of_ours(statement: Statement) -> bool:
    """Whether some action is of a service of ours and of no operation."""
    known = [action.lower() for operation in OPERATIONS.values() for action in operation.actions]
    for pattern in statement.actions.patterns:
        text = "".join(part if isinstance(part, str) else STAR for part in pattern.parts)
        service = text.partition(":")[0]
        if service in _OURS and not any(pattern.fixed and pattern.fixed.matches(action) for action in known):
            return True
    return False


def _needs_star(statement: Statement) -> bool:
    named = list(_named(statement))
    return bool(named) and all(operation.target == STAR for operation in named)


ADVICE: tuple[AnyServed, ...] = (
    Served(rows.SIMULATE, simulate),
    Served(rows.VALIDATE_POLICY, validate_policy),
)
