"""Operations on policies: the account's own with their versions, and what is attached to or embedded in whom."""

from dataclasses import dataclass
from typing import TypeAlias

from app.operations.common import Millis, NoAnswer
from app.operations.iam import (
    Document,
    GroupName,
    Page,
    PolicyArn,
    PolicyName,
    Remark,
    RoleName,
    UserName,
    VersionId,
    row,
)
from app.operations.iam_principals import GROUP, ROLE, USER, Listing, OfGroup, OfRole, OfUser
from app.operations.operation import AccessLevel, AnyOperation

POLICY_KEY = "iam:PolicyARN"
_POLICY = "{policyArn}"


@dataclass(frozen=True)
class PolicyDetail:
    policy_name: PolicyName
    arn: str
    default_version_id: str
    attachment_count: int
    created_at_in_millis: Millis
    updated_at_in_millis: Millis
    description: Remark = ""
    policy_id: str | None = None


@dataclass(frozen=True)
class CreatePolicy:
    policy_name: PolicyName
    policy_document: Document
    description: Remark = ""


@dataclass(frozen=True)
class OfPolicy:
    policy_arn: PolicyArn


@dataclass(frozen=True)
class PolicyPage:
    policies: tuple[PolicyDetail, ...]
    next_token: Page | None = None


@dataclass(frozen=True)
class CreatePolicyVersion:
    policy_arn: PolicyArn
    policy_document: Document
    set_as_default: bool = False


@dataclass(frozen=True)
class OfVersion:
    policy_arn: PolicyArn
    version_id: VersionId


@dataclass(frozen=True)
class VersionDetail:
    version_id: str
    is_default_version: bool
    created_at_in_millis: Millis
    document: Document | None = None
    """Absent in lists."""


@dataclass(frozen=True)
class Versions:
    versions: tuple[VersionDetail, ...]


@dataclass(frozen=True)
class UserAttachment:
    user_name: UserName
    policy_arn: PolicyArn


@dataclass(frozen=True)
class GroupAttachment:
    group_name: GroupName
    policy_arn: PolicyArn


@dataclass(frozen=True)
class RoleAttachment:
    role_name: RoleName
    policy_arn: PolicyArn


@dataclass(frozen=True)
class AttachedPolicy:
    policy_name: str
    policy_arn: str


@dataclass(frozen=True)
class AttachedPolicies:
    attached_policies: tuple[AttachedPolicy, ...]


@dataclass(frozen=True)
class PutUserPolicy:
    user_name: UserName
    policy_name: PolicyName
    policy_document: Document


@dataclass(frozen=True)
class PutGroupPolicy:
    group_name: GroupName
    policy_name: PolicyName
    policy_document: Document


@dataclass(frozen=True)
class PutRolePolicy:
    role_name: RoleName
    policy_name: PolicyName
    policy_document: Document


@dataclass(frozen=True)
class OfUserPolicy:
    user_name: UserName
    policy_name: PolicyName


@dataclass(frozen=True)
class OfGroupPolicy:
    group_name: GroupName
    policy_name: PolicyName


@dataclass(frozen=True)
class OfRolePolicy:
    role_name: RoleName
    policy_name: PolicyName


@dataclass(frozen=True)
class InlinePolicy:
    policy_name: str
    policy_document: Document


@dataclass(frozen=True)
class InlineNames:
    policy_names: tuple[str, ...]


OfNamed: TypeAlias = OfUser | OfGroup | OfRole
Attachment: TypeAlias = UserAttachment | GroupAttachment | RoleAttachment
PutInline: TypeAlias = PutUserPolicy | PutGroupPolicy | PutRolePolicy
OfInline: TypeAlias = OfUserPolicy | OfGroupPolicy | OfRolePolicy
_RIGHTS, _READ, _LIST = AccessLevel.PERMISSIONS, AccessLevel.READ, AccessLevel.LIST
_ARN = (POLICY_KEY,)

