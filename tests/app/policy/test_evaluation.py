"""What is allowed, what is denied, and which statement says so: one row each."""

from typing import Any

import pytest

from app.policy.decision import Decision, Layer, Policies, Request, Verdict, decide, decide_trust
from app.policy.document import PolicyKind
from app.policy.grammar import parse_policy
from tests.app.policy.documents import (
    ADA,
    ALLOWED,
    DENIED,
    DOOR,
    NORTH,
    SILENT,
    allow,
    asked,
    deny,
    document,
    row,
    verdict,
)


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        row("one:GetSite", "one:GetSite", ALLOWED),
        row("one:getsite", "ONE:GetSite", ALLOWED, name="actions have no case"),
        row("one:GetSite", "one:GetSiteAddress", SILENT),
        row("one:Get?ite", "one:GetSite", ALLOWED),
        row("one:Get??ite", "one:GetSite", SILENT),
        row(["iam:*", "one:List*"], "one:ListSites", ALLOWED, shows="IAMF-004"),
        row("one:Describe*", "one:GetSite", SILENT, shows="IAMF-005"),
        row(["one:Get*", "one:List*"], "one:GetSite", ALLOWED, shows="POL-012"),
        row(["one:Get*", "one:List*"], "one:CreateDeviceInstance", SILENT, shows="POL-013"),
        row(["one:Get*", "one:List*"], "one:UpdateDeviceInstance", SILENT, shows="POL-013"),
        row(["one:Get*", "one:List*"], "one:DeleteDeviceInstance", SILENT, shows="POL-013"),
        row(
            "one:*DeviceInstanceConfiguration",
            "one:GetDeviceInstanceConfiguration",
            ALLOWED,
            shows="POL-014",
        ),
        row(
            "one:*DeviceInstanceConfiguration",
            "one:CreateDeviceInstanceConfiguration",
            ALLOWED,
            shows="POL-014",
        ),
        row("one:*", "one:RebootDevice", ALLOWED, shows="POL-015"),
        row("one:*", "iam:GetUser", SILENT, shows="POL-015"),
        row("*", "iam:GetUser", ALLOWED, shows="POL-016"),
        row("*:*", "iam:GetUser", ALLOWED),
    ],
)
def test_an_action_is_allowed_when_a_pattern_fits_it(pattern: Any, action: str, expected: Verdict) -> None:
    assert verdict(asked(action), allow(pattern)) is expected


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        row(NORTH, NORTH, ALLOWED, shows="POL-042"),
        row(NORTH, NORTH + "x", SILENT),
        row(NORTH, NORTH.upper(), SILENT, name="resources have case"),
        row(["arn:aws:one:*:*:site/*", DOOR], DOOR, ALLOWED),
        row("arn:aws:one:us-east-1:123456789012:site/*", NORTH, ALLOWED, shows="POL-040"),
        row("arn:aws:one:us-east-1:123456789012:site/no?th", NORTH, ALLOWED),
        row("arn:aws:one:us-west-2:*:site/*", NORTH, SILENT),
        row("arn:aws:one:*", NORTH, ALLOWED, name="a star runs over colons"),
        row("arn:aws:one:us-east-1:123456789012:*", DOOR, ALLOWED),
        row("arn:aws:one:us-east-1:123456789012:*/77", DOOR, SILENT, name="no wildcard in the type"),
        row("arn:aws:one:us-east-1:123456789012:device-*/77", DOOR, SILENT, name="no wildcard within the type"),
        row(NORTH, "*", SILENT, name="an action without resource needs a star"),
        row("*", "*", ALLOWED, shows="IAMF-008"),
    ],
)
def test_a_resource_is_allowed_when_a_pattern_fits_it(pattern: Any, resource: str, expected: Verdict) -> None:
    assert verdict(asked("one:GetSite", resource), allow("one:GetSite", pattern)) is expected


@pytest.mark.parametrize(
    ("statements", "action", "resource", "expected"),
    [
        row([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], "one:GetSite", "*", ALLOWED),
        row(
            [{"Effect": "Allow", "NotAction": ["iam:*", "one:Delete*"], "Resource": "*"}], "one:DeleteSite", "*", SILENT
        ),
        row([{"Effect": "Allow", "Action": "one:*", "NotResource": NORTH}], "one:GetSite", DOOR, ALLOWED),
        row([{"Effect": "Allow", "Action": "one:*", "NotResource": NORTH}], "one:GetSite", NORTH, SILENT),
        row([{"Effect": "Allow", "Action": "one:*", "NotResource": NORTH}], "one:ListSites", "*", ALLOWED),
        row([allow(), {"Effect": "Deny", "Action": "*", "NotResource": NORTH}], "one:GetSite", DOOR, DENIED),
        row([allow(), deny("one:DeleteSite")], "one:DeleteSite", NORTH, DENIED, shows="POL-043"),
        row([allow(), deny("one:DeleteSite")], "one:GetSite", NORTH, ALLOWED, shows="POL-044"),
        row([deny("one:DeleteSite"), allow()], "one:DeleteSite", NORTH, DENIED, name="order plays no part"),
        row([deny()], "one:GetSite", NORTH, DENIED),
    ],
)
def test_inverted_elements_and_denies_decide_as_documented(
    statements: list[dict[str, Any]], action: str, resource: str, expected: Verdict
) -> None:
    assert verdict(asked(action, resource), *statements) is expected


