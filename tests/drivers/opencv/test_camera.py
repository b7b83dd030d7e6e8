"""Films and folders as cameras, with a clock that only moves when somebody waits."""

import struct
import zlib
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.faults import Fault, FaultError
from app.ports.camera import Frame
from drivers.opencv.camera import OpenCvCamera
from drivers.opencv.source import Pictures, Source, V4l2Device, VideoFile
from drivers.opencv.stills import read_still, size_px
from drivers.opencv.vision import cv2
from tests.contracts.camera_contract import CameraContract, CameraRig


class WaitingClock:
    def __init__(self) -> None:
        self.at_s = 50.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return self.at_s

    def sleep(self, seconds: float) -> None:
        self.at_s += seconds


def picture(path: Path, shade: int, size: tuple[int, int] = (24, 32)) -> None:
    """One shade of green, `size` being height and width."""
    pixels = np.zeros((*size, 3), np.uint8)
    pixels[..., 1] = shade
    assert cv2.imwrite(str(path), pixels)


def film(path: Path, shades: list[int], fps: float = 10.0) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (64, 48))
    for shade in shades:
        writer.write(np.full((48, 64, 3), shade, np.uint8))
    writer.release()


def move(source: Path, target: Path) -> None:
    source.rename(target)


def opened(source: Source) -> OpenCvCamera:
    camera = OpenCvCamera(source, WaitingClock())
    camera.open()
    return camera


def read(camera: OpenCvCamera) -> Frame:
    """The next frame, however many waits it takes."""
    for _ in range(20):
        if (frame := camera.read()) is not None:
            return frame
    raise AssertionError("no frame")


def green(frame: Frame) -> int:
    return int(frame.pixels[0, 0, 1])


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def test_each_picture_is_held_for_a_while_by_name_and_then_they_start_again(tmp_path: Path) -> None:
    for name, shade in (("b.png", 80), ("a.png", 40), ("c.PNG", 120)):
        picture(tmp_path / name, shade)
    camera = opened(Pictures(tmp_path, hold_s=0.2))
    frames = [read(camera) for _ in range(12)]
    assert [green(frame) for frame in frames] == [40] * 3 + [80] * 3 + [120] * 3 + [40] * 3
    assert [frame.number for frame in frames] == list(range(12))
    assert np.allclose(np.diff([frame.captured_at_s for frame in frames]), 1 / 15)
    assert frames[0].pixels.shape == (24, 32, 3)


def test_a_picture_is_held_for_a_second_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    for name, shade in (("a.png", 40), ("b.tif", 80), ("c.TIFF", 120)):
        picture(tmp_path / name, shade)
    camera = opened(Pictures(tmp_path))
    frames = [read(camera) for _ in range(45)]
    assert [green(frame) for frame in frames] == [40] * 15 + [80] * 15 + [120] * 15


def test_pictures_that_do_not_loop_stay_at_the_last(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 40)
    picture(tmp_path / "b.png", 80)
    camera = opened(Pictures(tmp_path, hold_s=0, loop=False))
    assert [green(read(camera)) for _ in range(4)] == [40, 80, 80, 80]


def test_folders_within_and_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "within.png").mkdir()
    picture(tmp_path / "within.png" / "x.png", 9)
    (tmp_path / "notes.txt").write_text("hello")
    picture(tmp_path / "a.png", 40)
    camera = opened(Pictures(tmp_path, hold_s=0))
    assert [green(read(camera)) for _ in range(2)] == [40, 40]
    assert camera.broken == 0


