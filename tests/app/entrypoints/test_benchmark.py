"""The benchmark on a folder of drawn palms: what it counts, and what it refuses to say."""

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import pytest

from app.domain.faults import Fault, FaultError
from app.entrypoints import benchmark
from tests.app.biometrics.creases import again, palm


def measured(folder: Path, out: Path) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    benchmark.add_arguments(parser)
    words = [str(folder), "--kind", "regions", "--json", str(out), "--report", str(out.with_suffix(".html"))]
    assert benchmark.main(parser.parse_args(words)) == 0
    return dict(json.loads(out.read_text()))


def drawn(folder: Path, names: list[str], hands: int = 5) -> Path:
    for seed in range(hands):
        (folder / str(seed)).mkdir(parents=True)
        for view, name in enumerate(names):
            cv2.imwrite(str(folder / str(seed) / name), again(palm(seed), 10 * seed + view))
    return folder


def test_with_two_sessions_only_comparisons_across_them_count(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "palms", ["s1_a.png", "s1_b.png", "s2_a.png", "s2_b.png", "s2_c.png"])
    card = measured(folder, tmp_path / "card.json")
    assert (card["hands"], card["images"]) == (5, 25)
    assert (card["genuine"], card["impostor"]) == (5 * 2 * 3, 10 * 15 - 30)
    assert (card["fte"], card["eer"], card["rank1"]) == (0.0, 0.0, 1.0)
    assert card["fnmr_at_fmr"]["1e-5"] is None
    assert "1e-5" in card["fnmr_at_fmr_refused"]
    assert "<svg" in (tmp_path / "card.html").read_text()


def test_without_sessions_every_pair_counts_once(tmp_path: Path) -> None:
    card = measured(drawn(tmp_path / "palms", ["a.png", "b.png", "c.png"]), tmp_path / "card.json")
    assert (card["genuine"], card["impostor"]) == (5 * 3, 15 * 14 // 2 - 15)
    assert card["protocol"] == "all_pairs"
    assert card["rank1"] == 1.0


def test_what_cannot_be_read_counts_as_a_failure_with_its_cause(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "palms", ["a.png", "b.png"], hands=2)
    (folder / "0" / "broken.png").write_bytes(b"no picture")
    (folder / "0" / "notes.txt").write_text("not counted")
    card = measured(folder, tmp_path / "card.json")
    assert card["refusals"] == {"unreadable": 1}
    assert card["fta"] == pytest.approx(1 / 5)
    assert card["fta_ci"][0] < 1 / 5 < card["fta_ci"][1]
    assert card["fte"] == 0.0


def test_a_hand_without_any_template_failed_to_enrol(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "palms", ["a.png", "b.png"], hands=3)
    for name in ("a.png", "b.png"):
        (folder / "2" / name).write_bytes(b"no picture")
    card = measured(folder, tmp_path / "card.json")
    assert (card["hands"], card["fte"], card["fta"]) == (3, pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert card["fte_ci"][0] < 1 / 3 < card["fte_ci"][1] < 0.95


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    benchmark.add_arguments(parser)
    assert benchmark.main(parser.parse_args([str(tmp_path), "--kind", "regions", "--json", str(tmp_path / "o")])) == 2
    assert "No pictures" in capsys.readouterr().err


def test_a_folder_of_which_nothing_can_be_read_is_measured_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "palms"
    (folder / "1").mkdir(parents=True)
    (folder / "1" / "a.png").write_bytes(b"no picture")
    (folder / "1" / "gone.png").symlink_to(folder / "nowhere.png")
    card = measured(folder, tmp_path / "card.json")
    assert (card["fte"], card["refusals"]) == (1.0, {"unreadable": 2})
    assert (card["eer"], card["rank1"], card["d_prime"], card["ms_per_frame"]) == (None, None, None, None)


def test_hands_with_one_picture_each_have_impostors_and_no_rates(tmp_path: Path) -> None:
    card = measured(drawn(tmp_path / "palms", ["a.png"]), tmp_path / "card.json")
    assert (card["genuine"], card["impostor"], card["eer"]) == (0, 10, None)
    assert card["fnmr_at_fmr"]["1e-2"] is None


def test_the_same_picture_twice_leaves_figures_that_json_can_hold(tmp_path: Path) -> None:
    folder = tmp_path / "palms"
    for hand in ("1", "2"):
        (folder / hand).mkdir(parents=True)
        for name in ("a.png", "b.png"):
            cv2.imwrite(str(folder / hand / name), palm(int(hand)))

    def only_numbers(word: str) -> float:
        raise AssertionError(f"{word} is not JSON")

    measured(folder, tmp_path / "card.json")
    json.loads((tmp_path / "card.json").read_text(), parse_constant=only_numbers)


def test_a_place_for_the_figures_that_is_not_there_is_told_before_the_work(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    benchmark.add_arguments(parser)
    words = [str(tmp_path / "anything"), "--json", str(tmp_path / "nowhere" / "card.json")]
    with pytest.raises(FaultError) as told:
        benchmark.main(parser.parse_args(words))
    assert told.value.fault is Fault.SETTINGS_INVALID
