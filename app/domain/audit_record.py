"""One call as the audit tells it: a CloudTrail record, with the fields of the guide's sample. Pure.

Source: the guide, "Understanding log file entries"; CloudTrail User Guide, "userIdentity element", "Record contents".
Rules it keeps: request and answer come here already masked (`app.operations.writing`); a refused call is told with
`errorCode` and `errorMessage`; what there is nothing to say of is null, as CloudTrail writes it.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from app.domain.bounded_json import JsonValue
from app.domain.caller import Caller, CallerKind
from app.domain.event_json import utc_seconds

EVENT_VERSION = "1.08"
OWN_SERVICE = "one"


@dataclass(frozen=True, slots=True)
class CallError:
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """The statement that allowed or denied a call."""

    layer: str
    """As in `identity policy` or `permissions boundary`."""
    policy: str
    statement: int
    sid: str = ""


@dataclass(frozen=True, slots=True)
class AuditedCall:
    """Everything a record tells. `request` and `answer` are already masked."""

    event_id: str
    request_id: str
    at: datetime
    action: str
    region: str
    account: str
    caller: Caller
    source_address: str
    user_agent: str
    read_only: bool
    request: dict[str, JsonValue] | None = None
    answer: dict[str, JsonValue] | None = None
    error: CallError | None = None
    resources: tuple[str, ...] = ()
    """ARNs that the call was about. They are for looking it up; the guide's record does not show them."""
    service: str = OWN_SERVICE
    """Whose operation it is: `iam` and `sts` have theirs."""
    deciding: Deciding | None = None
    """None where no statement did."""
    left_out: int = 0
    """Calls of strangers before this one that have no record of their own."""


def record(call: AuditedCall) -> dict[str, JsonValue]:
    """In the order of the guide's sample."""
    told: dict[str, JsonValue] = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": _identity(call.caller),
        "eventTime": utc_seconds(call.at),
        "eventSource": f"{call.service}.amazonaws.com",
        "eventName": call.action,
        "awsRegion": call.region,
        "sourceIPAddress": call.source_address,
        "userAgent": call.user_agent,
    }
    if call.error is not None:
        told |= {"errorCode": call.error.code, "errorMessage": call.error.message}
    told |= {"requestParameters": call.request, "responseElements": call.answer}
    additional: dict[str, JsonValue] = {}
    if call.deciding is not None:
        additional["decidedBy"] = _deciding(call.deciding)
    if call.left_out:
        additional["callsNotRecorded"] = call.left_out
    if additional:
        told["additionalEventData"] = additional
    return told | {
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


def looked_up_as(caller: Caller) -> str:
    """The name by which people look for what somebody did: of the user, of the session, of the part of Thenar.

    >>> looked_up_as(Caller(CallerKind.ROLE, "1", "arn:x", "AROA:ada"))
    'ada'
    """
    return caller.name or caller.principal.partition(":")[2] or caller.kind.value.lower()


def _deciding(statement: Deciding) -> JsonValue:
    told: dict[str, JsonValue] = {
        "layer": statement.layer,
        "policy": statement.policy,
        "statement": statement.statement,
        "sid": statement.sid,
    }
    return {name: value for name, value in told.items() if value != ""}


def _identity(caller: Caller) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {
        "type": caller.kind.value,
        "principalId": caller.principal,
        "arn": caller.arn,
        "accountId": caller.account,
        "accessKeyId": caller.access_key,
        "userName": caller.name if caller.kind is CallerKind.USER else "",
        "invokedBy": caller.name if caller.kind is CallerKind.SERVICE else "",
    }
    shown: dict[str, JsonValue] = {name: value for name, value in told.items() if value}
    if caller.issued_at is not None:
        shown["sessionContext"] = _session(caller, caller.issued_at)
    return shown


def _session(caller: Caller, issued_at: datetime) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {}
    if (role := caller.role) is not None:
        told["sessionIssuer"] = {
            "type": "Role",
            "principalId": role.role_id,
            "arn": role.role_arn,
            "accountId": caller.account,
            "userName": role.role_name,
        }
    told["webIdFederationData"] = {}
    told["attributes"] = {
        "creationDate": utc_seconds(issued_at),
        "mfaAuthenticated": "true" if caller.mfa_at is not None else "false",
    }
    return told