def test_broken_and_hostile_pictures_are_skipped_and_counted(tmp_path: Path) -> None:
    picture(tmp_path / "b.png", 80)
    picture(tmp_path / "cut.jpg", 80)
    cut = (tmp_path / "cut.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(cut[:10])
    (tmp_path / "a.jpg").write_bytes(b"not a picture")
    (tmp_path / "c.png").write_bytes(bomb(60_000, 60_000))
    (tmp_path / "d.bmp").write_bytes(b"")
    camera = opened(Pictures(tmp_path, hold_s=0, loop=False))
    assert [green(read(camera)) for _ in range(3)] == [80, 80, 80]
    assert camera.broken == 4


def test_a_folder_without_one_readable_picture_is_a_missing_camera(tmp_path: Path) -> None:
    with pytest.raises(FaultError) as empty:
        opened(Pictures(tmp_path))
    (tmp_path / "a.jpg").write_bytes(b"not a picture")
    with pytest.raises(FaultError) as broken:
        read(opened(Pictures(tmp_path)))
    assert [empty.value.fault, broken.value.fault] == [Fault.CAMERA_MISSING] * 2


def test_pictures_that_vanish_while_playing_are_a_missing_camera(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 40)
    camera = opened(Pictures(tmp_path, hold_s=0))
    read(camera)
    (tmp_path / "a.png").unlink()
    with pytest.raises(FaultError):
        read(camera)


def test_a_big_still_is_a_frame(tmp_path: Path) -> None:
    picture(tmp_path / "big.png", 40, size=(3000, 4000))
    assert read(opened(Pictures(tmp_path / "big.png"))).pixels.shape == (3000, 4000, 3)


def test_a_film_plays_at_its_pace_and_stays_at_its_last_frame(tmp_path: Path) -> None:
    film(tmp_path / "visit.avi", [20, 120, 220])
    camera = opened(VideoFile(tmp_path / "visit.avi"))
    frames = [read(camera) for _ in range(5)]
    assert [round(green(frame) / 100) for frame in frames] == [0, 1, 2, 2, 2]
    assert np.allclose(np.diff([frame.captured_at_s for frame in frames]), 0.1)
    camera.close()


def test_a_looping_film_starts_again(tmp_path: Path) -> None:
    film(tmp_path / "visit.avi", [20, 220])
    camera = opened(VideoFile(tmp_path / "visit.avi", loop=True))
    assert [round(green(read(camera)) / 100) for _ in range(4)] == [0, 2, 0, 2]
    camera.close()


def test_a_file_that_is_no_film_is_a_missing_camera(tmp_path: Path) -> None:
    (tmp_path / "visit.mp4").write_bytes(b"\0" * 1000)
    with pytest.raises(FaultError) as refusal:
        read(opened(VideoFile(tmp_path / "visit.mp4")))
    assert refusal.value.fault is Fault.CAMERA_MISSING


def test_films_and_pictures_are_said_to_be_recorded_and_a_device_is_not(tmp_path: Path) -> None:
    sources = (VideoFile(tmp_path / "film.avi"), Pictures(tmp_path), V4l2Device("/dev/video0"))
    assert [OpenCvCamera(source, WaitingClock()).recorded for source in sources] == [True, True, False]


def test_a_device_that_is_not_there_is_a_missing_camera() -> None:
    with pytest.raises(FaultError) as refusal:
        opened(V4l2Device("/dev/video987"))
    assert refusal.value.fault is Fault.CAMERA_MISSING


def test_a_frame_that_is_not_due_yet_is_none_after_a_fifth_of_a_second(tmp_path: Path) -> None:
    film(tmp_path / "slow.avi", [20, 120], fps=2.0)
    clock = WaitingClock()
    camera = OpenCvCamera(VideoFile(tmp_path / "slow.avi"), clock)
    camera.open()
    assert camera.read() is not None
    assert camera.read() is None
    assert clock.at_s == pytest.approx(50.2)
    camera.close()


def test_a_slow_reader_gets_no_burst_of_missed_frames(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 40)
    clock = WaitingClock()
    camera = OpenCvCamera(Pictures(tmp_path), clock)
    camera.open()
    camera.read()
    clock.at_s += 60
    moments = [read(camera).captured_at_s for _ in range(4)]
    assert moments[-1] - moments[0] > 0.13


def test_a_closed_camera_gives_nothing_and_closing_or_opening_twice_does_nothing(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 40)
    camera = opened(Pictures(tmp_path))
    camera.open()
    assert read(camera).number == 0
    camera.close()
    camera.close()
    assert camera.read() is None
    camera.open()
    assert read(camera).number == 1


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".tif"])
def test_the_size_is_known_without_decoding(tmp_path: Path, suffix: str) -> None:
    picture(tmp_path / f"a{suffix}", 40, size=(31, 77))
    assert size_px((tmp_path / f"a{suffix}").read_bytes()) == (77, 31)


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\0\x08\0\0\0"])
)
def test_no_bytes_make_the_size_reader_fail(rest: bytes, start: bytes) -> None:
    size = size_px(start + rest)
    assert size is None or min(size) >= 0


def test_a_picture_that_claims_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    (tmp_path / "bomb.png").write_bytes(bomb(30_000, 30_000))
    assert read_still(tmp_path / "bomb.png") is None


def tiff(*tags: tuple[int, int, int]) -> bytes:
    """Big endian, one directory of LONG values: (tag, count, value)."""
    entries = b"".join(struct.pack(">HHII", tag, 4, count, value) for tag, count, value in tags)
    return b"MM\0*" + struct.pack(">IH", 8, len(tags)) + entries


@pytest.mark.parametrize(
    "content",
    [
        tiff((256, 1, 9)),
        tiff((256, 1, 9), (256, 1, 60_000), (257, 1, 9)),
        tiff((256, 2, 9), (257, 1, 9)),
        tiff((256, 1, 9), (257, 1, 9))[:30],
        b"MM\0*" + struct.pack(">IH", 2**32 - 1, 1),
    ],
)
def test_a_tiff_that_does_not_state_each_side_once_has_no_size(content: bytes) -> None:
    assert size_px(tiff((256, 1, 9), (257, 1, 7))) == (9, 7)
    assert size_px(content) is None


class TestPicturesAsCamera(CameraContract):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> CameraRig:
        for shade in (40, 80):
            picture(tmp_path / f"{shade}.png", shade)
        empty = tmp_path / "empty"
        empty.mkdir()
        away = tmp_path.with_name(tmp_path.name + "-away")
        return CameraRig(
            OpenCvCamera(Pictures(tmp_path, hold_s=0), WaitingClock()),
            absent=OpenCvCamera(Pictures(empty), WaitingClock()),
            unplug=partial(move, tmp_path, away),
            plug_in=partial(move, away, tmp_path),
        )


class TestFilmAsCamera(CameraContract):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> CameraRig:
        film(tmp_path / "visit.avi", [20, 120, 220, 20, 120])
        return CameraRig(
            OpenCvCamera(VideoFile(tmp_path / "visit.avi", loop=True), WaitingClock()),
            absent=OpenCvCamera(V4l2Device("/dev/video987"), WaitingClock()),
        )
