"""What a store must do for people and authority, on whichever engine. A subclass brings the `store` fixture."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.caller import CallerKind
from app.domain.console_sessions import LONGEST, MOST_IDLE, NOTED, ConsoleSession
from app.domain.lockout import FORGOTTEN_AFTER, Attempts
from app.domain.password_policy import PasswordPolicy
from app.domain.principals import Owner, Principal, PrincipalId, PrincipalKind
from app.ports.control.credentials import AccessKey, Factor, FactorKind, StoredPassword
from app.ports.control.policies import Held, ManagedPolicy, PolicyVersion
from app.ports.control.transaction import ControlStore, Transaction

NINE = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
ADA = Principal(PrincipalId("AIDA00000000000000001"), PrincipalKind.USER, "Ada", NINE)
BOB = Principal(PrincipalId("AIDA00000000000000002"), PrincipalKind.USER, "bob", NINE)
ADMINS = Principal(PrincipalId("AGPA00000000000000001"), PrincipalKind.GROUP, "Admins", NINE)
NIGHT = Principal(
    PrincipalId("AROA00000000000000001"),
    PrincipalKind.ROLE,
    "Night",
    NINE,
    boundary="arn:aws:iam::123456789012:policy/Bounds",
    trust='{"Statement":[]}',
    description="by night",
    longest_session_s=7200,
    credentials_from=NINE,
)
POLICY = ManagedPolicy(
    "arn:aws:iam::123456789012:policy/Doors", "ANPA00000000000000001", "Doors", "all doors", 1, 2, NINE, NINE
)
KEY = AccessKey("AKIA0000000000000001", ADA.id, "a secret of forty characters and no more", True, NINE)
APP = Factor("totp-1", ADA.id, FactorKind.CODE, b"shared secret", b"", -1, False, NINE)


Change = tuple[str, Callable[[Transaction], object]]
CHANGES_OF_RIGHTS: tuple[Change, ...] = (
    ("owner", lambda it: it.principals.make_owner(Owner("owner@example.org", NINE))),
    ("password policy", lambda it: it.principals.set_password_policy(PasswordPolicy())),
    ("principal added", lambda it: it.principals.add(BOB)),
    ("principal changed", lambda it: it.principals.change(replace(ADA, credentials_from=NINE))),
    ("principal removed", lambda it: it.principals.remove(ADA.id)),
    ("member joined", lambda it: it.memberships.join(ADMINS.id, ADA.id)),
    ("member left", lambda it: it.memberships.leave(ADMINS.id, NIGHT.id)),
    ("policy added", lambda it: it.policies.add(replace(POLICY, arn=f"{POLICY.arn}2", name="Other"))),
    ("policy changed", lambda it: it.policies.change(replace(POLICY, default_version=2))),
    ("policy removed", lambda it: it.policies.remove(POLICY.arn)),
    ("version put", lambda it: it.policies.put_version(POLICY.arn, PolicyVersion(2, "{}", NINE))),
    ("version removed", lambda it: it.policies.remove_version(POLICY.arn, 1)),
    ("attached", lambda it: it.attachments.attach(ADA.id, POLICY.arn)),
    ("detached", lambda it: it.attachments.detach(NIGHT.id, POLICY.arn)),
    ("embedded", lambda it: it.attachments.put_inline(ADA.id, "Own", "{}")),
    ("no longer embedded", lambda it: it.attachments.remove_inline(NIGHT.id, "Own")),
    ("cleared", lambda it: it.attachments.clear(NIGHT.id)),
    ("key added", lambda it: it.access_keys.add(replace(KEY, id="AKIA0000000000000002"))),
    ("key switched", lambda it: it.access_keys.set_active(KEY.id, False)),
    ("key removed", lambda it: it.access_keys.remove(KEY.id)),
    ("secrets forgotten", lambda it: it.secrets.forget(ADA.id)),
    ("user tagged", lambda it: it.tags.put("iam/user/Ada", {"team": "night"})),
    ("role's tag removed", lambda it: it.tags.remove("iam/role/Night", ["team"])),
    ("role's tags cleared", lambda it: it.tags.clear("iam/role/Night")),
)
NO_CHANGES_OF_RIGHTS: tuple[Change, ...] = (
    ("key used", lambda it: it.access_keys.note_use(KEY.id, NINE, "one")),
    ("site tagged", lambda it: it.tags.put("site/abCdefG12hijkL", {"floor": "2"})),
    ("guess", lambda it: it.guesses.put_attempts(bytes(32), Attempts(1, NINE))),
)


def furnish(transaction: Transaction) -> None:
    """One of everything that can be changed."""
    for principal in (ADA, ADMINS, NIGHT):
        transaction.principals.add(principal)
    transaction.memberships.join(ADMINS.id, NIGHT.id)
    transaction.policies.add(POLICY)
    transaction.policies.put_version(POLICY.arn, PolicyVersion(1, "{}", NINE))
    transaction.attachments.attach(NIGHT.id, POLICY.arn)
    transaction.attachments.put_inline(NIGHT.id, "Own", "{}")
    transaction.access_keys.add(KEY)
    transaction.tags.put("iam/role/Night", {"team": "day"})


class AuthorityContract:
    @pytest.fixture
    def transaction(self, store: ControlStore) -> Iterator[Transaction]:
        with store.transaction() as transaction:
            yield transaction

    def test_there_is_no_owner_before_there_is_one(self, transaction: Transaction) -> None:
        assert transaction.principals.owner() is None
        owner = Owner("owner@example.org", NINE, "hq", NINE)
        transaction.principals.make_owner(owner)
        assert transaction.principals.owner() == owner
        transaction.principals.make_owner(replace(owner, alias=""))
        assert transaction.principals.owner() == replace(owner, alias="")

    def test_the_password_policy_is_the_usual_one_until_it_is_set(self, transaction: Transaction) -> None:
        assert transaction.principals.password_policy() == PasswordPolicy()
        policy = PasswordPolicy(20, True, True, True, True, True, 90, 24)
        transaction.principals.set_password_policy(policy)
        assert transaction.principals.password_policy() == policy

    @pytest.mark.parametrize("principal", [ADA, ADMINS, NIGHT])
    def test_a_principal_comes_back_as_written(self, transaction: Transaction, principal: Principal) -> None:
        assert transaction.principals.add(principal)
        assert transaction.principals.get(principal.kind, principal.name) == principal
        assert transaction.principals.by_id(principal.id) == principal
        changed = replace(principal, description="changed", boundary="arn:aws:iam::aws:policy/X")
        transaction.principals.change(changed)
        assert transaction.principals.by_id(principal.id) == changed
        transaction.principals.remove(principal.id)
        assert transaction.principals.by_id(principal.id) is None

    def test_a_name_is_one_in_any_case_and_keeps_its_own(self, transaction: Transaction) -> None:
        assert transaction.principals.add(ADA)
        assert not transaction.principals.add(replace(BOB, name="ADA"))
        assert transaction.principals.add(replace(ADMINS, name="ada")), "a group may be called as a user is"
        assert transaction.principals.get(PrincipalKind.USER, "ada") is None
        assert transaction.principals.find(PrincipalKind.USER, "aDA") == ADA
        assert transaction.principals.total(PrincipalKind.USER) == 1

    def test_a_refused_name_leaves_the_transaction_usable(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.principals.add(ADA)
            transaction.principals.add(replace(BOB, name="ADA"))
            transaction.principals.add(BOB)
        with store.reading() as transaction:
            assert transaction.principals.total(PrincipalKind.USER) == 2

    def test_pages_follow_the_names(self, transaction: Transaction) -> None:
        for number, name in enumerate(["carl", "Ada", "bob"]):
            transaction.principals.add(replace(ADA, id=PrincipalId(f"AIDA{number:017}"), name=name))
        page = transaction.principals.page(PrincipalKind.USER, "", 2)
        assert [each.name for each in page] == ["Ada", "bob"]
        assert [each.name for each in transaction.principals.page(PrincipalKind.USER, "bob", 2)] == ["carl"]

    def test_members_come_and_go(self, transaction: Transaction) -> None:
        for principal in (ADA, BOB, ADMINS):
            transaction.principals.add(principal)
        for user in (BOB, ADA, ADA):
            transaction.memberships.join(ADMINS.id, user.id)
        assert transaction.memberships.members_of(ADMINS.id) == [ADA, BOB]
        assert transaction.memberships.groups_of(ADA.id) == [ADMINS]
        assert transaction.memberships.leave(ADMINS.id, ADA.id)
        assert not transaction.memberships.leave(ADMINS.id, ADA.id)
        transaction.principals.remove(BOB.id)
        assert transaction.memberships.members_of(ADMINS.id) == []

    def test_policies_and_their_versions_come_back(self, transaction: Transaction) -> None:
        assert transaction.policies.add(POLICY)
        assert not transaction.policies.add(replace(POLICY, arn=POLICY.arn.upper(), name="DOORS"))
        for number in (1, 2, 3):
            transaction.policies.put_version(POLICY.arn, PolicyVersion(number, f"document {number}", NINE))
        transaction.policies.remove_version(POLICY.arn, 2)
        changed = replace(POLICY, default_version=3, next_version=4)
        transaction.policies.change(changed)
        assert transaction.policies.get(POLICY.arn) == changed
        assert [version.number for version in transaction.policies.versions(POLICY.arn)] == [3, 1]
        assert transaction.policies.page("", 5) == [changed]
        assert transaction.policies.page(POLICY.arn, 5) == []
        transaction.policies.remove(POLICY.arn)
        assert transaction.policies.versions(POLICY.arn) == []
        assert transaction.policies.total() == 0

    def test_what_is_attached_is_counted_and_goes_with_its_principal(self, transaction: Transaction) -> None:
        for principal in (ADA, NIGHT):
            transaction.principals.add(principal)
        for arn in ("arn:b", "arn:a", "arn:a"):
            transaction.attachments.attach(ADA.id, arn)
        assert transaction.attachments.attached_to(ADA.id) == ["arn:a", "arn:b"]
        assert [transaction.attachments.uses(arn) for arn in ("arn:a", NIGHT.boundary or "", "arn:c")] == [1, 1, 0]
        assert transaction.attachments.detach(ADA.id, "arn:b")
        assert not transaction.attachments.detach(ADA.id, "arn:b")
        transaction.attachments.put_inline(ADA.id, "Second", "two")
        transaction.attachments.put_inline(ADA.id, "First", "one")
        transaction.attachments.put_inline(ADA.id, "First", "one again")
        assert list(transaction.attachments.inline_of(ADA.id).items()) == [("First", "one again"), ("Second", "two")]
        assert transaction.attachments.remove_inline(ADA.id, "Second")
        assert not transaction.attachments.remove_inline(ADA.id, "Second")
        transaction.attachments.clear(ADA.id)
        assert not transaction.attachments.inline_of(ADA.id)
        assert not transaction.attachments.attached_to(ADA.id)
        transaction.attachments.attach(ADA.id, "arn:a")
        transaction.principals.remove(ADA.id)
        assert transaction.attachments.uses("arn:a") == 0

    def test_what_some_hold_together_is_theirs_and_nobody_elses(self, transaction: Transaction) -> None:
        for principal in (ADA, BOB, ADMINS):
            transaction.principals.add(principal)
            transaction.attachments.attach(principal.id, "arn:shared")
            transaction.attachments.attach(principal.id, f"arn:{principal.name}")
            transaction.attachments.put_inline(principal.id, "Own", principal.name)
        held = transaction.attachments.held_by([ADA.id, ADMINS.id])
        assert held.attached == tuple(sorted(["arn:shared", "arn:Ada", "arn:Admins"]))
        assert set(held.inline) == {("Own", "Ada"), ("Own", "Admins")}
        assert transaction.attachments.held_by([]) == Held((), ())

    def test_secrets_come_back_and_go_with_their_holder(self, transaction: Transaction) -> None:
        password = StoredPassword("$argon2id$new", ("$argon2id$old",), True, NINE)
        transaction.secrets.put_password(ADA.id, replace(password, must_change=False))
        transaction.secrets.put_password(ADA.id, password)
        assert transaction.secrets.password(ADA.id) == password
        transaction.secrets.put_factor(APP)
        transaction.secrets.put_factor(replace(APP, active=True, used=7))
        assert transaction.secrets.factors_of(ADA.id) == [replace(APP, active=True, used=7)]
        transaction.access_keys.add(KEY)
        transaction.secrets.put_recovery_codes(ADA.id, (b"a" * 32,))
        transaction.secrets.forget(ADA.id)
        assert transaction.secrets.password(ADA.id) is None
        assert transaction.secrets.factors_of(ADA.id) == []
        assert transaction.secrets.recovery_codes_left(ADA.id) == 0
        assert transaction.access_keys.get(KEY.id) is None

    def test_a_recovery_code_is_spent_once(self, transaction: Transaction) -> None:
        transaction.secrets.put_recovery_codes(ADA.id, (b"a" * 32, b"b" * 32))
        spent = [transaction.secrets.spend_recovery_code(ADA.id, each * 32) for each in (b"a", b"a", b"c")]
        assert spent == [True, False, False]
        assert not transaction.secrets.spend_recovery_code(BOB.id, b"b" * 32)
        assert transaction.secrets.recovery_codes_left(ADA.id) == 1
        transaction.secrets.put_recovery_codes(ADA.id, (b"d" * 32,))
        assert not transaction.secrets.spend_recovery_code(ADA.id, b"b" * 32)

    def test_access_keys_come_back_are_switched_and_noted(self, transaction: Transaction) -> None:
        transaction.access_keys.add(KEY)
        assert transaction.access_keys.get(KEY.id) == KEY
        transaction.access_keys.set_active(KEY.id, False)
        transaction.access_keys.note_use(KEY.id, NINE, "one")
        used = replace(KEY, active=False, used_at=NINE, used_for="one")
        assert transaction.access_keys.of(ADA.id) == [used]
        transaction.access_keys.remove(KEY.id)
        assert transaction.access_keys.of(ADA.id) == []

    @pytest.mark.parametrize("change", CHANGES_OF_RIGHTS, ids=lambda change: change[0])
    def test_every_change_of_rights_replaces_the_mark(self, store: ControlStore, change: Change) -> None:
        with store.transaction() as transaction:
            furnish(transaction)
        with store.transaction() as transaction:
            before = transaction.rights.found()
            change[1](transaction)
            assert transaction.rights.now() != before
            assert transaction.rights.found() == before
        with store.reading() as reading:
            assert reading.rights.found() != before

    @pytest.mark.parametrize("change", NO_CHANGES_OF_RIGHTS, ids=lambda change: change[0])
    def test_what_changes_nobodys_rights_leaves_the_mark(self, store: ControlStore, change: Change) -> None:
        with store.transaction() as transaction:
            furnish(transaction)
        with store.transaction() as transaction:
            before = transaction.rights.now()
            change[1](transaction)
            assert transaction.rights.now() == before

    def test_a_mark_that_was_taken_back_never_comes_again(self, store: ControlStore) -> None:
        marks: list[str] = []
        for _ in range(3):
            with suppress(ZeroDivisionError), store.transaction() as transaction:
                marks.append(transaction.rights.found())
                transaction.principals.add(ADA)
                marks.append(transaction.rights.now())
                raise ZeroDivisionError
        assert marks[0] == marks[2] == marks[4]
        assert len(set(marks)) == 4

    def test_what_was_spent_is_remembered_for_its_time(self, transaction: Transaction) -> None:
        what = b"w" * 32
        assert transaction.guesses.spend(what, NINE)
        assert not transaction.guesses.spend(what, NINE + timedelta(hours=1))
        assert transaction.guesses.spent_until(what) == NINE
        transaction.guesses.forget(NINE)
        assert not transaction.guesses.spend(what, NINE)
        transaction.guesses.forget(NINE + timedelta(seconds=1))
        assert transaction.guesses.spent_until(what) is None
        assert transaction.guesses.spend(what, NINE)

    def test_sessions_of_the_console_come_back_are_used_and_end(self, transaction: Transaction) -> None:
        sessions = transaction.console_sessions
        ada = ConsoleSession("a" * 64, ADA.id, CallerKind.USER, "", NINE, NINE, NINE + LONGEST, NINE)
        night = replace(ada, id="b" * 64, began_at=NINE + NOTED, role=NIGHT.id, mfa_at=None)
        bob = replace(ada, id="c" * 64, principal=BOB.id)
        guard = replace(ada, id="d" * 64, principal=NIGHT.id, kind=CallerKind.ROLE, name="guard")
        for session in (night, ada, bob, guard):
            sessions.add(session)
        assert sessions.of(NIGHT.id, "guard") == [guard]
        assert sessions.of(NIGHT.id, "another") == sessions.of(NIGHT.id) == []
        assert [sessions.get(each.id) for each in (ada, night)] == [ada, night]
        assert sessions.of(ADA.id) == [ada, night]
        sessions.note_use(ada.id, NINE + NOTED)
        assert sessions.get(ada.id) == replace(ada, used_at=NINE + NOTED)
        sessions.end_of(NIGHT.id)
        assert sessions.get(night.id) is None
        assert sessions.get(guard.id) is None
        sessions.end_of(ADA.id)
        assert sessions.of(ADA.id) == []
        sessions.end(bob.id)
        assert sessions.get(bob.id) is None

    def test_sessions_that_are_over_are_forgotten(self, transaction: Transaction) -> None:
        idle = ConsoleSession("a" * 64, ADA.id, CallerKind.USER, "", NINE, NINE, NINE + LONGEST)
        busy = replace(idle, id="b" * 64, used_at=NINE + NOTED)
        ended = replace(busy, id="c" * 64, ends_at=NINE + MOST_IDLE)
        for session in (idle, busy, ended):
            transaction.console_sessions.add(session)
        transaction.console_sessions.forget(NINE + MOST_IDLE)
        assert transaction.console_sessions.of(ADA.id) == [busy]

    def test_attempts_are_remembered_and_forgotten(self, transaction: Transaction) -> None:
        name = b"n" * 32
        assert transaction.guesses.attempts(name) == Attempts()
        transaction.guesses.put_attempts(name, Attempts(3, NINE))
        assert transaction.guesses.attempts(name) == Attempts(3, NINE)
        transaction.guesses.forget(NINE + FORGOTTEN_AFTER)
        assert transaction.guesses.attempts(name) == Attempts(3, NINE)
        transaction.guesses.forget(NINE + FORGOTTEN_AFTER + timedelta(seconds=1))
        assert transaction.guesses.attempts(name) == Attempts()

    def test_of_many_guesses_at_once_none_is_lost(self, store: ControlStore) -> None:
        def guess(_: int) -> bool:
            with store.transaction() as transaction:
                transaction.guesses.put_attempts(b"n" * 32, transaction.guesses.attempts(b"n" * 32).failed(NINE))
                return transaction.guesses.spend(b"w" * 32, NINE)

        with ThreadPoolExecutor(8) as pool:
            first = list(pool.map(guess, range(16)))
        with store.transaction() as transaction:
            assert transaction.guesses.attempts(b"n" * 32).failures == 16
        assert first.count(True) == 1
