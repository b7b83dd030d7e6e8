"""Operations on events themselves: does one fit a pattern, what could not be delivered, what should be sent again."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from app.domain.limits import LINES, Number, Text
from app.operations.common import Millis, PageSize, PageToken
from app.operations.event_rules import Pattern, RuleName, TargetId
from app.operations.operation import RESOURCE_TAG, AccessLevel, AnyOperation, Method, Operation, Origin
from app.operations.refusals import ErrorCode

EventText: TypeAlias = Annotated[str, Text(2, 262_144, LINES)]
"""JSON; EventBridge takes 256 KiB."""


@dataclass(frozen=True)
class TestEventPattern:
    pattern: Pattern
    event: EventText


@dataclass(frozen=True)
class PatternVerdict:
    result: bool


@dataclass(frozen=True)
class ListDeadLetters:
    rule: RuleName | None = None
    max_results: PageSize | None = None
    next_token: PageToken | None = None


@dataclass(frozen=True)
class DeadLetter:
    event_id: str
    detail_type: str
    rule: RuleName
    target_id: TargetId
    fault: str
    attempts: int
    published_at_in_millis: Millis
    given_up_at_in_millis: Millis


@dataclass(frozen=True)
class DeadLetterPage:
    dead_letters: tuple[DeadLetter, ...]
    next_token: PageToken | None = None


@dataclass(frozen=True)
class RedriveDeadLetters:
    rule: RuleName
    target_id: TargetId


@dataclass(frozen=True)
class Redriven:
    count: int
    """Deliveries that begin afresh; ask again while it is not 0."""


@dataclass(frozen=True)
class ReplayEvents:
    rule: RuleName
    start_in_millis: Annotated[int, Number(0, 4_102_444_800_000)]
    end_in_millis: Annotated[int, Number(0, 4_102_444_800_000)]
    """Not included. Up to the year 2100."""
    behind: Annotated[int, Number(0, 2**53 - 1)] = 0
    """The last answer's `last`, to go on."""


@dataclass(frozen=True)
class Replayed:
    count: int
    """Deliveries that were made."""
    last: int | None = None
    """Where to go on; absent when the range is done."""


_ONE = "/event-rules/{rule}"
_TARGET = "event-rule/{rule}"

TEST_EVENT_PATTERN = Operation(
    "TestEventPattern",
    "Say whether an event fits a pattern",
    AccessLevel.READ,
    Method.POST,
    "/event-patterns/test",
    TestEventPattern,
    PatternVerdict,
    origin=Origin.OWN,
)
LIST_DEAD_LETTERS = Operation(
    "ListDeadLetters",
    "List what could not be delivered, and why",
    AccessLevel.LIST,
    Method.GET,
    "/dead-letters",
    ListDeadLetters,
    DeadLetterPage,
    paginated="deadLetters",
    origin=Origin.OWN,
)
REDRIVE_DEAD_LETTERS = Operation(
    "RedriveDeadLetters",
    "Try again to deliver what a target has not got",
    AccessLevel.WRITE,
    Method.POST,
    f"{_ONE}/targets/{{targetId}}/redrive",
    RedriveDeadLetters,
    Redriven,
    target=_TARGET,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)
REPLAY_EVENTS = Operation(
    "ReplayEvents",
    "Send the events of a time again to a rule's targets",
    AccessLevel.WRITE,
    Method.POST,
    f"{_ONE}/replay",
    ReplayEvents,
    Replayed,
    target=_TARGET,
    condition_keys=(RESOURCE_TAG,),
    errors=(ErrorCode.NOT_FOUND,),
    origin=Origin.OWN,
)

EVENTS: tuple[AnyOperation, ...] = (
    LIST_DEAD_LETTERS,
    REDRIVE_DEAD_LETTERS,
    REPLAY_EVENTS,
    TEST_EVENT_PATTERN,
)
