"""One command that somebody may give: everything that is known of it, in one typed row.

Routes, service model, OpenAPI document, the table of actions, the audit's masks and the command line are read from
these rows and from nowhere else. What an operation does is a function in `app.services.control`; a row without one says
in `planned` what it waits for, and no route leads to it.

Rules a row keeps (`problems_of`): the members that the URI names are in the request; a paginated request has
`nextToken` and `maxResults` and its answer `nextToken`; an idempotent one has `clientToken`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from app.operations.refusals import ErrorCode
from app.operations.resources import ResourceType
from app.operations.shapes import Kind, Member, members_of

RequestT = TypeVar("RequestT")
AnswerT = TypeVar("AnswerT")

REQUEST_TAG = "aws:RequestTag/${TagKey}"
RESOURCE_TAG = "aws:ResourceTag/${TagKey}"
TAG_KEYS = "aws:TagKeys"

_LABEL = re.compile(r"\{([A-Za-z]+)\}")


class AccessLevel(StrEnum):
    """The words of the service authorization reference."""

    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    TAGGING = "Tagging"
    PERMISSIONS = "Permissions management"


class Method(StrEnum):
    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"


class Origin(Enum):
    REFERENCE = "guide and public reference"
    OWN = "our own"


class Place(Enum):
    """Where a member of the request travels."""

    URI = "uri"
    QUERY = "querystring"
    BODY = "body"


@dataclass(frozen=True)
class Operation(Generic[RequestT, AnswerT]):
    name: str
    summary: str
    """What it is for, one line of the documentation."""
    access: AccessLevel
    method: Method
    uri: str
    """As in `/sites/{siteId}`, the members of the request in braces."""
    request: type[RequestT]
    answer: type[AnswerT]
    target: str = "*"
    """What the policies are asked about: `site/{siteId}` below our ARN prefix, `site/*` for one that is only made now,
    `{resourceArn}` for an ARN, or `*`."""
    or_target: str = ""
    """Another form by which policies may name it as well."""
    required: tuple[ResourceType, ...] = ()
    """The types of which a policy's Resource must match each."""
    optional: tuple[ResourceType, ...] = ()
    """The types of which one may be named."""
    condition_keys: tuple[str, ...] = ()
    errors: tuple[ErrorCode, ...] = ()
    """Beyond those that every operation may answer with."""
    paginated: str = ""
    """The list member of the answer that goes over several pages."""
    prefix: str = "one"
    """Of the action in policies."""
    acts_as: str = ""
    """The action's own name, where an operation of another service has taken it as its name here."""
    aliases: tuple[str, ...] = ()
    """Other names of the action that policies may use."""
    origin: Origin = Origin.REFERENCE
    planned: str = ""
    """What an operation waits for that cannot be called yet; empty once it can."""

    @property
    def action(self) -> str:
        return f"{self.prefix}:{self.acts_as or self.name}"

    @property
    def actions(self) -> tuple[str, ...]:
        """Every name under which a policy may speak of it."""
        return (self.action, *(f"{self.prefix}:{alias}" for alias in self.aliases))

    @property
    def read_only(self) -> bool:
        return self.access in (AccessLevel.LIST, AccessLevel.READ)

    @property
    def idempotent(self) -> bool:
        return any(member.attribute == "client_token" for member in members_of(self.request))

    @property
    def labels(self) -> tuple[str, ...]:
        """The members that the URI names."""
        return tuple(_LABEL.findall(self.uri))

    def place(self, member: Member) -> Place:
        if member.name in self.labels:
            return Place.URI
        return Place.QUERY if self.method in (Method.GET, Method.DELETE) else Place.BODY


AnyOperation: TypeAlias = Operation[Any, Any]
"""Any: a table holds rows of different requests and answers; each handler is typed against its own row."""

_TEXTUAL = (Kind.TEXT, Kind.NUMBER, Kind.CHOICE, Kind.TRUTH)
_PAGED_REQUEST = {"nextToken", "maxResults"}


def problems_of(operation: AnyOperation) -> Iterator[str]:
    """What is wrong with a row, in words. None for a good one."""
    members = {member.name: member for member in members_of(operation.request)}
    answer = {member.name: member for member in members_of(operation.answer)}
    for label in (*operation.labels, *_LABEL.findall(operation.target + operation.or_target)):
        if label not in members or not members[label].required or members[label].shape.kind not in _TEXTUAL:
            yield f"{{{label}}} is no required plain member of the request"
    if operation.paginated and not (
        members.keys() >= _PAGED_REQUEST and answer.keys() >= {"nextToken", operation.paginated}
    ):
        yield "paginated without nextToken, maxResults and the list"
    if operation.idempotent and operation.read_only:
        yield "reading needs no clientToken"
    for member in members.values():
        kind = member.shape.item.kind if member.shape.item and member.shape.kind is Kind.LIST else member.shape.kind
        if operation.place(member) is not Place.BODY and kind not in _TEXTUAL:
            yield f"{member.name} cannot travel outside a body"
