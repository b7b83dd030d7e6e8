"""The performance card of a folder of drawn regions: page, figures, manual, and what `thenar odds` reads from it."""

import argparse
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cv2
import pytest

from app.biometrics.profiles import IDENTIFY
from app.domain.faults import FaultError
from app.entrypoints import benchmark, card_synthetic, odds
from app.entrypoints.reading import listed
from tests.app.biometrics.creases import again, palm

HANDS = 6
NAMES = ("s1_tone3_light1.png", "s2_tone3_light2.png")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `card.json`, `card.html` and the manual's page, of three people with two hands."""
    folder = tmp_path_factory.mktemp("card")
    for number in range(HANDS):
        place = folder / "palms" / f"{number // 2:02d}_{('left', 'right')[number % 2]}"
        place.mkdir(parents=True)
        for view, name in enumerate(NAMES):
            cv2.imwrite(
                str(place / name.replace("tone3", f"tone{3 + number // 4}")), again(palm(number), 9 * number + view)
            )
    (folder / "palms" / "00_left" / "s2_tone3_light2_b.png").write_bytes(b"no picture")
    said = "Six <invented> palms & no hand."
    words = [str(folder / "palms"), "--kind", "regions", "--data", said, "--json", str(folder / "card.json")]
    words += ["--report", str(folder / "card.html"), "--manual", str(folder / "manual")]
    assert run(benchmark, words) == 0
    return folder


def run(command: Any, words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return int(command.main(parser.parse_args(words)))


@pytest.fixture(scope="module")
def figures(made: Path) -> dict[str, Any]:
    return dict(json.loads((made / "card.json").read_text()))


class Words(HTMLParser):
    """The text of a page, its elements' addresses, and whether what is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [str(value) for name, value in attrs if name in ("src", "href", "srcset", "data")]
        if tag not in ("meta", "path", "rect", "polyline", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_is_one_file_that_fetches_nothing_and_closes_what_it_opens(made: Path) -> None:
    page = (made / "card.html").read_text()
    read = Words(page)
    assert read.open == []
    assert read.addresses == []
    assert "url(" not in page
    assert "@import" not in page
    assert page.count("<svg") == 2


def test_what_was_said_of_the_data_is_shown_as_text(made: Path) -> None:
    assert "Six <invented> palms & no hand." in "".join(Words((made / "card.html").read_text()).text)


def test_no_error_is_shown_as_a_bound_and_never_as_nought_alone(made: Path, figures: dict[str, Any]) -> None:
    words = "".join(Words((made / "card.html").read_text()).text)
    for row in figures["profiles"]:
        assert row["false_match"]["errors"] == 0
        assert row["false_match"]["rate"] is None
        assert row["false_match"]["high"] > 0.1
    assert re.search(r"0 of 24: ≤ \d+ %", words)
    assert not re.search(r"0 of 24: 0 %", words)


def test_hands_of_one_person_are_not_compared(figures: dict[str, Any]) -> None:
    assert figures["hands"] == HANDS
    assert figures["genuine"] == HANDS
    assert figures["impostor"] == HANDS * (HANDS - 2)


def test_light_and_tone_are_told_apart_by_the_parts_of_the_names(made: Path, figures: dict[str, Any]) -> None:
    rows = {row["label"]: row for row in figures["by_label"]}
    assert set(rows) == {"light1", "light2", "tone3", "tone4"}
    assert (rows["light2"]["images"], rows["light2"]["refused"]) == (7, 1)
    assert rows["tone4"]["false_non_match"]["comparisons"] == 2
    assert rows["light1"]["false_non_match"]["comparisons"] == 0
    labels = [one.labels for one in listed(made / "palms")]
    assert labels.count(("tone3", "light1")) == 4
    assert labels.count(("tone4", "light2")) == 2


def test_drawn_people_have_two_hands_two_sessions_and_no_light_twice(tmp_path: Path) -> None:
    card_synthetic.rendered(tmp_path, people=1)
    drawn = list(listed(tmp_path))
    assert {one.person for one in drawn} == {0}
    for hand in (0, 1):
        taken = [(one.session, *one.labels) for one in drawn if one.hand == hand]
        assert taken == [
            (1, "tone01", "light1"),
            (1, "tone01", "light2"),
            (2, "tone01", "light3"),
            (2, "tone01", "light4"),
        ]
    first = cv2.imread(str(drawn[0].path))
    assert first is not None
    assert first.shape == (480, 640, 3)


def test_the_cards_data_versions_and_hashes_are_named(figures: dict[str, Any]) -> None:
    made_with = figures["made_with"]
    assert {"numpy", "numba", "opencv-contrib-python", "mediapipe", "Python", "processor", "date"} <= set(made_with)
    for name in ("recognition's source, SHA-256", "landmark model, SHA-256", "pictures, SHA-256"):
        assert re.fullmatch(r"[0-9a-f]{64}", made_with[name])


def test_the_pictures_hash_changes_with_any_picture(made: Path, tmp_path: Path, figures: dict[str, Any]) -> None:
    other = tmp_path / "palms"
    (other / "00_left").mkdir(parents=True)
    cv2.imwrite(str(other / "00_left" / "s1_a.png"), palm(0))
    assert run(benchmark, [str(other), "--kind", "regions", "--json", str(tmp_path / "card.json")]) == 0
    alone = json.loads((tmp_path / "card.json").read_text())
    assert alone["made_with"]["pictures, SHA-256"] != figures["made_with"]["pictures, SHA-256"]


def test_the_manuals_page_shows_its_pictures_beside_it(made: Path) -> None:
    page = (made / "manual" / "accuracy.md").read_text()
    assert page.startswith("<!-- Generated by `thenar benchmark DIR`;")
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", page)
    assert len(shown) == 2
    for name in shown:
        assert (made / "manual" / name).read_text().startswith("<svg")
    columns = {line.count("|") for line in page.splitlines() if line.startswith("| cause")}
    assert columns == {3}


def test_odds_are_read_from_a_card(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(odds, ["--people", "400", "--tries-a-day", "30", "--card", str(made / "card.json")]) == 0
    said = capsys.readouterr().out
    assert "By the card's own images:" in said
    assert "at 30 tries a day" in said
    assert "it leaves open up to" in said
    rates = odds.read_card(made / "card.json").of(IDENTIFY[0])
    assert rates.false_match.value is None
    assert rates.false_non_match.value is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"profiles": [{"name": "1:1", "threshold": 0.1}]}'])
def test_a_file_that_is_no_card_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "card.json"
    path.write_text(text)
    with pytest.raises(FaultError):
        odds.read_card(path)


def test_without_a_card_the_model_speaks_and_says_that_it_extrapolates(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(odds, ["--people", "500"]) == 0
    said = capsys.readouterr().out
    assert "1:N up to 1,000" in said
    assert "extrapolates here" in said
    assert "how many are asked to try again is not shown by this data" in said


@pytest.mark.parametrize("words", [["--people", "0"], ["--people", "900000"], ["--people", "5", "--profile", "2:1"]])
def test_a_site_without_a_profile_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(odds, words) == 2
    assert "thenar odds:" in capsys.readouterr().err
