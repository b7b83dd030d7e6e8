"""The two questions that `aws cloudtrail validate-logs` asks of CloudTrail itself: where is the trail, which keys sign.

Source: CloudTrail API Reference, DescribeTrails and ListPublicKeys; AWS JSON 1.1, where the operation stands in the
header `X-Amz-Target`.

>>> action_of("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListPublicKeys")
'ListPublicKeys'
"""

import base64
from datetime import datetime, timedelta

from app.domain.bounded_json import JsonValue
from app.ports.control.trail_files import TrailSigner
from app.services.control.trail_files import TrailName

CONTENT_TYPE = "application/x-amz-json-1.1"
_AGES = timedelta(days=3_650)
"""A key is good for what it signed; it is not exchanged by the calendar."""


def action_of(target: str) -> str:
    return target.rpartition(".")[2]


def cloudtrail_answer(action: str, name: TrailName, signer: TrailSigner, now: datetime) -> dict[str, JsonValue] | None:
    """None for a question that is not answered here."""
    if action == "DescribeTrails":
        trail: dict[str, JsonValue] = {
            "Name": name.name,
            "S3BucketName": name.bucket,
            "TrailARN": name.arn,
            "HomeRegion": name.realm.region,
            "IsMultiRegionTrail": False,
            "IsOrganizationTrail": False,
            "LogFileValidationEnabled": True,
        }
        return {"trailList": [trail]}
    if action == "ListPublicKeys":
        key: dict[str, JsonValue] = {
            "Value": base64.b64encode(signer.public_key).decode(),
            "ValidityStartTime": int((now - _AGES).timestamp()),
            "ValidityEndTime": int((now + _AGES).timestamp()),
            "Fingerprint": signer.fingerprint,
        }
        return {"PublicKeyList": [key]}
    return None
