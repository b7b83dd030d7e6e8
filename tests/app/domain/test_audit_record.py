"""A call is told as the guide's sample tells it; that sample lies in tests/golden/control/audit_record.json."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.audit_record import (
    AuditedCall,
    CallError,
    IdentityType,
    SessionContext,
    SessionIssuer,
    UserIdentity,
    record,
    record_text,
)

ROLE = SessionIssuer("Role", "AIDAKDBGOAT6C2EXAMPLE", "arn:aws:iam::123456789012:role/Admin", "123456789012", "Admin")
SESSION = SessionContext(ROLE, datetime(2023, 10, 11, 6, 28, 4, tzinfo=UTC), with_mfa=False)
CALLER = UserIdentity(
    IdentityType.ASSUMED_ROLE,
    "AIDAKDBGOAT6C2EXAMPLE:J_DOE",
    "arn:aws:sts::123456789012:assumed-role/Admin/J_DOE",
    "123456789012",
    "AKIALAVPULGA71EXAMPLE",
    session=SESSION,
)
CALL = AuditedCall(
    "1234a56b-c78d-9e0f-g1h2-34jk56m7n890",
    "1abcd23e-f4gh-567j-klm8-9np01q234r56",
    datetime(2023, 10, 11, 7, 19, 9, tzinfo=UTC),
    "CreateSite",
    "us-east-1",
    "123456789012",
    CALLER,
    "XXX.XXX.XXX.XXX",
    "userAgent",
    read_only=False,
)


@pytest.fixture(scope="module")
def sample(root: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((root / "tests/golden/control/audit_record.json").read_text("utf-8"))
    return content


@pytest.mark.requirement("TRL-014", "TRL-015", "TRL-016", "TRL-017", "TRL-018", "TRL-019", "TRL-020", "TRL-021")
@pytest.mark.requirement("TRL-022", "TRL-023", "TRL-024", "TRL-025", "TRL-026", "TRL-027", "TRL-028", "TRL-033")
@pytest.mark.requirement("TRL-034", "TRL-035", "TRL-036", "TRL-037", "TRL-038", "TRL-039")
@pytest.mark.requirement("TRL-004", "TRL-011", "MON-005")
def test_a_record_is_the_guides_sample(sample: dict[str, Any]) -> None:
    call = replace(CALL, request=sample["requestParameters"], answer=sample["responseElements"])
    assert record(call) == sample
    assert list(json.loads(record_text(call))) == list(sample), "and in its order"


@pytest.mark.requirement("TRL-040")
def test_a_refused_call_tells_why_and_answers_nothing() -> None:
    told = record(replace(CALL, error=CallError("AccessDenied", "User: x is not authorized")))
    assert (told["errorCode"], told["errorMessage"]) == ("AccessDenied", "User: x is not authorized")
    assert told["responseElements"] is None


@pytest.mark.requirement("TRL-010", "TRL-011", "TRL-012")
@pytest.mark.parametrize(
    ("identity", "told"),
    [
        (UserIdentity(IdentityType.ROOT, "1", "arn:root", "1"), {"type": "Root"}),
        (UserIdentity(IdentityType.USER, "AIDA", "arn:user", "1", name="ann"), {"type": "IAMUser", "userName": "ann"}),
        (UserIdentity(IdentityType.SERVICE, invoked_by="sweeper"), {"type": "AWSService", "invokedBy": "sweeper"}),
        (UserIdentity(IdentityType.FEDERATED, session=replace(SESSION, federated_by="idp")), {"type": "FederatedUser"}),
    ],
)
def test_a_record_says_with_which_credentials_it_was(identity: UserIdentity, told: dict[str, str]) -> None:
    identity_told = record(replace(CALL, identity=identity))["userIdentity"]
    assert isinstance(identity_told, dict)
    assert told.items() <= identity_told.items()
    assert ("sessionContext" in identity_told) == (identity.session is not None)


def test_a_session_says_whether_it_had_a_second_factor() -> None:
    identity = record(replace(CALL, identity=replace(CALLER, session=replace(SESSION, with_mfa=True))))["userIdentity"]
    assert isinstance(identity, dict)
    session = identity["sessionContext"]
    assert isinstance(session, dict)
    assert session["attributes"] == {"creationDate": "2023-10-11T06:28:04Z", "mfaAuthenticated": "true"}


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        (CALLER, "J_DOE"),
        (UserIdentity(IdentityType.USER, "AIDA", name="ann"), "ann"),
        (UserIdentity(IdentityType.SERVICE, invoked_by="sweeper"), "sweeper"),
        (UserIdentity(IdentityType.ROOT, "123456789012"), "root"),
    ],
)
def test_everybody_can_be_looked_up_by_some_name(identity: UserIdentity, name: str) -> None:
    assert identity.looked_up_as == name
