"""Every view leads back to the frame: a mark found in it lies where it lay."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.biometrics.views import View, close_up, parts, whole

HEIGHT, WIDTH = 900, 1300


def marked(x: int, y: int) -> NDArray[np.uint8]:
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[y - 6 : y + 7, x - 6 : x + 7] = 255
    return pixels


def seen_at(view: View) -> NDArray[np.float64]:
    """x, y in the frame of the mark's middle."""
    weight = view.picture[..., 0].astype(np.float64)
    rows, columns = np.indices(weight.shape)
    middle = np.array([(columns * weight).sum(), (rows * weight).sum()]) / weight.sum()
    return np.asarray(view.back @ (*middle, 1.0), np.float64)


def span(view: View) -> float:
    """Pixels of the frame from side to side of what the network is shown."""
    return float(view.back[0, 0]) * float(max(view.picture.shape))


@pytest.mark.parametrize("border", [0.0, 0.25, 1.0])
def test_the_whole_frame_with_any_border(border: float) -> None:
    assert np.abs(seen_at(whole(marked(1000, 200), border)) - (1000, 200)).max() < 0.6


def test_a_hand_upright_in_the_mirror() -> None:
    points = np.zeros((21, 2), np.float32)
    points[[0, 5, 9, 13, 17]] = (600, 700), (540, 500), (580, 490), (620, 490), (660, 500)
    assert np.abs(seen_at(close_up(marked(580, 490), points)) - (580, 490)).max() < 0.6


def test_parts_cover_the_frame_and_each_leads_back() -> None:
    for x, y in ((100, 100), (1200, 100), (650, 450), (100, 800), (1200, 800)):
        seen = [part for part in parts(marked(x, y)) if part.picture.any()]
        assert seen
        for part in seen:
            assert np.abs(seen_at(part) - (x, y)).max() < 0.6
            assert span(part) < span(whole(marked(x, y))) / 2
