"""The first run and signing in: what lets somebody in, and what keeps guessers, repeaters and phishers out."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest

from app.domain.allowance import BURST, EVERY
from app.domain.lockout import FIRST, FREE
from app.domain.principals import PrincipalId
from app.operations import iam_credentials as credentials
from app.operations import iam_principals as principals
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import SetUpDone, SignedIn
from app.operations.sites import LIST_SITES, ListSites
from app.policy.shipped import ADMINISTRATOR, CHANGE_PASSWORD, READ_ONLY
from app.services.control.identity.first_run import prove_owners_app
from app.services.control.identity.sign_in import HIDDEN
from tests.app.control import PROOFS, REALM
from tests.app.credentials.authenticator import SoftKey
from tests.app.services.control.identity.house import OWNER, OWNERS_EMAIL, OWNERS_PASSWORD, PASSWORD, House


def reason(answer: SignedIn | Refusal | SetUpDone) -> Reason:
    assert isinstance(answer, Refusal), answer
    return answer.reason


def made(answer: SignedIn | Refusal) -> credentials.TemporaryCredentials:
    assert isinstance(answer, SignedIn), answer
    assert answer.credentials is not None, answer.missing
    return answer.credentials


def with_password(house: House, name: str, *arns: str) -> None:
    house.user(name, *arns)
    house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile(name, PASSWORD, False), OWNER)


def app_of(house: House, name: str) -> pyotp.TOTP:
    """An authenticator app that counts for the user."""
    setup = house.call(credentials.CREATE_VIRTUAL_MFA_DEVICE, principals.OfUser(name), OWNER)
    app = pyotp.TOTP(setup.secret)
    codes = (code(app, house.now - timedelta(minutes=5)), code(app, house.now - timedelta(minutes=4, seconds=30)))
    wrong = credentials.EnableMfa(name, setup.serial_number, *codes)
    assert house.refused(OWNER, credentials.ENABLE_MFA_DEVICE, wrong) is Reason.SECOND_FACTOR_WRONG
    now = (code(app, house.now), code(app, house.now + timedelta(seconds=30)))
    house.call(credentials.ENABLE_MFA_DEVICE, credentials.EnableMfa(name, setup.serial_number, *now), OWNER)
    house.pass_time(timedelta(minutes=1))
    return app


def code(app: pyotp.TOTP, at: datetime) -> str:
    return app.at(at)


def test_nothing_works_before_the_first_run(empty: House) -> None:
    assert reason(empty.sign_in(OWNERS_EMAIL, OWNERS_PASSWORD, owner=True)) is Reason.NOT_SET_UP
    assert reason(empty.sign_in("admin", "admin")) is Reason.NOT_SET_UP


@pytest.mark.requirement("ACCT-001", "ACCT-002", "ACCT-003")
def test_the_first_run_makes_the_owner_once_and_prints_recovery_codes(empty: House) -> None:
    done = empty.set_up()
    assert isinstance(done, SetUpDone)
    assert len(set(done.recovery_codes)) == 10
    assert done.account == REALM.account
    assert reason(empty.set_up("thief@example.org", "another long password")) is Reason.ALREADY_SET_UP
    assert reason(empty.sign_in("thief@example.org", "another long password", owner=True)) is Reason.SIGN_IN_WRONG


@pytest.mark.parametrize("password", ["short", "owner@example.org", "OWNER@example.org"])
def test_the_first_password_too_must_be_one_that_the_policy_takes(empty: House, password: str) -> None:
    assert reason(empty.set_up(password=password)) in (Reason.PASSWORD_TOO_SHORT, Reason.PASSWORD_IS_A_NAME)
    assert reason(empty.sign_in(OWNERS_EMAIL, password, owner=True)) is Reason.NOT_SET_UP


@pytest.mark.requirement("ADMIN-001", "IAM-008", "IAM-001")
def test_the_owner_signs_in_by_address_and_password(house: House) -> None:
    session = house.as_session(made(house.sign_in(OWNERS_EMAIL.upper(), OWNERS_PASSWORD, owner=True)))
    assert session.arn == "arn:aws:iam::123456789012:root"
    house.call(LIST_SITES, ListSites(), session)
    assert reason(house.sign_in(OWNERS_EMAIL, OWNERS_PASSWORD)) is Reason.SIGN_IN_WRONG, "the owner is no user"


@pytest.mark.requirement("ADMIN-002", "SEC-003")
def test_the_owners_app_counts_once_it_has_proved_that_it_works(empty: House) -> None:
    done = empty.set_up()
    assert isinstance(done, SetUpDone)
    app = pyotp.TOTP(done.mfa_secret)
    made(empty.sign_in(OWNERS_EMAIL, OWNERS_PASSWORD, owner=True))
    assert not prove_owners_app(empty.store, REALM, "000000", "000000", empty.now)
    codes = code(app, empty.now), code(app, empty.now + timedelta(seconds=30))
    assert prove_owners_app(empty.store, REALM, *codes, empty.now)
    answer = empty.sign_in(OWNERS_EMAIL, OWNERS_PASSWORD, owner=True)
    assert isinstance(answer, SignedIn)
    assert (answer.missing, answer.code, answer.credentials) == ("SECOND_FACTOR", True, None)
    empty.pass_time(timedelta(minutes=1))
    made(empty.sign_in(OWNERS_EMAIL, OWNERS_PASSWORD, owner=True, code=code(app, empty.now)))


def test_a_recovery_code_stands_in_for_the_app_once(empty: House) -> None:
    done = empty.set_up()
    assert isinstance(done, SetUpDone)
    app = pyotp.TOTP(done.mfa_secret)
    prove_owners_app(empty.store, REALM, code(app, empty.now), code(app, empty.now + timedelta(seconds=30)), empty.now)
    first = done.recovery_codes[0].lower()
    wrong = empty.sign_in(OWNERS_EMAIL, "a wrong password", owner=True, recovery_code=first)
    assert reason(wrong) is Reason.SIGN_IN_WRONG, "and the code is not spent by it"
    made(empty.sign_in(OWNERS_EMAIL, OWNERS_PASSWORD, owner=True, recovery_code=first))
    again = empty.sign_in(OWNERS_EMAIL, OWNERS_PASSWORD, owner=True, recovery_code=first)
    assert reason(again) is Reason.SECOND_FACTOR_WRONG


@pytest.mark.requirement("USER-009", "IAM-011", "IAM-012")
def test_a_user_signs_in_by_name_in_any_case(house: House) -> None:
    with_password(house, "Ada", READ_ONLY.arn)
    session = house.as_session(made(house.sign_in("aDA")))
    assert session.arn == "arn:aws:iam::123456789012:user/Ada"
    house.call(LIST_SITES, ListSites(), session)


@pytest.mark.requirement("IAM-014")
def test_nobody_signs_in_as_a_group(house: House) -> None:
    house.call(principals.CREATE_GROUP, principals.CreateGroup("Admins"), OWNER)
    assert reason(house.sign_in("Admins")) is Reason.SIGN_IN_WRONG
    profile = credentials.CreateLoginProfile("Admins", PASSWORD)
    assert house.refused(OWNER, credentials.CREATE_LOGIN_PROFILE, profile) is Reason.NOT_FOUND


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(house: House) -> None:
    """The same answer, the same count, the same wait."""
    with_password(house, "ada")
    for name in ("ada", "nobody"):
        for _ in range(FREE):
            assert house.sign_in(name, "a wrong password") == Refusal.of(Reason.SIGN_IN_WRONG)
        answer = house.sign_in(name, "a wrong password")
        assert isinstance(answer, Refusal)
        assert (answer.reason, answer.facts["seconds"]) == (Reason.LOCKED_OUT, 31)


def test_guessing_is_locked_out_for_longer_and_longer_and_a_right_guess_tells_nothing(house: House) -> None:
    with_password(house, "ada")
    for _ in range(FREE):
        house.sign_in("ada", "a wrong password")
    assert reason(house.sign_in("ada")) is Reason.LOCKED_OUT
    assert reason(house.sign_in("ADA")) is Reason.LOCKED_OUT, "in any case of the name"
    house.pass_time(FIRST)
    assert reason(house.sign_in("ada", "a wrong password")) is Reason.SIGN_IN_WRONG
    house.pass_time(FIRST)
    assert reason(house.sign_in("ada")) is Reason.LOCKED_OUT, "the second wait is twice as long"
    house.pass_time(FIRST)
    made(house.sign_in("ada"))
    for _ in range(FREE):
        assert reason(house.sign_in("ada", "a wrong password")) is Reason.SIGN_IN_WRONG, "success forgets all"


def test_every_attempt_is_recorded_and_no_strangers_word_is(house: House) -> None:
    """People type passwords into the field for names."""
    with_password(house, "ada")
    house.trail.records.clear()
    house.sign_in("my-secret-password", PASSWORD)
    house.sign_in("ada", "a wrong password")
    house.sign_in("ada")
    names = [(record.envelope.caller.name, record.refusal is None) for record in house.trail.records]
    assert names == [(HIDDEN, False), ("ada", False), ("ada", True)]
    assert all(record.operation.name == "SignIn" for record in house.trail.records)
    assert "my-secret-password" not in str(house.trail.records)


def test_a_flood_of_names_that_nobody_has_does_not_fill_the_audit(house: House) -> None:
    """A wrong password for somebody's name is recorded all the same: the lockout keeps those few."""
    with_password(house, "ada")
    house.trail.records.clear()
    for number in range(BURST + 5):
        house.sign_in(f"nobody-{number}")
    for _ in range(FREE + 5):
        house.sign_in("ada", "a wrong password")
    names = [record.envelope.caller.name for record in house.trail.records]
    assert names == [HIDDEN] * BURST + ["ada"] * FREE
    house.pass_time(EVERY)
    house.sign_in("nobody-again")
    assert house.trail.records[-1].left_out == 10


