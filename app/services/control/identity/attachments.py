"""What is attached to, or embedded in, users, groups and roles. One function for all three kinds: they differ in name.

Rules: only a policy that is there can be attached; a document is read whole before it is embedded; whoever gets other
rights signs in at the console again.
"""

from app.domain.principals import Principal, PrincipalKind
from app.operations import iam_policies as rows
from app.operations.common import NoAnswer
from app.operations.iam_principals import OfGroup, OfRole, OfUser
from app.operations.refusals import Reason, Refusal
from app.services.control.call import Call
from app.services.control.common import not_found
from app.services.control.identity.common import (
    ATTACHED_MOST,
    INLINE_CHARACTERS,
    principal,
    quota,
    refusal_of_document,
    refusal_of_policy,
    size_of,
)
from app.services.control.identity.console import standing_changed
from app.services.control.served import AnyServed, Served

_Named = OfUser | OfGroup | OfRole | rows.Attachment | rows.PutInline | rows.OfInline


def attach(request: rows.Attachment, call: Call) -> NoAnswer | Refusal:
    whom = _whom(request, call)
    if isinstance(whom, Refusal):
        return whom
    if missing := refusal_of_policy(request.policy_arn, call):
        return missing
    attached = call.transaction.attachments.attached_to(whom.id)
    if request.policy_arn not in attached and len(attached) >= ATTACHED_MOST:
        return quota("attached policy", ATTACHED_MOST)
    call.transaction.attachments.attach(whom.id, request.policy_arn)
    standing_changed(whom, call)
    return NoAnswer()


def detach(request: rows.Attachment, call: Call) -> NoAnswer | Refusal:
    whom = _whom(request, call)
    if isinstance(whom, Refusal):
        return whom
    if not call.transaction.attachments.detach(whom.id, request.policy_arn):
        return Refusal.of(Reason.NOT_ATTACHED, resource=request.policy_arn)
    standing_changed(whom, call)
    return NoAnswer()


def list_attached(request: rows.OfNamed, call: Call) -> rows.AttachedPolicies | Refusal:
    whom = _whom(request, call)
    if isinstance(whom, Refusal):
        return whom
    arns = call.transaction.attachments.attached_to(whom.id)
    return rows.AttachedPolicies(tuple(rows.AttachedPolicy(arn.rpartition("/")[2], arn) for arn in arns))


def put_inline(request: rows.PutInline, call: Call) -> NoAnswer | Refusal:
    whom = _whom(request, call)
    if isinstance(whom, Refusal):
        return whom
    most = INLINE_CHARACTERS[whom.kind]
    if refusal := refusal_of_document(request.policy_document, most):
        return refusal
    others = dict(call.transaction.attachments.inline_of(whom.id))
    others.pop(request.policy_name, None)
    if sum(map(size_of, others.values())) + size_of(request.policy_document) > most:
        return Refusal.of(Reason.TOO_LONG, member="policyDocument", most=most)
    call.transaction.attachments.put_inline(whom.id, request.policy_name, request.policy_document)
    standing_changed(whom, call)
    return NoAnswer()


def get_inline(request: rows.OfInline, call: Call) -> rows.InlinePolicy | Refusal:
    whom = _whom(request, call)
    if isinstance(whom, Refusal):
        return whom
    document = call.transaction.attachments.inline_of(whom.id).get(request.policy_name)
    if document is None:
        return not_found(f"policy/{request.policy_name}")
    return rows.InlinePolicy(request.policy_name, document)


def delete_inline(request: rows.OfInline, call: Call) -> NoAnswer | Refusal:
    whom = _whom(request, call)
    if isinstance(whom, Refusal):
        return whom
    if not call.transaction.attachments.remove_inline(whom.id, request.policy_name):
        return not_found(f"policy/{request.policy_name}")
    standing_changed(whom, call)
    return NoAnswer()


def list_inline(request: rows.OfNamed, call: Call) -> rows.InlineNames | Refusal:
    whom = _whom(request, call)
    if isinstance(whom, Refusal):
        return whom
    return rows.InlineNames(tuple(call.transaction.attachments.inline_of(whom.id)))


def _whom(request: _Named, call: Call) -> Principal | Refusal:
    match request:
        case OfUser() | rows.UserAttachment() | rows.PutUserPolicy() | rows.OfUserPolicy():
            return principal(PrincipalKind.USER, request.user_name, call)
        case OfGroup() | rows.GroupAttachment() | rows.PutGroupPolicy() | rows.OfGroupPolicy():
            return principal(PrincipalKind.GROUP, request.group_name, call)
        case OfRole() | rows.RoleAttachment() | rows.PutRolePolicy() | rows.OfRolePolicy():
            return principal(PrincipalKind.ROLE, request.role_name, call)


ATTACHMENTS: tuple[AnyServed, ...] = (
    Served(rows.ATTACH_GROUP_POLICY, attach),
    Served(rows.ATTACH_ROLE_POLICY, attach),
    Served(rows.ATTACH_USER_POLICY, attach),
    Served(rows.DELETE_GROUP_POLICY, delete_inline),
    Served(rows.DELETE_ROLE_POLICY, delete_inline),
    Served(rows.DELETE_USER_POLICY, delete_inline),
    Served(rows.DETACH_GROUP_POLICY, detach),
    Served(rows.DETACH_ROLE_POLICY, detach),
    Served(rows.DETACH_USER_POLICY, detach),
    Served(rows.GET_GROUP_POLICY, get_inline),
    Served(rows.GET_ROLE_POLICY, get_inline),
    Served(rows.GET_USER_POLICY, get_inline),
    Served(rows.LIST_ATTACHED_GROUP_POLICIES, list_attached),
    Served(rows.LIST_ATTACHED_ROLE_POLICIES, list_attached),
    Served(rows.LIST_ATTACHED_USER_POLICIES, list_attached),
    Served(rows.LIST_GROUP_POLICIES, list_inline),
    Served(rows.LIST_ROLE_POLICIES, list_inline),
    Served(rows.LIST_USER_POLICIES, list_inline),
    Served(rows.PUT_GROUP_POLICY, put_inline),
    Served(rows.PUT_ROLE_POLICY, put_inline),
    Served(rows.PUT_USER_POLICY, put_inline),
)
