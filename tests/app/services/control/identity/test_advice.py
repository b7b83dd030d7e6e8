"""Why somebody may or may not, and what a policy has wrong with it."""

import json

import pytest

from app.config.text import Texts
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations.iam_advice import (
    SIMULATE,
    VALIDATE_POLICY,
    Evaluation,
    FindingType,
    Issue,
    PolicyType,
    Simulate,
    ValidatePolicy,
)
from app.operations.refusals import Reason
from app.policy.shipped import CHANGE_PASSWORD, FULL, INSTALLER, READ_ONLY
from tests.app.services.control.identity.house import OWNER, House, allow, deny, document, trust

ADA = "arn:aws:iam::123456789012:user/ada"
SITE = "arn:aws:one:us-east-1:123456789012:site/abCdefG12hijkL"


def test_why_names_the_statement_that_decides_or_the_layer_that_is_silent(house: House) -> None:
    house.user("ada", FULL.arn, inline=deny("one:Delete*", sid="NoDeleting"))
    asked = Simulate(ADA, ("one:GetSite", "one:DeleteSite", "iam:GetUser"), (SITE,))
    assert house.call(SIMULATE, asked, OWNER).evaluation_results == (
        Evaluation("one:GetSite", SITE, "allowed", "identity policy", FULL.name, 0, "FullAccessStatementID"),
        Evaluation("one:DeleteSite", SITE, "explicitDeny", "identity policy", "Inline", 0, "NoDeleting"),
        Evaluation("iam:GetUser", SITE, "implicitDeny", "identity policy"),
    )
    house.call(principals.PUT_USER_BOUNDARY, principals.PutUserBoundary("ada", READ_ONLY.arn), OWNER)
    (bounded,) = house.call(SIMULATE, Simulate(ADA, ("one:CreateSite",)), OWNER).evaluation_results
    assert (bounded.decision, bounded.layer) == ("implicitDeny", "permissions boundary")


def test_why_knows_groups_roles_variables_and_what_one_supposes(house: House) -> None:
    own = allow("iam:GetUser", on="arn:aws:iam::*:user/${aws:username}")
    house.user("ada", inline=own, tags={"team": "north"})
    house.call(principals.CREATE_GROUP, principals.CreateGroup("Night"), OWNER)
    same = {"StringEquals": {"aws:ResourceTag/team": "north"}}
    request = policies.PutGroupPolicy("Night", "P", document(allow("one:GetSite", when=same)))
    house.call(policies.PUT_GROUP_POLICY, request, OWNER)
    house.call(principals.CREATE_ROLE, principals.CreateRole("Role", trust("123456789012")), OWNER)
    house.call(policies.ATTACH_ROLE_POLICY, policies.RoleAttachment("Role", READ_ONLY.arn), OWNER)
    for source, action, on, supposed, decision in (
        ("user/ada", "iam:GetUser", ADA, {}, "allowed"),
        ("user/ada", "iam:GetUser", "arn:aws:iam::123456789012:user/bob", {}, "implicitDeny"),
        ("group/Night", "one:GetSite", SITE, {}, "implicitDeny"),
        ("group/Night", "one:GetSite", SITE, {"aws:ResourceTag/team": "north"}, "allowed"),
        ("role/Role", "one:GetSite", SITE, {}, "allowed"),
    ):
        asked = Simulate(f"arn:aws:iam::123456789012:{source}", (action,), (on,), supposed)
        (result,) = house.call(SIMULATE, asked, OWNER).evaluation_results
        assert result.decision == decision, (source, action, on)
    assert house.refused(OWNER, SIMULATE, Simulate(ADA + "2", ("one:GetSite",))) is Reason.NOT_FOUND


@pytest.mark.requirement("POL-004")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FULL.document, []),
        (READ_ONLY.document, []),
        (INSTALLER.document, []),
        (CHANGE_PASSWORD.document, []),
        (document(allow("one:GetSite", on=SITE)), []),
        ("{", [("ERROR", "MALFORMED", "")]),
        (document({"Effect": "Permit"}), [("ERROR", "MALFORMED", "Statement[0].Effect")]),
        (document(allow("*")), [("SECURITY_WARNING", "ALLOWS_EVERYTHING", "Statement[0]")]),
        (document(allow("iam:Attach*")), [("SECURITY_WARNING", "ALLOWS_RAISING_ONESELF", "Statement[0]")]),
        (document(allow("iam:*", when={"Bool": {"aws:MultiFactorAuthPresent": "true"}})), []),
        (document(deny("*")), []),
        (document(allow("one:Describe*")), [("WARNING", "UNKNOWN_ACTION", "Statement[0].Action")]),
        (document(allow("s3:GetObject")), []),
        (document(allow("one:ListSites", on=SITE)), [("WARNING", "RESOURCE_MUST_BE_STAR", "Statement[0].Resource")]),
        (json.dumps({"Statement": allow("one:GetSite", on=SITE)}), [("SUGGESTION", "OLD_VERSION", "Version")]),
    ],
)
def test_a_policy_is_checked_against_grammar_and_good_practice(
    house: House, text: str, expected: list[tuple[str, str, str]]
) -> None:
    findings = house.call(VALIDATE_POLICY, ValidatePolicy(text), OWNER).findings
    assert [(str(each.finding_type), str(each.issue), each.place) for each in findings] == expected


def test_a_trust_policy_is_checked_as_one(house: House) -> None:
    asked = ValidatePolicy(trust("123456789012"), PolicyType.TRUST)
    assert house.call(VALIDATE_POLICY, asked, OWNER).findings == ()
    (finding,) = house.call(VALIDATE_POLICY, ValidatePolicy(trust("123456789012")), OWNER).findings
    assert finding.finding_type is FindingType.ERROR


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_finding_says_what_to_do(language: str) -> None:
    assert all(Texts(language).say(f"finding.{issue.lower()}") for issue in Issue)
