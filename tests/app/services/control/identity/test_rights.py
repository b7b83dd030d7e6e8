"""Who may do what: by the caller's policies alone, and never more than he was given."""

import json
from dataclasses import replace

import pytest

from app.config.text import Texts
from app.domain.caller import Caller
from app.operations import iam_credentials as credentials
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.instances import CREATE_INSTANCE, CreateDeviceInstance
from app.operations.operation import AnyOperation
from app.operations.refusals import Reason
from app.operations.registry import OPERATIONS
from app.operations.sites import CREATE_SITE, DELETE_SITE, GET_SITE, LIST_SITES, DeleteSite, GetSite, ListSites
from app.policy.decision import Layer, Verdict
from app.policy.grammar import parse_policy
from app.policy.shipped import ADMINISTRATOR, CHANGE_PASSWORD, FULL, INSTALLER, READ_ONLY, SHIPPED, UPDATES
from app.policy.variables import Context
from app.services.control.identity.authority import PolicyAuthority
from tests.app.domain.test_device_configuration import DESK
from tests.app.services.control.identity.house import OWNER, SITE, House, allow, deny, document, trust

DENIED = Reason.ACCESS_DENIED


@pytest.mark.requirement("IAM-028", "POL-001")
def test_a_user_without_policies_may_nothing(house: House) -> None:
    ada = house.user("ada")
    assert house.refused(ada, LIST_SITES, ListSites()) is DENIED
    assert house.refused(ada, CREATE_SITE, SITE) is DENIED
    assert house.refused(ada, principals.GET_USER, principals.OfUser("ada")) is DENIED


@pytest.mark.requirement("ACCT-001")
def test_the_owner_may_everything(house: House) -> None:
    site = house.call(CREATE_SITE, SITE, OWNER)
    assert house.call(GET_SITE, GetSite(site.site_id), OWNER).site_id == site.site_id


@pytest.mark.requirement("IAM-002")
def test_a_denial_has_the_guides_words_and_the_statement_is_recorded(house: House) -> None:
    ada = house.user(
        "ada", FULL.arn, inline={"Sid": "NoDeleting", "Effect": "Deny", "Action": "one:DeleteSite", "Resource": "*"}
    )
    site = house.call(CREATE_SITE, SITE, ada)
    assert house.trail.records[-1].decision is not None
    assert house.trail.records[-1].decision.deciding is not None
    assert house.trail.records[-1].decision.deciding.policy == FULL.name
    refusal = house.refusal(DELETE_SITE, DeleteSite(site.site_id), ada)
    decision = house.trail.records[-1].decision
    assert decision is not None
    assert decision.verdict is Verdict.EXPLICIT_DENY
    assert decision.deciding is not None
    assert (decision.deciding.policy, decision.deciding.sid) == ("Inline", "NoDeleting")
    assert Texts("en").say(refusal.reason.key, **refusal.facts) == (
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: one:DeleteSite on resource: "
        f"arn:aws:one:us-east-1:123456789012:site/{site.site_id}"
    )


@pytest.mark.requirement("IAM-015", "IAM-030", "ADMIN-006")
def test_a_groups_policies_apply_to_its_users_while_they_are_in_it(house: House) -> None:
    ada = house.user("ada")
    house.call(principals.CREATE_GROUP, principals.CreateGroup("Readers"), OWNER)
    house.call(policies.ATTACH_GROUP_POLICY, policies.GroupAttachment("Readers", READ_ONLY.arn), OWNER)
    house.call(principals.ADD_USER_TO_GROUP, principals.Membership("Readers", "ada"), OWNER)
    house.call(LIST_SITES, ListSites(), ada)
    house.call(principals.REMOVE_USER_FROM_GROUP, principals.Membership("Readers", "ada"), OWNER)
    assert house.refused(ada, LIST_SITES, ListSites()) is DENIED


