"""What every store of the control plane must do, whichever engine is under it. A subclass brings the `store` fixture.

class TestSqliteControlStore(ControlStoreContract):
    @pytest.fixture
    def store(self, tmp_path): ...
"""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.sites import Address, Site, SiteId
from app.ports.control.answers import KeptAnswer
from app.ports.control.transaction import ControlStore

NINE = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
KEY = bytes(range(32))


def a_site(number: int = 1) -> Site:
    address = Address("1 Harbour Street", "Portsmouth", "PO1 3AX", "GB", address_line3="Gate ü")
    return Site(SiteId(f"Site{number:010}"), f"Site {number}", "", address, NINE, NINE)


def add_and_fail(store: ControlStore) -> None:
    with store.transaction() as transaction:
        transaction.sites.add(a_site())
        transaction.tags.put("site/x", {"floor": "2"})
        raise KeyboardInterrupt


def attempt_and_fail(store: ControlStore) -> None:
    with store.transaction() as transaction:
        transaction.sites.add(a_site(1))
        with suppress(KeyError), transaction.attempt():
            transaction.sites.add(a_site(2))
            raise KeyError
        with transaction.attempt():
            transaction.sites.add(a_site(3))


class ControlStoreContract:
    def test_a_site_comes_back_as_written(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
        with store.reading() as reading:
            assert reading.sites.get(a_site().id) == a_site()
            assert reading.sites.get(SiteId("nowherenowhere")) is None

    def test_a_changed_site_keeps_its_beginning(self, store: ControlStore) -> None:
        later = replace(a_site(), name="Branch", updated_at=NINE + timedelta(hours=1))
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
            assert transaction.sites.hold(later.id) == a_site()
            transaction.sites.change(later)
        with store.reading() as reading:
            assert reading.sites.get(later.id) == later

    def test_pages_follow_each_other(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            for number in (3, 1, 2):
                transaction.sites.add(a_site(number))
            assert transaction.sites.total() == 3
        with store.reading() as reading:
            first = reading.sites.page("", 2)
            assert first == [a_site(1), a_site(2)]
            assert reading.sites.page(first[-1].id, 2) == [a_site(3)]

    def test_a_removed_site_is_gone(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.sites.add(a_site(1))
            transaction.sites.add(a_site(2))
            transaction.sites.remove(a_site(1).id)
        with store.reading() as reading:
            assert reading.sites.page("", 9) == [a_site(2)]

    def test_tags_are_added_replaced_and_removed(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.tags.put("site/a", {"floor": "2", "owner": "facilities"})
            transaction.tags.put("site/b", {"floor": "9"})
            transaction.tags.put("site/a", {"floor": "3", "wing": ""})
            transaction.tags.remove("site/a", ["owner", "never"])
        with store.reading() as reading:
            assert reading.tags.of("site/a") == {"floor": "3", "wing": ""}
            assert reading.tags.of("site/b") == {"floor": "9"}
        with store.transaction() as transaction:
            transaction.tags.clear("site/a")
            assert transaction.tags.of("site/a") == {}
            assert transaction.tags.of("site/b") == {"floor": "9"}

    def test_an_answer_is_kept_for_its_time(self, store: ControlStore) -> None:
        kept, newer = KeptAnswer(b"d" * 32, b'{"a": 1}'), KeptAnswer(b"e" * 32, b"{}")
        with store.transaction() as transaction:
            transaction.kept_answers.keep(KEY, kept, NINE)
            assert transaction.kept_answers.find(KEY, NINE) == kept
            assert transaction.kept_answers.find(KEY, NINE + timedelta(seconds=1)) is None
            assert transaction.kept_answers.find(bytes(32), NINE) is None
            transaction.kept_answers.keep(KEY, newer, NINE + timedelta(hours=1))
            assert transaction.kept_answers.find(KEY, NINE) == newer
            assert transaction.kept_answers.forget(NINE + timedelta(hours=1)) == 0
            assert transaction.kept_answers.forget(NINE + timedelta(hours=2)) == 1
            assert transaction.kept_answers.find(KEY, NINE) is None

    def test_a_transaction_that_fails_leaves_nothing(self, store: ControlStore) -> None:
        with pytest.raises(KeyboardInterrupt):
            add_and_fail(store)
        with store.reading() as reading:
            assert reading.sites.page("", 9) == []
            assert reading.tags.of("site/x") == {}

    def test_an_attempt_that_fails_takes_only_its_own_with_it(self, store: ControlStore) -> None:
        attempt_and_fail(store)
        with store.reading() as reading:
            assert reading.sites.page("", 9) == [a_site(1), a_site(3)]

    def test_a_seal_opens_in_its_place_alone(self, store: ControlStore) -> None:
        with store.reading() as reading:
            seals = reading.seals
        sealed = seals.seal(b"words", "page", "here")
        assert b"words" not in sealed
        assert seals.open(sealed, "page", "here") == b"words"
        assert seals.open(sealed, "page", "there") is None
        assert seals.open(sealed, "sites", "here") is None
        assert seals.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "page", "here") is None
        assert seals.open(b"", "page", "here") is None
