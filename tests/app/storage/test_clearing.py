"""A terminal that is nobody's any more has nothing left of whom it knew."""

from pathlib import Path

import pytest

from app.config.paths import State
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.storage.clearing import clear_store
from app.storage.opening import open_store
from app.storage.shred import shred
from tests.contracts.store_contract import RECEIPT

PERSON = PersonId("a" * 32)
TEMPLATE = b"TEMPLATE" * 40


@pytest.fixture
def state(tmp_path: Path) -> State:
    """With a person in it."""
    state = State(tmp_path, simulated=True)
    with open_store(state) as store, store.transaction() as transaction:
        transaction.add_person(PERSON, Badge(17, 4242), RECEIPT)
        transaction.add_template(PERSON, Hand.LEFT, TEMPLATE, transaction.transform_key().epoch)
    return state


@pytest.mark.requirement("DIM-016")
def test_no_file_is_left_but_what_is_somebody_elses(state: State) -> None:
    (state.folder / "device").mkdir()
    (state.folder / "device" / "leaving").touch()
    clear_store(state, keep=("device",))
    assert [path.name for path in state.folder.rglob("*") if path.is_file()] == ["leaving"]
    clear_store(state, keep=("device",))


def test_what_is_left_when_it_is_cut_off_after_the_keys_opens_no_more(state: State) -> None:
    for path in state.keys.iterdir():
        shred(path)
    with pytest.raises(FaultError) as caught, open_store(state):
        pass
    assert caught.value.fault is Fault.KEY_MISSING
    clear_store(state)
    with open_store(state) as store:
        assert store.person_with(Badge(17, 4242)) is None
