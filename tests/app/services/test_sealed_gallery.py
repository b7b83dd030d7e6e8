"""The second engine: the contract over every store, and what it does not keep."""

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from app.biometrics.gallery import SURVIVORS, Gallery
from app.biometrics.renewal import AnotherEpoch, Transform
from app.biometrics.template import parse
from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.ports.store import Store, StoredTemplate
from app.ports.transform import TransformKey
from app.services.load_gallery import admission, live_ring, load_gallery
from app.services.sealed_gallery import SealedGallery
from app.storage.opening import open_store
from tests.contracts.palm_search_contract import (
    PROFILE,
    Enrolled,
    PalmSearchContract,
    both_hands,
    crowd,
    person,
    sight,
)
from tests.peers.postgres import Postgres, quick_folder


def sealed(store: Store) -> SealedGallery:
    return SealedGallery(store.templates_of, admission(store), veil=live_ring(store).current.veil)


@pytest.fixture
def state() -> Iterator[State]:
    """In memory where there is room: a key file syncs at every person."""
    with TemporaryDirectory(dir=quick_folder()) as folder:
        yield State(Path(folder), simulated=True)


class TestGalleryInMemory(PalmSearchContract):
    @pytest.fixture
    def enrolled(self) -> Enrolled:
        return Enrolled(Gallery())


class TestOverSqlite(PalmSearchContract):
    @pytest.fixture
    def enrolled(self, state: State) -> Iterator[Enrolled]:
        with open_store(state) as store:
            yield Enrolled(sealed(store), store)


@pytest.mark.peer
class TestOverPostgresql(PalmSearchContract):
    @pytest.fixture
    def enrolled(self, state: State, postgres: Postgres) -> Iterator[Enrolled]:
        with open_store(state, database=postgres.new_database()) as store:
            yield Enrolled(sealed(store), store)


@pytest.fixture
def over_sqlite(state: State) -> Iterator[Enrolled]:
    with open_store(state) as store:
        yield Enrolled(sealed(store), store)


def test_whoever_was_deleted_elsewhere_is_nobody_at_once(over_sqlite: Enrolled) -> None:
    over_sqlite.enrol({person(n): both_hands(n) for n in range(2)})
    assert over_sqlite.store is not None
    with over_sqlite.store.transaction() as transaction:
        transaction.delete_person(person(1))
    assert over_sqlite.search.identify([sight(2, 2)], PROFILE).person is None
    assert over_sqlite.search.identify([sight(0, 2)], PROFILE).person == person(0)


def test_it_is_filled_from_the_store_as_the_gallery_is(over_sqlite: Enrolled) -> None:
    over_sqlite.enrol({person(n): both_hands(n) for n in range(3)})
    store = over_sqlite.store
    assert store is not None
    search, gallery = sealed(store), Gallery()
    assert load_gallery(store, search) == load_gallery(store, gallery) == 3
    probe = [sight(3, 2)]
    assert search.identify(probe, PROFILE) == gallery.identify(probe, PROFILE)


def nobody_is_recalled(people: object) -> list[StoredTemplate]:
    return []


def test_no_fine_bit_of_a_palm_is_kept() -> None:
    search = SealedGallery(nobody_is_recalled, parse)
    search.add(person(0), Hand.LEFT, crowd())
    arrays = [getattr(search._rows, each.name) for each in fields(search._rows)]
    kept = sum((array if array.base is None else array.base).nbytes for array in arrays)
    assert kept <= 256 * 2 * len(crowd())


def test_nothing_of_whoever_left_stays_in_memory() -> None:
    search = SealedGallery(nobody_is_recalled, parse)
    search.add(person(0), Hand.LEFT, [sight(0), sight(0, 1)])
    assert np.any(search._rows.align)
    search.remove(person(0))
    assert not np.any(search._rows.align)
    assert not np.any(search._rows.align_masks)


def test_only_those_who_align_best_are_recalled() -> None:
    asked: list[set[PersonId]] = []

    def recall(people: object) -> list[StoredTemplate]:
        assert isinstance(people, set)
        asked.append(people)
        return []

    search = SealedGallery(recall, parse)
    for number, code in enumerate(crowd()):
        search.add(person(100 + number), Hand.LEFT, [code])
    search.add(person(7), Hand.LEFT, [sight(14)])
    search.identify([sight(14, 2), sight(14, 3)], PROFILE)
    assert [len(people) for people in asked] == [SURVIVORS]
    assert person(7) in asked[0]


def test_a_template_that_cannot_be_read_is_a_fault_and_no_stranger() -> None:
    search = SealedGallery(lambda people: [StoredTemplate(person(0), Hand.LEFT, b"of another version")], parse)
    search.add(person(0), Hand.LEFT, [sight(0)])
    with pytest.raises(FaultError) as caught:
        search.identify([sight(0, 2)], PROFILE)
    assert caught.value.fault is Fault.STORE_UNREADABLE


def test_answers_under_a_veil_are_those_without() -> None:
    key = Transform(TransformKey(1, bytes(range(32))))
    record = [
        StoredTemplate(person(n), hand, key.protect(code, bytes([n, view, hand is Hand.LEFT]).ljust(16)))
        for n in range(3)
        for hand, codes in both_hands(n).items()
        for view, code in enumerate(codes)
    ]
    veiled = SealedGallery(lambda people: [each for each in record if each.person in people], key.admit, veil=key.veil)
    plain = Gallery()
    for n in range(3):
        for hand, codes in both_hands(n).items():
            plain.add(person(n), hand, codes)
    for each in record:
        veiled.add(each.person, each.hand, [key.admit(each.template)])
    assert veiled.epoch == 1
    assert veiled.identify([sight(3, 2)], PROFILE) == plain.identify([sight(3, 2)], PROFILE)
    assert veiled.identify([sight(3, 2)], PROFILE).person == person(1)


def test_a_refill_that_fails_changes_nothing_and_one_that_does_not_replaces_all() -> None:
    key = Transform(TransformKey(1, bytes(32)))
    search = SealedGallery(nobody_is_recalled, parse)
    search.add(person(0), Hand.LEFT, [sight(0)])
    foreign = replace(sight(0), epoch=9)
    with pytest.raises(AnotherEpoch):
        search.refill(key.veil, [(person(1), Hand.LEFT, [foreign])])
    assert (search.templates, search.epoch) == (1, 0)
    search.refill(key.veil, [(person(1), Hand.RIGHT, [sight(1), sight(1, 1)])])
    assert (search.templates, search.palms, search.epoch) == (2, 1, 1)
    assert not len(search._rows.blocks)