@pytest.mark.requirement("IAM-036")
def test_a_boundary_limits_and_gives_nothing(house: House) -> None:
    ada = house.user("ada", FULL.arn)
    house.call(principals.PUT_USER_BOUNDARY, principals.PutUserBoundary("ada", READ_ONLY.arn), OWNER)
    house.call(LIST_SITES, ListSites(), ada)
    assert house.refused(ada, CREATE_SITE, SITE) is DENIED
    assert house.trail.records[-1].decision is not None
    assert house.trail.records[-1].decision.silent is Layer.BOUNDARY
    bob = house.user("bob")
    house.call(principals.PUT_USER_BOUNDARY, principals.PutUserBoundary("bob", ADMINISTRATOR.arn), OWNER)
    assert house.refused(bob, LIST_SITES, ListSites()) is DENIED


@pytest.mark.requirement("IAM-037")
def test_an_explicit_deny_wins_wherever_it_stands(house: House) -> None:
    ada = house.user("ada", ADMINISTRATOR.arn)
    house.call(principals.CREATE_GROUP, principals.CreateGroup("Night"), OWNER)
    request = policies.PutGroupPolicy("Night", "No", document(deny("one:CreateSite")))
    house.call(policies.PUT_GROUP_POLICY, request, OWNER)
    house.call(CREATE_SITE, SITE, ada)
    house.call(principals.ADD_USER_TO_GROUP, principals.Membership("Night", "ada"), OWNER)
    assert house.refused(ada, CREATE_SITE, SITE) is DENIED


@pytest.mark.requirement("IAMF-014", "IAMF-018", "IAMF-016")
def test_rights_follow_the_tags_of_person_and_thing(house: House) -> None:
    same = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    ada = house.user("ada", inline=allow("one:GetSite", when=same), tags={"team": "north"})
    north = house.call(CREATE_SITE, replace(SITE, tags={"team": "north"}), OWNER)
    south = house.call(CREATE_SITE, replace(SITE, tags={"team": "south"}), OWNER)
    assert house.call(GET_SITE, GetSite(north.site_id), ada).site_id == north.site_id
    assert house.refused(ada, GET_SITE, GetSite(south.site_id)) is DENIED
    house.call(principals.TAG_USER, principals.TagUser("ada", {"team": "south"}), OWNER)
    assert house.call(GET_SITE, GetSite(south.site_id), ada).site_id == south.site_id
    house.call(principals.UNTAG_USER, principals.UntagUser("ada", ("team",)), OWNER)
    assert house.refused(ada, GET_SITE, GetSite(south.site_id)) is DENIED


@pytest.mark.requirement("IAMF-019")
def test_the_tags_of_a_user_who_is_acted_upon_count(house: House) -> None:
    tagged = {"StringEquals": {"aws:ResourceTag/site": "north"}}
    ada = house.user("ada", inline=allow("iam:GetUser", when=tagged))
    house.user("bob", tags={"site": "north"})
    house.user("carl", tags={"site": "south"})
    house.call(principals.GET_USER, principals.OfUser("bob"), ada)
    assert house.refused(ada, principals.GET_USER, principals.OfUser("carl")) is DENIED
    assert house.refused(ada, principals.GET_USER, principals.OfUser("nobody")) is DENIED


@pytest.mark.requirement("POL-009")
def test_the_guides_view_own_user_info_shows_ones_own_and_nobody_elses(house: House) -> None:
    own = allow(
        "iam:GetUserPolicy",
        "iam:ListGroupsForUser",
        "iam:ListAttachedUserPolicies",
        "iam:ListUserPolicies",
        "iam:GetUser",
        on="arn:aws:iam::*:user/${aws:username}",
    )
    ada = house.user("ada", inline=own)
    house.user("bob", inline=own)
    rows: list[AnyOperation] = [
        principals.GET_USER,
        principals.LIST_GROUPS_FOR_USER,
        policies.LIST_ATTACHED_USER_POLICIES,
        policies.LIST_USER_POLICIES,
    ]
    for row in rows:
        house.call(row, principals.OfUser("ada"), ada)
        assert house.refused(ada, row, principals.OfUser("bob")) is DENIED
    house.call(policies.GET_USER_POLICY, policies.OfUserPolicy("ada", "Inline"), ada)
    assert house.refused(ada, policies.GET_USER_POLICY, policies.OfUserPolicy("bob", "Inline")) is DENIED