@pytest.mark.requirement("SEC-003", "IAM-007")
def test_a_user_with_an_app_needs_its_code_and_each_code_counts_once(house: House) -> None:
    with_password(house, "ada", READ_ONLY.arn)
    app = app_of(house, "ada")
    answer = house.sign_in("ada")
    assert isinstance(answer, SignedIn)
    assert (answer.missing, answer.credentials) == ("SECOND_FACTOR", None)
    assert reason(house.sign_in("ada", code="000000")) is Reason.SECOND_FACTOR_WRONG
    session = house.as_session(made(house.sign_in("ada", code=code(app, house.now))))
    assert session.mfa_at == house.now
    assert reason(house.sign_in("ada", code=code(app, house.now))) is Reason.SECOND_FACTOR_WRONG


def test_codes_cannot_be_guessed_either(house: House) -> None:
    with_password(house, "ada")
    app = app_of(house, "ada")
    for _ in range(FREE):
        assert reason(house.sign_in("ada", code="000000")) is Reason.SECOND_FACTOR_WRONG
    assert reason(house.sign_in("ada", code=code(app, house.now))) is Reason.LOCKED_OUT


def test_asking_what_is_missing_is_no_wrong_guess(house: House) -> None:
    with_password(house, "ada")
    app_of(house, "ada")
    for _ in range(2 * FREE):
        assert isinstance(house.sign_in("ada"), SignedIn)


