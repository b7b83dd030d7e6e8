"""`thenar explain` on drawn hands: one sentence, one sheet, and no traceback for a file that is no picture."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand
from app.entrypoints.assembly import finder
from app.entrypoints.explain import main, sheet, verdict
from drivers.simulated.palms import Pose, Side, draw


@pytest.fixture(scope="module")
def hands() -> Iterator[HandFinder]:
    with finder() as opened:
        yield opened


def test_a_palm_is_called_a_palm_and_its_code_is_drawn(hands: HandFinder) -> None:
    pixels = draw(1, Hand.LEFT)
    observation = observe(pixels, hands)
    assert verdict(observation) == "A left palm, good enough to compare."
    titles = [axes.get_title() for axes in sheet(pixels, observation).axes]
    assert "the code, one square a plane" in titles
    assert not any(title.endswith("none") for title in titles)


def test_a_back_of_a_hand_is_told_why_not(hands: HandFinder) -> None:
    pixels = draw(1, Hand.LEFT, Pose(side=Side.BACK))
    observation = observe(pixels, hands)
    assert "turn your hand over" in verdict(observation)
    assert "the code, one square a plane: none" in [axes.get_title() for axes in sheet(pixels, observation).axes]


def test_an_empty_frame_has_a_sheet_too(hands: HandFinder) -> None:
    pixels = np.full((120, 160, 3), 128, np.uint8)
    assert sheet(pixels, observe(pixels, hands)).axes


def test_a_file_that_is_no_picture_is_a_fault(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    for path in (broken, tmp_path / "missing.png"):
        with pytest.raises(FaultError) as caught:
            main(argparse.Namespace(image=path, out=tmp_path / "sheet.png"))
        assert caught.value.fault is Fault.INPUT_UNREADABLE
    assert not (tmp_path / "sheet.png").exists()


def test_a_folder_that_is_not_there_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(FaultError) as caught:
        main(argparse.Namespace(image=tmp_path / "missing.png", out=tmp_path / "nowhere" / "sheet.png"))
    assert caught.value.fault is Fault.SETTINGS_INVALID
