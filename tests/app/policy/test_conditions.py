"""Every operator, every quantifier and every form of variable: one row each."""

from typing import Any

import pytest

from app.policy.decision import Verdict
from app.policy.variables import ContextValue
from tests.app.policy.documents import ADA, ALLOWED, DENIED, DOOR, NORTH, SILENT, allow, asked, deny, row, verdict

HELD, NOT_HELD = True, False

CONDITIONS: list[tuple[str, Any, ContextValue | None, bool]] = [
    ("StringEquals", "blue", "blue", HELD),
    ("StringEquals", ["red", "blue"], "blue", HELD),
    ("StringEquals", "Blue", "blue", NOT_HELD),
    ("StringEquals", "bl*", "blue", NOT_HELD),
    ("StringEquals", "bl*", "bl*", HELD),
    ("StringEquals", "blue", None, NOT_HELD),
    ("StringEquals", [], "blue", NOT_HELD),
    ("StringEquals", "blue", ("blue",), NOT_HELD),
    ("StringNotEquals", "blue", "red", HELD),
    ("StringNotEquals", ["red", "blue"], "blue", NOT_HELD),
    ("StringNotEquals", "blue", None, HELD),
    ("StringNotEquals", "blue", ("red",), NOT_HELD),
    ("StringEqualsIgnoreCase", "BLUE", "blue", HELD),
    ("StringEqualsIgnoreCase", "BLUE", "red", NOT_HELD),
    ("StringNotEqualsIgnoreCase", "BLUE", "blue", NOT_HELD),
    ("StringNotEqualsIgnoreCase", "BLUE", None, HELD),
    ("StringLike", "b?u*", "blue", HELD),
    ("StringLike", "b?", "blue", NOT_HELD),
    ("StringLike", "*", "", HELD),
    ("StringLike", "a.c", "abc", NOT_HELD),
    ("StringNotLike", "b*", "blue", NOT_HELD),
    ("StringNotLike", "b*", "red", HELD),
    ("NumericEquals", "300", "300.0", HELD),
    ("NumericEquals", 300, "300", HELD),
    ("NumericEquals", "300", "3e2", HELD),
    ("NumericEquals", "300", "many", NOT_HELD),
    ("NumericNotEquals", "300", "301", HELD),
    ("NumericNotEquals", "300", "300", NOT_HELD),
    ("NumericLessThan", "10", "9.99", HELD),
    ("NumericLessThan", "10", "10", NOT_HELD),
    ("NumericLessThan", ["10", "100"], "50", HELD),
    ("NumericLessThanEquals", "10", "10", HELD),
    ("NumericGreaterThan", "10", "10", NOT_HELD),
    ("NumericGreaterThan", "-1", "0", HELD),
    ("NumericGreaterThanEquals", "10", "10", HELD),
    ("NumericGreaterThanEquals", "10", None, NOT_HELD),
    ("DateEquals", "2026-11-23T08:00:00Z", "2026-11-23T09:00:00+01:00", HELD),
    ("DateEquals", "2026-11-23T08:00:00Z", "2026-11-23T07:00:00-01:00", HELD),
    ("DateEquals", "2026-11-23", "1795392000", HELD),
    ("DateNotEquals", "2026-11-23T08:00:00Z", "2026-11-23T08:00:01Z", HELD),
    ("DateLessThan", "2027", "2026-12-31T23:59:59.999Z", HELD),
    ("DateLessThan", "2027-01", "2027-01-01T00:00Z", NOT_HELD),
    ("DateLessThanEquals", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", HELD),
    ("DateGreaterThan", "2026-11-23T08:00:00Z", "yesterday", NOT_HELD),
    ("DateGreaterThan", "1795417200", "1795417201", HELD),
    ("DateGreaterThanEquals", "2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z", HELD),
    ("Bool", "true", "true", HELD),
    ("Bool", True, "True", HELD),
    ("Bool", "true", "false", NOT_HELD),
    ("Bool", "false", None, NOT_HELD),
    ("BinaryEquals", "cGFsbQ==", "cGFsbQ==", HELD),
    ("BinaryEquals", "cGFsbQ==", "cGFsbW0=", NOT_HELD),
    ("BinaryEquals", "cGFsbQ==", "palm!", NOT_HELD),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", HELD),
    ("IpAddress", "203.0.113.9", "203.0.113.9", HELD),
    ("IpAddress", "203.0.113.0/24", "203.0.114.9", NOT_HELD),
    ("IpAddress", "0.0.0.0/0", "1.2.3.4", HELD),
    ("IpAddress", "2001:db8::/32", "2001:DB8:0::7", HELD),
    ("IpAddress", "0.0.0.0/0", "2001:db8::7", NOT_HELD),
    ("IpAddress", "203.0.113.0/24", "localhost", NOT_HELD),
    ("NotIpAddress", ["10.0.0.0/8", "192.168.0.0/16"], "192.168.4.4", NOT_HELD),
    ("NotIpAddress", ["10.0.0.0/8", "192.168.0.0/16"], "8.8.8.8", HELD),
    ("ArnLike", "arn:*:iam::*:user/a*", ADA, HELD),
    ("ArnLike", "arn:*", ADA, NOT_HELD),
    ("ArnLike", "*", ADA, NOT_HELD),
    ("ArnEquals", "arn:aws:iam::*:user/ada", ADA, HELD),
    ("ArnEquals", "arn:aws:iam::*:user/bob", ADA, NOT_HELD),
    ("ArnEquals", "arn:aws:s3:::b:*", "arn:aws:s3:::b:c:d", HELD),
    ("ArnNotEquals", ADA, ADA, NOT_HELD),
    ("ArnNotLike", "arn:aws:iam::*:user/b*", ADA, HELD),
    ("Null", "true", None, HELD),
    ("Null", "true", "x", NOT_HELD),
    ("Null", "false", "x", HELD),
    ("Null", "false", None, NOT_HELD),
    ("Null", True, (), HELD),
    ("StringEqualsIfExists", "blue", None, HELD),
    ("StringEqualsIfExists", "blue", "red", NOT_HELD),
    ("BoolIfExists", "true", None, HELD),
    ("NumericLessThanIfExists", "10", "11", NOT_HELD),
    ("ForAllValues:StringEquals", ["env", "team"], ("env",), HELD),
    ("ForAllValues:StringEquals", ["env", "team"], ("env", "cost"), NOT_HELD),
    ("ForAllValues:StringEquals", "env", (), HELD),
    ("ForAllValues:StringEquals", "env", "", HELD),
    ("ForAllValues:StringEquals", "env", None, HELD),
    ("ForAllValues:StringEquals", "env", "env", HELD),
    ("ForAllValues:StringNotLike", "s*", ("env", "sec"), NOT_HELD),
    ("ForAllValues:StringNotLike", "s*", ("env",), HELD),
    ("ForAnyValue:StringLike", "t*", ("env", "team"), HELD),
    ("ForAnyValue:StringLike", "t*", ("env",), NOT_HELD),
    ("ForAnyValue:StringLike", "t*", (), NOT_HELD),
    ("ForAnyValue:StringLike", "t*", None, NOT_HELD),
    ("ForAnyValue:StringNotEquals", "env", ("env", "team"), HELD),
    ("ForAnyValue:StringNotEquals", "env", ("env",), NOT_HELD),
    ("ForAnyValue:StringEqualsIfExists", "env", None, HELD),
]


@pytest.mark.requirement("IAMF-010")
@pytest.mark.requirement("IAMF-012")
@pytest.mark.parametrize(("operator", "expected", "value", "held"), CONDITIONS)
def test_a_condition_holds_exactly_when_its_operator_says_so(
    operator: str, expected: Any, value: ContextValue | None, held: bool
) -> None:
    request = asked("one:GetSite", context={} if value is None else {"aws:Key": value})
    assert verdict(request, allow(Condition={operator: {"aws:Key": expected}})) is (ALLOWED if held else SILENT)


@pytest.mark.parametrize(
    ("condition", "context", "expected"),
    [
        row(
            {"StringEquals": {"aws:ResourceTag/team": "blue", "aws:ResourceTag/env": "prod"}},
            {"aws:ResourceTag/team": "blue", "aws:ResourceTag/env": "dev"},
            SILENT,
            name="keys are all needed",
            shows="IAMF-011",
        ),
        row(
            {"Bool": {"aws:SecureTransport": "true"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
            {"aws:SecureTransport": "true", "aws:SourceIp": "8.8.8.8"},
            SILENT,
            name="operators are all needed",
            shows="IAMF-013",
        ),
        row({}, {}, ALLOWED, name="none is fine", shows="IAMF-009"),
        row(
            {"StringEquals": {"AWS:resourcetag/TEAM": "blue"}},
            {"aws:ResourceTag/team": "blue"},
            ALLOWED,
            name="keys have no case",
        ),
    ],
)
def test_conditions_are_combined_with_and(condition: Any, context: dict[str, ContextValue], expected: Verdict) -> None:
    request = asked("one:GetSite", "*", context)
    assert verdict(request, allow(Condition=condition)) is expected


TAGGED: dict[str, ContextValue] = {
    "aws:username": "ada",
    "aws:PrincipalTag/team": "blue",
    "aws:ResourceTag/team": "blue",
    "aws:TagKeys": ("a",),
}


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        row("${aws:PrincipalTag/team}", "blue", ALLOWED, shows="IAMF-018"),
        row("${aws:username}", "ada", ALLOWED, shows="IAMF-014"),
        row("${AWS:UserName}-${aws:PrincipalTag/team}*", "ada-blue-7", ALLOWED),
        row("${aws:PrincipalTag/site}", "blue", SILENT, name="no value"),
        row("${aws:PrincipalTag/site, 'lobby'}", "lobby", ALLOWED, name="default"),
        row("${aws:PrincipalTag/site,'*'}", "lobby", SILENT, name="a default is literal"),
        row("${aws:username, 'bob'}", "ada", ALLOWED, name="default not needed"),
        row("${aws:TagKeys}", "a", SILENT, name="many values are no text"),
        row("${aws:PrincipalTag/star}", "anything", SILENT, name="a star in a tag is a star"),
        row("${aws:PrincipalTag/star}", "*", ALLOWED, name="and is like a star"),
        row("${*}", "x", SILENT),
        row("${*}", "*", ALLOWED),
        row("a${?}", "ab", SILENT),
        row("a${?}", "a?", ALLOWED),
        row("${$}{aws:username}", "${aws:username}", ALLOWED),
    ],
)
def test_variables_stand_for_what_the_request_carries(pattern: str, value: str, expected: Verdict) -> None:
    request = asked("one:GetSite", NORTH, {**TAGGED, "aws:PrincipalTag/star": "*", "aws:Key": value})
    assert verdict(request, allow(Condition={"StringLike": {"aws:Key": pattern}})) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        row("arn:aws:one:${aws:RequestedRegion}:123456789012:site/n*", ALLOWED),
        row("arn:aws:one:*:*:site/${aws:PrincipalTag/site}", ALLOWED),
        row("arn:aws:one:*:*:site/${aws:PrincipalTag/other, 'nor'}*", ALLOWED),
        row("arn:aws:one:*:*:${aws:PrincipalTag/type}/north", SILENT, name="the type is literal"),
        row("arn:aws:one:*:*:${aws:PrincipalTag/whole}", ALLOWED, name="colon and slash in a variable part nothing"),
        row("arn:aws:one:*:*:site/${aws:PrincipalTag/other}", SILENT),
    ],
)
def test_variables_stand_in_resources_too(pattern: str, expected: Verdict) -> None:
    context: dict[str, ContextValue] = {
        "aws:RequestedRegion": "us-east-1",
        "aws:PrincipalTag/site": "north",
        "aws:PrincipalTag/type": "site",
        "aws:PrincipalTag/whole": "site/north",
    }
    assert verdict(asked("one:GetSite", NORTH, context), allow("one:GetSite", pattern)) is expected


