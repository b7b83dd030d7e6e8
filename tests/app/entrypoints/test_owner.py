"""`thenar owner`: what it asks, what it shows this once, and that the owner signs in with it afterwards."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from app.__main__ import main
from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.entrypoints.first_run import Person
from app.entrypoints.owner import way_back
from app.operations.refusals import Refusal
from app.operations.sign_in import SignedIn
from app.services.control.identity.owner import OwnersCounter
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import PROOFS, REALM
from tests.app.services.control.identity.house import OWNERS_EMAIL, House
from tests.app.services.still_clock import StillClock

ANOTHER = "another long password"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_store(State(tmp_path, simulated=True)) as people:
        house = House(SqlControlStore(people))
        house.set_up()
        yield house


def asked(house: House, what: str, *answers: str, temporary: bool = False) -> tuple[bool, list[str]]:
    """What came of it, and what was said."""
    said: list[str] = []
    left = iter(answers)
    person = Person(lambda question: next(left), lambda question: next(left), said.append)
    counter = OwnersCounter(house.store, REALM, PROOFS, house.trail, house.events)
    return way_back(counter, what, temporary, StillClock(house.now), person), said


def signs_in(house: House, password: str, **more: str) -> SignedIn:
    answer = house.sign_in(OWNERS_EMAIL, password, owner=True, **more)
    assert not isinstance(answer, Refusal), answer
    return answer


def test_another_password_is_asked_for_twice_and_counts(house: House) -> None:
    done, said = asked(house, "password", ANOTHER, ANOTHER)
    assert done
    assert ANOTHER not in " ".join(said)
    assert signs_in(house, ANOTHER).credentials is not None


def test_two_that_differ_change_nothing(house: House) -> None:
    with pytest.raises(FaultError) as caught:
        asked(house, "password", ANOTHER, "and yet another one")
    assert caught.value.fault is Fault.INPUT_UNREADABLE


def test_one_that_the_policy_does_not_take_is_refused_in_words(house: House) -> None:
    done, said = asked(house, "password", "short", "short")
    assert not done
    assert "12" in said[-1]


def test_a_temporary_one_is_shown_once_and_must_be_changed(house: House) -> None:
    done, said = asked(house, "password", temporary=True)
    assert done
    shown = said[0].split()[0]
    assert signs_in(house, shown).missing == "NEW_PASSWORD"
    assert signs_in(house, shown, new_password=ANOTHER).credentials is not None


def test_codes_are_printed_and_an_app_is_replaced(house: House) -> None:
    done, said = asked(house, "codes")
    assert done
    assert len([line for line in said if line.startswith("    ")]) == 10

    def codes() -> Iterator[str]:
        app = pyotp.TOTP(said_now[0].split("app: ")[1].split()[0])
        yield app.at(house.now)
        yield app.at(house.now + timedelta(seconds=30))

    said_now: list[str] = []
    answers = codes()
    person = Person(lambda question: next(answers), lambda question: "", said_now.append)
    counter = OwnersCounter(house.store, REALM, PROOFS, house.trail, house.events)
    assert way_back(counter, "app", False, StillClock(house.now), person)
    assert signs_in(house, "owner's long password").missing == "SECOND_FACTOR"


def test_without_an_owner_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["owner", "codes", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().out.strip()
