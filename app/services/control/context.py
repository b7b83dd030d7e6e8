"""What policies may ask about a call: its resource, and the condition keys that request, resource and wire give.

Source: IAM User Guide, "AWS global condition context keys". What is known of the caller (`aws:username`,
`aws:PrincipalTag/...`, `aws:MultiFactorAuthPresent`) the authority adds.
"""

import re
from datetime import UTC

from app.domain.realm import Realm
from app.operations.operation import AnyOperation
from app.operations.shapes import members_of
from app.policy.variables import Context, ContextValue
from app.ports.control.transaction import Transaction
from app.services.control.call import Envelope

IAM_TARGET = "iam:"
"""Begins the target of an operation on people and policies."""
_SAID = {
    "policy_arn": "iam:PolicyARN",
    "permissions_boundary": "iam:PermissionsBoundary",
    "external_id": "sts:ExternalId",
    "role_session_name": "sts:RoleSessionName",
}
"""Members of requests that are condition keys as they stand (IAM and STS in the service authorization reference)."""
NOTHING_YET = "/*"
"""Ends the target of what is only being made, as in `site/*`: it has no tags."""
_MEMBER = re.compile(r"\{([A-Za-z]+)\}")


def targets_of(operation: AnyOperation, request: object, realm: Realm) -> tuple[str, ...]:
    """The ARNs, or `*`, by each of which policies may name what the call is about. The first is the one to record."""
    forms = (operation.target, operation.or_target) if operation.or_target else (operation.target,)
    return tuple(_arn(form, operation, request, realm) for form in forms)


def _arn(form: str, operation: AnyOperation, request: object, realm: Realm) -> str:
    if form == "*":
        return "*"
    attributes = {member.name: member.attribute for member in members_of(operation.request)}
    target = _MEMBER.sub(lambda found: str(getattr(request, attributes[found[1]])), form)
    if target.startswith(IAM_TARGET):
        return realm.iam_arn(target.removeprefix(IAM_TARGET))
    return target if target.startswith("arn:") else realm.arn(target)


def condition_context(
    operation: AnyOperation,
    request: object,
    resource: str,
    envelope: Envelope,
    realm: Realm,
    transaction: Transaction,
) -> Context:
    values: dict[str, ContextValue] = {
        "aws:CurrentTime": envelope.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(envelope.at.timestamp())),
        "aws:RequestedRegion": realm.region,
        "aws:SecureTransport": "true" if envelope.secure else "false",
        "aws:UserAgent": envelope.user_agent,
    }
    if envelope.source_ip:
        values["aws:SourceIp"] = envelope.source_ip
    tags = getattr(request, "tags", None) or {}
    values |= {key: said for member, key in _SAID.items() if (said := getattr(request, member, None))}
    keys = getattr(request, "tag_keys", None) or tuple(tags)
    if keys:
        values["aws:TagKeys"] = tuple(keys)
    values |= {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    tagged = realm.resource(resource)
    if tagged is not None and not tagged.endswith(NOTHING_YET):
        tags_there = transaction.tags.of(carrier_of(tagged))
        values |= {f"aws:ResourceTag/{key}": value for key, value in tags_there.items()}
    return Context.of(values)


def carrier_of(resource: str) -> str:
    """Whose tags speak for a resource: a configuration has those of its instance.

    >>> carrier_of("device-instance/abCdefG12hijkL/configuration/3")
    'device-instance/abCdefG12hijkL'
    """
    return "/".join(resource.split("/")[:2])