def decided(request: Request, **layers: Any) -> Decision:
    read = {
        name: tuple(parse_policy(document(*statements), name=name) for statements in documents)
        for name, documents in layers.items()
    }
    return decide(Policies(read.pop("identity", ()), **read), request)


FULL = [allow()]


@pytest.mark.parametrize(
    ("layers", "expected", "silent"),
    [
        row({}, SILENT, Layer.IDENTITY, name="nothing allows", shows="IAM-028"),
        row({"identity": [FULL]}, ALLOWED, None),
        row({"identity": [FULL], "boundary": [[allow("one:Get*")]]}, SILENT, Layer.BOUNDARY, shows="IAM-036"),
        row({"identity": [FULL], "boundary": [[allow("one:Delete*")]]}, ALLOWED, None, shows="IAM-036"),
        row({"boundary": [FULL]}, SILENT, Layer.IDENTITY, name="a boundary grants nothing", shows="IAM-036"),
        row({"identity": [FULL], "boundary": [[allow(), deny("one:DeleteSite")]]}, DENIED, None, shows="IAM-037"),
        row({"identity": [FULL], "session": [[allow("one:Get*")]]}, SILENT, Layer.SESSION, shows="IAM-039"),
        row({"identity": [[allow("one:Get*")]], "session": [FULL]}, SILENT, Layer.IDENTITY, shows="IAM-039"),
        row({"identity": [FULL], "session": [FULL, [deny()]]}, DENIED, None),
        row(
            {"identity": [FULL], "service_control": [[allow("iam:*")]]}, SILENT, Layer.SERVICE_CONTROL, shows="IAM-038"
        ),
        row(
            {"identity": [FULL], "service_control": [[allow("*"), deny("one:Delete*")]]}, DENIED, None, shows="IAM-038"
        ),
        row(
            {"identity": [FULL], "service_control": []},
            SILENT,
            Layer.SERVICE_CONTROL,
            name="a layer that is there and empty",
        ),
        row({"identity": [FULL], "service_control": [FULL], "boundary": [FULL], "session": [FULL]}, ALLOWED, None),
        row(
            {"identity": [[allow("iam:*")]], "service_control": [[allow("iam:*")]], "boundary": [[deny()]]},
            DENIED,
            None,
            name="deny before silence",
            shows="IAM-040",
        ),
        row(
            {"identity": [], "boundary": [[allow("iam:*")]], "service_control": [[allow("iam:*")]]},
            SILENT,
            Layer.SERVICE_CONTROL,
            name="the first silent layer is named",
            shows="IAM-040",
        ),
    ],
)
def test_every_layer_must_allow_and_none_may_deny(
    layers: dict[str, Any], expected: Verdict, silent: Layer | None
) -> None:
    decision = decided(asked("one:DeleteSite", NORTH), **layers)
    assert (decision.verdict, decision.silent) == (expected, silent)


def test_the_deciding_statement_is_named() -> None:
    policies = [[allow("iam:*")], [allow("one:Get*", Sid="Look"), deny("one:Delete*", Sid="Keep")]]
    allowed = decided(asked("one:GetSite", NORTH), identity=policies)
    denied = decided(asked("one:DeleteSite", NORTH), identity=policies, session=[FULL])
    assert allowed.deciding is not None
    assert denied.deciding is not None
    assert (allowed.deciding.policy, allowed.deciding.sid, allowed.deciding.index) == ("identity", "Look", 0)
    assert (denied.deciding.layer, denied.deciding.sid, denied.deciding.index) == (Layer.IDENTITY, "Keep", 1)


SESSION = "arn:aws:sts::123456789012:assumed-role/night-watch/ada"


@pytest.mark.parametrize(
    ("principal", "who", "expected"),
    [
        ({"AWS": ADA}, ADA, ALLOWED),
        ({"AWS": ADA}, ADA + "x", SILENT),
        ({"AWS": "123456789012"}, ADA, ALLOWED),
        ({"AWS": "arn:aws:iam::123456789012:root"}, SESSION, ALLOWED),
        ({"AWS": "999999999999"}, ADA, SILENT),
        ({"AWS": ["999999999999", ADA]}, ADA, ALLOWED),
        ({"AWS": "arn:aws:iam::123456789012:role/night-watch"}, SESSION, ALLOWED),
        ({"AWS": "arn:aws:iam::123456789012:role/guards/night-watch"}, SESSION, ALLOWED),
        ({"AWS": "arn:aws:iam::123456789012:role/day-watch"}, SESSION, SILENT),
        ({"AWS": "arn:aws:iam::999999999999:role/night-watch"}, SESSION, SILENT),
        ({"Service": "one.amazonaws.com"}, "one.amazonaws.com", ALLOWED),
        ({"Service": "one.amazonaws.com"}, ADA, SILENT),
        ("*", ADA, ALLOWED),
    ],
)
def test_a_role_is_assumed_by_whom_it_trusts(principal: Any, who: str, expected: Verdict) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    policy = parse_policy(document(statement), kind=PolicyKind.TRUST)
    assert decide_trust(policy, asked("sts:AssumeRole", who=who)).verdict is expected


def test_everybody_but_those_named_can_be_denied() -> None:
    statements = (
        {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
        {"Effect": "Deny", "NotPrincipal": {"AWS": ADA}, "Action": "sts:AssumeRole"},
    )
    policy = parse_policy(document(*statements), kind=PolicyKind.TRUST)
    assert decide_trust(policy, asked("sts:AssumeRole")).allowed
    assert decide_trust(policy, asked("sts:AssumeRole", who=SESSION)).verdict is DENIED
