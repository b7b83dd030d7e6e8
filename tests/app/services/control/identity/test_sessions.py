"""Access keys and temporary credentials: what they open, for how long, and what ends them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from app.domain.caller import Caller, CallerKind
from app.operations import iam_credentials as credentials
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations.refusals import Reason
from app.operations.sites import CREATE_SITE, LIST_SITES, ListSites
from app.policy.shipped import ADMINISTRATOR, FULL, READ_ONLY
from app.services.control.identity.authentication import KeyRefused, KnownKey, known_key
from tests.app.control import REALM
from tests.app.services.control.identity.house import OWNER, SITE, House, allow, deny, document, trust
from tests.app.services.control.identity.test_sign_in import app_of, code

ROLE = "arn:aws:iam::123456789012:role/Night"
ADA = "arn:aws:iam::123456789012:user/ada"


def known(house: House, key: str, token: str | None = None) -> KnownKey | KeyRefused:
    with house.store.reading() as reading:
        return known_key(reading, REALM, key, token, house.now)


def night(house: House, trusted: str = ADA, longest_s: int = 3600) -> None:
    """A role that may everything with doors."""
    role = principals.CreateRole("Night", trust(trusted), max_session_duration=longest_s)
    house.call(principals.CREATE_ROLE, role, OWNER)
    house.call(policies.ATTACH_ROLE_POLICY, policies.RoleAttachment("Night", FULL.arn), OWNER)


def assumer(house: House, name: str = "ada", on: str = ROLE) -> Caller:
    return house.user(name, inline=allow("sts:AssumeRole", on=on))


@pytest.mark.requirement("IAM-012", "IAM-013")
def test_two_keys_a_user_each_switched_off_and_deleted_by_itself(house: House) -> None:
    house.user("ada", READ_ONLY.arn)
    pairs = [house.call(credentials.CREATE_ACCESS_KEY, principals.OfUser("ada"), OWNER) for _ in range(2)]
    third = house.refused(OWNER, credentials.CREATE_ACCESS_KEY, principals.OfUser("ada"))
    assert third is Reason.TOO_MANY_RESOURCES
    for pair in pairs:
        key = known(house, pair.access_key_id)
        assert isinstance(key, KnownKey)
        assert key.secret == pair.secret_access_key
        assert (key.caller.arn, key.caller.access_key) == (ADA, pair.access_key_id)
    off = credentials.UpdateAccessKey("ada", pairs[0].access_key_id, active=False)
    house.call(credentials.UPDATE_ACCESS_KEY, off, OWNER)
    assert known(house, pairs[0].access_key_id) is KeyRefused.UNKNOWN
    assert isinstance(known(house, pairs[1].access_key_id), KnownKey)
    house.call(credentials.UPDATE_ACCESS_KEY, replace(off, active=True), OWNER)
    assert isinstance(known(house, pairs[0].access_key_id), KnownKey)
    house.call(credentials.DELETE_ACCESS_KEY, credentials.OfKey("ada", pairs[0].access_key_id), OWNER)
    assert known(house, pairs[0].access_key_id) is KeyRefused.UNKNOWN


def test_a_key_is_shown_and_changed_under_its_own_user_alone(house: House) -> None:
    """Whoever may change his own keys gives his own name and somebody else's key."""
    eve = house.user("eve", inline=allow("iam:*AccessKey*", on="arn:aws:iam::*:user/${aws:username}"))
    house.user("ada")
    pair = house.call(credentials.CREATE_ACCESS_KEY, principals.OfUser("ada"), OWNER)
    attack = credentials.OfKey("eve", pair.access_key_id)
    assert house.refused(eve, credentials.DELETE_ACCESS_KEY, attack) is Reason.NOT_FOUND
    listed = house.call(credentials.LIST_ACCESS_KEYS, principals.OfUser("ada"), OWNER).access_keys
    assert [key.access_key_id for key in listed] == [pair.access_key_id]


@pytest.mark.requirement("IAMF-026")
def test_a_session_token_opens_what_its_user_may_and_ends(house: House) -> None:
    ada = house.user("ada", READ_ONLY.arn)
    made = house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(900), ada)
    session = house.as_session(made)
    assert (session.arn, session.issued_at, session.mfa_at) == (ADA, house.now, None)
    house.call(LIST_SITES, ListSites(), session)
    house.pass_time(timedelta(seconds=899))
    house.as_session(made)
    house.pass_time(timedelta(seconds=1))
    assert known(house, made.access_key_id, made.session_token) is KeyRefused.EXPIRED


def test_temporary_credentials_make_no_longer_ones(house: House) -> None:
    ada = house.user("ada")
    made = house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(900), ada)
    request = credentials.GetSessionToken(129_600)
    assert house.refused(house.as_session(made), credentials.GET_SESSION_TOKEN, request) is Reason.NOT_FOR_SESSIONS


