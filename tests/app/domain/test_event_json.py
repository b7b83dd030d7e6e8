"""Our events are the guide's, field for field; its samples lie in tests/golden/control/events.json."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from app.domain.control_events import (
    DEVICE,
    AssociatedId,
    AuditSealed,
    Connectivity,
    ConnectivityChanged,
    ControlEvent,
    Health,
    HealthChanged,
    Profile,
    ProfileChanged,
    UserStatus,
)
from app.domain.event_json import GUIDED, Stamp, envelope, envelope_text, occurrence, utc_seconds

STAMP = Stamp(
    "11232345564-96a4-ef3f-b739-b6aa5b193afb",
    "123456789012",
    "us-east-1",
    datetime(2022, 10, 22, 18, 43, 48, tzinfo=UTC),
)
THEN = datetime(2023, 11, 22, 2, 55, 17, tzinfo=UTC)
ENROLMENT_STAMP = Stamp("aebc9c86-f20e-75db-caaa-63bf14926f59", "679792848029", "us-east-1", THEN)
ALL_USERS = "arn:aws:one:us-east-1:679792848029:user"
BADGE = AssociatedId("badge", "1111358294500")
ENROLLED = ProfileChanged(Profile.ENROLLED, (ALL_USERS,), "QfUuUnFqs5accJ", THEN, UserStatus.ACTIVE, (BADGE,))


@pytest.fixture(scope="module")
def samples(root: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((root / "tests/golden/control/events.json").read_text("utf-8"))
    return content


@pytest.mark.requirement("EVJ-001", "EVJ-002", "EVJ-003", "EVJ-004", "EVJ-005", "EVJ-006", "EVJ-007", "EVJ-008")
@pytest.mark.requirement("EVJ-009", "EVJ-010", "EVJ-011", "EVJ-012", "EVJ-013", "EVJ-014", "EVJ-015")
@pytest.mark.requirement("EVD-009", "EVD-010", "EVD-011", "EVD-012")
@pytest.mark.requirement("EVD-002", "EVD-003", "EVD-004", "EVD-005", "EVD-006", "EVD-007", "EVD-008")
@pytest.mark.requirement("EVD-013", "EVD-014", "EVD-015", "EVU-001", "EVU-014", "EVU-015", "EVS-014")
@pytest.mark.parametrize(
    ("name", "event", "stamp"),
    [
        ("healthy", HealthChanged(DEVICE, Health.HEALTHY, Health.CRITICAL), STAMP),
        ("critical", HealthChanged(DEVICE, Health.CRITICAL, Health.HEALTHY), STAMP),
        ("online", ConnectivityChanged(DEVICE, Connectivity.CONNECTED, Connectivity.DISCONNECTED), STAMP),
        ("offline", ConnectivityChanged(DEVICE, Connectivity.DISCONNECTED, Connectivity.CONNECTED), STAMP),
        ("enrol", ENROLLED, ENROLMENT_STAMP),
    ],
)
def test_an_event_is_the_guides_sample(samples: dict[str, Any], name: str, event: ControlEvent, stamp: Stamp) -> None:
    assert envelope(occurrence(event, stamp.account), stamp) == samples[name]
    assert json.loads(envelope_text(occurrence(event, stamp.account), stamp)) == samples[name]


@pytest.mark.requirement("EVU-002", "EVU-003", "EVU-004", "EVU-005", "EVU-006", "EVU-007", "EVU-008", "EVU-009")
@pytest.mark.requirement("EVU-010", "EVU-011", "EVU-012", "EVU-013", "EVJ-003")
@pytest.mark.parametrize(
    ("what", "status", "reason", "detail_type"),
    [
        (Profile.UNENROLLED, UserStatus.DELETED, "", "New Successful Un-enrollment"),
        (Profile.NOT_ENROLLED, None, "palm_already_enrolled", "Unsuccessful Enrollment"),
        (Profile.NOT_UNENROLLED, UserStatus.ACTIVE, "store_failed", "Unsuccessful Un-enrollment"),
        (Profile.RECOGNISED, UserStatus.ACTIVE, "", "Successful Recognition"),
        (Profile.NOT_RECOGNISED, None, "not_recognised", "Unsuccessful Recognition"),
    ],
)
def test_other_profile_events_have_the_fields_of_the_guides_table(
    what: Profile, status: UserStatus | None, reason: str, detail_type: str
) -> None:
    event = ProfileChanged(what, (ALL_USERS,), "QfUu", THEN, status, (BADGE,), reason)
    told = envelope(occurrence(event, ENROLMENT_STAMP.account), ENROLMENT_STAMP)
    data = {"accountId": "679792848029", "requestSource": "QfUu", "createdTimestamp": "2023-11-22T02:55:17Z"}
    data |= {"userStatus": status.value} if status else {}
    data |= {"associatedId": "1111358294500"} | ({"reason": reason} if reason else {})
    assert told["detail-type"] == detail_type
    assert told["resources"] == [ALL_USERS]
    assert told["detail"] == {"version": "1.0.0", "data": data}


def test_what_no_device_asked_for_has_no_source() -> None:
    event = ProfileChanged(Profile.UNENROLLED, (ALL_USERS,), "", THEN, UserStatus.DELETED)
    detail = occurrence(event, "679792848029").detail["data"]
    assert detail == {
        "accountId": "679792848029",
        "createdTimestamp": "2023-11-22T02:55:17Z",
        "userStatus": "DELETED",
    }


def test_a_reason_belongs_to_failure() -> None:
    with pytest.raises(ValueError, match="reason"):
        ProfileChanged(Profile.RECOGNISED, (), "QfUu", THEN, reason="why")
    with pytest.raises(ValueError, match="reason"):
        ProfileChanged(Profile.NOT_RECOGNISED, (), "QfUu", THEN)


def test_an_event_of_ours_comes_under_our_own_name() -> None:
    told = envelope(occurrence(AuditSealed("digest.json.gz", "ab", 7, "cd", THEN), STAMP.account), STAMP)
    assert (told["source"], told["detail-type"]) == ("thenar", "Audit Digest Signed")


@pytest.mark.requirement("EVJ-006", "EVS-012")
def test_times_are_told_in_utc_and_whole_seconds() -> None:
    at = datetime(2026, 3, 1, 0, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=1)))
    assert utc_seconds(at) == "2026-02-28T23:59:59Z"


def test_there_are_ten_detail_types() -> None:
    assert len(GUIDED) == 10
