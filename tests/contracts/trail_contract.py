"""What every store of the audit of calls must do. A subclass brings the `store` fixture."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from app.domain.audit_record import AuditedCall, CallError, record_text
from app.domain.caller import Caller, CallerKind
from app.ports.control.trail import Attribute, FiledDigest, Question, TrailLog

NINE = datetime(2026, 3, 1, 9, 0, 0, 123_456, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
ACCOUNT = "123456789012"
SITE = f"arn:aws:one:us-east-1:{ACCOUNT}:site/abCdefG12hijkL"
ADA = Caller(CallerKind.USER, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/ada", "AIDAADA", "ada", "AKIAADA")
BOB = Caller(CallerKind.USER, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/bob", "AIDABOB", "bob", "AKIABOB")


class TrailTransaction(Protocol):
    @property
    def trail(self) -> TrailLog: ...


class TrailStore(Protocol):
    def transaction(self) -> AbstractContextManager[TrailTransaction]: ...
    def reading(self) -> AbstractContextManager[TrailTransaction]: ...


def a_call(number: int = 1, action: str = "GetSite", caller: Caller = ADA) -> AuditedCall:
    return AuditedCall(
        f"{number:08}-0000-4000-8000-000000000000",
        f"{number:08}-1111-4000-8000-000000000000",
        NINE + timedelta(minutes=number),
        action,
        "us-east-1",
        ACCOUNT,
        caller,
        "192.0.2.7",
        "tests",
        read_only=action.startswith(("Get", "List")),
        resources=(SITE,),
    )


CALLS = [
    a_call(1, "CreateSite"),
    replace(a_call(2, "GetSite", BOB), error=CallError("AccessDenied", "no")),
    replace(a_call(3, "ListSites"), resources=()),
    replace(a_call(4, "DeleteSite", BOB), resources=(SITE, f"{SITE}x")),
]


def add(store: TrailStore, calls: Sequence[AuditedCall]) -> None:
    for call in calls:
        with store.transaction() as transaction:
            transaction.trail.append(call)


def leave_after_recording(store: TrailStore) -> None:
    with store.transaction() as transaction:
        transaction.trail.append(a_call(9))
        raise KeyboardInterrupt


class TrailContract:
    def test_a_call_comes_back_as_its_record(self, store: TrailStore) -> None:
        add(store, CALLS)
        with store.reading() as reading:
            found = reading.trail.find(Question(), 0, 9)
        assert [entry.text for entry in found] == [record_text(call) for call in CALLS[::-1]]
        newest = found[0]
        assert (newest.number, newest.username, newest.read_only) == (4, "bob", False)
        assert newest.resources == (SITE, f"{SITE}x")

    @pytest.mark.requirement("TRL-003", "TRL-006")
    @pytest.mark.parametrize(
        ("question", "numbers"),
        [
            (Question(), [4, 3, 2, 1]),
            (Question(attribute=Attribute.USERNAME, value="ada"), [3, 1]),
            (Question(attribute=Attribute.ACCESS_KEY_ID, value="AKIABOB"), [4, 2]),
            (Question(attribute=Attribute.EVENT_NAME, value="GetSite"), [2]),
            (Question(attribute=Attribute.EVENT_ID, value=CALLS[2].event_id), [3]),
            (Question(attribute=Attribute.RESOURCE_NAME, value=SITE), [4, 2, 1]),
            (Question(attribute=Attribute.READ_ONLY, value="true"), [3, 2]),
            (Question(attribute=Attribute.READ_ONLY, value="false"), [4, 1]),
            (Question(attribute=Attribute.USERNAME, value="eve"), []),
            (Question(start=CALLS[1].at), [4, 3, 2]),
            (Question(end=CALLS[1].at), [2, 1]),
            (Question(CALLS[1].at, CALLS[2].at, Attribute.USERNAME, "bob"), [2]),
        ],
    )
    def test_it_is_found_by_who_what_when_and_about_what(
        self, store: TrailStore, question: Question, numbers: list[int]
    ) -> None:
        add(store, CALLS)
        with store.reading() as reading:
            assert [entry.number for entry in reading.trail.find(question, 0, 9)] == numbers
            first = reading.trail.find(question, 0, 1)
            behind = reading.trail.find(question, first[0].number, 9) if first else []
        assert [entry.number for entry in (*first, *behind)] == numbers

    def test_a_call_whose_transaction_failed_left_no_record(self, store: TrailStore) -> None:
        with pytest.raises(KeyboardInterrupt):
            leave_after_recording(store)
        with store.reading() as reading:
            assert reading.trail.head().number == 0
            assert reading.trail.hash_of(0) == reading.trail.head().hash

    def test_records_of_many_writers_are_one_chain(self, store: TrailStore) -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda number: add(store, [a_call(number)]), range(40)))
        with store.reading() as reading:
            assert reading.trail.head().number == 40
            assert reading.trail.first_broken() is None
            assert [entry.number for entry in reading.trail.entries(11, 13)] == [11, 12, 13]

    def test_a_plan_stays_until_it_is_written_and_the_next_goes_on_behind_it(self, store: TrailStore) -> None:
        add(store, CALLS[:2])
        with store.transaction() as transaction:
            plan = transaction.trail.plan_digest(NINE, TEN)
        assert (plan.number, plan.start, plan.end, plan.first, plan.last) == (1, NINE, TEN, 1, 2)
        add(store, CALLS[2:])
        with store.transaction() as transaction:
            assert transaction.trail.plan_digest(TEN, TEN + timedelta(hours=1)) == plan
            assert transaction.trail.digests() == []
            filed = FiledDigest(plan, "key", "ab", "cd")
            assert transaction.trail.file_digest(filed)
            assert not transaction.trail.file_digest(filed), "somebody has said so before"
            assert transaction.trail.digests() == [filed]
            following = transaction.trail.plan_digest(NINE, TEN + timedelta(hours=3))
            assert (following.number, following.start, following.first, following.last) == (2, TEN, 3, 4)
            assert following.last_hash == transaction.trail.hash_of(4)
            assert transaction.trail.digests(1) == []
            transaction.trail.file_digest(FiledDigest(following, "key2", "ab", "cd"))
            quiet = transaction.trail.plan_digest(NINE, TEN + timedelta(hours=4))
            assert (quiet.first, quiet.last, quiet.last_hash) == (5, 4, following.last_hash)
