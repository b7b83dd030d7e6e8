"""A serial badge reader on a pseudo-terminal."""

import os
import time
import tty
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.badges import Badge
from drivers.serial_reader.framing import LineFraming, Rdm6300Framing
from drivers.serial_reader.reader import HOLD_S, SerialBadgeReader, SerialReaderSettings
from tests.contracts.badge_reader_contract import BadgeReaderContract, BadgeReaderRig, next_read

FRAME = b"\x026A003E323056\x03"


class SkippingClock:
    """Real time, which a test may push on."""

    def __init__(self) -> None:
        self.skipped_s = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic() + self.skipped_s

    def sleep(self, seconds: float) -> None:
        self.skipped_s += seconds


class Line:
    """The reader's end of a serial cable: a name that comes and goes, and what is plugged in there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.plug_in()

    def plug_in(self) -> None:
        self._ends = os.openpty()
        tty.setraw(self._ends[1])
        self.path.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        self.path.unlink()
        for end in self._ends:
            os.close(end)

    def send(self, content: bytes) -> None:
        os.write(self._ends[0], content)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    line = Line(tmp_path / "reader")
    yield line
    line.unplug()


class TestSerialBadgeReader(BadgeReaderContract):
    @pytest.fixture
    def rig(self, line: Line, tmp_path: Path) -> BadgeReaderRig:
        def reader(path: Path) -> SerialBadgeReader:
            return SerialBadgeReader(SerialReaderSettings(str(path), lambda: LineFraming(Badge.parse)), SkippingClock())

        return BadgeReaderRig(
            reader(line.path),
            lambda text: line.send(text.encode() + b"\r\n"),
            absent=reader(tmp_path / "none"),
            unplug=line.unplug,
            plug_in=line.plug_in,
        )


def test_a_badge_held_to_the_reader_is_one_badge_until_it_was_away(line: Line) -> None:
    clock = SkippingClock()
    reader = SerialBadgeReader(SerialReaderSettings(str(line.path), Rdm6300Framing), clock)
    reader.open()
    line.send(FRAME * 10)
    assert next_read(reader) == Badge(0, 4076080)
    assert reader.read(0.05) is None
    clock.skipped_s += HOLD_S
    line.send(FRAME)
    assert next_read(reader) == Badge(0, 4076080)
    reader.close()


def test_what_was_presented_before_opening_is_not_read(line: Line) -> None:
    reader = SerialBadgeReader(SerialReaderSettings(str(line.path), Rdm6300Framing), SkippingClock())
    reader.open()
    line.send(FRAME)
    reader.close()
    reader.open()
    assert reader.read(0.05) is None
    reader.close()
