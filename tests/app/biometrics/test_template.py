"""The bytes of a palm code: what is written is read, and nothing else is."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.biometrics.features import encode
from app.biometrics.template import (
    ALIGN_GRID,
    ALIGN_PLANES,
    GRID,
    PLANES,
    TEMPLATE_BYTES,
    NotATemplate,
    PalmCode,
    parse,
    serialise,
)
from tests.app.biometrics.creases import palm

VECTORS = Path(__file__).parents[2] / "golden" / "palm_code_v1.txt"

CODES = st.builds(
    PalmCode,
    planes=arrays.arrays(np.uint32, (PLANES, GRID)),
    align=arrays.arrays(np.uint16, (ALIGN_PLANES, ALIGN_GRID)),
    mask=arrays.arrays(np.uint32, (GRID,)),
)


@given(CODES)
def test_every_code_comes_back_bit_by_bit(code: PalmCode) -> None:
    assert parse(serialise(code)).same_as(code)


@given(st.binary(max_size=2 * TEMPLATE_BYTES))
def test_no_foreign_bytes_are_a_template(data: bytes) -> None:
    with pytest.raises(NotATemplate):
        parse(data)


@given(st.integers(0, 8 * TEMPLATE_BYTES - 1))
def test_one_flipped_bit_is_noticed_wherever_it_is(bit: int) -> None:
    data = bytearray(serialise(encode(palm(1), None)))
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NotATemplate):
        parse(bytes(data))


@pytest.mark.parametrize(("offset", "value"), [(0, 0), (4, 2), (6, 64), (7, 11)])
def test_a_sound_check_does_not_excuse_a_wrong_header(offset: int, value: int) -> None:
    body = bytearray(serialise(encode(palm(1), None))[:-4])
    body[offset] = value
    with pytest.raises(NotATemplate, match="header"):
        parse(bytes(body) + struct.pack("<I", zlib.crc32(body)))


def test_the_published_vector_reads_as_it_says() -> None:
    """Cells are set at places that the text names, and the bytes were laid down by hand from the documented layout."""
    lines = VECTORS.read_text(encoding="ascii").splitlines()
    code = parse(bytes.fromhex("".join(line for line in lines if not line.startswith("#"))))
    assert code.planes[0, 0] == 1
    assert code.planes[11, 31] == 1 << 31
    assert code.align[5, 15] == 1 << 15
    assert code.mask[2] == 0xFFFFFFFE
    assert np.bitwise_count(code.planes).sum() == 2


def test_a_fresh_code_is_stored_without_its_fine_part() -> None:
    code = encode(palm(1), None)
    assert code.fine is not None
    assert parse(serialise(code)).fine is None


def test_the_code_does_not_print_its_bits() -> None:
    assert repr(encode(palm(1), None)) == "PalmCode(epoch=0)"
