"""What a palm code depends on, and what it does not."""

import cv2
import numpy as np
import pytest

from app.biometrics.features import encode
from app.biometrics.template import PalmCode
from tests.app.biometrics.creases import palm


def share_of_other_bits(one: PalmCode, two: PalmCode) -> float:
    return float(np.bitwise_count(one.planes ^ two.planes).sum()) / (one.planes.size * 32)


@pytest.mark.parametrize(("gain", "offset"), [(0.5, 0), (0.6, 60), (0.9, -10)])
def test_even_light_changes_next_to_nothing(gain: float, offset: float) -> None:
    region = palm(3)
    other = np.clip(region * gain + offset, 0, 255).astype(np.uint8)
    assert share_of_other_bits(encode(region, None), encode(other, None)) < 0.03


def test_two_palms_differ_in_about_half_of_their_bits() -> None:
    assert 0.4 < share_of_other_bits(encode(palm(3), None), encode(palm(4), None)) < 0.6


@pytest.mark.parametrize("side", [96, 256, 300])
def test_the_size_of_the_region_matters_little(side: int) -> None:
    region = palm(3)
    other = np.asarray(cv2.resize(region, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
    assert share_of_other_bits(encode(region, None), encode(other, None)) < 0.06


def test_a_dark_line_is_dark_along_itself_and_bright_beside() -> None:
    upright = np.full((128, 128), 200, np.uint8)
    upright[:, 64:67] = 40
    for region, plane, axis in ((upright, 0, 1), (np.ascontiguousarray(upright.T), 6, 0)):
        fine = encode(region, None).fine
        assert fine is not None
        bits = np.unpackbits(fine.planes[3 * plane].astype("<u8")[:, None].view(np.uint8), axis=1, bitorder="little")
        across = bits.mean(axis=1 - axis)
        assert across[32] == 1.0
        assert across[29] == 0.0
        assert across[35] == 0.0


def test_unseen_skin_is_unseen_in_the_code() -> None:
    mask = np.ones((128, 128), np.bool_)
    mask[:64] = False
    code = encode(palm(3), mask)
    assert code.seen == 0.5
    assert not code.mask[:16].any()


@pytest.mark.parametrize("shape", [(128, 127), (16, 16), (128, 128, 3)])
def test_what_is_no_square_region_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="region"):
        encode(np.zeros(shape, np.uint8), None)


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="mask"):
        encode(palm(3), np.ones((64, 64), np.bool_))
