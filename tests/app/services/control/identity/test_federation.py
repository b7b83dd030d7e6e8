"""Who signs in with another house's provider: as whom he is let in, and what keeps flows from being used otherwise."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from app.domain.bounded_json import JsonValue
from app.domain.caller import Caller
from app.domain.console_sessions import MOST
from app.domain.federation import Admission, Identity
from app.operations import iam_credentials as credentials
from app.operations import iam_principals as principals
from app.operations.console import END_SESSIONS, EndSessions, SessionsEnded
from app.operations.federation import BeginFederatedSignIn, FederatedSignIn, FinishFederatedSignIn
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import ConsoleSession, SignedIn
from app.operations.sites import LIST_SITES, ListSites
from app.policy.shipped import READ_ONLY
from app.ports.identity_provider import Attempt, ProviderFault
from app.services.control.handlers import CONSOLE_HANDLERS
from app.services.control.identity.console import known_session, speaker
from app.services.control.identity.federation import LASTS, Federation
from app.services.control.identity.sign_in import HIDDEN
from tests.app.control import REALM
from tests.app.services.control.identity.house import OWNER, House, When, document, trust

ISSUER, REDIRECT = "https://login.example.org/house", "http://127.0.0.1:49152/callback"
PROVIDER = f"arn:aws:iam::{REALM.account}:oidc-provider/login.example.org/house"
RULES = Admission(ISSUER, "thenar", user_claim="preferred_username", roles={"guards": "Night", "admins": "Admins"})


@dataclass
class Elsewhere:
    """A provider that says of whoever comes what a test wants."""

    said: dict[str, JsonValue] = field(default_factory=dict)
    fault: ProviderFault | None = None
    attempts: list[Attempt] = field(default_factory=list)

    def address(self, attempt: Attempt, state: str) -> str | ProviderFault:
        return self.fault or f"{ISSUER}/authorize?state={state}"

    def identity(self, attempt: Attempt, code: str, now: datetime) -> Identity | ProviderFault:
        self.attempts.append(attempt)
        return self.fault or Identity(ISSUER, "17", self.said)


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere({"preferred_username": "ada", "groups": ["staff"]})


def federation(house: House, elsewhere: Elsewhere, rules: Admission = RULES) -> Federation:
    return Federation(house.store, REALM, house.trail, elsewhere, rules, ("https://thenar.test/back",))


def begun(desk: Federation, house: House) -> FederatedSignIn:
    began = desk.begin(BeginFederatedSignIn(REDIRECT), house.visit())
    assert isinstance(began, FederatedSignIn), began
    return began


def signed_in(house: House, elsewhere: Elsewhere, rules: Admission = RULES) -> SignedIn | Refusal:
    desk = federation(house, elsewhere, rules)
    began = begun(desk, house)
    return desk.finish(FinishFederatedSignIn(began.flow, began.state, "a code", credentials=True), house.visit())


def arn_of(answer: SignedIn | Refusal) -> str | Reason:
    if isinstance(answer, Refusal):
        return answer.reason
    assert answer.credentials is not None
    return answer.credentials.arn


def federated(action: str = "sts:AssumeRoleWithWebIdentity", who: str = PROVIDER, when: When | None = None) -> str:
    condition: dict[str, JsonValue] = {operator: {**keys} for operator, keys in (when or {}).items()}
    statement: dict[str, JsonValue] = {"Effect": "Allow", "Action": action, "Principal": {"Federated": who}}
    return document({**statement, "Condition": condition})


def role(house: House, name: str, trusted: str) -> None:
    house.call(principals.CREATE_ROLE, principals.CreateRole(name, trusted), OWNER)


@pytest.mark.requirement("IAM-003", "IAM-010")
def test_the_claim_names_an_existing_user_in_any_case(house: House, elsewhere: Elsewhere) -> None:
    house.user("Ada", READ_ONLY.arn)
    answer = signed_in(house, elsewhere)
    assert arn_of(answer) == "arn:aws:iam::123456789012:user/Ada"
    assert isinstance(answer, SignedIn)
    assert answer.credentials is not None
    session = house.as_session(answer.credentials)
    house.call(LIST_SITES, ListSites(), session)
    assert session.mfa_at is None


def test_whom_nobody_knows_is_not_let_in_and_not_made(house: House, elsewhere: Elsewhere) -> None:
    assert arn_of(signed_in(house, elsewhere)) is Reason.FEDERATION_UNKNOWN
    record = house.trail.records[-1]
    assert (record.operation.acts_as, record.envelope.caller.name) == ("ConsoleLogin", HIDDEN)
    assert record.refusal is not None
    assert house.refused(OWNER, principals.GET_USER, principals.OfUser("ada")) is Reason.NOT_FOUND


def test_the_owner_never_signs_in_elsewhere(house: House, elsewhere: Elsewhere) -> None:
    elsewhere.said = {"preferred_username": "owner@example.org"}
    assert arn_of(signed_in(house, elsewhere)) is Reason.FEDERATION_UNKNOWN


@pytest.mark.requirement("IAM-004", "IAM-019")
def test_a_group_stands_for_the_first_role_that_trusts_the_provider(house: House, elsewhere: Elsewhere) -> None:
    elsewhere.said = {"preferred_username": "Ada Lovelace", "groups": ["admins", "guards"]}
    role(house, "Night", trust("arn:aws:iam::123456789012:user/ada"))
    role(house, "Admins", federated())
    assert arn_of(signed_in(house, elsewhere)) == "arn:aws:sts::123456789012:assumed-role/Admins/Ada-Lovelace"


def entered(house: House, elsewhere: Elsewhere, name: str) -> ConsoleSession:
    """At the console, by the role of the guards."""
    elsewhere.said = {"preferred_username": name, "groups": ["guards"]}
    desk = federation(house, elsewhere)
    began = begun(desk, house)
    answer = desk.finish(FinishFederatedSignIn(began.flow, began.state, "a code"), house.visit())
    assert isinstance(answer, SignedIn), answer
    assert answer.session is not None
    return answer.session


def speaks(house: House, session: ConsoleSession) -> Caller | None:
    with house.store.reading() as reading:
        known = known_session(reading, session.token, house.now)
        return None if known is None else speaker(reading, REALM, known, house.now)


def test_people_who_share_a_role_do_not_sign_each_other_out(house: House, elsewhere: Elsewhere) -> None:
    role(house, "Night", federated())
    others = [entered(house, elsewhere, f"guard-{number}") for number in range(MOST)]
    mine = entered(house, elsewhere, "ada")
    assert all(speaks(house, each) for each in others), "each has sessions of his own to be counted"
    caller = speaks(house, mine)
    assert caller is not None
    ended = house.performer.perform(CONSOLE_HANDLERS[END_SESSIONS.name], EndSessions(), house.envelope(caller))
    assert ended == SessionsEnded()
    assert speaks(house, mine) is None
    assert all(speaks(house, each) for each in others)
    house.pass_time(timedelta(seconds=1))
    house.call(credentials.REVOKE_ROLE_SESSIONS, principals.OfRole("Night"), OWNER)
    assert not any(speaks(house, each) for each in others)


@pytest.mark.parametrize(
    ("trusted", "lent"),
    [
        (federated(), True),
        (federated(when={"StringEquals": {"login.example.org/house:aud": "thenar"}}), True),
        (federated(when={"StringEquals": {"login.example.org/house:aud": "another"}}), False),
        (federated(when={"StringEquals": {"login.example.org/house:sub": "17"}}), True),
        (federated(when={"StringEquals": {"login.example.org/house:sub": "18"}}), False),
        (federated(when={"ForAnyValue:StringEquals": {"login.example.org/house:amr": "mfa"}}), False),
        (federated(who=PROVIDER + "/other"), False),
        (federated(action="sts:AssumeRole"), False),
        (trust("123456789012"), False),
        (trust("arn:aws:iam::123456789012:root").replace("sts:AssumeRole", "sts:*"), False),
    ],
)
def test_a_role_is_lent_only_as_its_trust_policy_says(
    house: House, elsewhere: Elsewhere, trusted: str, lent: bool
) -> None:
    elsewhere.said = {"groups": ["guards"]}
    role(house, "Night", trusted)
    answer = arn_of(signed_in(house, elsewhere))
    assert answer == ("arn:aws:sts::123456789012:assumed-role/Night/17" if lent else Reason.FEDERATION_UNKNOWN)


def test_somebody_new_is_made_only_where_the_settings_say_so(house: House, elsewhere: Elsewhere) -> None:
    house.call(principals.CREATE_GROUP, principals.CreateGroup("Guests"), OWNER)
    rules = replace(RULES, new_users="Guests")
    assert arn_of(signed_in(house, elsewhere, rules)) == "arn:aws:iam::123456789012:user/ada"
    groups = house.call(principals.LIST_GROUPS_FOR_USER, principals.OfUser("ada"), OWNER)
    assert [group.group_name for group in groups.groups] == ["Guests"]
    assert arn_of(signed_in(house, elsewhere, rules)) == "arn:aws:iam::123456789012:user/ada", "and is there afterwards"
    elsewhere.said = {"preferred_username": "not a name"}
    assert arn_of(signed_in(house, elsewhere, rules)) is Reason.FEDERATION_UNKNOWN
    assert arn_of(signed_in(house, elsewhere, replace(RULES, new_users="Nowhere"))) is Reason.FEDERATION_UNKNOWN


def test_an_address_counts_once_the_provider_has_checked_it(house: House, elsewhere: Elsewhere) -> None:
    rules = replace(RULES, user_claim="email")
    house.user("ada@example.org")
    for verified, answer in ((True, "arn:aws:iam::123456789012:user/ada@example.org"), (False, None), ("true", None)):
        elsewhere.said = {"email": "ada@example.org", "email_verified": verified}
        assert arn_of(signed_in(house, elsewhere, rules)) == (answer or Reason.FEDERATION_UNKNOWN)


@pytest.mark.parametrize(("words", "shown"), [(["pwd", "otp"], True), (["pwd"], False), ("otp", True), (None, False)])
def test_a_second_factor_elsewhere_counts_where_the_settings_say_so(
    house: House, elsewhere: Elsewhere, words: JsonValue, shown: bool
) -> None:
    house.user("ada")
    elsewhere.said["amr"] = words
    answer = signed_in(house, elsewhere, replace(RULES, second_factors=("otp", "mfa")))
    assert isinstance(answer, SignedIn)
    assert answer.credentials is not None
    assert (house.as_session(answer.credentials).mfa_at is not None) is shown


def test_a_flow_counts_once_with_its_own_state_and_in_time(house: House, elsewhere: Elsewhere) -> None:
    house.user("ada")
    desk = federation(house, elsewhere)
    one, other = begun(desk, house), begun(desk, house)
    swapped = FinishFederatedSignIn(one.flow, other.state, "a code")
    assert desk.finish(swapped, house.visit()) == Refusal.of(Reason.FEDERATION_STALE)
    request = FinishFederatedSignIn(one.flow, one.state, "a code")
    assert isinstance(desk.finish(request, house.visit()), SignedIn)
    assert desk.finish(request, house.visit()) == Refusal.of(Reason.FEDERATION_STALE)
    house.pass_time(LASTS + timedelta(seconds=1))
    late = FinishFederatedSignIn(other.flow, other.state, "a code")
    assert desk.finish(late, house.visit()) == Refusal.of(Reason.FEDERATION_STALE)
    for flow in ("AAAA", "A" * 200, "%%%"):
        forged = FinishFederatedSignIn(flow, other.state, "a code")
        assert desk.finish(forged, house.visit()) == Refusal.of(Reason.FEDERATION_STALE)
    assert len(elsewhere.attempts) == 1, "the provider was asked for none of them"


def test_what_nobody_may_see_comes_back_as_it_was_drawn_and_is_not_in_the_flow(
    house: House, elsewhere: Elsewhere
) -> None:
    house.user("ada")
    desk = federation(house, elsewhere)
    began = begun(desk, house)
    desk.finish(FinishFederatedSignIn(began.flow, began.state, "a code"), house.visit())
    (attempt,) = elsewhere.attempts
    assert attempt.redirect == REDIRECT
    assert len({attempt.nonce, attempt.verifier, began.state}) == 3
    assert not any(secret in f"{began} {attempt}" for secret in (attempt.nonce, attempt.verifier))


@pytest.mark.parametrize(
    ("redirect", "taken"),
    [
        (REDIRECT, True),
        ("http://[::1]:49152/callback", True),
        ("https://thenar.test/back", True),
        ("https://thenar.test/back/", False),
        ("http://localhost:49152/callback", False),
        ("http://127.0.0.1:49152/elsewhere", False),
        ("http://127.0.0.1:49152@evil.test/callback", False),
        ("http://127.0.0.1.evil.test:80/callback", False),
        ("https://evil.test/callback", False),
    ],
)
def test_codes_are_brought_to_loopback_and_where_the_settings_say(
    house: House, elsewhere: Elsewhere, redirect: str, taken: bool
) -> None:
    answer = federation(house, elsewhere).begin(BeginFederatedSignIn(redirect), house.visit())
    assert isinstance(answer, FederatedSignIn) is taken


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (ProviderFault.UNREACHABLE, Reason.PROVIDER_UNREACHABLE),
        (ProviderFault.MISCONFIGURED, Reason.PROVIDER_UNREACHABLE),
        (ProviderFault.CODE_REFUSED, Reason.FEDERATION_STALE),
        (ProviderFault.NOT_BELIEVED, Reason.FEDERATION_NOT_BELIEVED),
    ],
)
def test_what_goes_wrong_there_is_refused_and_recorded_here(
    house: House, elsewhere: Elsewhere, fault: ProviderFault, reason: Reason
) -> None:
    house.user("ada")
    desk = federation(house, elsewhere)
    began = begun(desk, house)
    elsewhere.fault = fault
    refusal = desk.finish(FinishFederatedSignIn(began.flow, began.state, "a code"), house.visit())
    assert refusal == Refusal.of(reason)
    assert house.trail.records[-1].refusal == refusal
    assert "a code" not in str(house.trail.records[-1].request)


def test_nothing_works_before_the_first_run(empty: House, elsewhere: Elsewhere) -> None:
    assert arn_of(signed_in(empty, elsewhere)) is Reason.NOT_SET_UP


def test_whoever_signed_in_elsewhere_loses_his_session_like_everybody(house: House, elsewhere: Elsewhere) -> None:
    house.user("ada")
    answer = signed_in(house, elsewhere)
    assert isinstance(answer, SignedIn)
    house.pass_time(timedelta(seconds=1))
    house.call(credentials.REVOKE_SESSIONS, principals.OfUser("ada"), OWNER)
    assert answer.credentials is not None
    with pytest.raises(AssertionError):
        house.as_session(answer.credentials)
