"""Users, groups, roles and policies: their names, their limits, what goes with them and what keeps them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.principals import Principal, PrincipalId, PrincipalKind
from app.operations import iam_credentials as credentials
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations.refusals import Reason
from app.operations.sites import CREATE_SITE, LIST_SITES, ListSites
from app.policy.shipped import FULL, READ_ONLY, SHIPPED
from app.services.control.identity.common import ATTACHED_MOST, GROUPS_MOST, GROUPS_OF_USER_MOST, POLICY_CHARACTERS
from tests.app.services.control.identity.house import OWNER, SITE, House, allow, deny, document, trust

DOORS = "arn:aws:iam::123456789012:policy/Doors"


@pytest.mark.requirement("USER-006", "USER-007")
def test_a_name_is_taken_in_any_case(house: House) -> None:
    house.user("TESTUSER")
    taken = house.refused(OWNER, principals.CREATE_USER, principals.CreateUser("testuser"))
    assert taken is Reason.NAME_TAKEN
    house.call(principals.CREATE_GROUP, principals.CreateGroup("testuser"), OWNER)
    group = house.refused(OWNER, principals.CREATE_GROUP, principals.CreateGroup("TestUser"))
    assert group is Reason.NAME_TAKEN


@pytest.mark.requirement("USER-010")
def test_the_number_of_principals_is_limited_and_says_so(house: House) -> None:
    with house.store.transaction() as transaction:
        for number in range(GROUPS_MOST):
            group = Principal(PrincipalId(f"AGPA{number:017}"), PrincipalKind.GROUP, f"group{number}", house.now)
            transaction.principals.add(group)
    refusal = house.refusal(principals.CREATE_GROUP, principals.CreateGroup("one-more"), OWNER)
    assert (refusal.reason, refusal.facts) == (Reason.TOO_MANY_RESOURCES, {"resource": "group", "most": GROUPS_MOST})


@pytest.mark.requirement("USER-010")
def test_groups_policies_and_versions_are_limited_too(house: House) -> None:
    house.user("ada")
    for number in range(GROUPS_OF_USER_MOST + 1):
        house.call(principals.CREATE_GROUP, principals.CreateGroup(f"g{number}"), OWNER)
    memberships = [principals.Membership(f"g{number}", "ada") for number in range(GROUPS_OF_USER_MOST + 1)]
    for membership in memberships[:-1]:
        house.call(principals.ADD_USER_TO_GROUP, membership, OWNER)
    house.call(principals.ADD_USER_TO_GROUP, memberships[0], OWNER)
    last = house.refused(OWNER, principals.ADD_USER_TO_GROUP, memberships[-1])
    assert last is Reason.TOO_MANY_RESOURCES
    arns = [made_policy(house, f"P{number}", allow("one:*")) for number in range(ATTACHED_MOST + 1)]
    for arn in (*arns[:-1], arns[0]):
        house.call(policies.ATTACH_USER_POLICY, policies.UserAttachment("ada", arn), OWNER)
    attachment = policies.UserAttachment("ada", arns[-1])
    assert house.refused(OWNER, policies.ATTACH_USER_POLICY, attachment) is Reason.TOO_MANY_RESOURCES
    version = policies.CreatePolicyVersion(arns[0], document(allow("one:*")))
    for _ in range(4):
        house.call(policies.CREATE_POLICY_VERSION, version, OWNER)
    assert house.refused(OWNER, policies.CREATE_POLICY_VERSION, version) is Reason.TOO_MANY_RESOURCES


def made_policy(house: House, name: str, *statements: object) -> str:
    request = policies.CreatePolicy(name, document(*statements))  # type: ignore[arg-type]  # JSON of a test's own
    return house.call(policies.CREATE_POLICY, request, OWNER).arn


@pytest.mark.requirement("IAM-033", "IAM-032", "IAM-026")
def test_a_policys_newest_default_counts_for_everybody_who_has_it(house: House) -> None:
    arn = made_policy(house, "Doors", allow("one:ListSites"))
    assert arn == DOORS
    ada, bob = house.user("ada", arn), house.user("bob", arn)
    house.call(LIST_SITES, ListSites(), ada)
    second = policies.CreatePolicyVersion(arn, document(allow("one:CreateSite")), set_as_default=True)
    assert house.call(policies.CREATE_POLICY_VERSION, second, OWNER).version_id == "v2"
    for caller in (ada, bob):
        house.call(CREATE_SITE, SITE, caller)
        assert house.refused(caller, LIST_SITES, ListSites()) is Reason.ACCESS_DENIED
    house.call(policies.SET_DEFAULT_POLICY_VERSION, policies.OfVersion(arn, "v1"), OWNER)
    house.call(LIST_SITES, ListSites(), ada)


def test_versions_are_numbered_once_and_the_one_that_counts_stays(house: House) -> None:
    arn = made_policy(house, "Doors", allow("one:*"))
    for _ in range(2):
        house.call(policies.CREATE_POLICY_VERSION, policies.CreatePolicyVersion(arn, document(deny("*"))), OWNER)
    house.call(policies.DELETE_POLICY_VERSION, policies.OfVersion(arn, "v3"), OWNER)
    fourth = policies.CreatePolicyVersion(arn, document(deny("one:*")))
    assert house.call(policies.CREATE_POLICY_VERSION, fourth, OWNER).version_id == "v4"
    versions = house.call(policies.LIST_POLICY_VERSIONS, policies.OfPolicy(arn), OWNER).versions
    assert [(each.version_id, each.is_default_version) for each in versions] == [
        ("v4", False),
        ("v2", False),
        ("v1", True),
    ]
    counts = house.refused(OWNER, policies.DELETE_POLICY_VERSION, policies.OfVersion(arn, "v1"))
    assert counts is Reason.POLICY_VERSION_COUNTS
    assert house.refused(OWNER, policies.GET_POLICY_VERSION, policies.OfVersion(arn, "v3")) is Reason.NOT_FOUND
    shown = house.call(policies.GET_POLICY_VERSION, policies.OfVersion(arn, "v1"), OWNER)
    assert json.loads(shown.document or "") == json.loads(document(allow("one:*")))


def test_nothing_is_deleted_that_somebody_has(house: House) -> None:
    arn = made_policy(house, "Doors", allow("one:*"))
    house.user("ada", arn)
    assert house.refused(OWNER, policies.DELETE_POLICY, policies.OfPolicy(arn)) is Reason.POLICY_ATTACHED
    house.call(policies.DETACH_USER_POLICY, policies.UserAttachment("ada", arn), OWNER)
    house.call(principals.PUT_USER_BOUNDARY, principals.PutUserBoundary("ada", arn), OWNER)
    assert house.refused(OWNER, policies.DELETE_POLICY, policies.OfPolicy(arn)) is Reason.POLICY_ATTACHED
    house.call(principals.DELETE_USER_BOUNDARY, principals.OfUser("ada"), OWNER)
    house.call(policies.DELETE_POLICY, policies.OfPolicy(arn), OWNER)
    assert house.refused(OWNER, policies.GET_POLICY, policies.OfPolicy(arn)) is Reason.NOT_FOUND
    group = principals.CreateGroup("Night")
    house.call(principals.CREATE_GROUP, group, OWNER)
    house.call(principals.ADD_USER_TO_GROUP, principals.Membership("Night", "ada"), OWNER)
    assert house.refused(OWNER, principals.DELETE_GROUP, principals.OfGroup("Night")) is Reason.GROUP_HAS_USERS


@pytest.mark.requirement("IAMF-002", "IAM-034")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "not json",
        '{"Version":"2012-10-17","Statement":[]}',
        document(allow("one:*"), {"Effect": "Permit", "Action": "*", "Resource": "*"}),
        document({"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}),
        document(allow("one:*", when={"Frobnicate": {"aws:username": "ada"}})),
        "[" * 5000,
    ],
)
def test_what_is_no_policy_is_stored_nowhere(house: House, text: str) -> None:
    house.user("ada")
    made = policies.CreatePolicy("Doors", text)
    inline = policies.PutUserPolicy("ada", "Inline", text)
    assert house.refused(OWNER, policies.CREATE_POLICY, made) is Reason.POLICY_MALFORMED
    assert house.refused(OWNER, policies.PUT_USER_POLICY, inline) is Reason.POLICY_MALFORMED
    role = principals.CreateRole("Night", text)
    assert house.refused(OWNER, principals.CREATE_ROLE, role) is Reason.POLICY_MALFORMED
    assert house.call(policies.LIST_USER_POLICIES, principals.OfUser("ada"), OWNER).policy_names == ()


@pytest.mark.requirement("USER-010")
def test_a_policys_size_is_counted_without_white_space(house: House) -> None:
    actions = [f"one:Action{number:04}" for number in range(300)]
    spaced = json.dumps(json.loads(document(allow(*actions))), indent=8)
    assert len(spaced) > POLICY_CHARACTERS
    house.call(policies.CREATE_POLICY, policies.CreatePolicy("Wide", spaced), OWNER)
    longer = document(allow(*(f"one:Action{number:04}" for number in range(400))))
    assert house.refused(OWNER, policies.CREATE_POLICY, policies.CreatePolicy("Long", longer)) is Reason.TOO_LONG


@pytest.mark.requirement("IAM-031")
def test_embedded_policies_of_one_user_share_their_room(house: House) -> None:
    house.user("ada")
    half = document(allow(*(f"one:Action{number:04}" for number in range(60))))
    house.call(policies.PUT_USER_POLICY, policies.PutUserPolicy("ada", "One", half), OWNER)
    house.call(policies.PUT_USER_POLICY, policies.PutUserPolicy("ada", "One", half), OWNER)
    second = policies.PutUserPolicy("ada", "Two", half)
    assert house.refused(OWNER, policies.PUT_USER_POLICY, second) is Reason.TOO_LONG
    house.call(policies.DELETE_USER_POLICY, policies.OfUserPolicy("ada", "One"), OWNER)
    house.call(policies.PUT_USER_POLICY, second, OWNER)


def test_lists_go_over_pages_in_the_order_of_names(house: House) -> None:
    for name in ("carl", "Ada", "bob"):
        house.user(name)
    first = house.call(principals.LIST_USERS, principals.Listing(2), OWNER)
    assert [user.user_name for user in first.users] == ["Ada", "bob"]
    rest = house.call(principals.LIST_USERS, principals.Listing(2, first.next_token), OWNER)
    assert ([user.user_name for user in rest.users], rest.next_token) == (["carl"], None)


def test_policies_are_listed_over_pages_those_that_ship_first(house: House) -> None:
    own = [made_policy(house, name, allow("one:*")) for name in ("B", "A", "C")]
    listed: list[str] = []
    token = None
    while True:
        page = house.call(policies.LIST_POLICIES, principals.Listing(2, token), OWNER)
        listed += [policy.arn for policy in page.policies]
        token = page.next_token
        if token is None:
            break
    assert listed == [*SHIPPED, *sorted(own)]


def test_only_a_policy_that_is_there_can_be_attached_or_be_a_boundary(house: House) -> None:
    house.user("ada")
    attachment = policies.UserAttachment("ada", DOORS)
    assert house.refused(OWNER, policies.ATTACH_USER_POLICY, attachment) is Reason.NOT_FOUND
    boundary = principals.PutUserBoundary("ada", DOORS)
    assert house.refused(OWNER, principals.PUT_USER_BOUNDARY, boundary) is Reason.NOT_FOUND
    other = policies.UserAttachment("ada", "arn:aws:iam::999999999999:policy/Doors")
    assert house.refused(OWNER, policies.ATTACH_USER_POLICY, other) is Reason.NOT_FOUND
    assert house.refused(OWNER, policies.DETACH_USER_POLICY, attachment) is Reason.NOT_ATTACHED


def test_a_role_is_shown_as_it_was_made_and_its_trust_can_change(house: House) -> None:
    request = principals.CreateRole("Night", trust("123456789012"), "by night", 7200, READ_ONLY.arn, {"floor": "2"})
    made = house.call(principals.CREATE_ROLE, request, OWNER)
    assert house.call(principals.GET_ROLE, principals.OfRole("Night"), OWNER) == made
    assert (made.max_session_duration, made.permissions_boundary, dict(made.tags)) == (
        7200,
        READ_ONLY.arn,
        {"floor": "2"},
    )
    changed = trust("arn:aws:iam::123456789012:user/ada")
    house.call(principals.UPDATE_ASSUME_ROLE_POLICY, principals.UpdateAssumeRolePolicy("Night", changed), OWNER)
    expected = replace(made, assume_role_policy_document=changed)
    assert house.call(principals.LIST_ROLES, principals.Listing(), OWNER).roles == (expected,)
    house.call(principals.DELETE_ROLE, principals.OfRole("Night"), OWNER)
    assert house.refused(OWNER, principals.GET_ROLE, principals.OfRole("Night")) is Reason.NOT_FOUND


def test_users_carry_tags_but_none_that_is_reserved(house: House) -> None:
    house.user("ada", tags={"team": "north"})
    house.call(principals.TAG_USER, principals.TagUser("ada", {"floor": "2"}), OWNER)
    assert house.call(principals.GET_USER, principals.OfUser("ada"), OWNER).tags == {"floor": "2", "team": "north"}
    reserved = principals.TagUser("ada", {"AWS:x": "1"})
    assert house.refused(OWNER, principals.TAG_USER, reserved) is Reason.RESERVED_TAG


SECRETS_OF = ("secret_access_key", "session_token", "password", "secret", "address", "challenge")


def test_a_secret_is_in_one_answer_and_in_no_record_repr_or_later_answer(house: House) -> None:
    """Everything that ever was secret here, looked for in everything that was recorded, shown or said."""
    house.user("ada", FULL.arn)
    given = [
        house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada"), OWNER),
        house.call(credentials.CREATE_ACCESS_KEY, principals.OfUser("ada"), OWNER),
        house.call(credentials.CREATE_VIRTUAL_MFA_DEVICE, principals.OfUser("ada"), OWNER),
        house.call(credentials.CREATE_PASSKEY, principals.OfUser("ada"), OWNER),
        house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(), house.as_user("ada")),
    ]
    secrets = [str(getattr(answer, name)) for answer in given for name in SECRETS_OF if getattr(answer, name, None)]
    assert len(secrets) == 7
    house.pass_time(timedelta(seconds=1))
    typed = "a password that somebody typed"
    house.sign_in("ada", typed)
    house.refusal(credentials.UPDATE_LOGIN_PROFILE, credentials.CreateLoginProfile("nobody", typed), OWNER)
    house.refusal(credentials.CHANGE_PASSWORD, credentials.ChangePassword("ada", typed, typed), house.as_user("ada"))
    with house.store.reading() as reading:
        kept = [
            reading.secrets.password(house.as_user("ada").principal),
            *reading.access_keys.of(house.as_user("ada").principal),
            *reading.secrets.factors_of(house.as_user("ada").principal),
        ]
    later = [
        house.call(credentials.GET_LOGIN_PROFILE, principals.OfUser("ada"), OWNER),
        house.call(credentials.LIST_ACCESS_KEYS, principals.OfUser("ada"), OWNER),
        house.call(credentials.LIST_MFA_DEVICES, principals.OfUser("ada"), OWNER),
    ]
    seen = repr([(record.request, record.answer, record.refusal) for record in house.trail.records])
    seen += repr(kept) + repr(later)
    assert "ada" in seen
    assert [secret for secret in (*secrets, typed) if secret in seen] == []