def test_an_old_document_knows_no_variables() -> None:
    statement = allow(Condition={"StringEquals": {"aws:Key": "${aws:username}"}})
    literal = asked("one:GetSite", "*", {"aws:Key": "${aws:username}", "aws:username": "ada"})
    filled = asked("one:GetSite", "*", {"aws:Key": "ada", "aws:username": "ada"})
    assert verdict(literal, statement, version="2008-10-17") is ALLOWED
    assert verdict(filled, statement, version="2008-10-17") is SILENT
    assert verdict(filled, statement) is ALLOWED


@pytest.mark.requirement("POL-009")
def test_a_user_may_look_at_herself_and_at_nobody_else() -> None:
    actions = [
        "iam:GetUserPolicy",
        "iam:ListGroupsForUser",
        "iam:ListAttachedUserPolicies",
        "iam:ListUserPolicies",
        "iam:GetUser",
    ]
    statement = allow(actions, ["arn:aws:iam::*:user/${aws:username}"], Sid="ViewOwnUserInfo")
    for action in actions:
        assert verdict(asked(action, ADA, {"aws:username": "ada"}), statement) is ALLOWED
        assert verdict(asked(action, ADA, {"aws:username": "bob"}), statement) is SILENT
        assert verdict(asked(action, ADA), statement) is SILENT


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Effect": "Allow", "NotResource": "arn:aws:one:*:*:site/${aws:PrincipalTag/site}"}, SILENT),
        ({"Effect": "Deny", "NotResource": "arn:aws:one:*:*:site/${aws:PrincipalTag/site}"}, DENIED),
        ({"Effect": "Allow", "Condition": {"StringNotEquals": {"aws:username": "${aws:PrincipalTag/site}"}}}, SILENT),
        ({"Effect": "Allow", "Condition": {"StringNotEquals": {"aws:absent": "${aws:PrincipalTag/site}"}}}, ALLOWED),
    ],
)
def test_a_variable_without_a_value_never_widens_an_allow(statement: dict[str, Any], expected: Verdict) -> None:
    whole = {"Action": "one:*", **({} if "NotResource" in statement else {"Resource": "*"}), **statement}
    assert verdict(asked("one:GetSite", NORTH, {"aws:username": "ada"}), whole) is expected


@pytest.mark.parametrize(
    ("condition", "context", "expected"),
    [
        row({"Bool": {"aws:SecureTransport": "false"}}, {"aws:SecureTransport": "false"}, DENIED, shows="POL-003"),
        row({"Bool": {"aws:SecureTransport": "false"}}, {"aws:SecureTransport": "true"}, ALLOWED, shows="POL-003"),
        row({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, {}, DENIED, shows="POL-005"),
        row(
            {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
            {"aws:MultiFactorAuthPresent": "true"},
            ALLOWED,
            shows="POL-005",
        ),
        row(
            {"NumericGreaterThan": {"aws:MultiFactorAuthAge": "3600"}},
            {"aws:MultiFactorAuthAge": "4000"},
            DENIED,
            shows="POL-005",
        ),
    ],
)
def test_transport_and_second_factor_can_be_demanded(
    condition: Any, context: dict[str, ContextValue], expected: Verdict
) -> None:
    request = asked("one:RebootDevice", DOOR, context)
    assert verdict(request, allow(), deny(Condition=condition)) is expected