def test_a_token_that_anybody_changed_or_put_beside_another_key_opens_nothing(house: House) -> None:
    ada, bob = house.user("ada", ADMINISTRATOR.arn), house.user("bob")
    hers = house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(), ada)
    his = house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(), bob)
    assert known(house, his.access_key_id, hers.session_token) is KeyRefused.UNKNOWN
    content = bytearray(urlsafe_b64decode(his.session_token))
    for at in range(0, len(content), 7):
        forged = bytes(content[:at]) + bytes([content[at] ^ 1]) + bytes(content[at + 1 :])
        assert known(house, his.access_key_id, urlsafe_b64encode(forged).decode()) is KeyRefused.UNKNOWN
    for text in ("", "x", "é", "=" * 9, his.session_token[:-4], his.session_token * 2):
        assert known(house, his.access_key_id, text) is KeyRefused.UNKNOWN
    assert known(house, his.access_key_id) is KeyRefused.UNKNOWN, "without its token a temporary key is none"


def test_revoking_ends_the_sessions_before_and_none_after(house: House) -> None:
    ada = house.user("ada")
    before = house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(), ada)
    house.pass_time(timedelta(milliseconds=1))
    house.call(credentials.REVOKE_SESSIONS, principals.OfUser("ada"), OWNER)
    after = house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(), ada)
    assert known(house, before.access_key_id, before.session_token) is KeyRefused.UNKNOWN
    house.as_session(after)
    house.call(principals.DELETE_USER, principals.OfUser("ada"), OWNER)
    assert known(house, after.access_key_id, after.session_token) is KeyRefused.UNKNOWN


def test_revoking_a_roles_sessions_ends_them_all(house: House) -> None:
    ada = assumer(house)
    night(house)
    made = house.call(credentials.ASSUME_ROLE, credentials.AssumeRole(ROLE, "shift-1"), ada)
    house.pass_time(timedelta(milliseconds=1))
    house.call(credentials.REVOKE_ROLE_SESSIONS, principals.OfRole("Night"), OWNER)
    assert known(house, made.access_key_id, made.session_token) is KeyRefused.UNKNOWN
    house.as_session(house.call(credentials.ASSUME_ROLE, credentials.AssumeRole(ROLE, "shift-2"), ada))


@pytest.mark.requirement("IAM-016", "IAM-018", "IAM-020", "IAM-027")
def test_a_role_lends_its_rights_to_whom_it_trusts_for_a_while(house: House) -> None:
    ada = assumer(house)
    night(house)
    made = house.call(credentials.ASSUME_ROLE, credentials.AssumeRole(ROLE, "shift-1"), ada)
    session = house.as_session(made)
    assert session.kind is CallerKind.ROLE
    assert session.arn == made.arn == "arn:aws:sts::123456789012:assumed-role/Night/shift-1"
    assert session.role is not None
    assert session.principal == f"{session.role.role_id}:shift-1"
    house.call(CREATE_SITE, SITE, session)
    assert house.refused(ada, CREATE_SITE, SITE) is Reason.ACCESS_DENIED, "her own rights are as before"
    who = house.call(credentials.GET_CALLER_IDENTITY, credentials.WhoAmI(), session)
    assert (who.arn, who.user_id) == (session.arn, session.principal)
    house.pass_time(timedelta(hours=1))
    assert known(house, made.access_key_id, made.session_token) is KeyRefused.EXPIRED


def test_a_role_is_assumed_by_nobody_whom_it_does_not_trust(house: House) -> None:
    """Not even by one whose own policies allow everything; nor by one whom it trusts and his policies do not."""
    admin = house.user("admin", ADMINISTRATOR.arn)
    night(house)
    request = credentials.AssumeRole(ROLE, "shift-1")
    assert house.refused(admin, credentials.ASSUME_ROLE, request) is Reason.ACCESS_DENIED
    ada = house.user("ada")
    assert house.refused(ada, credentials.ASSUME_ROLE, request) is Reason.ACCESS_DENIED
    assert house.refused(OWNER, credentials.ASSUME_ROLE, request) is Reason.NOT_FOR_OWNER
    other = credentials.AssumeRole("arn:aws:iam::999999999999:role/Night", "shift-1")
    assert house.refused(admin, credentials.ASSUME_ROLE, other) is Reason.NOT_FOUND


def test_an_external_id_must_be_the_one_that_the_role_asks_for(house: House) -> None:
    ada = assumer(house)
    document_ = trust(ADA, when={"StringEquals": {"sts:ExternalId": "door-17"}})
    house.call(principals.CREATE_ROLE, principals.CreateRole("Night", document_), OWNER)
    for external in (None, "door-18"):
        request = credentials.AssumeRole(ROLE, "shift-1", external_id=external)
        assert house.refused(ada, credentials.ASSUME_ROLE, request) is Reason.ACCESS_DENIED
    house.call(credentials.ASSUME_ROLE, credentials.AssumeRole(ROLE, "shift-1", external_id="door-17"), ada)


