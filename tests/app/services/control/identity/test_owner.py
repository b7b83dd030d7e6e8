"""The owner's way back: over the API with what he has, at the machine without; and what goes with each change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from app.domain.lockout import FREE
from app.domain.principals import PrincipalId
from app.operations import iam_credentials as credentials
from app.operations.owner import (
    CHANGE_OWNER_PASSWORD,
    CREATE_RECOVERY_CODES,
    GET_OWNER,
    ChangeOwnerPassword,
    CreateRecoveryCodes,
    GetOwner,
)
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import SetUpDone, SignedIn, SignIn
from app.policy.shipped import ADMINISTRATOR
from app.services.control.identity.first_run import prove_owners_app
from app.services.control.identity.owner import FRESH, MACHINE, OwnersCounter
from tests.app.control import PROOFS, REALM
from tests.app.services.control.identity.house import OWNERS_EMAIL, OWNERS_PASSWORD, House

ANOTHER = "another long password"


@pytest.fixture
def counter(house: House) -> OwnersCounter:
    return OwnersCounter(house.store, REALM, PROOFS, house.trail, house.events)


@pytest.fixture
def app(empty: House) -> pyotp.TOTP:
    """The owner's, and it counts."""
    done = empty.set_up()
    assert isinstance(done, SetUpDone)
    app = pyotp.TOTP(done.mfa_secret)
    assert prove_owners_app(empty.store, REALM, app.at(empty.now), app.at(empty.now + timedelta(seconds=30)), empty.now)
    empty.pass_time(timedelta(minutes=1))
    return app


def signed_in(house: House, password: str = OWNERS_PASSWORD, **more: str) -> SignedIn | Refusal:
    return house.sign_in(OWNERS_EMAIL, password, owner=True, **more)


def session(house: House, password: str = OWNERS_PASSWORD, **more: str) -> credentials.TemporaryCredentials:
    answer = signed_in(house, password, **more)
    assert isinstance(answer, SignedIn), answer
    assert answer.credentials is not None, answer.missing
    return answer.credentials


def is_over(house: House, made: credentials.TemporaryCredentials) -> bool:
    try:
        house.as_session(made)
    except AssertionError:
        return True
    return False


def test_the_owner_changes_his_password_and_is_signed_out_everywhere(house: House) -> None:
    made = session(house)
    house.pass_time(timedelta(seconds=1))
    house.call(CHANGE_OWNER_PASSWORD, ChangeOwnerPassword(OWNERS_PASSWORD, ANOTHER), house.as_session(made))
    assert is_over(house, made)
    assert signed_in(house) == Refusal.of(Reason.SIGN_IN_WRONG)
    session(house, ANOTHER)
    (event,) = house.events.queued
    assert (event.kind, event.detail["data"]) == (
        "Owner Credentials Changed",
        {"changed": "PASSWORD", "where": "API"},
    )


def test_a_wrong_old_password_changes_nothing_and_is_locked_out(house: House) -> None:
    caller = house.as_session(session(house))
    wrong = ChangeOwnerPassword("a wrong password", ANOTHER)
    for _ in range(FREE):
        assert house.refused(caller, CHANGE_OWNER_PASSWORD, wrong) is Reason.PASSWORD_WRONG
    assert house.refused(caller, CHANGE_OWNER_PASSWORD, wrong) is Reason.LOCKED_OUT
    short = ChangeOwnerPassword(OWNERS_PASSWORD, "short")
    house.pass_time(timedelta(minutes=1))
    assert house.refused(caller, CHANGE_OWNER_PASSWORD, short) is Reason.PASSWORD_TOO_SHORT
    assert house.events.queued == []
    session(house)


def test_where_an_app_counts_it_must_have_been_shown_just_now(empty: House, app: pyotp.TOTP) -> None:
    caller = empty.as_session(session(empty, code=app.at(empty.now)))
    request = ChangeOwnerPassword(OWNERS_PASSWORD, ANOTHER)
    empty.pass_time(FRESH + timedelta(seconds=1))
    assert empty.refused(caller, CHANGE_OWNER_PASSWORD, request) is Reason.SECOND_FACTOR_NEEDED
    wrong = replace(request, code="000000")
    assert empty.refused(caller, CHANGE_OWNER_PASSWORD, wrong) is Reason.SECOND_FACTOR_WRONG
    empty.call(CHANGE_OWNER_PASSWORD, replace(request, code=app.at(empty.now)), caller)
    session(empty, ANOTHER, code=app.at(empty.now + timedelta(seconds=30)))


def test_new_recovery_codes_make_the_old_ones_worthless(empty: House, app: pyotp.TOTP) -> None:
    caller = empty.as_session(session(empty, code=app.at(empty.now)))
    made = empty.call(CREATE_RECOVERY_CODES, CreateRecoveryCodes(), caller)
    assert len(set(made.recovery_codes)) == 10
    assert empty.call(GET_OWNER, GetOwner(), caller).recovery_codes_left == 10
    session(empty, recovery_code=made.recovery_codes[0])
    assert empty.call(GET_OWNER, GetOwner(), caller).recovery_codes_left == 9
    again = empty.call(CREATE_RECOVERY_CODES, CreateRecoveryCodes(), caller)
    old = signed_in(empty, recovery_code=made.recovery_codes[1])
    assert old == Refusal.of(Reason.SECOND_FACTOR_WRONG)
    session(empty, recovery_code=again.recovery_codes[0])
    record = next(each for each in empty.trail.records if each.operation is CREATE_RECOVERY_CODES)
    assert record.answer == {"recoveryCodes": "***"}


