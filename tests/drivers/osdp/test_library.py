"""Our structures are those of libosdp 3.2.9, as a C compiler lays them out on 64-bit machines."""

import ctypes

import pytest

from drivers.osdp import library
from drivers.osdp.messages import CODEC, Delivered, Lamp, Message, Start, Submit


@pytest.mark.parametrize(
    ("structure", "size"),
    [
        (library.DeviceInfo, 120),
        (library.Channel, 64),
        (library.Command, 96),
        (library.Event, 160),
        (library.LedCommand, 18),
    ],
)
def test_a_structure_is_as_long_as_the_compiler_makes_it(structure: type[ctypes.Structure], size: int) -> None:
    assert ctypes.sizeof(structure) == size


def test_the_parts_lie_where_the_compiler_puts_them() -> None:
    assert library.DeviceInfo.scbk.offset == 112
    assert (library.Command.of.offset, library.Event.of.offset) == (24, 24)


def test_the_installed_library_is_the_version_that_the_structures_describe() -> None:
    assert library.load().osdp_get_version() == library.VERSION


@pytest.mark.parametrize(
    "message",
    [Start("/dev/ttyS0", 9600, 0, 0, "aa" * 16), Submit(1, "bd88eb80", 26, 4.5), Delivered(7), Lamp(1, None, 2, 0)],
)
def test_a_message_survives_the_pipe(message: Message) -> None:
    assert CODEC.decoded(CODEC.encoded(message)) == message


def test_key_and_badge_do_not_show_in_repr() -> None:
    assert "aa" not in repr(Start("/dev/ttyS0", 9600, 0, 0, "aa" * 16))
    assert "bd88" not in repr(Submit(1, "bd88eb80", 26, 4.5))
