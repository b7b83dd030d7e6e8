"""Passwords, one-time codes, recovery codes and keys: what is taken, what is refused, what is never shown."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Literal

import pyotp
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from app.credentials.access_keys import LONG_TERM, TEMPORARY, new_key, new_policy_id, new_principal_id
from app.credentials.one_time_codes import NEVER, STEP_S, new_secret, setup_address, step_of
from app.credentials.passwords import CHEAP, USUAL, Costs, Hasher, faults_of, generated
from app.credentials.recovery_codes import HOW_MANY, digest, new_codes
from app.credentials.temporary import SessionToken
from app.domain.lockout import FIRST, FORGOTTEN_AFTER, FREE, LONGEST, Attempts
from app.domain.password_policy import PasswordFault, PasswordPolicy
from app.domain.principals import NameFault, PrincipalKind, folded, name_fault
from tests.peers.installed import installed

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
HASHER = Hasher(CHEAP)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
"""RFC 6238, appendix B, SHA-1: eight digits, of which apps show the last six."""


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_the_codes_of_the_standard_are_right_at_their_time(seconds: int, code: str) -> None:
    assert step_of(RFC_SECRET, code[-6:], datetime.fromtimestamp(seconds, UTC), NEVER) == seconds // STEP_S


@pytest.mark.peer
def test_oathtool_shows_the_codes_that_we_take() -> None:
    oathtool = installed(shutil.which("oathtool"), "oathtool")
    secret = new_secret()
    command = [oathtool, "--totp", "--base32", "--now", "2026-03-01 09:00:00 UTC", secret]
    code = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert step_of(secret, code, NINE, NEVER) is not None


def code_at(at: datetime) -> str:
    return pyotp.TOTP(RFC_SECRET).at(at)


def test_a_code_counts_half_a_minute_early_and_late_and_no_longer() -> None:
    code, step = code_at(NINE), timedelta(seconds=STEP_S)
    taken = [step_of(RFC_SECRET, code, NINE + step * away, NEVER) is not None for away in range(-3, 4)]
    assert taken == [False, False, True, True, True, False, False]


def test_a_code_counts_once_and_an_older_one_never_after_it() -> None:
    used = step_of(RFC_SECRET, code_at(NINE), NINE, NEVER)
    assert used is not None
    assert step_of(RFC_SECRET, code_at(NINE), NINE, used) is None
    older = code_at(NINE - timedelta(seconds=STEP_S))
    assert step_of(RFC_SECRET, older, NINE, used) is None
    later = NINE + timedelta(seconds=STEP_S)
    assert step_of(RFC_SECRET, code_at(later), later, used) == used + 1


@given(st.text(max_size=8))
def test_what_is_no_code_is_refused(text: str) -> None:
    if not re.fullmatch(r"[0-9]{6}", text):
        assert step_of(RFC_SECRET, text, NINE, NEVER) is None


def test_the_picture_for_the_app_says_whose_code_it_is() -> None:
    assert setup_address(RFC_SECRET, "ada", "Thenar").startswith("otpauth://totp/Thenar:ada?secret=" + RFC_SECRET)


def test_a_password_is_known_again_and_another_is_not() -> None:
    stored = HASHER.hashed("correct horse battery")
    assert HASHER.check(stored, "correct horse battery").right
    assert not HASHER.check(stored, "correct horse batterz").right
    assert not HASHER.check("no hash at all", "correct horse battery").right


def test_stored_passwords_cost_what_the_standard_asks_for() -> None:
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in Hasher(USUAL).hashed("correct horse battery")


class Watched(PasswordHasher):
    """Argon2 that remembers which costs it worked with."""

    def __init__(self) -> None:
        super().__init__(time_cost=CHEAP.passes, memory_cost=CHEAP.memory_kib, parallelism=CHEAP.lanes)
        self.worked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  the library's name
        self.worked.append(str(hash).rsplit("$", 2)[0])
        return super().verify(hash, password)


def test_a_name_that_nobody_has_costs_the_same_work() -> None:
    """Not timed: the same function runs once, with the same costs, whether there is a user or not."""
    argon2 = Watched()
    hasher = Hasher(argon2=argon2)
    hasher.check(hasher.hashed("correct horse battery"), "wrong")
    hasher.check(None, "wrong")
    assert argon2.worked == ["$argon2id$v=19$m=64,t=1,p=1"] * 2


def test_a_hash_of_other_costs_is_reported_when_the_password_is_right() -> None:
    weaker = Hasher(Costs(memory_kib=32, passes=1, lanes=1)).hashed("correct horse battery")
    assert HASHER.check(weaker, "correct horse battery") == (True, True)
    assert HASHER.check(weaker, "wrong") == (False, False)


POLICY = PasswordPolicy(shortest=14, symbol=True, digit=True, upper_case=True, lower_case=True)


@pytest.mark.requirement("USER-013", "USER-016")
@pytest.mark.parametrize("policy", [PasswordPolicy(), POLICY, PasswordPolicy(shortest=40, symbol=True)])
def test_a_generated_password_is_one_that_the_policy_takes(policy: PasswordPolicy) -> None:
    made = {generated(policy) for _ in range(50)}
    assert len(made) == 50
    assert all(policy.faults(each, ("ada",)) == () for each in made)


@pytest.mark.requirement("USER-016")
@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Ab1!Ab1!Ab1!A", PasswordFault.TOO_SHORT),
        ("Ab1!" * 33, PasswordFault.TOO_LONG),
        ("Abc1Abc1Abc1Abc1", PasswordFault.NO_SYMBOL),
        ("Abc!Abc!Abc!Abc!", PasswordFault.NO_DIGIT),
        ("abc1!abc1!abc1!", PasswordFault.NO_UPPER_CASE),
        ("ABC1!ABC1!ABC1!", PasswordFault.NO_LOWER_CASE),
        ("Ada@Example.org1", PasswordFault.IS_A_NAME),
    ],
)
def test_each_rule_of_the_policy_refuses(password: str, fault: PasswordFault) -> None:
    assert POLICY.faults(password, ("ada@example.org1",)) == (fault,)


def test_a_password_that_was_used_lately_is_refused() -> None:
    earlier = tuple(HASHER.hashed(f"{word} and enough letters") for word in ("new", "old", "older", "oldest"))
    policy = PasswordPolicy(remembered=3)
    faults = [faults_of(policy, HASHER, f"{word} and enough letters", (), earlier) for word in ("older", "oldest")]
    assert faults == [(PasswordFault.USED_BEFORE,), ()]


def test_recovery_codes_are_many_different_and_read_as_people_type_them() -> None:
    codes = new_codes()
    assert len(set(codes)) == HOW_MANY == 10
    assert all(re.fullmatch(r"(?:[A-HJ-NP-Z2-9]{5}-){3}[A-HJ-NP-Z2-9]{5}", code) for code in codes)
    assert digest(f"  {codes[0].lower()} ") == digest(codes[0])
    assert len({digest(code) for code in codes}) == HOW_MANY


def test_keys_and_ids_have_the_form_that_clients_know() -> None:
    for prefix in (LONG_TERM, TEMPORARY):
        pair = new_key(prefix)
        assert re.fullmatch(prefix + "[A-Z2-7]{16}", pair.id)
        assert re.fullmatch("[A-Za-z0-9+/]{40}", pair.secret)
        assert pair.secret not in f"{pair} {pair!r}"
    ids = [*(new_principal_id(kind) for kind in PrincipalKind), new_policy_id()]
    assert [each[:4] for each in ids] == ["AIDA", "AGPA", "AROA", "ANPA"]
    assert {len(each) for each in ids} == {21}


@given(st.integers(0, 50), st.integers(0, 40))
def test_guessing_waits_longer_and_longer_but_never_for_ever(failures: int, minutes: int) -> None:
    state = Attempts()
    for _ in range(failures):
        state = state.failed(NINE)
    at = NINE + timedelta(minutes=minutes)
    if failures < FREE:
        assert not state.locked_at(at)
    else:
        assert state.locked_at(NINE)
        assert state.locked_at(at) == (at < NINE + min(FIRST * 2 ** min(failures - FREE, 20), LONGEST))
    assert not state.locked_at(NINE + LONGEST)


def test_after_a_quiet_day_counting_begins_anew() -> None:
    state = Attempts(FREE + 3, NINE)
    assert state.failed(NINE + timedelta(hours=1)).failures == FREE + 4
    assert state.failed(NINE + FORGOTTEN_AFTER + timedelta(seconds=1)).failures == 1


def test_a_session_token_comes_back_as_written_and_shows_no_secret() -> None:
    token = SessionToken("AROA1", "role", "ada", NINE, NINE + timedelta(hours=1), "ASIA1", "sesame", NINE, '{"a":1}')
    assert SessionToken.read(token.written()) == token
    assert "sesame" not in repr(token)
    with pytest.raises(ValueError, match="version"):
        SessionToken.read(token.written().replace(b'"v":1', b'"v":2'))


@pytest.mark.requirement("USER-004", "USER-005")
@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a", None),
        ("a" * 64, None),
        ("a" * 65, NameFault.LENGTH),
        ("Ab9+=,.@_-", None),
        ("", NameFault.EMPTY),
        *((f"a{sign}b", NameFault.CHARACTERS) for sign in " !\"#$%&'()*/:;<>?[\\]^`{|}~\n\t\0é\u0663\uff21"),
    ],
)
def test_a_users_name_has_the_guides_letters_and_length(name: str, fault: NameFault | None) -> None:
    assert name_fault(PrincipalKind.USER, name) is fault


@pytest.mark.requirement("USER-007")
def test_names_that_differ_in_case_alone_are_one_name() -> None:
    assert folded("TESTUSER") == folded("testuser")
