"""A terminal whose customer key has gone: it says so by name, and admits nobody by palm."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.biometrics.gallery import Gallery
from app.config.paths import State
from app.domain.access import AttemptNumber, Grant
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.faults import Fault, FaultError
from app.domain.people import PersonId
from app.services.enrol import Candidate, enrol_person
from app.services.identify import identify
from app.services.load_gallery import keep_current, load_gallery, load_if_open
from app.services.logbook import Logbook
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.drawer import Drawer
from tests.app.services.palms import PROFILE, hands, palm, presented
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import RECEIPT

LOGBOOK = Logbook(StillClock(datetime(2026, 3, 1, 9, tzinfo=UTC)), TerminalId("lobby-1"), simulated=True)
ATTEMPT = AttemptNumber(7)
FAULTS = {"taken": Fault.CUSTOMER_KEY_REFUSED, "silent": Fault.CUSTOMER_KEY_UNREACHABLE}
MINUTE_S = 60.0


@pytest.fixture
def drawer() -> Drawer:
    return Drawer("one")


@pytest.fixture
def store(tmp_path: Path, drawer: Drawer) -> Iterator[SqlStore]:
    with open_store(State(tmp_path, True), customers=drawer, monotonic_s=drawer.monotonic_s) as store:
        store.vault.rewrap("one")
        yield store


@pytest.fixture
def gallery(store: SqlStore) -> Gallery:
    gallery = Gallery()
    load_gallery(store, gallery)
    return gallery


@pytest.fixture
def anna(store: SqlStore, gallery: Gallery) -> PersonId:
    person = enrol_person(store, gallery, Candidate(Badge(17, 1), RECEIPT, hands(1)), PROFILE, LOGBOOK)
    assert isinstance(person, str)
    return PersonId(person)


@pytest.mark.requirement("ENC-014")
@pytest.mark.parametrize("gone", FAULTS)
def test_nobody_is_admitted_by_palm_and_the_gallery_is_emptied(
    store: SqlStore, gallery: Gallery, anna: PersonId, drawer: Drawer, gone: str
) -> None:
    assert isinstance(identify(gallery, store, presented(palm(1)), ATTEMPT, PROFILE, LOGBOOK), Grant)
    getattr(drawer, gone).add("one")
    drawer.now_s += MINUTE_S
    with pytest.raises(FaultError) as caught:
        identify(gallery, store, presented(palm(1)), ATTEMPT, PROFILE, LOGBOOK)
    assert caught.value.fault is FAULTS[gone]
    assert gallery.people == frozenset()
    getattr(drawer, gone).clear()
    drawer.now_s += MINUTE_S
    keep_current(store, gallery)
    assert isinstance(identify(gallery, store, presented(palm(1)), ATTEMPT, PROFILE, LOGBOOK), Grant)


def test_nobody_enrols_meanwhile(store: SqlStore, gallery: Gallery, drawer: Drawer) -> None:
    drawer.taken.add("one")
    drawer.now_s += MINUTE_S
    with pytest.raises(FaultError) as caught:
        enrol_person(store, gallery, Candidate(Badge(17, 2), RECEIPT, hands(2)), PROFILE, LOGBOOK)
    assert caught.value.fault is Fault.CUSTOMER_KEY_REFUSED
    assert store.people() == frozenset()


def test_a_terminal_starts_without_the_key_and_is_filled_when_it_is_back(
    store: SqlStore, anna: PersonId, drawer: Drawer
) -> None:
    drawer.taken.add("one")
    drawer.now_s += MINUTE_S
    fresh = Gallery()
    load_if_open(store, fresh)
    with pytest.raises(FaultError):
        keep_current(store, fresh)
    drawer.taken.clear()
    drawer.now_s += MINUTE_S
    keep_current(store, fresh)
    assert fresh.people == {anna}


def test_a_person_can_be_deleted_for_ever_even_then(store: SqlStore, anna: PersonId, drawer: Drawer) -> None:
    drawer.taken.add("one")
    drawer.now_s += MINUTE_S
    with store.transaction() as transaction:
        assert transaction.delete_person(anna)
    drawer.taken.clear()
    drawer.now_s += MINUTE_S
    assert list(store.templates()) == []