@pytest.mark.requirement("POL-010")
def test_the_guides_navigate_in_console_shows_groups_policies_and_users(house: House) -> None:
    ada = house.user(
        "ada",
        inline=allow(
            "iam:GetGroupPolicy",
            "iam:GetPolicyVersion",
            "iam:GetPolicy",
            "iam:ListAttachedGroupPolicies",
            "iam:ListGroupPolicies",
            "iam:ListPolicyVersions",
            "iam:ListPolicies",
            "iam:ListUsers",
        ),
    )
    house.call(principals.CREATE_GROUP, principals.CreateGroup("Night"), OWNER)
    house.call(policies.PUT_GROUP_POLICY, policies.PutGroupPolicy("Night", "P", document(allow("one:*"))), OWNER)
    house.call(policies.GET_GROUP_POLICY, policies.OfGroupPolicy("Night", "P"), ada)
    house.call(policies.LIST_ATTACHED_GROUP_POLICIES, principals.OfGroup("Night"), ada)
    house.call(policies.LIST_GROUP_POLICIES, principals.OfGroup("Night"), ada)
    house.call(policies.GET_POLICY, policies.OfPolicy(FULL.arn), ada)
    house.call(policies.GET_POLICY_VERSION, policies.OfVersion(FULL.arn, "v1"), ada)
    house.call(policies.LIST_POLICY_VERSIONS, policies.OfPolicy(FULL.arn), ada)
    assert len(house.call(policies.LIST_POLICIES, principals.Listing(), ada).policies) == len(SHIPPED)
    assert [user.user_name for user in house.call(principals.LIST_USERS, principals.Listing(), ada).users] == ["ada"]


@pytest.mark.requirement("USER-008")
def test_a_policy_speaks_of_a_name_in_its_own_case(house: House) -> None:
    """And nobody gets around a deny by writing a name otherwise."""
    ada = house.user("Ada", ADMINISTRATOR.arn, inline=deny("iam:*", on="arn:aws:iam::*:user/Bob"))
    house.user("Bob")
    assert house.refused(ada, principals.DELETE_USER, principals.OfUser("Bob")) is DENIED
    assert house.refused(ada, principals.DELETE_USER, principals.OfUser("bob")) is Reason.NOT_FOUND
    assert house.as_user("Bob").arn.endswith(":user/Bob")


POWERLESS = allow("one:*", "iam:Get*", "iam:List*")
ESCALATIONS: list[tuple[AnyOperation, object]] = [
    (policies.ATTACH_USER_POLICY, policies.UserAttachment("eve", ADMINISTRATOR.arn)),
    (policies.ATTACH_GROUP_POLICY, policies.GroupAttachment("Eves", ADMINISTRATOR.arn)),
    (policies.ATTACH_ROLE_POLICY, policies.RoleAttachment("Admin", ADMINISTRATOR.arn)),
    (policies.PUT_USER_POLICY, policies.PutUserPolicy("eve", "Mine", document(allow("*")))),
    (policies.PUT_GROUP_POLICY, policies.PutGroupPolicy("Eves", "Mine", document(allow("*")))),
    (policies.PUT_ROLE_POLICY, policies.PutRolePolicy("Admin", "Mine", document(allow("*")))),
    (policies.CREATE_POLICY, policies.CreatePolicy("Mine", document(allow("*")))),
    (policies.CREATE_POLICY_VERSION, policies.CreatePolicyVersion("arn:aws:iam::123456789012:policy/Eve", "x", True)),
    (policies.SET_DEFAULT_POLICY_VERSION, policies.OfVersion("arn:aws:iam::123456789012:policy/Eve", "v1")),
    (principals.DELETE_USER_BOUNDARY, principals.OfUser("eve")),
    (principals.PUT_USER_BOUNDARY, principals.PutUserBoundary("eve", ADMINISTRATOR.arn)),
    (principals.ADD_USER_TO_GROUP, principals.Membership("Admins", "eve")),
    (principals.UPDATE_ASSUME_ROLE_POLICY, principals.UpdateAssumeRolePolicy("Admin", trust("*"))),
    (principals.CREATE_ROLE, principals.CreateRole("Mine", trust("*"))),
    (principals.CREATE_USER, principals.CreateUser("eve2")),
    (principals.TAG_USER, principals.TagUser("eve", {"team": "admins"})),
    (credentials.CREATE_ACCESS_KEY, principals.OfUser("admin")),
    (credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("admin", "a password of eve's")),
    (credentials.UPDATE_LOGIN_PROFILE, credentials.CreateLoginProfile("admin", "a password of eve's")),
    (credentials.DEACTIVATE_MFA_DEVICE, credentials.OfMfa("admin", "arn:aws:iam::123456789012:mfa/app-1")),
    (credentials.ASSUME_ROLE, credentials.AssumeRole("arn:aws:iam::123456789012:role/Admin", "eve")),
    (credentials.UPDATE_PASSWORD_POLICY, credentials.PasswordRules(allow_users_to_change_password=True)),
]


