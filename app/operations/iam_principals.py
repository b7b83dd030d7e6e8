"""Operations on users, groups and roles."""

from dataclasses import dataclass, field

from app.operations.common import Millis, NoAnswer, TagKey, Tags
from app.operations.iam import (
    Document,
    GroupName,
    Page,
    PolicyArn,
    Remark,
    RoleName,
    SessionSeconds,
    Size,
    UserName,
    row,
)
from app.operations.operation import REQUEST_TAG, RESOURCE_TAG, TAG_KEYS, AccessLevel, AnyOperation

USER = "iam:user/{userName}"
GROUP = "iam:group/{groupName}"
ROLE = "iam:role/{roleName}"
BOUNDARY_KEY = "iam:PermissionsBoundary"
_TAGGING = (REQUEST_TAG, TAG_KEYS)


@dataclass(frozen=True)
class UserDetail:
    user_name: UserName
    user_id: str
    arn: str
    created_at_in_millis: Millis
    tags: Tags = field(default_factory=dict)
    permissions_boundary: str | None = None


@dataclass(frozen=True)
class GroupDetail:
    group_name: GroupName
    group_id: str
    arn: str
    created_at_in_millis: Millis


@dataclass(frozen=True)
class RoleDetail:
    role_name: RoleName
    role_id: str
    arn: str
    created_at_in_millis: Millis
    assume_role_policy_document: Document
    max_session_duration: int
    description: Remark = ""
    tags: Tags = field(default_factory=dict)
    permissions_boundary: str | None = None


@dataclass(frozen=True)
class CreateUser:
    user_name: UserName
    permissions_boundary: PolicyArn | None = None
    tags: Tags = field(default_factory=dict)


@dataclass(frozen=True)
class OfUser:
    user_name: UserName


@dataclass(frozen=True)
class Listing:
    max_results: Size | None = None
    next_token: Page | None = None


@dataclass(frozen=True)
class UserPage:
    users: tuple[UserDetail, ...]
    next_token: Page | None = None


@dataclass(frozen=True)
class CreateGroup:
    group_name: GroupName


@dataclass(frozen=True)
class OfGroup:
    group_name: GroupName


@dataclass(frozen=True)
class GroupMembers:
    group: GroupDetail
    users: tuple[UserDetail, ...]


@dataclass(frozen=True)
class GroupPage:
    groups: tuple[GroupDetail, ...]
    next_token: Page | None = None


@dataclass(frozen=True)
class GroupsOfUser:
    groups: tuple[GroupDetail, ...]


@dataclass(frozen=True)
class Membership:
    group_name: GroupName
    user_name: UserName


@dataclass(frozen=True)
class CreateRole:
    role_name: RoleName
    assume_role_policy_document: Document
    description: Remark = ""
    max_session_duration: SessionSeconds = 3600
    permissions_boundary: PolicyArn | None = None
    tags: Tags = field(default_factory=dict)


@dataclass(frozen=True)
class OfRole:
    role_name: RoleName


@dataclass(frozen=True)
class RolePage:
    roles: tuple[RoleDetail, ...]
    next_token: Page | None = None


@dataclass(frozen=True)
class UpdateAssumeRolePolicy:
    role_name: RoleName
    policy_document: Document


@dataclass(frozen=True)
class PutUserBoundary:
    user_name: UserName
    permissions_boundary: PolicyArn


@dataclass(frozen=True)
class PutRoleBoundary:
    role_name: RoleName
    permissions_boundary: PolicyArn


@dataclass(frozen=True)
class TagUser:
    user_name: UserName
    tags: Tags


@dataclass(frozen=True)
class UntagUser:
    user_name: UserName
    tag_keys: tuple[TagKey, ...]


@dataclass(frozen=True)
class TagRole:
    role_name: RoleName
    tags: Tags


@dataclass(frozen=True)
class UntagRole:
    role_name: RoleName
    tag_keys: tuple[TagKey, ...]


_WRITE, _READ, _LIST = AccessLevel.WRITE, AccessLevel.READ, AccessLevel.LIST
_RIGHTS, _TAGS = AccessLevel.PERMISSIONS, AccessLevel.TAGGING
_BOUND = (BOUNDARY_KEY,)

