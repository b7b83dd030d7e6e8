"""The distance of two palms: small for one palm seen twice, near one half for two, whatever the light and the pose."""

import numpy as np
import pytest

from app.biometrics import matching
from app.biometrics.features import encode
from app.biometrics.template import parse, serialise
from tests.app.biometrics.creases import again, palm

CLOSE, FAR = 0.33, 0.37


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("turn_deg", "shift_px"), [(2.0, 2.0), (10.0, 2.0), (3.0, 12.0)])
def test_one_palm_is_found_again_turned_and_shifted(seed: int, turn_deg: float, shift_px: float) -> None:
    region = palm(seed)
    seen = again(region, 100 + seed, turn_deg, shift_px)
    assert matching.distance(encode(seen, None), encode(region, None)) < CLOSE


def test_strangers_stay_apart() -> None:
    gallery = matching.references([encode(palm(seed), None) for seed in range(40)])
    found = matching.distances(matching.prepare(encode(palm(99), None)), gallery)
    assert found.min() > FAR
    assert found.max() <= 0.5


def test_a_distance_does_not_depend_on_the_company() -> None:
    codes = [encode(palm(seed), None) for seed in range(9)]
    probe = encode(again(palm(4), 5), None)
    together = matching.distances(matching.prepare(probe), matching.references(codes))
    assert together.tolist() == [np.float32(matching.distance(probe, code)) for code in codes]


def test_a_stored_code_serves_as_a_probe_too() -> None:
    stored = parse(serialise(encode(palm(2), None)))
    assert matching.distance(stored, encode(again(palm(2), 7, 1, 1), None)) < CLOSE
    assert matching.distance(stored, encode(palm(3), None)) > FAR


def test_little_skin_in_common_means_little_to_say() -> None:
    mask = np.zeros((128, 128), np.bool_)
    mask[:24, :24] = True
    region = palm(5)
    assert matching.distance(encode(region, mask), encode(region, None)) > FAR
    assert matching.distance(encode(region, np.zeros((128, 128), np.bool_)), encode(region, None)) == 0.5


def test_a_covered_corner_is_forgiven() -> None:
    mask = np.ones((128, 128), np.bool_)
    mask[90:, 90:] = False
    covered = palm(6)
    covered[90:, 90:] = 255
    assert matching.distance(encode(covered, mask), encode(palm(6), None)) < CLOSE


def test_two_samples_count_by_the_mean_of_the_two_closest() -> None:
    assert matching.fused(np.array([0.4, 0.2, 0.3], np.float32)) == pytest.approx(0.25)
    assert matching.fused(np.array([0.4], np.float32)) == pytest.approx(0.4)