@pytest.fixture
def eve(house: House) -> Caller:
    """May everything with doors and look at everything, and nothing about people."""
    house.user("admin", ADMINISTRATOR.arn)
    house.call(principals.CREATE_GROUP, principals.CreateGroup("Admins"), OWNER)
    house.call(principals.CREATE_ROLE, principals.CreateRole("Admin", trust("123456789012")), OWNER)
    return house.user("eve", inline=POWERLESS)


@pytest.mark.parametrize(("operation", "request_"), ESCALATIONS, ids=[row.name for row, _ in ESCALATIONS])
def test_nobody_gives_himself_rights_that_he_was_not_given(
    house: House, eve: Caller, operation: AnyOperation, request_: object
) -> None:
    """Each changes nothing, and is recorded as refused."""
    assert house.refused(eve, operation, request_) is DENIED
    assert house.trail.records[-1].refusal is not None
    assert house.trail.records[-1].operation is operation


def test_every_operation_that_could_raise_somebody_is_among_the_attacks() -> None:
    harmless = {
        "DetachUserPolicy", "DetachGroupPolicy", "DetachRolePolicy", "DeleteUserPolicy",
        "DeleteGroupPolicy", "DeleteRolePolicy", "DeletePolicy", "DeletePolicyVersion", "DeleteRolePermissionsBoundary",
        "PutRolePermissionsBoundary",
    }  # fmt: skip
    raising = {row.name for row in OPERATIONS.values() if row.access.value == "Permissions management"}
    assert raising - harmless <= {row.name for row, _ in ESCALATIONS}


def test_whoever_may_attach_only_some_policies_cannot_attach_others(house: House) -> None:
    """Delegation as the IAM guide has it: a condition on the policy's ARN."""
    only = {"ArnEquals": {"iam:PolicyARN": INSTALLER.arn}}
    lead = house.user("lead", inline=allow("iam:AttachUserPolicy", when=only))
    house.user("new")
    house.call(policies.ATTACH_USER_POLICY, policies.UserAttachment("new", INSTALLER.arn), lead)
    attack = policies.UserAttachment("lead", ADMINISTRATOR.arn)
    assert house.refused(lead, policies.ATTACH_USER_POLICY, attack) is DENIED


