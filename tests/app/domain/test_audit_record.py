"""A call is told as the guide's sample tells it; that sample lies in tests/golden/control/audit_record.json."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.audit_record import AuditedCall, CallError, looked_up_as, record, record_text
from app.domain.caller import Caller, CallerKind, RoleSession

ACCOUNT = "123456789012"
ROLE = RoleSession(f"arn:aws:iam::{ACCOUNT}:role/Admin", "AIDAKDBGOAT6C2EXAMPLE", "Admin")
CALLER = Caller(
    CallerKind.ROLE,
    ACCOUNT,
    f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/J_DOE",
    "AIDAKDBGOAT6C2EXAMPLE:J_DOE",
    access_key="AKIALAVPULGA71EXAMPLE",
    role=ROLE,
    issued_at=datetime(2023, 10, 11, 6, 28, 4, tzinfo=UTC),
)
CALL = AuditedCall(
    "1234a56b-c78d-9e0f-g1h2-34jk56m7n890",
    "1abcd23e-f4gh-567j-klm8-9np01q234r56",
    datetime(2023, 10, 11, 7, 19, 9, tzinfo=UTC),
    "CreateSite",
    "us-east-1",
    ACCOUNT,
    CALLER,
    "XXX.XXX.XXX.XXX",
    "userAgent",
    read_only=False,
)


@pytest.fixture(scope="module")
def sample(root: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((root / "tests/golden/control/audit_record.json").read_text("utf-8"))
    return content


def identity_of(caller: Caller) -> dict[str, Any]:
    identity: dict[str, Any] = json.loads(record_text(replace(CALL, caller=caller)))["userIdentity"]
    return identity


@pytest.mark.requirement("TRL-014", "TRL-015", "TRL-016", "TRL-017", "TRL-018", "TRL-019", "TRL-020", "TRL-021")
@pytest.mark.requirement("TRL-022", "TRL-023", "TRL-024", "TRL-025", "TRL-026", "TRL-027", "TRL-028", "TRL-033")
@pytest.mark.requirement("TRL-034", "TRL-035", "TRL-036", "TRL-037", "TRL-038", "TRL-039", "TRL-004", "MON-005")
def test_a_record_is_the_guides_sample(sample: dict[str, Any]) -> None:
    call = replace(CALL, request=sample["requestParameters"], answer=sample["responseElements"])
    assert record(call) == sample
    assert list(json.loads(record_text(call))) == list(sample), "and in its order"


@pytest.mark.requirement("TRL-040")
def test_a_refused_call_tells_why_and_answers_nothing() -> None:
    told = record(replace(CALL, error=CallError("AccessDenied", "User: x is not authorized")))
    assert (told["errorCode"], told["errorMessage"]) == ("AccessDenied", "User: x is not authorized")
    assert told["responseElements"] is None


ROOT = Caller(CallerKind.ROOT, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)
USER = Caller(CallerKind.USER, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/ann", "AIDA", "ann")
SERVICE = Caller(CallerKind.SERVICE, ACCOUNT, "", "", "sweeper")


@pytest.mark.requirement("TRL-010", "TRL-011", "TRL-012")
@pytest.mark.parametrize(
    ("caller", "told", "name"),
    [
        (ROOT, {"type": "Root", "accountId": ACCOUNT}, "root"),
        (USER, {"type": "IAMUser", "userName": "ann"}, "ann"),
        (SERVICE, {"type": "AWSService", "invokedBy": "sweeper"}, "sweeper"),
        (CALLER, {"type": "AssumedRole"}, "J_DOE"),
    ],
)
def test_a_record_says_with_which_credentials_it_was(caller: Caller, told: dict[str, str], name: str) -> None:
    identity = identity_of(caller)
    assert told.items() <= identity.items()
    assert ("sessionContext" in identity) == (caller is CALLER)
    assert looked_up_as(caller) == name


def test_a_session_says_whether_it_had_a_second_factor() -> None:
    with_factor = replace(CALLER, mfa_at=CALLER.issued_at)
    attributes = identity_of(with_factor)["sessionContext"]["attributes"]
    assert attributes == {"creationDate": "2023-10-11T06:28:04Z", "mfaAuthenticated": "true"}


def test_a_users_own_session_has_no_issuer() -> None:
    session = identity_of(replace(USER, issued_at=CALLER.issued_at))["sessionContext"]
    assert "sessionIssuer" not in session
