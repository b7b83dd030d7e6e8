"""What operations on people share: find whom they name, check a policy, keep to the account's quotas.

Source of the quotas: IAM User Guide, "IAM and AWS STS quotas" (the defaults).
"""

import json

from app.domain.principals import Principal, PrincipalKind
from app.operations.refusals import Reason, Refusal
from app.policy.document import PolicyKind, PolicyMalformed
from app.policy.grammar import parse_policy
from app.policy.shipped import by_arn
from app.services.control.call import Call
from app.services.control.common import not_found

USERS_MOST = 5_000
GROUPS_MOST = 300
ROLES_MOST = 1_000
PRINCIPALS_MOST = {PrincipalKind.USER: USERS_MOST, PrincipalKind.GROUP: GROUPS_MOST, PrincipalKind.ROLE: ROLES_MOST}
POLICIES_MOST = 1_500
VERSIONS_MOST = 5
ATTACHED_MOST = 10
GROUPS_OF_USER_MOST = 10
KEYS_MOST = 2
FACTORS_MOST = 8
POLICY_CHARACTERS = 6_144
"""Of a managed policy, without white space between its parts."""
INLINE_CHARACTERS = {PrincipalKind.USER: 2_048, PrincipalKind.GROUP: 5_120, PrincipalKind.ROLE: 10_240}
"""Of all embedded policies of one principal together."""
TRUST_CHARACTERS = 2_048


def resource(kind: PrincipalKind, name: str) -> str:
    return f"{kind}/{name}"


def principal(kind: PrincipalKind, name: str, call: Call) -> Principal | Refusal:
    found = call.transaction.principals.get(kind, name)
    return not_found(resource(kind, name)) if found is None else found


def quota(what: str, most: int) -> Refusal:
    return Refusal.of(Reason.TOO_MANY_RESOURCES, resource=what, most=most)


def refusal_of_document(document: str, most: int, kind: PolicyKind = PolicyKind.IDENTITY) -> Refusal | None:
    """None for a policy that may be stored."""
    try:
        parse_policy(document, kind=kind)
    except PolicyMalformed as error:
        return Refusal.of(Reason.POLICY_MALFORMED, place=error.place or "its beginning")
    if size_of(document) > most:
        return Refusal.of(Reason.TOO_LONG, member="policyDocument", most=most)
    return None


def size_of(document: str) -> int:
    """Characters without white space between the parts, as AWS counts."""
    return len(json.dumps(json.loads(document), separators=(",", ":"), ensure_ascii=False))


def refusal_of_policy(arn: str, call: Call) -> Refusal | None:
    """None for the ARN of a policy that is there."""
    if by_arn(arn) is None and call.transaction.policies.get(arn) is None:
        return not_found(arn)
    return None
