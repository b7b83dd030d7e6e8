"""Users, groups and roles: made, shown, grouped, bounded, tagged, deleted.

Rules: a name is taken in whatever case; whoever is deleted takes all keys, sessions, memberships and attachments along,
so that a later one of the same name has nothing of them.
"""

from collections.abc import Callable
from dataclasses import replace

from app.credentials.access_keys import new_principal_id
from app.domain.principals import Principal, PrincipalKind
from app.operations import iam_principals as rows
from app.operations.common import NoAnswer
from app.operations.refusals import Reason, Refusal
from app.policy.document import PolicyKind
from app.services.control.call import Call
from app.services.control.common import millis, refusal_of_tags
from app.services.control.identity.authority import tag_carrier
from app.services.control.identity.common import (
    GROUPS_OF_USER_MOST,
    PRINCIPALS_MOST,
    TRUST_CHARACTERS,
    principal,
    quota,
    refusal_of_document,
    refusal_of_policy,
    resource,
)
from app.services.control.identity.console import standing_changed
from app.services.control.served import AnyServed, Served

USER, GROUP, ROLE = PrincipalKind.USER, PrincipalKind.GROUP, PrincipalKind.ROLE


def create_user(request: rows.CreateUser, call: Call) -> rows.UserDetail | Refusal:
    made = Principal(new_principal_id(USER), USER, request.user_name, call.at, request.permissions_boundary)
    refusal = refusal_of_tags(request.tags) or _refusal_of_new(made, call)
    if refusal is not None:
        return refusal
    call.transaction.tags.put(tag_carrier(USER, made.name), request.tags)
    return user_detail(made, call)


def get_user(request: rows.OfUser, call: Call) -> rows.UserDetail | Refusal:
    user = principal(USER, request.user_name, call)
    return user if isinstance(user, Refusal) else user_detail(user, call)


def list_users(request: rows.Listing, call: Call) -> rows.UserPage | Refusal:
    cut = call.pages.cut(_pages(USER, call), lambda user: user.name, request.max_results, request.next_token)
    if isinstance(cut, Refusal):
        return cut
    return rows.UserPage(tuple(user_detail(user, call) for user in cut.items), cut.next_token)


def delete_user(request: rows.OfUser, call: Call) -> NoAnswer | Refusal:
    return _delete(USER, request.user_name, call)


def create_group(request: rows.CreateGroup, call: Call) -> rows.GroupDetail | Refusal:
    made = Principal(new_principal_id(GROUP), GROUP, request.group_name, call.at)
    return _refusal_of_new(made, call) or group_detail(made, call)


def get_group(request: rows.OfGroup, call: Call) -> rows.GroupMembers | Refusal:
    group = principal(GROUP, request.group_name, call)
    if isinstance(group, Refusal):
        return group
    users = call.transaction.memberships.members_of(group.id)
    return rows.GroupMembers(group_detail(group, call), tuple(user_detail(user, call) for user in users))


def list_groups(request: rows.Listing, call: Call) -> rows.GroupPage | Refusal:
    cut = call.pages.cut(_pages(GROUP, call), lambda group: group.name, request.max_results, request.next_token)
    if isinstance(cut, Refusal):
        return cut
    return rows.GroupPage(tuple(group_detail(group, call) for group in cut.items), cut.next_token)


def delete_group(request: rows.OfGroup, call: Call) -> NoAnswer | Refusal:
    group = principal(GROUP, request.group_name, call)
    if isinstance(group, Refusal):
        return group
    members = len(call.transaction.memberships.members_of(group.id))
    if members:
        return Refusal.of(Reason.GROUP_HAS_USERS, count=members)
    return _delete(GROUP, group.name, call)


def add_user_to_group(request: rows.Membership, call: Call) -> NoAnswer | Refusal:
    group, user = principal(GROUP, request.group_name, call), principal(USER, request.user_name, call)
    if isinstance(group, Refusal):
        return group
    if isinstance(user, Refusal):
        return user
    others = [each for each in call.transaction.memberships.groups_of(user.id) if each.id != group.id]
    if len(others) >= GROUPS_OF_USER_MOST:
        return quota("group of a user", GROUPS_OF_USER_MOST)
    call.transaction.memberships.join(group.id, user.id)
    standing_changed(user, call)
    return NoAnswer()