def test_whoever_may_make_users_with_a_boundary_cannot_make_them_without(house: House) -> None:
    bound = {"StringEquals": {"iam:PermissionsBoundary": READ_ONLY.arn}}
    lead = house.user("lead", inline=allow("iam:CreateUser", "iam:AttachUserPolicy", when=bound))
    house.call(principals.CREATE_USER, principals.CreateUser("kept", READ_ONLY.arn), lead)
    house.call(policies.ATTACH_USER_POLICY, policies.UserAttachment("kept", FULL.arn), lead)
    assert house.refused(house.as_user("kept"), CREATE_SITE, SITE) is DENIED, "the boundary holds"
    assert house.refused(lead, principals.CREATE_USER, principals.CreateUser("free")) is DENIED
    attack = policies.UserAttachment("lead", ADMINISTRATOR.arn)
    assert house.refused(lead, policies.ATTACH_USER_POLICY, attack) is DENIED


@pytest.mark.requirement("MP-001", "MP-002", "MP-003", "POL-019")
def test_the_shipped_policies_are_the_guides_as_printed() -> None:
    assert [policy.name for policy in (FULL, READ_ONLY, INSTALLER)] == [
        "AmazonOneEnterpriseFullAccess",
        "AmazonOneEnterpriseReadOnlyAccess",
        "AmazonOneEnterpriseInstallerAccess",
    ]
    assert json.loads(FULL.document)["Statement"] == [
        {"Sid": "FullAccessStatementID", "Effect": "Allow", "Action": ["one:*"], "Resource": "*"}
    ]
    assert json.loads(READ_ONLY.document)["Statement"] == [
        {"Sid": "ReadOnlyAccessStatementID", "Effect": "Allow", "Action": ["one:Get*", "one:List*"], "Resource": "*"}
    ]
    (installer,) = json.loads(INSTALLER.document)["Statement"]
    assert installer["Sid"] == "InstallerAccessStatementID"
    assert set(installer["Action"]) == {
        f"one:{name}"
        for name in (
            "CreateDeviceActivationQrCode",
            "GetDeviceInstance",
            "GetSite",
            "GetSiteAddress",
            "ListDeviceInstances",
            "ListSites",
        )
    }
    assert all(parse_policy(policy.document) for policy in SHIPPED.values())


@pytest.mark.requirement("MP-005")
def test_a_new_version_of_a_policy_counts_at_once_for_everybody_who_has_it(house: House) -> None:
    made = house.call(policies.CREATE_POLICY, policies.CreatePolicy("Doors", document(allow("one:ListSites"))), OWNER)
    house.call(principals.CREATE_GROUP, principals.CreateGroup("Night"), OWNER)
    ada, bob = house.user("ada", made.arn), house.user("bob")
    house.call(principals.ADD_USER_TO_GROUP, principals.Membership("Night", "bob"), OWNER)
    house.call(policies.ATTACH_GROUP_POLICY, policies.GroupAttachment("Night", made.arn), OWNER)
    for caller in (ada, bob):
        assert house.refused(caller, CREATE_SITE, SITE) is DENIED
    newer = document(allow("one:ListSites", "one:CreateSite"))
    house.call(policies.CREATE_POLICY_VERSION, policies.CreatePolicyVersion(made.arn, newer, True), OWNER)
    for caller in (ada, bob):
        house.call(CREATE_SITE, SITE, caller)


@pytest.mark.requirement("MP-004")
def test_nobody_changes_what_ships(house: House) -> None:
    version = policies.CreatePolicyVersion(FULL.arn, document(allow("*")), True)
    assert house.refused(OWNER, policies.CREATE_POLICY_VERSION, version) is Reason.POLICY_SHIPPED
    assert house.refused(OWNER, policies.DELETE_POLICY, policies.OfPolicy(FULL.arn)) is Reason.POLICY_SHIPPED
    other = policies.OfVersion(FULL.arn, "v1")
    assert house.refused(OWNER, policies.SET_DEFAULT_POLICY_VERSION, other) is Reason.POLICY_SHIPPED
    assert house.refused(OWNER, policies.DELETE_POLICY_VERSION, other) is Reason.POLICY_SHIPPED


@pytest.mark.requirement("MP-006")
def test_changes_of_what_ships_are_listed_from_the_guides_first_day_on() -> None:
    assert (UPDATES[-1].change, str(UPDATES[-1].on)) == ("Thenar started tracking changes", "2023-12-01")