CREATE_POLICY = row(
    "CreatePolicy",
    "Create a policy of the account's own",
    _RIGHTS,
    CreatePolicy,
    PolicyDetail,
    "iam:policy/{policyName}",
)
GET_POLICY = row("GetPolicy", "Get what is known of a policy", _READ, OfPolicy, PolicyDetail, _POLICY)
LIST_POLICIES = row("ListPolicies", "List all policies", _LIST, Listing, PolicyPage, paginated="policies")
DELETE_POLICY = row("DeletePolicy", "Delete a policy that nobody has", _RIGHTS, OfPolicy, NoAnswer, _POLICY)
CREATE_POLICY_VERSION = row(
    "CreatePolicyVersion", "Change a policy by a new version", _RIGHTS, CreatePolicyVersion, VersionDetail, _POLICY
)
GET_POLICY_VERSION = row("GetPolicyVersion", "Get one version's document", _READ, OfVersion, VersionDetail, _POLICY)
LIST_POLICY_VERSIONS = row("ListPolicyVersions", "List the versions of a policy", _LIST, OfPolicy, Versions, _POLICY)
SET_DEFAULT_POLICY_VERSION = row(
    "SetDefaultPolicyVersion", "Say which version counts", _RIGHTS, OfVersion, NoAnswer, _POLICY
)
DELETE_POLICY_VERSION = row(
    "DeletePolicyVersion", "Delete a version that does not count", _RIGHTS, OfVersion, NoAnswer, _POLICY
)
ATTACH_USER_POLICY = row(
    "AttachUserPolicy", "Attach a policy to a user", _RIGHTS, UserAttachment, NoAnswer, USER, condition_keys=_ARN
)
ATTACH_GROUP_POLICY = row(
    "AttachGroupPolicy", "Attach a policy to a group", _RIGHTS, GroupAttachment, NoAnswer, GROUP, condition_keys=_ARN
)
ATTACH_ROLE_POLICY = row(
    "AttachRolePolicy", "Attach a policy to a role", _RIGHTS, RoleAttachment, NoAnswer, ROLE, condition_keys=_ARN
)
DETACH_USER_POLICY = row(
    "DetachUserPolicy", "Detach a policy from a user", _RIGHTS, UserAttachment, NoAnswer, USER, condition_keys=_ARN
)
DETACH_GROUP_POLICY = row(
    "DetachGroupPolicy", "Detach a policy from a group", _RIGHTS, GroupAttachment, NoAnswer, GROUP, condition_keys=_ARN
)
DETACH_ROLE_POLICY = row(
    "DetachRolePolicy", "Detach a policy from a role", _RIGHTS, RoleAttachment, NoAnswer, ROLE, condition_keys=_ARN
)
LIST_ATTACHED_USER_POLICIES = row(
    "ListAttachedUserPolicies", "List what is attached to a user", _LIST, OfUser, AttachedPolicies, USER
)
LIST_ATTACHED_GROUP_POLICIES = row(
    "ListAttachedGroupPolicies", "List what is attached to a group", _LIST, OfGroup, AttachedPolicies, GROUP
)
LIST_ATTACHED_ROLE_POLICIES = row(
    "ListAttachedRolePolicies", "List what is attached to a role", _LIST, OfRole, AttachedPolicies, ROLE
)
PUT_USER_POLICY = row("PutUserPolicy", "Embed a policy in a user", _RIGHTS, PutUserPolicy, NoAnswer, USER)
PUT_GROUP_POLICY = row("PutGroupPolicy", "Embed a policy in a group", _RIGHTS, PutGroupPolicy, NoAnswer, GROUP)
PUT_ROLE_POLICY = row("PutRolePolicy", "Embed a policy in a role", _RIGHTS, PutRolePolicy, NoAnswer, ROLE)
GET_USER_POLICY = row("GetUserPolicy", "Get an embedded policy", _READ, OfUserPolicy, InlinePolicy, USER)
GET_GROUP_POLICY = row("GetGroupPolicy", "Get an embedded policy", _READ, OfGroupPolicy, InlinePolicy, GROUP)
GET_ROLE_POLICY = row("GetRolePolicy", "Get an embedded policy", _READ, OfRolePolicy, InlinePolicy, ROLE)
DELETE_USER_POLICY = row("DeleteUserPolicy", "Remove an embedded policy", _RIGHTS, OfUserPolicy, NoAnswer, USER)
DELETE_GROUP_POLICY = row("DeleteGroupPolicy", "Remove an embedded policy", _RIGHTS, OfGroupPolicy, NoAnswer, GROUP)
DELETE_ROLE_POLICY = row("DeleteRolePolicy", "Remove an embedded policy", _RIGHTS, OfRolePolicy, NoAnswer, ROLE)
LIST_USER_POLICIES = row("ListUserPolicies", "List a user's embedded policies", _LIST, OfUser, InlineNames, USER)
LIST_GROUP_POLICIES = row("ListGroupPolicies", "List a group's embedded policies", _LIST, OfGroup, InlineNames, GROUP)
LIST_ROLE_POLICIES = row("ListRolePolicies", "List a role's embedded policies", _LIST, OfRole, InlineNames, ROLE)

POLICIES: tuple[AnyOperation, ...] = (
    ATTACH_GROUP_POLICY,
    ATTACH_ROLE_POLICY,
    ATTACH_USER_POLICY,
    CREATE_POLICY,
    CREATE_POLICY_VERSION,
    DELETE_GROUP_POLICY,
    DELETE_POLICY,
    DELETE_POLICY_VERSION,
    DELETE_ROLE_POLICY,
    DELETE_USER_POLICY,
    DETACH_GROUP_POLICY,
    DETACH_ROLE_POLICY,
    DETACH_USER_POLICY,
    GET_GROUP_POLICY,
    GET_POLICY,
    GET_POLICY_VERSION,
    GET_ROLE_POLICY,
    GET_USER_POLICY,
    LIST_ATTACHED_GROUP_POLICIES,
    LIST_ATTACHED_ROLE_POLICIES,
    LIST_ATTACHED_USER_POLICIES,
    LIST_GROUP_POLICIES,
    LIST_POLICIES,
    LIST_POLICY_VERSIONS,
    LIST_ROLE_POLICIES,
    LIST_USER_POLICIES,
    PUT_GROUP_POLICY,
    PUT_ROLE_POLICY,
    PUT_USER_POLICY,
    SET_DEFAULT_POLICY_VERSION,
)
