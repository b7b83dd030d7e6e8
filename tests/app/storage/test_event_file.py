"""Events as lines of a file."""

import json
from pathlib import Path

import pytest

from app.domain.destinations import EventFile
from app.domain.retries import Delivered, DeliveryFault, Unavailable
from app.storage.event_file import KEPT_FILES, FileCarrier
from tests.app.letters import letter, letters

DOORS = EventFile("doors")


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def test_a_line_is_an_envelope_and_the_file_is_ours_alone(tmp_path: Path) -> None:
    folder = tmp_path / "events"
    assert FileCarrier(folder).carry(DOORS, "", letters(2)) == [Delivered()] * 2
    assert FileCarrier(folder).carry(DOORS, "", [letter(3)]) == [Delivered()]
    assert lines(folder / "doors.jsonl") == [letter(number).text for number in (1, 2, 3)]
    assert (folder / "doors.jsonl").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("left", [b'{"id":"half', b"x" * 10_000])
def test_what_a_power_cut_left_half_is_cut_off(tmp_path: Path, left: bytes) -> None:
    carrier = FileCarrier(tmp_path)
    carrier.carry(DOORS, "", letters(2))
    with (tmp_path / "doors.jsonl").open("ab") as file:
        file.write(left)
    carrier.carry(DOORS, "", [letter(3)])
    assert [json.loads(line)["id"][:8] for line in lines(tmp_path / "doors.jsonl")] == [
        "00000001",
        "00000002",
        "00000003",
    ]


def test_a_full_file_makes_room_and_the_oldest_go(tmp_path: Path) -> None:
    carrier = FileCarrier(tmp_path, full_bytes=len(letter().text) * 2)
    for number in range(1, 2 * (KEPT_FILES + 3) + 2):
        carrier.carry(DOORS, "", [letter(number)])
    turned = sorted(path.name for path in tmp_path.glob("doors.*.jsonl"))
    assert turned == [f"doors.{number:06}.jsonl" for number in range(4, KEPT_FILES + 4)]
    assert [json.loads(line)["id"][:8] for line in lines(tmp_path / "doors.000004.jsonl")] == ["00000007", "00000008"]
    assert len(lines(tmp_path / "doors.jsonl")) == 1


def test_two_files_do_not_turn_each_other(tmp_path: Path) -> None:
    carrier = FileCarrier(tmp_path, full_bytes=1)
    carrier.carry(EventFile("doors"), "", [letter(1)])
    carrier.carry(EventFile("doors-2"), "", [letter(2)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["doors-2.000001.jsonl", "doors.000001.jsonl"]


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    folder = tmp_path / "events"
    folder.mkdir()
    (folder / "doors.jsonl").symlink_to(victim)
    assert FileCarrier(folder).carry(DOORS, "", letters(1)) == [Unavailable(DeliveryFault.STORE_FAILED)]
    assert victim.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = FileCarrier(tmp_path / "file" / "events").carry(DOORS, "", letters(1))
    assert outcome == [Unavailable(DeliveryFault.STORE_FAILED)]
