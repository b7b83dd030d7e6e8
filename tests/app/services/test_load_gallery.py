"""A gallery keeps step with its store, whoever writes to it: two terminals on one store are two processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.biometrics.gallery import Gallery
from app.config.paths import State
from app.domain.badges import Badge
from app.domain.people import Hand, PersonId
from app.flows.events import Refusal
from app.services.delete_person import DeletionReason, delete_person
from app.services.enrol import Candidate, enrol_person
from app.services.load_gallery import keep_current, load_gallery
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.services.palms import PROFILE, hands, palm
from tests.app.services.test_enrol import LOGBOOK
from tests.contracts.store_contract import RECEIPT

ANNA = Candidate(Badge(17, 1), RECEIPT, hands(1))


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[SqlStore, SqlStore]]:
    state = State(tmp_path, simulated=True)
    with open_store(state) as here, open_store(state) as there:
        yield here, there


def filled(store: SqlStore) -> Gallery:
    gallery = Gallery()
    load_gallery(store, gallery)
    return gallery


def enrolled(store: SqlStore, gallery: Gallery) -> PersonId:
    person = enrol_person(store, gallery, ANNA, PROFILE, LOGBOOK)
    assert not isinstance(person, Refusal)
    return person


@pytest.mark.requirement("EU-010")
def test_who_was_deleted_elsewhere_is_forgotten_here_and_may_enrol_again(stores: tuple[SqlStore, SqlStore]) -> None:
    here, there = stores
    gallery = filled(here)
    person = enrolled(here, gallery)
    delete_person(there, filled(there), person, DeletionReason.REQUESTED, LOGBOOK)
    keep_current(here, gallery)
    assert gallery.people == frozenset()
    assert enrolled(here, gallery) != person


@pytest.mark.requirement("ENT-001")
def test_who_was_enrolled_elsewhere_is_known_here(stores: tuple[SqlStore, SqlStore]) -> None:
    here, there = stores
    gallery = filled(there)
    person = enrolled(here, filled(here))
    keep_current(there, gallery)
    assert gallery.identify([palm(1, Hand.LEFT, sight=9)], PROFILE).person == person
    again = Candidate(Badge(17, 2), RECEIPT, hands(1))
    assert enrol_person(there, gallery, again, PROFILE, LOGBOOK) is Refusal.PALM_ALREADY_ENROLLED


def test_a_gallery_that_is_current_is_left_as_it_is(stores: tuple[SqlStore, SqlStore]) -> None:
    here, _ = stores
    gallery = filled(here)
    person = enrolled(here, gallery)
    before = gallery.templates
    keep_current(here, gallery)
    assert (gallery.people, gallery.templates) == (frozenset({person}), before)
