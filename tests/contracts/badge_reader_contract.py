"""What every badge reader keeps to. A driver's test inherits `BadgeReaderContract` and builds the rig."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.badges import Badge, UnreadableBadge
from app.domain.faults import Fault, FaultError
from app.ports.badge_reader import BadgeReader

READS = 20
WAIT_S = 0.25


@dataclass(frozen=True)
class BadgeReaderRig:
    """`present` lets the reader's own hardware send a text as it would for a badge. `absent`, `unplug`, `plug_in` are
    None where they make no sense."""

    reader: BadgeReader
    present: Callable[[str], object]
    absent: BadgeReader | None = None
    unplug: Callable[[], None] | None = None
    plug_in: Callable[[], None] | None = None


def next_read(reader: BadgeReader) -> Badge | UnreadableBadge:
    for _ in range(READS):
        read = reader.read(WAIT_S)
        if read is not None:
            return read
    raise AssertionError(f"nothing read in {READS} reads")


def read_until_fault(reader: BadgeReader) -> Fault:
    for _ in range(READS):
        try:
            reader.read(WAIT_S)
        except FaultError as error:
            return error.fault
    raise AssertionError(f"no fault in {READS} reads")


class BadgeReaderContract:
    @pytest.fixture
    def rig(self) -> object:
        raise NotImplementedError("a driver's test builds its rig here")

    def test_a_presented_badge_is_read_once(self, rig: BadgeReaderRig) -> None:
        rig.reader.open()
        rig.present("17-4242")
        assert next_read(rig.reader) == Badge(17, 4242)
        assert rig.reader.read(0.05) is None
        rig.reader.close()

    def test_two_badges_come_in_their_order(self, rig: BadgeReaderRig) -> None:
        rig.reader.open()
        rig.present("17-1")
        rig.present("17-2")
        assert [next_read(rig.reader), next_read(rig.reader)] == [Badge(17, 1), Badge(17, 2)]
        rig.reader.close()

    def test_nothing_presented_reads_nothing(self, rig: BadgeReaderRig) -> None:
        rig.reader.open()
        assert rig.reader.read(0.05) is None
        rig.reader.close()

    def test_hostile_text_is_unreadable_and_is_not_repeated(self, rig: BadgeReaderRig) -> None:
        rig.reader.open()
        rig.present("x' OR 1=1")
        read = next_read(rig.reader)
        assert isinstance(read, UnreadableBadge)
        assert "1=1" not in str(read)
        rig.present("17-3")
        assert next_read(rig.reader) == Badge(17, 3)
        rig.reader.close()

    def test_opening_and_closing_twice_does_nothing(self, rig: BadgeReaderRig) -> None:
        rig.reader.open()
        rig.reader.open()
        rig.present("17-4")
        assert next_read(rig.reader) == Badge(17, 4)
        rig.reader.close()
        rig.reader.close()

    def test_an_absent_reader_is_missing(self, rig: BadgeReaderRig) -> None:
        if rig.absent is None:
            pytest.skip("this reader is always there")
        with pytest.raises(FaultError) as raised:
            rig.absent.open()
        assert raised.value.fault is Fault.BADGE_READER_MISSING

    def test_a_pulled_reader_is_missing_until_it_is_back(self, rig: BadgeReaderRig) -> None:
        if rig.unplug is None or rig.plug_in is None:
            pytest.skip("this reader has no cable to pull")
        rig.reader.open()
        rig.unplug()
        assert read_until_fault(rig.reader) is Fault.BADGE_READER_MISSING
        rig.reader.close()
        rig.plug_in()
        rig.reader.open()
        rig.present("17-5")
        assert next_read(rig.reader) == Badge(17, 5)
        rig.reader.close()
