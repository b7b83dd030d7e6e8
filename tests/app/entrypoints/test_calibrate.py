"""`thenar calibrate` on folders of drawn regions: what it prints is what the model's code holds."""

import argparse
import re
from pathlib import Path

import cv2
import pytest

from app.entrypoints import calibrate
from tests.app.biometrics.creases import again, palm

PEOPLE, PICTURES = 42, 4
NAMES = ("TAIL", "TAIL_OF_BOTH")


def run(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    calibrate.add_arguments(parser)
    return int(calibrate.main(parser.parse_args(words)))


def drawn(folder: Path, people: int, pictures: int) -> Path:
    for number in range(2 * people):
        place = folder / f"{number // 2:02d}_{('left', 'right')[number % 2]}"
        place.mkdir(parents=True)
        for view in range(2 * pictures):
            picture = again(palm(number), 100 * number + view)
            cv2.imwrite(str(place / f"s{view // pictures + 1}_{view}.png"), picture)
    return folder


def test_it_prints_the_tail_of_one_palm_and_of_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--regions", str(drawn(tmp_path / "palms", PEOPLE, PICTURES))]) == 0
    said = capsys.readouterr().out
    hands = 2 * PEOPLE
    assert f"palms: {hands} hands, {hands * (hands - 2) // 2:,} pairs, " in said
    assert "palms, a session's pictures together: " in said
    assert f"palms, both palms: {PEOPLE} hands, {PEOPLE * (PEOPLE - 1) // 2:,} pairs" in said
    one, both = (re.search(rf"^{name} = Tail\((0\.\d+), (0\.\d+)", said, re.MULTILINE) for name in NAMES)
    assert one is not None
    assert both is not None
    assert 0.25 < float(one[1]) < 0.45
    assert float(one[1]) < float(both[1])
    assert re.search(r"^  1:N up to 1,000: distance below 0\.\d{4} \(shipped 0\.\d{4}\)$", said, re.MULTILINE)


def test_a_set_too_small_for_a_tail_is_said_and_nothing_is_fitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--regions", str(drawn(tmp_path / "few", people=3, pictures=1))]) == 2
    said = capsys.readouterr()
    assert "500 are wanted" in said.err
    assert said.out == ""