@pytest.fixture
def key() -> SoftKey:
    return SoftKey(PROOFS.site.host, PROOFS.site.origin)


def registered(house: House, name: str, key: SoftKey) -> None:
    setup = house.call(credentials.CREATE_PASSKEY, principals.OfUser(name), OWNER)
    challenge = challenge_in(setup.options)
    answer = credentials.RegisterPasskey(name, setup.challenge, key.registers(challenge))
    assert house.call(credentials.REGISTER_PASSKEY, answer, OWNER).enabled
    assert house.refused(OWNER, credentials.REGISTER_PASSKEY, answer) is Reason.SECOND_FACTOR_WRONG, "once"


def challenge_in(options: str) -> bytes:
    text = str(json.loads(options)["challenge"])
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_passkey_lets_in_once_for_each_challenge(house: House, key: SoftKey) -> None:
    with_password(house, "ada", READ_ONLY.arn)
    registered(house, "ada", key)
    asked = house.sign_in("ada")
    assert isinstance(asked, SignedIn)
    assert asked.passkey_options is not None
    assert asked.challenge is not None
    proof = key.signs(challenge_in(asked.passkey_options))
    session = house.as_session(made(house.sign_in("ada", challenge=asked.challenge, passkey=proof)))
    assert session.mfa_at == house.now
    again = house.sign_in("ada", challenge=asked.challenge, passkey=proof)
    assert reason(again) is Reason.SECOND_FACTOR_WRONG


def test_a_challenge_is_for_one_person_and_five_minutes(house: House, key: SoftKey) -> None:
    for name in ("ada", "eve"):
        with_password(house, name)
    registered(house, "ada", key)
    other = replace(key, id=b"credential-2", private=SoftKey("", "").private)
    registered(house, "eve", other)
    asked = house.sign_in("ada")
    assert isinstance(asked, SignedIn)
    assert asked.passkey_options is not None
    assert asked.challenge is not None
    challenge = challenge_in(asked.passkey_options)
    stolen = house.sign_in("eve", challenge=asked.challenge, passkey=other.signs(challenge))
    assert reason(stolen) is Reason.SECOND_FACTOR_WRONG
    house.pass_time(timedelta(minutes=5, seconds=1))
    late = house.sign_in("ada", challenge=asked.challenge, passkey=key.signs(challenge))
    assert reason(late) is Reason.SECOND_FACTOR_WRONG


@pytest.mark.requirement("USER-018", "USER-020")
def test_a_password_that_an_administrator_set_is_changed_at_the_first_sign_in(house: House) -> None:
    house.user("ada")
    profile = house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada"), OWNER)
    assert profile.password_reset_required
    assert profile.password is not None, "it was made up, and is shown this once"

    with house.store.reading() as reading:
        assert reading.attachments.attached_to(house_id(house, "ada")) == [CHANGE_PASSWORD.arn]
    answer = house.sign_in("ada", profile.password)
    assert isinstance(answer, SignedIn)
    assert (answer.missing, answer.credentials) == ("NEW_PASSWORD", None)
    weak = house.sign_in("ada", profile.password, new_password="short")
    assert reason(weak) is Reason.PASSWORD_TOO_SHORT
    same = house.sign_in("ada", profile.password, new_password=profile.password)
    assert reason(same) is Reason.PASSWORD_USED_BEFORE
    made(house.sign_in("ada", profile.password, new_password=PASSWORD))
    assert reason(house.sign_in("ada", profile.password)) is Reason.SIGN_IN_WRONG
    made(house.sign_in("ada"))