def test_recovery_codes_are_for_whoever_has_a_second_factor(house: House) -> None:
    caller = house.as_session(session(house))
    assert house.refused(caller, CREATE_RECOVERY_CODES, CreateRecoveryCodes()) is Reason.SECOND_FACTOR_NEEDED
    caller = house.as_session(session(house))
    code = CreateRecoveryCodes("123456")
    assert house.refused(caller, CREATE_RECOVERY_CODES, code) is Reason.SECOND_FACTOR_WRONG


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        (CHANGE_OWNER_PASSWORD, ChangeOwnerPassword(OWNERS_PASSWORD, ANOTHER)),
        (CREATE_RECOVERY_CODES, CreateRecoveryCodes()),
        (GET_OWNER, GetOwner()),
    ],
)
def test_no_policy_gives_what_is_the_owners_to_anybody_else(house: House, operation: object, request_: object) -> None:
    ada = house.user("ada", ADMINISTRATOR.arn)
    refused: Callable[..., Reason] = house.refused
    assert refused(ada, operation, request_) is Reason.ONLY_FOR_OWNER


def test_at_the_machine_a_password_is_reset_and_the_lockout_with_it(house: House, counter: OwnersCounter) -> None:
    made = session(house)
    for _ in range(FREE):
        signed_in(house, "a wrong password")
    assert isinstance(signed_in(house), Refusal)
    house.pass_time(timedelta(seconds=1))
    assert counter.reset_password("short", False, house.visit()) == Refusal.of(
        Reason.PASSWORD_TOO_SHORT, least=12, most=128
    )
    assert counter.reset_password(ANOTHER, False, house.visit()) == ANOTHER
    assert is_over(house, made)
    session(house, ANOTHER)
    record = next(each for each in reversed(house.trail.records) if each.operation.name == "ResetOwnerPassword")
    assert (record.envelope.caller.name, record.refusal) == (MACHINE, None)
    assert ANOTHER not in str(house.trail.records)
    assert [event.detail["data"] for event in house.events.queued] == [{"changed": "PASSWORD", "where": "MACHINE"}]


def test_a_password_that_was_made_up_must_be_changed_at_once(house: House, counter: OwnersCounter) -> None:
    made_up = counter.reset_password(None, True, house.visit())
    assert isinstance(made_up, str)
    answer = signed_in(house, made_up)
    assert isinstance(answer, SignedIn)
    assert (answer.missing, answer.credentials) == ("NEW_PASSWORD", None)
    session(house, made_up, new_password=ANOTHER)
    session(house, ANOTHER)


def test_a_session_of_the_console_ends_with_it(house: House, counter: OwnersCounter) -> None:
    answer = house.reception.begin_session(SignIn(OWNERS_EMAIL, OWNERS_PASSWORD, owner=True), house.visit())
    assert isinstance(answer, SignedIn)
    assert isinstance(counter.reset_password(ANOTHER, False, house.visit()), str)
    with house.store.reading() as reading:
        assert reading.console_sessions.of(PrincipalId(REALM.account)) == []


def test_a_lost_app_is_replaced_once_the_new_one_works(empty: House, app: pyotp.TOTP) -> None:
    counter = OwnersCounter(empty.store, REALM, PROOFS, empty.trail, empty.events)
    made = session(empty, code=app.at(empty.now))
    empty.pass_time(timedelta(minutes=1))
    begun = counter.begin_app(empty.visit())
    assert not isinstance(begun, Refusal)
    another = pyotp.TOTP(begun[0])
    assert counter.prove_app("000000", "000000", empty.visit()) == Refusal.of(Reason.SECOND_FACTOR_WRONG)
    assert not is_over(empty, made), "the old one counts until then"
    codes = another.at(empty.now), another.at(empty.now + timedelta(seconds=30))
    assert isinstance(counter.prove_app(*codes, empty.visit()), str)
    assert is_over(empty, made)
    empty.pass_time(timedelta(minutes=1))
    assert signed_in(empty, code=app.at(empty.now)) == Refusal.of(Reason.SECOND_FACTOR_WRONG)
    session(empty, code=another.at(empty.now))
    assert [event.detail["data"] for event in empty.events.queued] == [{"changed": "SECOND_FACTOR", "where": "MACHINE"}]


def test_there_is_no_way_back_before_there_was_a_way_in(empty: House) -> None:
    counter = OwnersCounter(empty.store, REALM, PROOFS, empty.trail, empty.events)
    for outcome in (
        counter.reset_password(ANOTHER, False, empty.visit()),
        counter.new_recovery_codes(empty.visit()),
        counter.begin_app(empty.visit()),
    ):
        assert outcome == Refusal.of(Reason.NOT_SET_UP)
