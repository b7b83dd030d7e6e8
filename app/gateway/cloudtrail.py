"""The two questions that `aws cloudtrail validate-logs` asks of CloudTrail itself: where is the trail, which keys sign.

Source: CloudTrail API Reference, DescribeTrails and ListPublicKeys; AWS JSON 1.1, where every request goes to `/`, the
operation stands in the header `X-Amz-Target`, and an error's name in `__type`.

>>> action_of("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListPublicKeys")
'ListPublicKeys'
"""

import json
from dataclasses import replace

from starlette.responses import Response

from app.config.text import Texts
from app.domain.bounded_json import JsonRefused, JsonValue, read_json
from app.gateway.incoming import BODY_BOUNDS, Incoming
from app.gateway.outgoing import REQUEST_ID, as_json, told_of
from app.gateway.speech import Speech
from app.operations.audit import DESCRIBE_TRAILS, LIST_PUBLIC_KEYS, SigningKeys, Trails
from app.operations.refusals import Refusal

ANSWERED_HERE = (DESCRIBE_TRAILS.name, LIST_PUBLIC_KEYS.name)
CONTENT_TYPE = "application/x-amz-json-1.1"
_VALID_FROM, _VALID_UNTIL = 0, 4_102_444_800
"""From 1970 to 2100: a key is good for what it signed; it is not exchanged by the calendar."""


def action_of(target: str) -> str:
    return target.rpartition(".")[2]


def _understood(incoming: Incoming) -> Incoming:
    """Members begin with a capital there, and times may have a fraction. What is no object is refused where all are."""
    try:
        content = read_json(incoming.body, BODY_BOUNDS)
    except JsonRefused:
        return incoming
    if not isinstance(content, dict):
        return incoming
    members = {name[:1].lower() + name[1:]: _whole(value) for name, value in content.items()}
    return replace(incoming, body=json.dumps(members).encode())


def _whole(value: JsonValue) -> JsonValue:
    return int(value) if isinstance(value, float) else value


def _answered(answer: object, request_id: str) -> Response:
    told = _trails(answer) if isinstance(answer, Trails) else _keys(answer) if isinstance(answer, SigningKeys) else {}
    return as_json(200, told, {REQUEST_ID: request_id}, CONTENT_TYPE)


def _trails(answer: Trails) -> dict[str, JsonValue]:
    return {
        "trailList": [
            {
                "Name": trail.name,
                "S3BucketName": trail.bucket,
                "TrailARN": trail.arn,
                "HomeRegion": trail.region,
                "IsMultiRegionTrail": False,
                "IsOrganizationTrail": False,
                "LogFileValidationEnabled": True,
            }
            for trail in answer.trails
        ]
    }


def _keys(answer: SigningKeys) -> dict[str, JsonValue]:
    validity: dict[str, JsonValue] = {"ValidityStartTime": _VALID_FROM, "ValidityEndTime": _VALID_UNTIL}
    return {"PublicKeyList": [{"Value": key.value, **validity, "Fingerprint": key.fingerprint} for key in answer.keys]}


def _refused(refusal: Refusal, request_id: str, texts: Texts) -> Response:
    code = refusal.reason.code
    told: dict[str, JsonValue] = {"__type": code.wire, **told_of(refusal, texts)}
    return as_json(code.status, told, {REQUEST_ID: request_id}, CONTENT_TYPE)


CLOUDTRAIL_JSON = Speech(_understood, _answered, _refused)