def house_id(house: House, name: str) -> PrincipalId:
    return PrincipalId(house.as_user(name).principal)


@pytest.mark.requirement("USER-019")
def test_where_all_may_change_their_passwords_nothing_is_attached(house: House) -> None:
    rules = credentials.PasswordRules(allow_users_to_change_password=True)
    house.call(credentials.UPDATE_PASSWORD_POLICY, rules, OWNER)
    with_password(house, "ada")
    house.call(credentials.UPDATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada", "another password"), OWNER)
    house.user("bob")
    house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("bob"), OWNER)
    with house.store.reading() as reading:
        assert reading.attachments.attached_to(house_id(house, "bob")) == []
    change = credentials.ChangePassword("ada", "another password", "a third password")
    house.call(credentials.CHANGE_PASSWORD, change, house.as_user("ada"))
    made(house.sign_in("ada", "a third password"))


@pytest.mark.requirement("USER-015", "USER-016")
def test_the_accounts_policy_is_asked_about_every_new_password(house: House) -> None:
    rules = credentials.PasswordRules(minimum_password_length=20, require_numbers=True)
    house.call(credentials.UPDATE_PASSWORD_POLICY, rules, OWNER)
    assert house.call(credentials.GET_PASSWORD_POLICY, credentials.GetPasswordRules(), OWNER) == rules
    house.user("ada", CHANGE_PASSWORD.arn)
    for password, wrong in (("x" * 19, Reason.PASSWORD_TOO_SHORT), ("x" * 20, Reason.PASSWORD_NO_DIGIT)):
        profile = credentials.CreateLoginProfile("ada", password)
        assert house.refused(OWNER, credentials.CREATE_LOGIN_PROFILE, profile) is wrong
    house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada", "x" * 20 + "1"), OWNER)
    change = credentials.ChangePassword("ada", "x" * 20 + "1", "y" * 20)
    assert house.refused(house.as_user("ada"), credentials.CHANGE_PASSWORD, change) is Reason.PASSWORD_NO_DIGIT


def test_the_old_password_cannot_be_guessed_by_changing_it(house: House) -> None:
    """Somebody who finds a console open."""
    with_password(house, "ada", CHANGE_PASSWORD.arn)
    ada = house.as_user("ada")
    wrong = credentials.ChangePassword("ada", "a wrong password", "a new long password")
    for _ in range(FREE):
        assert house.refused(ada, credentials.CHANGE_PASSWORD, wrong) is Reason.PASSWORD_WRONG
    right = credentials.ChangePassword("ada", PASSWORD, "a new long password")
    assert house.refused(ada, credentials.CHANGE_PASSWORD, right) is Reason.LOCKED_OUT
    house.pass_time(FIRST)
    house.call(credentials.CHANGE_PASSWORD, right, ada)


def test_a_password_that_is_too_old_has_to_be_changed(house: House) -> None:
    with_password(house, "ada")
    house.call(credentials.UPDATE_PASSWORD_POLICY, credentials.PasswordRules(max_password_age=30), OWNER)
    made(house.sign_in("ada"))
    house.pass_time(timedelta(days=31))
    answer = house.sign_in("ada")
    assert isinstance(answer, SignedIn)
    assert answer.missing == "NEW_PASSWORD"


def test_somebody_else_with_every_right_cannot_use_a_users_old_password_for_him(house: House) -> None:
    with_password(house, "ada")
    admin = house.user("admin", ADMINISTRATOR.arn)
    change = credentials.ChangePassword("ada", PASSWORD, "a new long password")
    assert house.refused(admin, credentials.CHANGE_PASSWORD, change) is Reason.ACCESS_DENIED


def test_whoever_changes_a_password_ends_the_sessions_that_it_opened(house: House) -> None:
    with_password(house, "ada", READ_ONLY.arn, CHANGE_PASSWORD.arn)
    before = made(house.sign_in("ada"))
    house.pass_time(timedelta(seconds=1))
    change = credentials.ChangePassword("ada", PASSWORD, "a new long password")
    house.call(credentials.CHANGE_PASSWORD, change, house.as_session(before))
    with pytest.raises(AssertionError):
        house.as_session(before)
    house.as_session(made(house.sign_in("ada", "a new long password")))