def remove_user_from_group(request: rows.Membership, call: Call) -> NoAnswer | Refusal:
    group, user = principal(GROUP, request.group_name, call), principal(USER, request.user_name, call)
    if isinstance(group, Refusal):
        return group
    if isinstance(user, Refusal):
        return user
    if not call.transaction.memberships.leave(group.id, user.id):
        return Refusal.of(Reason.NO_MEMBER, resource=resource(USER, user.name))
    standing_changed(user, call)
    return NoAnswer()


def list_groups_for_user(request: rows.OfUser, call: Call) -> rows.GroupsOfUser | Refusal:
    user = principal(USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    groups = call.transaction.memberships.groups_of(user.id)
    return rows.GroupsOfUser(tuple(group_detail(group, call) for group in groups))


def create_role(request: rows.CreateRole, call: Call) -> rows.RoleDetail | Refusal:
    made = Principal(
        new_principal_id(ROLE),
        ROLE,
        request.role_name,
        call.at,
        boundary=request.permissions_boundary,
        trust=request.assume_role_policy_document,
        description=request.description,
        longest_session_s=request.max_session_duration,
    )
    refusal = (
        refusal_of_tags(request.tags)
        or refusal_of_document(request.assume_role_policy_document, TRUST_CHARACTERS, PolicyKind.TRUST)
        or _refusal_of_new(made, call)
    )
    if refusal is not None:
        return refusal
    call.transaction.tags.put(tag_carrier(ROLE, made.name), request.tags)
    return role_detail(made, call)


def get_role(request: rows.OfRole, call: Call) -> rows.RoleDetail | Refusal:
    role = principal(ROLE, request.role_name, call)
    return role if isinstance(role, Refusal) else role_detail(role, call)


def list_roles(request: rows.Listing, call: Call) -> rows.RolePage | Refusal:
    cut = call.pages.cut(_pages(ROLE, call), lambda role: role.name, request.max_results, request.next_token)
    if isinstance(cut, Refusal):
        return cut
    return rows.RolePage(tuple(role_detail(role, call) for role in cut.items), cut.next_token)


def delete_role(request: rows.OfRole, call: Call) -> NoAnswer | Refusal:
    return _delete(ROLE, request.role_name, call)


def update_assume_role_policy(request: rows.UpdateAssumeRolePolicy, call: Call) -> NoAnswer | Refusal:
    role = principal(ROLE, request.role_name, call)
    if isinstance(role, Refusal):
        return role
    refusal = refusal_of_document(request.policy_document, TRUST_CHARACTERS, PolicyKind.TRUST)
    if refusal is not None:
        return refusal
    call.transaction.principals.change(replace(role, trust=request.policy_document))
    standing_changed(role, call)
    return NoAnswer()


def put_user_boundary(request: rows.PutUserBoundary, call: Call) -> NoAnswer | Refusal:
    return _bound(USER, request.user_name, request.permissions_boundary, call)


def put_role_boundary(request: rows.PutRoleBoundary, call: Call) -> NoAnswer | Refusal:
    return _bound(ROLE, request.role_name, request.permissions_boundary, call)


def delete_user_boundary(request: rows.OfUser, call: Call) -> NoAnswer | Refusal:
    return _bound(USER, request.user_name, None, call)


def delete_role_boundary(request: rows.OfRole, call: Call) -> NoAnswer | Refusal:
    return _bound(ROLE, request.role_name, None, call)


def tag_user(request: rows.TagUser, call: Call) -> NoAnswer | Refusal:
    return _tag(USER, request.user_name, request, call)


def tag_role(request: rows.TagRole, call: Call) -> NoAnswer | Refusal:
    return _tag(ROLE, request.role_name, request, call)


def untag_user(request: rows.UntagUser, call: Call) -> NoAnswer | Refusal:
    return _untag(USER, request.user_name, request.tag_keys, call)


def untag_role(request: rows.UntagRole, call: Call) -> NoAnswer | Refusal:
    return _untag(ROLE, request.role_name, request.tag_keys, call)


def user_detail(user: Principal, call: Call) -> rows.UserDetail:
    return rows.UserDetail(
        user_name=user.name,
        user_id=user.id,
        arn=call.realm.iam_arn(resource(USER, user.name)),
        created_at_in_millis=millis(user.created_at),
        tags=call.transaction.tags.of(tag_carrier(USER, user.name)),
        permissions_boundary=user.boundary,
    )


def group_detail(group: Principal, call: Call) -> rows.GroupDetail:
    arn = call.realm.iam_arn(resource(GROUP, group.name))
    return rows.GroupDetail(group.name, group.id, arn, millis(group.created_at))


def role_detail(role: Principal, call: Call) -> rows.RoleDetail:
    return rows.RoleDetail(
        role_name=role.name,
        role_id=role.id,
        arn=call.realm.iam_arn(resource(ROLE, role.name)),
        created_at_in_millis=millis(role.created_at),
        assume_role_policy_document=role.trust or "",
        max_session_duration=role.longest_session_s,
        description=role.description,
        tags=call.transaction.tags.of(tag_carrier(ROLE, role.name)),
        permissions_boundary=role.boundary,
    )


def _refusal_of_new(made: Principal, call: Call) -> Refusal | None:
    """None when it was added."""
    most = PRINCIPALS_MOST[made.kind]
    if call.transaction.principals.total(made.kind) >= most:
        return quota(made.kind, most)
    missing = None if made.boundary is None else refusal_of_policy(made.boundary, call)
    if missing is not None:
        return missing
    if not call.transaction.principals.add(made):
        return Refusal.of(Reason.NAME_TAKEN, resource=resource(made.kind, made.name))
    return None


def _delete(kind: PrincipalKind, name: str, call: Call) -> NoAnswer | Refusal:
    found = principal(kind, name, call)
    if isinstance(found, Refusal):
        return found
    standing_changed(found, call)
    call.transaction.secrets.forget(found.id)
    call.transaction.tags.clear(tag_carrier(kind, name))
    call.transaction.principals.remove(found.id)
    return NoAnswer()


def _bound(kind: PrincipalKind, name: str, boundary: str | None, call: Call) -> NoAnswer | Refusal:
    found = principal(kind, name, call)
    if isinstance(found, Refusal):
        return found
    missing = None if boundary is None else refusal_of_policy(boundary, call)
    if missing is not None:
        return missing
    call.transaction.principals.change(replace(found, boundary=boundary))
    standing_changed(found, call)
    return NoAnswer()


def _tag(kind: PrincipalKind, name: str, request: rows.TagUser | rows.TagRole, call: Call) -> NoAnswer | Refusal:
    found = principal(kind, name, call)
    if isinstance(found, Refusal):
        return found
    carrier = tag_carrier(kind, name)
    refusal = refusal_of_tags(request.tags, call.transaction.tags.of(carrier))
    if refusal is not None:
        return refusal
    call.transaction.tags.put(carrier, request.tags)
    return NoAnswer()


def _untag(kind: PrincipalKind, name: str, keys: tuple[str, ...], call: Call) -> NoAnswer | Refusal:
    found = principal(kind, name, call)
    if isinstance(found, Refusal):
        return found
    call.transaction.tags.remove(tag_carrier(kind, name), keys)
    return NoAnswer()


def _pages(kind: PrincipalKind, call: Call) -> Callable[[str, int], list[Principal]]:
    return lambda after, most: call.transaction.principals.page(kind, after, most)


PRINCIPALS: tuple[AnyServed, ...] = (
    Served(rows.ADD_USER_TO_GROUP, add_user_to_group),
    Served(rows.CREATE_GROUP, create_group),
    Served(rows.CREATE_ROLE, create_role),
    Served(rows.CREATE_USER, create_user),
    Served(rows.DELETE_GROUP, delete_group),
    Served(rows.DELETE_ROLE, delete_role),
    Served(rows.DELETE_ROLE_BOUNDARY, delete_role_boundary),
    Served(rows.DELETE_USER, delete_user),
    Served(rows.DELETE_USER_BOUNDARY, delete_user_boundary),
    Served(rows.GET_GROUP, get_group),
    Served(rows.GET_ROLE, get_role),
    Served(rows.GET_USER, get_user),
    Served(rows.LIST_GROUPS, list_groups),
    Served(rows.LIST_GROUPS_FOR_USER, list_groups_for_user),
    Served(rows.LIST_ROLES, list_roles),
    Served(rows.LIST_USERS, list_users),
    Served(rows.PUT_ROLE_BOUNDARY, put_role_boundary),
    Served(rows.PUT_USER_BOUNDARY, put_user_boundary),
    Served(rows.REMOVE_USER_FROM_GROUP, remove_user_from_group),
    Served(rows.TAG_ROLE, tag_role),
    Served(rows.TAG_USER, tag_user),
    Served(rows.UNTAG_ROLE, untag_role),
    Served(rows.UNTAG_USER, untag_user),
    Served(rows.UPDATE_ASSUME_ROLE_POLICY, update_assume_role_policy),
)