@pytest.mark.requirement("USER-002", "MP-008")
def test_an_installer_reads_sites_and_changes_none(house: House) -> None:
    site = house.call(CREATE_SITE, SITE, OWNER)
    installer = house.user("installer", INSTALLER.arn)
    house.call(LIST_SITES, ListSites(), installer)
    house.call(GET_SITE, GetSite(site.site_id), installer)
    allowed = {row.name for row in OPERATIONS.values() if _may(house, installer, row)}
    assert allowed == {
        "CreateDeviceActivationQrCode",
        "GetDeviceInstance",
        "GetSite",
        "GetSiteAddress",
        "ListDeviceInstances",
        "ListSites",
        "GetCallerIdentity",
        "GetSessionToken",
    }


@pytest.mark.requirement("USER-021")
def test_the_policy_for_ones_own_password_is_for_ones_own_alone(house: House) -> None:
    ada = house.user("ada", CHANGE_PASSWORD.arn)
    house.user("bob")
    attack = credentials.ChangePassword("bob", "x", "another long password")
    assert house.refused(ada, credentials.CHANGE_PASSWORD, attack) is DENIED
    own = credentials.ChangePassword("ada", "x", "another long password")
    assert house.refused(ada, credentials.CHANGE_PASSWORD, own) is Reason.PASSWORD_WRONG
    assert {row.name for row in OPERATIONS.values() if _may(house, ada, row)} == {
        "GetAccountPasswordPolicy",
        "GetCallerIdentity",
        "GetSessionToken",
    }


@pytest.mark.requirement("POL-027")
@pytest.mark.parametrize("below", ["", "/configuration/*"])
def test_configuring_is_allowed_and_denied_by_the_instance_or_by_its_configurations(house: House, below: str) -> None:
    site = house.call(CREATE_SITE, SITE, OWNER)
    door = house.call(CREATE_INSTANCE, CreateDeviceInstance(site.site_id, "Lobby"), OWNER)
    request = CreateDeviceInstanceConfiguration(door.device_instance_id, DESK)
    arn = f"{door.device_instance_arn}{below}"
    ada = house.user("ada", inline=allow("one:CreateDeviceInstanceConfiguration", on=arn))
    assert house.call(CREATE_CONFIGURATION, request, ada).version == 1
    bob = house.user("bob", FULL.arn, inline=deny("one:CreateDeviceInstanceConfiguration", on=arn))
    assert house.refused(bob, CREATE_CONFIGURATION, request) is DENIED


def _may(house: House, caller: Caller, row: AnyOperation) -> bool:
    """Whether the policies allow the action on some resource of the account that is not the caller himself."""
    resource = row.target.replace("iam:", "arn:aws:iam::123456789012:") if row.target.startswith("iam:") else row.target
    with house.store.reading() as reading:
        decisions = [
            PolicyAuthority().decide(reading, house.envelope(caller), action, resource, Context()).allowed
            for action in row.actions
        ]
    return any(decisions)


def test_whoever_was_deleted_may_nothing_and_leaves_nothing_to_a_later_one(house: House) -> None:
    ada = house.user("ada", ADMINISTRATOR.arn, tags={"team": "admins"})
    pair = house.call(credentials.CREATE_ACCESS_KEY, principals.OfUser("ada"), OWNER)
    house.call(principals.DELETE_USER, principals.OfUser("ada"), OWNER)
    assert house.refused(ada, LIST_SITES, ListSites()) is DENIED
    house.user("ada")
    detail = house.call(principals.GET_USER, principals.OfUser("ada"), OWNER)
    assert (detail.tags, detail.permissions_boundary) == ({}, None)
    assert house.call(credentials.LIST_ACCESS_KEYS, principals.OfUser("ada"), OWNER).access_keys == ()
    assert house.refused(house.as_user("ada"), LIST_SITES, ListSites()) is DENIED
    with house.store.reading() as reading:
        assert reading.access_keys.get(pair.access_key_id) is None
