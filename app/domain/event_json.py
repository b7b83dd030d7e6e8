"""The JSON of an event: an EventBridge envelope, as the guide's "Sample events" print it. Pure.

Where the guide contradicts itself, resources/decisions/0046 says what was chosen: an enrolment has the sample's keys
(`enrollmentSource`, `associatedIds` as JSON in a string), every other profile event those of the table
(`requestSource`, `associatedId`).

>>> from app.domain.control_events import DEVICE, Health, HealthChanged
>>> event = HealthChanged(DEVICE, Health.HEALTHY, Health.CRITICAL)
>>> stamp = Stamp("id", "123456789012", "us-east-1", datetime(2026, 3, 1, 9, tzinfo=UTC))
>>> envelope(occurrence(event, stamp.account), stamp)["detail-type"]
'Device Health Status Changed To Healthy'
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from app.domain.bounded_json import JsonValue
from app.domain.control_events import (
    ActivationRefused,
    AuditSealed,
    ConnectivityChanged,
    ControlEvent,
    DeviceSubject,
    Health,
    HealthChanged,
    IdentityCopied,
    KeyStateChanged,
    LocksChanged,
    OwnerCredentialsChanged,
    Profile,
    ProfileChanged,
)
from app.domain.occurrences import Occurrence

SOURCE = "aws.one"
"""Of the guide's ten. AWS itself refuses PutEvents under names that begin with `aws.`."""
OWN_SOURCE = "thenar"
"""Of events that the guide does not have, and of everything that is passed on to AWS."""
DETAIL_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an event gets on being published: who, where and when."""

    id: str
    """A UUID, the same at every delivery: what receivers know duplicates by."""
    account: str
    region: str
    at: datetime


GUIDED = frozenset(
    {f"Device Health Status Changed To {each.value.title()}" for each in Health}
    | {f"Device Connectivity Changed To {word}" for word in ("Online", "Offline")}
    | {each.value for each in Profile}
)
"""The guide's ten detail types, and no other, come under its source."""


def occurrence(event: ControlEvent, account: str) -> Occurrence:
    return Occurrence(event.detail_type, _resources(event), _detail(event, account))


def envelope(what: Occurrence, stamp: Stamp) -> dict[str, JsonValue]:
    return {
        "version": "0",
        "id": stamp.id,
        "detail-type": what.kind,
        "source": SOURCE if what.kind in GUIDED else OWN_SOURCE,
        "account": stamp.account,
        "time": utc_seconds(stamp.at),
        "region": stamp.region,
        "resources": list(what.resources),
        "detail": dict(what.detail),
    }


def envelope_text(what: Occurrence, stamp: Stamp) -> str:
    """The one text that is stored, matched, signed and sent."""
    return json.dumps(envelope(what, stamp), ensure_ascii=False, separators=(",", ":"))


def utc_seconds(at: datetime) -> str:
    """ISO 8601, UTC, whole seconds, `Z`: cut, not rounded, so that no time lies in the future."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _resources(event: ControlEvent) -> tuple[str, ...]:
    match event:
        case HealthChanged() | ConnectivityChanged() | ActivationRefused() | IdentityCopied() | LocksChanged():
            return (event.device.instance_arn,)
        case ProfileChanged():
            return event.users
        case OwnerCredentialsChanged():
            return (event.owner_arn,)
        case AuditSealed() | KeyStateChanged():
            return ()
        case _:
            assert_never(event)


def _detail(event: ControlEvent, account: str) -> dict[str, JsonValue]:
    match event:
        case HealthChanged():
            states = {"currentHealthStatus": event.current.value, "previousHealthStatus": event.previous.value}
            return _of_device(event.device, states)
        case ConnectivityChanged():
            states = {"currentConnectivity": event.current.value, "previousConnectivity": event.previous.value}
            return _of_device(event.device, states)
        case IdentityCopied():
            return _of_device(event.device, {})
        case LocksChanged():
            return _of_device(event.device, {"currentLocks": [*event.current], "previousLocks": [*event.previous]})
        case ActivationRefused():
            return _of_device(event.device, {"wrongAnswers": event.wrong_answers})
        case ProfileChanged():
            return {"version": DETAIL_VERSION, "data": _of_profile(event, account)}
        case AuditSealed():
            return {
                "version": DETAIL_VERSION,
                "data": {
                    "digest": event.digest,
                    "signature": event.signature,
                    "lastRecord": event.last,
                    "lastHash": event.last_hash,
                    "createdTimestamp": utc_seconds(event.sealed_at),
                },
            }
        case OwnerCredentialsChanged():
            where = "MACHINE" if event.at_machine else "API"
            return {"version": DETAIL_VERSION, "data": {"changed": event.what.value, "where": where}}
        case KeyStateChanged():
            told = {
                "customerKey": event.key,
                "currentState": event.current.value,
                "previousState": event.previous.value,
            }
            return {"version": DETAIL_VERSION, "data": dict[str, JsonValue](told)}
        case _:
            assert_never(event)


def _of_device(device: DeviceSubject, states: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {
        "version": DETAIL_VERSION,
        "metadata": {"siteName": device.site_name, "siteArn": device.site_arn},
        "data": {**states, "assetTagId": device.asset_tag, "deviceInstanceName": device.instance_name},
    }


def _of_profile(event: ProfileChanged, account: str) -> dict[str, JsonValue]:
    enrolled = event.what is Profile.ENROLLED
    data: dict[str, JsonValue] = {"accountId": account, "createdTimestamp": utc_seconds(event.created_at)}
    if event.source:
        data["enrollmentSource" if enrolled else "requestSource"] = event.source
    if event.status is not None:
        data["userStatus"] = event.status.value
    if enrolled:
        ids = [{"associatedIdType": each.kind, "associatedIdValue": each.value} for each in event.ids]
        data["associatedIds"] = json.dumps(ids, separators=(",", ":"), ensure_ascii=False)
    elif event.ids:
        data["associatedId"] = event.ids[0].value
    if event.reason:
        data["reason"] = event.reason
    return data
