"""The command line: what it takes, what it refuses, how it exits."""

import os
import subprocess
import sys

import pytest

from app.__main__ import COMMANDS, EXIT_BROKEN_PIPE, EXIT_FAULT, main
from tests.architecture.sources import ROOT


def test_a_fault_is_its_code_and_its_remedy_on_stderr_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kiosk", "--camera", "/no/such/folder"]) == EXIT_FAULT == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("thenar: TH-401 ")
    assert said.err.count("\n") == 2
    assert "correct the settings" in said.err


@pytest.mark.parametrize("words", [[], ["open-sesame"], ["kiosk", "--open-sesame"], ["kiosk", "--mode", "sesame"]])
def test_unknown_words_are_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: thenar" in capsys.readouterr().err


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)


def test_a_reader_that_has_read_enough_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "app", "odds", "--people", "500"]
    ended = subprocess.run(words, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (EXIT_BROKEN_PIPE, "")
