"""What is remembered of callers: never longer than it is true, and worth its while."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.domain.principals import PrincipalId
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations.refusals import Reason
from app.operations.sites import LIST_SITES, ListSites
from app.policy.shipped import ADMINISTRATOR
from app.policy.variables import Context
from app.services.control.identity.authority import PolicyAuthority
from app.services.control.identity.remembered import Remembered
from tests.app.services.control.identity.house import OWNER, House, allow, document

ALL = document(allow("one:*"))


@dataclass
class Mark:
    word: str

    def found(self) -> str:
        return self.word

    def now(self) -> str:
        return self.word


@contextmanager
def tables_read() -> Iterator[list[str]]:
    """The tables that are read in the block."""
    asked: list[str] = []

    def note(*said: object) -> None:
        asked.extend(re.findall(r"FROM (\w+)", str(said[2])))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_what_is_remembered_counts_under_its_mark_alone() -> None:
    known: Remembered[str, int] = Remembered()
    answers = iter(range(9))
    asked = [known.get(Mark(word), "ada", lambda: next(answers)) for word in ("a", "a", "b", "b", "a")]
    assert asked == [0, 0, 1, 1, 2]


def test_who_called_longest_ago_is_forgotten_first() -> None:
    known: Remembered[str, str] = Remembered(2)
    for name in ("ada", "bob", "ada", "cyd"):
        known.get(Mark("a"), name, partial(str, name))
    assert [known.last(name) is not None for name in ("ada", "bob", "cyd")] == [True, False, True]


def test_a_call_of_somebody_known_asks_the_store_for_the_mark_and_no_policy(house: House) -> None:
    ada = house.user("ada", ADMINISTRATOR.arn)
    house.call(LIST_SITES, ListSites(), ada)
    with tables_read() as asked:
        house.call(LIST_SITES, ListSites(), ada)
    assert asked == ["rights_mark", "sites"]


def test_a_right_that_another_process_took_away_is_gone_with_the_next_call(house: House) -> None:
    """Two authorities over one store, as of two servers; each had remembered the right."""
    ada = house.user("ada", inline=allow("one:*"))
    one, other = house, House(house.store)
    for each in (one, other):
        each.call(LIST_SITES, ListSites(), ada)
    one.call(policies.DELETE_USER_POLICY, policies.OfUserPolicy("ada", "Inline"), OWNER)
    assert other.refused(ada, LIST_SITES, ListSites()) is Reason.ACCESS_DENIED
    other.call(policies.PUT_USER_POLICY, policies.PutUserPolicy("ada", "Inline", document(allow("one:*"))), OWNER)
    one.call(LIST_SITES, ListSites(), ada)
    other.call(principals.DELETE_USER, principals.OfUser("ada"), OWNER)
    assert one.refused(ada, LIST_SITES, ListSites()) is Reason.ACCESS_DENIED


def test_rights_that_were_taken_back_before_they_were_committed_are_not_remembered(house: House) -> None:
    ada, authority = house.user("ada"), PolicyAuthority()
    envelope = house.envelope(ada)
    with suppress(ZeroDivisionError), house.store.transaction() as transaction:
        transaction.rights.found()
        transaction.attachments.put_inline(PrincipalId(ada.principal), "Own", ALL)
        assert authority.decide(transaction, envelope, "one:CreateSite", "*", Context()).allowed
        raise ZeroDivisionError
    with house.store.transaction() as transaction:
        assert not authority.decide(transaction, envelope, "one:CreateSite", "*", Context()).allowed
