"""Frames as a controller takes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.light_ring.adalight import frame
from tests.peers.adalight import Receiver


def test_the_header_of_25_lights_is_the_published_one() -> None:
    assert frame(bytes(75))[:6] == bytes.fromhex("41 64 61 00 18 4D")


def test_lights_are_sent_as_red_green_and_blue_from_the_first() -> None:
    assert frame(b"\x01\x02\x03\x04\x05\x06") == b"Ada\x00\x01\x54\x01\x02\x03\x04\x05\x06"


@pytest.mark.parametrize("lights", [b"", b"\x00\x00", bytes(4), bytes(3 * 65537)])
def test_what_is_no_row_of_lights_is_refused(lights: bytes) -> None:
    with pytest.raises(ValueError, match="three bytes"):
        frame(lights)


def test_no_light_is_an_order_to_a_controller_that_was_switched_on_in_the_middle() -> None:
    """WLED heeds single bytes between frames: a speed of 0xB0 to 0xB7 would be its last word with us."""
    every = bytes(value for value in range(256) for _ in range(3))
    sent = frame(every)[6:]
    assert not set(sent) & set(b"AIXLOlov^{\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xc9")
    assert all(0 <= asked - shown <= 8 for asked, shown in zip(every, sent, strict=True)), "hardly another colour"
    assert sent[:3] == bytes(3)
    assert sent[-3:] == b"\xff\xff\xff"


ROWS = st.lists(st.integers(0, 0x40), min_size=3, max_size=900).map(lambda row: bytes(row[: len(row) // 3 * 3]))


@given(st.lists(ROWS, max_size=4), st.data())
def test_frames_arrive_whole_in_any_portions(rows: list[bytes], data: st.DataObject) -> None:
    sent = b"".join(frame(row) for row in rows)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=6)))
    receiver = Receiver()
    seen = [found for a, b in zip([0, *cuts], [*cuts, len(sent)], strict=True) for found in receiver.feed(sent[a:b])]
    assert [bytes(share for light in found for share in light) for found in seen] == rows
    assert receiver.skipped == 0


@pytest.mark.parametrize("noise", [b"Ad", b"AdAda", b"Ada\x00\x18\x00", b"\xff" * 40, b"Ada" * 5])
def test_a_receiver_that_was_lost_finds_the_next_frame(noise: bytes) -> None:
    receiver = Receiver()
    assert receiver.feed(noise + frame(b"\x01\x02\x03")) == [[(1, 2, 3)]]
    assert receiver.skipped == len(noise)
