"""One call as the audit tells it: a CloudTrail record, with the fields of the guide's sample. Pure.

Source: the guide, "Understanding log file entries"; CloudTrail User Guide, "userIdentity element", "Record contents".
Rules it keeps: request and answer come here already masked (`app.operations.writing`); a refused call is told with
`errorCode` and `errorMessage`; what there is nothing to say of is null, as CloudTrail writes it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.domain.bounded_json import JsonValue
from app.domain.event_json import utc_seconds

EVENT_VERSION = "1.08"
EVENT_SOURCE = "one.amazonaws.com"


class IdentityType(Enum):
    ROOT = "Root"
    """The account's owner."""
    USER = "IAMUser"
    ASSUMED_ROLE = "AssumedRole"
    FEDERATED = "FederatedUser"
    SERVICE = "AWSService"
    """Thenar itself: a terminal, the sweeper."""
    UNKNOWN = "Unknown"
    """A call whose signature or session did not hold."""


@dataclass(frozen=True, slots=True)
class SessionIssuer:
    """The role (or user) whose rights a temporary credential has."""

    type: str
    principal_id: str
    arn: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class SessionContext:
    issuer: SessionIssuer | None
    created_at: datetime
    with_mfa: bool
    federated_by: str = ""
    """The identity provider, for web identities."""


@dataclass(frozen=True, slots=True)
class UserIdentity:
    type: IdentityType
    principal_id: str = ""
    arn: str = ""
    account: str = ""
    access_key: str = ""
    """Its id, never its secret."""
    name: str = ""
    """Of a user; what people look up by. A role's session name stands in `principal_id`, behind the colon."""
    invoked_by: str = ""
    """The part of Thenar that made the call by itself."""
    session: SessionContext | None = None

    @property
    def looked_up_as(self) -> str:
        """The `Username` of a look-up: user name, session name, or the service."""
        return self.name or self.principal_id.partition(":")[2] or self.invoked_by or self.type.value.lower()


@dataclass(frozen=True, slots=True)
class CallError:
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class AuditedCall:
    """Everything a record tells. `request` and `answer` are already masked."""

    event_id: str
    request_id: str
    at: datetime
    action: str
    region: str
    account: str
    identity: UserIdentity
    source_address: str
    user_agent: str
    read_only: bool
    request: dict[str, JsonValue] | None = None
    answer: dict[str, JsonValue] | None = None
    error: CallError | None = None
    resources: tuple[str, ...] = ()
    """ARNs that the call was about. They are for looking it up; the guide's record does not show them."""


def record(call: AuditedCall) -> dict[str, JsonValue]:
    """In the order of the guide's sample."""
    told: dict[str, JsonValue] = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": _identity(call.identity),
        "eventTime": utc_seconds(call.at),
        "eventSource": EVENT_SOURCE,
        "eventName": call.action,
        "awsRegion": call.region,
        "sourceIPAddress": call.source_address,
        "userAgent": call.user_agent,
    }
    if call.error is not None:
        told |= {"errorCode": call.error.code, "errorMessage": call.error.message}
    return told | {
        "requestParameters": call.request,
        "responseElements": call.answer,
        "requestID": call.request_id,
        "eventID": call.event_id,
        "readOnly": call.read_only,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": call.account,
        "eventCategory": "Management",
    }


def record_text(call: AuditedCall) -> str:
    """The one text that is chained, filed and shown."""
    return json.dumps(record(call), ensure_ascii=False, separators=(",", ":"))


def _identity(identity: UserIdentity) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {
        "type": identity.type.value,
        "principalId": identity.principal_id,
        "arn": identity.arn,
        "accountId": identity.account,
        "accessKeyId": identity.access_key,
        "userName": identity.name if identity.type is IdentityType.USER else "",
        "invokedBy": identity.invoked_by,
    }
    shown: dict[str, JsonValue] = {name: value for name, value in told.items() if value}
    if identity.session is not None:
        shown["sessionContext"] = _session(identity.session)
    return shown


def _session(session: SessionContext) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {}
    if (issuer := session.issuer) is not None:
        told["sessionIssuer"] = {
            "type": issuer.type,
            "principalId": issuer.principal_id,
            "arn": issuer.arn,
            "accountId": issuer.account,
            "userName": issuer.name,
        }
    told["webIdFederationData"] = {"federatedProvider": session.federated_by} if session.federated_by else {}
    told["attributes"] = {
        "creationDate": utc_seconds(session.created_at),
        "mfaAuthenticated": "true" if session.with_mfa else "false",
    }
    return told
