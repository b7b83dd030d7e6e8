"""The first run at the machine: what is asked, what is shown once, and what counts afterwards."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pyotp
import pytest

from app.__main__ import main
from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.entrypoints.first_run import Person, first_run
from app.operations.sign_in import SignedIn
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import PROOFS, REALM
from tests.app.services.control.identity.house import House
from tests.app.services.still_clock import StillClock

EMAIL, PASSWORD = "owner@example.org", "a password of my own"


@dataclass
class Somebody:
    """Answers in order; a code is worked out from what was shown."""

    house: House
    answers: list[str]
    said: list[str] = field(default_factory=list)

    def ask(self, question: str) -> str:
        answer = self.answers.pop(0)
        if answer not in ("now", "next"):
            return answer
        secret = next(line for line in self.said if "authenticator app: " in line).split("app: ")[1].split("\n")[0]
        return pyotp.TOTP(secret).at(self.house.now + timedelta(seconds=30 if answer == "next" else 0))

    def runs(self) -> bool:
        person = Person(self.ask, self.ask, self.said.append)
        house = self.house
        return first_run(house.store, REALM, PROOFS, house.trail, StillClock(house.now), person)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield House(SqlControlStore(people))


@pytest.mark.requirement("ACCT-001", "ACCT-002", "ACCT-003", "SEC-002")
def test_the_owner_is_made_and_recovery_codes_are_printed(house: House) -> None:
    somebody = Somebody(house, [EMAIL, PASSWORD, PASSWORD, ""])
    assert somebody.runs()
    codes = [line for line in somebody.said if line.count("-") == 3]
    assert len(codes) == 10
    assert "Use the owner for what needs him, and nothing else" in somebody.said[-1]
    assert isinstance(house.sign_in(EMAIL, PASSWORD, owner=True), SignedIn)
    assert [record.operation.name for record in house.trail.records] == ["SetUp", "SignIn"]
    assert not any(secret in str(house.trail.records) for secret in (PASSWORD, EMAIL, codes[0].strip()))


@pytest.mark.requirement("ADMIN-002")
def test_an_app_that_shows_two_right_codes_counts_from_then_on(house: House) -> None:
    assert Somebody(house, [EMAIL, PASSWORD, PASSWORD, "now", "next"]).runs()
    answer = house.sign_in(EMAIL, PASSWORD, owner=True)
    assert isinstance(answer, SignedIn)
    assert answer.missing == "SECOND_FACTOR"


def test_an_app_that_shows_wrong_codes_does_not_lock_the_owner_out(house: House) -> None:
    assert Somebody(house, [EMAIL, PASSWORD, PASSWORD, "000000", "000000"]).runs()
    answer = house.sign_in(EMAIL, PASSWORD, owner=True)
    assert isinstance(answer, SignedIn)
    assert answer.credentials is not None


def test_it_happens_once(house: House) -> None:
    assert Somebody(house, [EMAIL, PASSWORD, PASSWORD, ""]).runs()
    again = Somebody(house, [])
    assert not again.runs()
    assert again.said == ["This installation has an owner."]


@pytest.mark.parametrize(("address", "password"), [("no address", PASSWORD), (EMAIL, "short"), (EMAIL, EMAIL)])
def test_answers_that_will_not_do_make_nobody_the_owner(house: House, address: str, password: str) -> None:
    assert not Somebody(house, [address, password, password]).runs()
    with house.store.reading() as reading:
        assert reading.principals.owner() is None


def test_a_mistyped_password_is_noticed(house: House) -> None:
    with pytest.raises(FaultError) as caught:
        Somebody(house, [EMAIL, PASSWORD, "another password"]).runs()
    assert caught.value.fault is Fault.INPUT_UNREADABLE


def test_the_command_takes_its_answers_from_standard_input_and_makes_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for expected, said in ((0, "recovery codes"), (1, "This installation has an owner.")):
        monkeypatch.setattr(sys, "stdin", StringIO(f"{EMAIL}\n{PASSWORD}\n{PASSWORD}\n\n"))
        assert main(["init", "--data", str(tmp_path)]) == expected
        assert said in capsys.readouterr().out
