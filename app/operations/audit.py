"""Looking at the audit, and who signs its files. The names and the members of answers are CloudTrail's; the rows are
ours, because the guide leaves both to that service."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.limits import Many, Number, Text
from app.operations.common import Millis, PageToken
from app.operations.operation import AccessLevel, AnyOperation, Method, Operation, Origin

_MOMENT = Number(0, 4_102_444_800_000)
"""Up to the year 2100."""


class LookupAttribute(StrEnum):
    EVENT_ID = "EventId"
    EVENT_NAME = "EventName"
    READ_ONLY = "ReadOnly"
    USERNAME = "Username"
    RESOURCE_NAME = "ResourceName"
    ACCESS_KEY_ID = "AccessKeyId"


@dataclass(frozen=True)
class LookupEvents:
    attribute_key: LookupAttribute | None = None
    attribute_value: Annotated[str, Text(1, 2_000)] | None = None
    start_in_millis: Annotated[int, _MOMENT] | None = None
    end_in_millis: Annotated[int, _MOMENT] | None = None
    """Both included."""
    max_results: Annotated[int, Number(1, 50)] | None = None
    """As LookupEvents of CloudTrail."""
    next_token: PageToken | None = None


@dataclass(frozen=True)
class AuditEvent:
    event_id: str
    event_name: str
    read_only: bool
    username: str
    event_time_in_millis: Millis
    resources: tuple[str, ...]
    """ARNs."""
    cloud_trail_event: str
    """The whole record, JSON."""
    access_key_id: str | None = None


@dataclass(frozen=True)
class AuditEventPage:
    events: tuple[AuditEvent, ...]
    """Newest first."""
    next_token: PageToken | None = None


@dataclass(frozen=True)
class GetAuditHead:
    pass


@dataclass(frozen=True)
class AuditHead:
    """Kept elsewhere, it shows later whether the audit was cut off or forged."""

    last_record: int
    last_hash: str
    digest: str | None = None
    """The newest signed file's name."""
    signature: str | None = None


CLOUDTRAIL = "cloudtrail"
"""The service whose clients ask for the trail and its keys, in its own words (`app.gateway.cloudtrail`)."""
_SECONDS = Number(0, 4_102_444_800)
"""Up to the year 2100."""


@dataclass(frozen=True)
class DescribeTrails:
    trail_name_list: Annotated[tuple[Annotated[str, Text(1, 256)], ...], Many(100)] | None = None
    """Names or ARNs; all for none."""
    include_shadow_trails: bool | None = None
    """There are none: a trail is of one region."""


@dataclass(frozen=True)
class TrailDescription:
    name: str
    arn: str
    bucket: str
    """The place's name, as the digests hold it."""
    region: str


@dataclass(frozen=True)
class Trails:
    trails: tuple[TrailDescription, ...]
    """None where no files are written."""


@dataclass(frozen=True)
class ListPublicKeys:
    """A key is good for whatever it signed, so all are told, whatever time is asked for."""

    start_time: Annotated[int, _SECONDS] | None = None
    end_time: Annotated[int, _SECONDS] | None = None
    """Seconds since 1970."""
    next_token: PageToken | None = None


@dataclass(frozen=True)
class SigningKey:
    value: str
    """Base64 of the public key, PKCS#1 DER."""
    fingerprint: str


@dataclass(frozen=True)
class SigningKeys:
    keys: tuple[SigningKey, ...]


DESCRIBE_TRAILS = Operation(
    "DescribeTrails",
    "Tell where the audit's files lie",
    AccessLevel.READ,
    Method.POST,
    f"/{CLOUDTRAIL}/DescribeTrails",
    DescribeTrails,
    Trails,
    prefix=CLOUDTRAIL,
    origin=Origin.OWN,
)
LIST_PUBLIC_KEYS = Operation(
    "ListPublicKeys",
    "List the public keys that the audit's files are signed by",
    AccessLevel.READ,
    Method.POST,
    f"/{CLOUDTRAIL}/ListPublicKeys",
    ListPublicKeys,
    SigningKeys,
    prefix=CLOUDTRAIL,
    origin=Origin.OWN,
)
LOOKUP_EVENTS = Operation(
    "LookupEvents",
    "Look up calls by user, name, resource, key or time",
    AccessLevel.LIST,
    Method.GET,
    "/audit-events",
    LookupEvents,
    AuditEventPage,
    paginated="events",
    origin=Origin.OWN,
)
GET_AUDIT_HEAD = Operation(
    "GetAuditHead",
    "Get the newest record's number and hash, to be kept elsewhere",
    AccessLevel.READ,
    Method.GET,
    "/audit-head",
    GetAuditHead,
    AuditHead,
    origin=Origin.OWN,
)

AUDIT: tuple[AnyOperation, ...] = (DESCRIBE_TRAILS, GET_AUDIT_HEAD, LIST_PUBLIC_KEYS, LOOKUP_EVENTS)
