"""Whom a role trusts: its trust policy, asked about a caller, his tags, and the second factor that he has shown."""

from datetime import datetime

from app.domain.principals import Principal, PrincipalKind
from app.operations.iam_credentials import ASSUME_ROLE
from app.operations.operation import AnyOperation
from app.policy.decision import Request, decide_trust
from app.policy.document import PolicyKind
from app.policy.variables import Context
from app.services.control.call import Call
from app.services.control.context import condition_context
from app.services.control.identity.authority import of_caller, tags_of
from app.services.control.identity.rights import parsed


def role_of(arn: str, call: Call) -> Principal | None:
    """The role of that ARN in this account."""
    return call.transaction.principals.get(PrincipalKind.ROLE, arn.removeprefix(call.realm.iam_arn("role/")))


def trusts(
    role: Principal, operation: AnyOperation, request: object, role_arn: str, mfa_at: datetime | None, call: Call
) -> bool:
    """`operation` and `request` are those by which the caller wants to take the role on."""
    known = condition_context(operation, request, role_arn, call.envelope, call.realm, call.transaction).values
    said = {**known, **of_caller(call.caller, call.at), **tags_of(call.caller, call.transaction)}
    if mfa_at is not None:
        said["aws:MultiFactorAuthPresent"] = "true"
        said["aws:MultiFactorAuthAge"] = str(int((call.at - mfa_at).total_seconds()))
    asked = Request(call.caller.arn, ASSUME_ROLE.action, role_arn, Context.of(said))
    return decide_trust(parsed(role.trust or "", role.name, PolicyKind.TRUST), asked).allowed
