"""Operations on event rules and their targets.

The names are EventBridge's; the rows are ours, because the guide leaves rules to that service.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from app.domain.destinations import EventBus, EventFile, Mqtt, Queue, RetryPolicy, Syslog, Topic, Webhook
from app.domain.limits import LINES, MASKED, SECRET, Many, Text
from app.operations.common import Millis, NoAnswer, PageSize, PageToken, Tags
from app.operations.operation import (
    REQUEST_TAG,
    RESOURCE_TAG,
    TAG_KEYS,
    AccessLevel,
    AnyOperation,
    Method,
    Operation,
    Origin,
)
from app.operations.refusals import ErrorCode

RuleName: TypeAlias = Annotated[str, Text(1, 64, r"[.\-_A-Za-z0-9]+")]
"""As EventBridge's."""
TargetId: TypeAlias = Annotated[str, Text(1, 64, r"[.\-_A-Za-z0-9]+")]
Pattern: TypeAlias = Annotated[str, Text(2, 16_384, LINES)]
"""JSON; `app.patterns.compiler.BOUNDS`."""
TARGETS_MOST = 10
"""Of one rule. EventBridge takes 5; each costs every event a row."""


@dataclass(frozen=True)
class PutRule:
    rule: RuleName
    pattern: Pattern
    enabled: bool = True
    description: Annotated[str, Text(0, 512)] = ""
    tags: Tags = field(default_factory=dict)
    """For a new rule; those of a rule that is there stay."""


@dataclass(frozen=True)
class RuleDetail:
    rule: RuleName
    rule_arn: str
    pattern: Pattern
    enabled: bool
    description: str
    created_at_in_millis: Millis
    tags: Tags


@dataclass(frozen=True)
class GetRule:
    rule: RuleName


@dataclass(frozen=True)
class DeleteRule:
    rule: RuleName


@dataclass(frozen=True)
class ListRules:
    name_prefix: Annotated[str, Text(0, 64, r"[.\-_A-Za-z0-9]*")] | None = None
    max_results: PageSize | None = None
    next_token: PageToken | None = None


@dataclass(frozen=True)
class RulePage:
    rules: tuple[RuleDetail, ...]
    next_token: PageToken | None = None


@dataclass(frozen=True)
class Destination:
    """Exactly one of them."""

    webhook: Webhook | None = None
    mqtt: Mqtt | None = None
    syslog: Syslog | None = None
    file: EventFile | None = None
    event_bus: EventBus | None = None
    queue: Queue | None = None
    topic: Topic | None = None


@dataclass(frozen=True)
class TargetSettings:
    target_id: TargetId
    destination: Destination
    secret: Annotated[str, Text(0, 1_024), SECRET] | None = None
    """A webhook's signing keys, or a broker's password. Absent: a webhook's is made, another's stays as it was."""
    retry: RetryPolicy = field(default_factory=RetryPolicy)


@dataclass(frozen=True)
class PutTargets:
    rule: RuleName
    targets: Annotated[tuple[TargetSettings, ...], Many(TARGETS_MOST, 1)]


@dataclass(frozen=True)
class PutTargetsAnswer:
    new_secrets: Annotated[Mapping[str, str], MASKED]
    """Of webhooks for which one was made, by target. They are shown this once."""


@dataclass(frozen=True)
class RemoveTargets:
    rule: RuleName
    target_ids: Annotated[tuple[TargetId, ...], Many(TARGETS_MOST, 1)]


@dataclass(frozen=True)
class ListTargetsByRule:
    rule: RuleName
    max_results: PageSize | None = None
    next_token: PageToken | None = None


@dataclass(frozen=True)
class TargetStatus:
    target_id: TargetId
    destination: Destination
    retry: RetryPolicy
    waiting: int
    dead: int
    failures: int
    """In a row; 0 while it answers."""
    fault: str | None = None
    """Why the last attempt failed, a stable word."""
    held_until_in_millis: Millis | None = None
    delivered_at_in_millis: Millis | None = None


@dataclass(frozen=True)
class TargetPage:
    targets: tuple[TargetStatus, ...]
    next_token: PageToken | None = None


_ONE = "/event-rules/{rule}"
_TARGET = "event-rule/{rule}"

PUT_RULE = Operation(
    "PutRule",
    "Make or change a rule: which events are passed on",
    AccessLevel.WRITE,
    Method.PUT,
    _ONE,
    PutRule,
    RuleDetail,
    target=_TARGET,
    condition_keys=(REQUEST_TAG, RESOURCE_TAG, TAG_KEYS),
    errors=(ErrorCode.QUOTA,),
    origin=Origin.OWN,
)
GET_RULE = Operation(
    "GetRule",
    "Get a rule",
    AccessLevel.READ,
    Method.GET,
    _ONE,
    GetRule,
    RuleDetail,
    target=_TARGET,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)
DELETE_RULE = Operation(
    "DeleteRule",
    "Delete a rule, its targets, and what waits for them",
    AccessLevel.WRITE,
    Method.DELETE,
    _ONE,
    DeleteRule,
    NoAnswer,
    target=_TARGET,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)
LIST_RULES = Operation(
    "ListRules",
    "List the rules",
    AccessLevel.LIST,
    Method.GET,
    "/event-rules",
    ListRules,
    RulePage,
    paginated="rules",
    origin=Origin.OWN,
)
PUT_TARGETS = Operation(
    "PutTargets",
    "Add or change targets: where a rule's events go",
    AccessLevel.WRITE,
    Method.PUT,
    f"{_ONE}/targets",
    PutTargets,
    PutTargetsAnswer,
    target=_TARGET,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND, ErrorCode.QUOTA),
    origin=Origin.OWN,
)
REMOVE_TARGETS = Operation(
    "RemoveTargets",
    "Remove targets of a rule, and what waits for them",
    AccessLevel.WRITE,
    Method.DELETE,
    f"{_ONE}/targets",
    RemoveTargets,
    NoAnswer,
    target=_TARGET,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)
LIST_TARGETS = Operation(
    "ListTargetsByRule",
    "List a rule's targets and how they answer",
    AccessLevel.LIST,
    Method.GET,
    f"{_ONE}/targets",
    ListTargetsByRule,
    TargetPage,
    target=_TARGET,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    paginated="targets",
    origin=Origin.OWN,
)
EVENT_RULES: tuple[AnyOperation, ...] = (
    DELETE_RULE,
    GET_RULE,
    LIST_RULES,
    LIST_TARGETS,
    PUT_RULE,
    PUT_TARGETS,
    REMOVE_TARGETS,
)
