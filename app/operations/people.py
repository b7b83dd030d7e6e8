"""Operations on enrolled people: their rows, never their palms. The guide's console shows and deletes them without
naming actions; the public service authorization reference has those. That access may have an end is our own.

The reference has `ListUsers` and `ListUsersV1` and says of neither how it differs: here both give the same list.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.limits import MASKED, Number, Text
from app.operations.common import Millis, NoAnswer, PageSize, PageToken
from app.operations.operation import AccessLevel, AnyOperation, Method, Operation, Origin
from app.operations.refusals import ErrorCode
from app.operations.resources import ResourceType

UserId = Annotated[str, Text(32, 32, "[0-9a-f]{32}")]
"""Random: says nothing about the person."""
END_MOST = (2**53 - 1) // 1000
"""In June 2255: as far as a terminal is told of, in microseconds."""


class UserStatus(StrEnum):
    ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class ListUsers:
    max_results: PageSize | None = None
    next_token: PageToken | None = None


@dataclass(frozen=True)
class ListUsersV1:
    max_results: PageSize | None = None
    next_token: PageToken | None = None


@dataclass(frozen=True)
class User:
    user_id: UserId
    user_arn: str
    user_status: UserStatus
    enrollment_source: str
    """The terminal where the person enrolled."""
    created_at_in_millis: Millis
    badge_id: Annotated[str, MASKED] | None = None
    """As the badge reader read it; None when its key has gone."""
    access_ends_at_in_millis: Millis | None = None
    """From then on the person is refused; None without an end."""


@dataclass(frozen=True)
class UserPage:
    users: tuple[User, ...]
    next_token: PageToken | None = None


@dataclass(frozen=True)
class DeleteUserV1:
    user_id: UserId


@dataclass(frozen=True)
class PutUserAccessEnd:
    user_id: UserId
    access_ends_at_in_millis: Annotated[Millis, Number(0, END_MOST)]


@dataclass(frozen=True)
class DeleteUserAccessEnd:
    user_id: UserId


LIST_USERS = Operation(
    "ListUsers",
    "List the people who are enrolled",
    AccessLevel.LIST,
    Method.GET,
    "/users",
    ListUsers,
    UserPage,
    paginated="users",
)
LIST_USERS_V1 = Operation(
    "ListUsersV1",
    "List the people who are enrolled",
    AccessLevel.LIST,
    Method.GET,
    "/v1/users",
    ListUsersV1,
    UserPage,
    paginated="users",
)
DELETE_USER_V1 = Operation(
    "DeleteUserV1",
    "Delete a person's palms, badge and row for ever",
    AccessLevel.WRITE,
    Method.DELETE,
    "/v1/users/{userId}",
    DeleteUserV1,
    NoAnswer,
    target="user/{userId}",
    required=(ResourceType.USER,),
    errors=(ErrorCode.NOT_FOUND,),
)

PUT_USER_ACCESS_END = Operation(
    "PutUserAccessEnd",
    "Set the moment from which on a person is refused, at terminals that are cut off too",
    AccessLevel.WRITE,
    Method.PUT,
    "/v1/users/{userId}/access-end",
    PutUserAccessEnd,
    NoAnswer,
    target="user/{userId}",
    required=(ResourceType.USER,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)
DELETE_USER_ACCESS_END = Operation(
    "DeleteUserAccessEnd",
    "Let a person's access go on without an end",
    AccessLevel.WRITE,
    Method.DELETE,
    "/v1/users/{userId}/access-end",
    DeleteUserAccessEnd,
    NoAnswer,
    target="user/{userId}",
    required=(ResourceType.USER,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)

PEOPLE: tuple[AnyOperation, ...] = (
    DELETE_USER_ACCESS_END,
    DELETE_USER_V1,
    LIST_USERS,
    LIST_USERS_V1,
    PUT_USER_ACCESS_END,
)