CREATE_USER = row(
    "CreateUser", "Create a user", _WRITE, CreateUser, UserDetail, USER, condition_keys=(*_BOUND, *_TAGGING)
)
GET_USER = row("GetUser", "Get a user", _READ, OfUser, UserDetail, USER, condition_keys=(RESOURCE_TAG,))
LIST_USERS = row("ListIamUsers", "List the users", _LIST, Listing, UserPage, acts_as="ListUsers", paginated="users")
DELETE_USER = row(
    "DeleteUser",
    "Delete a user with all keys and attachments",
    _WRITE,
    OfUser,
    NoAnswer,
    USER,
    condition_keys=(RESOURCE_TAG,),
)
CREATE_GROUP = row("CreateGroup", "Create a group", _WRITE, CreateGroup, GroupDetail, GROUP)
GET_GROUP = row("GetGroup", "Get a group and its users", _READ, OfGroup, GroupMembers, GROUP)
LIST_GROUPS = row("ListGroups", "List the groups", _LIST, Listing, GroupPage, paginated="groups")
DELETE_GROUP = row("DeleteGroup", "Delete a group", _WRITE, OfGroup, NoAnswer, GROUP)
ADD_USER_TO_GROUP = row("AddUserToGroup", "Add a user to a group", _WRITE, Membership, NoAnswer, GROUP)
REMOVE_USER_FROM_GROUP = row("RemoveUserFromGroup", "Remove a user from a group", _WRITE, Membership, NoAnswer, GROUP)
LIST_GROUPS_FOR_USER = row("ListGroupsForUser", "List the groups of a user", _LIST, OfUser, GroupsOfUser, USER)
CREATE_ROLE = row(
    "CreateRole", "Create a role", _WRITE, CreateRole, RoleDetail, ROLE, condition_keys=(*_BOUND, *_TAGGING)
)
GET_ROLE = row("GetRole", "Get a role", _READ, OfRole, RoleDetail, ROLE, condition_keys=(RESOURCE_TAG,))
LIST_ROLES = row("ListRoles", "List the roles", _LIST, Listing, RolePage, paginated="roles")
DELETE_ROLE = row("DeleteRole", "Delete a role", _WRITE, OfRole, NoAnswer, ROLE, condition_keys=(RESOURCE_TAG,))
UPDATE_ASSUME_ROLE_POLICY = row(
    "UpdateAssumeRolePolicy", "Change who may assume a role", _RIGHTS, UpdateAssumeRolePolicy, NoAnswer, ROLE
)
PUT_USER_BOUNDARY = row(
    "PutUserPermissionsBoundary",
    "Limit what a user can have",
    _RIGHTS,
    PutUserBoundary,
    NoAnswer,
    USER,
    condition_keys=_BOUND,
)
DELETE_USER_BOUNDARY = row(
    "DeleteUserPermissionsBoundary", "Lift a user's limit", _RIGHTS, OfUser, NoAnswer, USER, condition_keys=_BOUND
)
PUT_ROLE_BOUNDARY = row(
    "PutRolePermissionsBoundary",
    "Limit what a role can have",
    _RIGHTS,
    PutRoleBoundary,
    NoAnswer,
    ROLE,
    condition_keys=_BOUND,
)
DELETE_ROLE_BOUNDARY = row(
    "DeleteRolePermissionsBoundary", "Lift a role's limit", _RIGHTS, OfRole, NoAnswer, ROLE, condition_keys=_BOUND
)
TAG_USER = row("TagUser", "Add tags to a user", _TAGS, TagUser, NoAnswer, USER, condition_keys=_TAGGING)
UNTAG_USER = row("UntagUser", "Remove tags from a user", _TAGS, UntagUser, NoAnswer, USER, condition_keys=(TAG_KEYS,))
TAG_ROLE = row("TagRole", "Add tags to a role", _TAGS, TagRole, NoAnswer, ROLE, condition_keys=_TAGGING)
UNTAG_ROLE = row("UntagRole", "Remove tags from a role", _TAGS, UntagRole, NoAnswer, ROLE, condition_keys=(TAG_KEYS,))

PRINCIPALS: tuple[AnyOperation, ...] = (
    ADD_USER_TO_GROUP,
    CREATE_GROUP,
    CREATE_ROLE,
    CREATE_USER,
    DELETE_GROUP,
    DELETE_ROLE,
    DELETE_ROLE_BOUNDARY,
    DELETE_USER,
    DELETE_USER_BOUNDARY,
    GET_GROUP,
    GET_ROLE,
    GET_USER,
    LIST_GROUPS,
    LIST_GROUPS_FOR_USER,
    LIST_ROLES,
    LIST_USERS,
    PUT_ROLE_BOUNDARY,
    PUT_USER_BOUNDARY,
    REMOVE_USER_FROM_GROUP,
    TAG_ROLE,
    TAG_USER,
    UNTAG_ROLE,
    UNTAG_USER,
    UPDATE_ASSUME_ROLE_POLICY,
)