@pytest.mark.requirement("IAM-039")
def test_a_session_policy_limits_and_gives_nothing(house: House) -> None:
    ada = assumer(house)
    night(house)
    request = credentials.AssumeRole(ROLE, "shift-1", policy=document(allow("one:List*", "iam:*")))
    session = house.as_session(house.call(credentials.ASSUME_ROLE, request, ada))
    house.call(LIST_SITES, ListSites(), session)
    assert house.refused(session, CREATE_SITE, SITE) is Reason.ACCESS_DENIED
    assert house.refused(session, principals.LIST_USERS, principals.Listing()) is Reason.ACCESS_DENIED
    bad = replace(request, policy='{"Statement":')
    assert house.refused(ada, credentials.ASSUME_ROLE, bad) is Reason.POLICY_MALFORMED


def test_a_session_lasts_no_longer_than_its_role_allows_and_a_chained_one_an_hour(house: House) -> None:
    ada = assumer(house)
    night(house, trusted="123456789012", longest_s=7200)
    long = credentials.AssumeRole(ROLE, "shift-1", duration_seconds=7200)
    made = house.call(credentials.ASSUME_ROLE, long, ada)
    longer = replace(long, duration_seconds=7201)
    assert house.refused(ada, credentials.ASSUME_ROLE, longer) is Reason.SESSION_TOO_LONG
    chain = policies.PutRolePolicy("Night", "Chain", document(allow("sts:AssumeRole")))
    house.call(policies.PUT_ROLE_POLICY, chain, OWNER)
    chained = replace(long, duration_seconds=3601)
    session = house.as_session(made)
    assert house.refused(session, credentials.ASSUME_ROLE, chained) is Reason.SESSION_TOO_LONG
    house.call(credentials.ASSUME_ROLE, replace(long, duration_seconds=3600), session)


@pytest.mark.requirement("POL-005", "IAM-007")
def test_policies_can_ask_for_a_second_factor_and_for_a_fresh_one(house: House) -> None:
    fresh = {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "600"}}
    ada = house.user("ada", inline=allow("one:*", when=fresh))
    app = app_of(house, "ada")
    (device,) = house.call(credentials.LIST_MFA_DEVICES, principals.OfUser("ada"), OWNER).mfa_devices
    assert house.refused(ada, LIST_SITES, ListSites()) is Reason.ACCESS_DENIED, "a long-term key shows none"
    plain = house.as_session(house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(), ada))
    assert house.refused(plain, LIST_SITES, ListSites()) is Reason.ACCESS_DENIED
    request = credentials.GetSessionToken(None, device.serial_number, code(app, house.now))
    session = house.as_session(house.call(credentials.GET_SESSION_TOKEN, request, ada))
    house.call(LIST_SITES, ListSites(), session)
    assert house.refused(ada, credentials.GET_SESSION_TOKEN, request) is Reason.SECOND_FACTOR_WRONG, "spent"
    house.pass_time(timedelta(minutes=10))
    assert house.refused(session, LIST_SITES, ListSites()) is Reason.ACCESS_DENIED


def test_a_stolen_key_cannot_guess_the_code(house: House) -> None:
    ada = house.user("ada")
    app: pyotp.TOTP = app_of(house, "ada")
    (device,) = house.call(credentials.LIST_MFA_DEVICES, principals.OfUser("ada"), OWNER).mfa_devices
    for _ in range(5):
        request = credentials.GetSessionToken(None, device.serial_number, "000000")
        assert house.refused(ada, credentials.GET_SESSION_TOKEN, request) is Reason.SECOND_FACTOR_WRONG
    right = credentials.GetSessionToken(None, device.serial_number, code(app, house.now))
    assert house.refused(ada, credentials.GET_SESSION_TOKEN, right) is Reason.LOCKED_OUT


@pytest.mark.requirement("POL-003")
def test_policies_can_ask_for_tls_an_address_and_a_time(house: House) -> None:
    conditions = [
        ({"Bool": {"aws:SecureTransport": "true"}}, {"Bool": {"aws:SecureTransport": "false"}}),
        ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}),
        (
            {"DateLessThan": {"aws:CurrentTime": "2026-03-02T00:00:00Z"}},
            {"DateLessThan": {"aws:CurrentTime": "2026-03-01T00:00:00Z"}},
        ),
    ]
    for number, (held, unheld) in enumerate(conditions):
        house.call(LIST_SITES, ListSites(), house.user(f"yes{number}", inline=allow("one:*", when=held)))
        other = house.user(f"no{number}", inline=allow("one:*", when=unheld))
        assert house.refused(other, LIST_SITES, ListSites()) is Reason.ACCESS_DENIED


def test_everybody_may_ask_who_he_is_unless_it_is_denied(house: House) -> None:
    ada = house.user("ada")
    assert house.call(credentials.GET_CALLER_IDENTITY, credentials.WhoAmI(), ada).arn == ADA
    bob = house.user("bob", inline=deny("sts:*"))
    assert house.refused(bob, credentials.GET_CALLER_IDENTITY, credentials.WhoAmI()) is Reason.ACCESS_DENIED
