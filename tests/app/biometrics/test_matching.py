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


def test_the_screen_leaves_the_same_palm_where_the_sift_finds_it() -> None:
    codes = [encode(palm(seed), None) for seed in range(30)]
    gallery = matching.references(codes)
    scores = np.empty(len(codes), np.int32)
    everyone = np.arange(len(codes))
    for seed in (3, 17):
        probe = matching.prepare(encode(again(palm(seed), 200 + seed, 8.0, 9.0), None))
        matching.screen(probe, gallery, 0, len(codes), scores)
        found = matching.sift(probe, gallery, everyone, scores)
        assert int(np.argmax(scores)) == seed == int(np.argmin(found))
        assert found[seed] < CLOSE
        assert found[seed] - matching.exact(probe, gallery, everyone)[seed] < 0.005
        assert np.delete(found, seed).min() > FAR


def test_rows_are_sifted_alike_in_any_order() -> None:
    codes = [encode(palm(seed), None) for seed in range(9)]
    gallery, probe = matching.references(codes), matching.prepare(codes[4])
    scores = np.empty(len(codes), np.int32)
    matching.screen(probe, gallery, 0, len(codes), scores)
    rows = np.arange(len(codes))
    ordered = matching.in_order_of_place(rows, scores)
    assert sorted(ordered) == rows.tolist()
    assert (
        matching.sift(probe, gallery, ordered, scores) == matching.sift(probe, gallery, rows, scores)[ordered]
    ).all()


def test_a_palm_at_the_last_place_of_all_is_sifted_there() -> None:
    probe, room, scores = matching.prepare(encode(palm(5), None)), matching.room_for(1), np.empty(1, np.int32)
    room.blocks[0], room.masks[0] = probe.words[4, 19, :, 19], probe.seen[4, 19, 19]
    room.align[0], room.align_masks[0] = probe.align[:, 404], probe.align_seen[:, 404]
    matching.screen(probe, room, 0, 1, scores)
    found = matching.sift(probe, room, np.array([0]), scores)
    assert found.tolist() == matching.exact(probe, room, np.array([0])).tolist()
    assert found[0] < 0.2


def test_a_word_lies_in_the_probe_where_it_lies_in_the_template() -> None:
    code = encode(palm(2), None)
    probe, own = matching.prepare(code), matching.references([code])
    level, middle = len(matching.TURN_STEPS) // 2, 11
    assert (probe.words[level, middle, :, middle] == own.blocks[0]).all()
    assert (probe.seen[level, middle, middle] == own.masks[0]).all()
    assert (probe.align[:, 81 * level + 40] == own.align[0]).all()
