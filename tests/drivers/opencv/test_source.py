"""What `--camera` takes, and what it refuses."""

from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from drivers.opencv.source import Pictures, V4l2Device, VideoFile, parse_source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v4l2:0", V4l2Device("/dev/video0")),
        ("v4l2:12", V4l2Device("/dev/video12")),
        ("v4l2:/dev/v4l/by-id/usb-cam-index0", V4l2Device("/dev/v4l/by-id/usb-cam-index0")),
        ("v4l2:0?width=1280&height=720&fps=15", V4l2Device("/dev/video0", 1280, 720, 15.0)),
    ],
)
def test_a_device_is_named_by_number_or_path(text: str, expected: V4l2Device) -> None:
    assert parse_source(text) == expected


def test_a_folder_is_pictures_a_picture_is_itself_and_another_file_is_a_film(tmp_path: Path) -> None:
    film, picture = tmp_path / "visit.mp4", tmp_path / "Palm.JPG"
    film.touch()
    picture.touch()
    assert parse_source(str(tmp_path)) == Pictures(tmp_path)
    assert parse_source(f"{tmp_path}?hold=2.5&loop=no") == Pictures(tmp_path, 2.5, loop=False)
    assert parse_source(str(picture)) == Pictures(picture)
    assert parse_source(str(film)) == VideoFile(film)
    assert parse_source(f"{film}?loop=yes") == VideoFile(film, loop=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v4l2:",
        "v4l2:-1",
        "v4l2:0x1",
        "v4l2:\u0661",
        "v4l2:/etc/passwd",
        "v4l2:0?width=-5",
        "v4l2:0?width=99999",
        "v4l2:0?exposure=3",
        "v4l2:0?fps=nan",
        "/no/such/place",
        "http://camera/stream",
    ],
)
def test_anything_else_is_a_fault_of_the_settings(text: str) -> None:
    with pytest.raises(FaultError) as refusal:
        parse_source(text)
    assert refusal.value.fault is Fault.SETTINGS_INVALID


@pytest.mark.parametrize("options", ["loop=perhaps", "hold=1e9", "hold=-1", "fps=5", "width=3"])
def test_options_of_a_folder_are_checked(tmp_path: Path, options: str) -> None:
    with pytest.raises(FaultError):
        parse_source(f"{tmp_path}?{options}")
