"""The command that checks the audit."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.__main__ import main
from app.config.paths import State
from app.storage.control.store import SqlControlStore
from app.storage.control.trail_folder import TrailFolder
from app.storage.database import open_database
from app.storage.opening import open_store
from tests.app.services.control.filing import filer_of, fill
from tests.app.storage.control.test_trail import unguarded


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """Two hours of calls, filed."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    state = State(tmp_path, simulated=False)
    with open_store(state) as people:
        store = SqlControlStore(people)
        realm = store.realm()
        filer = filer_of(store, TrailFolder(state.folder / "audit"))
        fill(replace(filer, name=replace(filer.name, realm=realm)), (3, 2))
    return state


def said(state: State, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["verify-audit", "--data", str(state.data), *words])
    return status, capsys.readouterr().out


def test_a_sound_audit_is_called_sound(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    status, words = said(state, capsys)
    assert status == 0
    assert "5 records, 2 digests, 2 log files" in words


def test_the_first_broken_record_is_named(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_database(state.database)
    unguarded(engine, "UPDATE trail SET username = 'eve' WHERE number > 3")
    engine.dispose()
    status, words = said(state, capsys)
    assert status == 1
    assert "(record 4)" in words


def test_a_head_that_was_printed_is_found_again_and_another_is_not(
    state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    status, head = said(state, capsys, "--print-head")
    assert (status, head[:2]) == (0, "5:")
    assert said(state, capsys, "--head", head.strip())[0] == 0
    forged = head.strip()[:-4] + "0000"
    assert said(state, capsys, "--head", forged)[0] == 1


def test_a_head_that_is_none_is_refused(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-audit", "--data", str(state.data), "--head", "yesterday"]) == 2
    assert "TH-402" in capsys.readouterr().err
