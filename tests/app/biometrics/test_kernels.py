"""What the kernels compute, beside the same spelt out bit by bit: vectors, runs and rounding may change nothing."""

import numpy as np
from numpy.typing import NDArray

from app.biometrics import matching
from app.biometrics.features import encode
from tests.app.biometrics.creases import again, palm

ROUNDING = 8
"""1024ths by which the first look may mistake one place for another."""


def test_the_screen_finds_the_best_of_all_places() -> None:
    codes = [encode(palm(seed), None) for seed in range(40)]
    gallery, scores = matching.references(codes), np.empty(len(codes), np.int32)
    for seed in range(0, 40, 4):
        probe = matching.prepare(encode(again(palm(seed), 300 + seed, 8.0, 9.0), covered(seed + 1)))
        matching.screen(probe, gallery, 0, len(codes), scores)
        short = agreements(probe, gallery).max(axis=1) - (scores >> 9)
        assert short.min() >= 0
        assert short.max() <= ROUNDING


def test_the_screen_finds_most_best_places_of_templates_that_hide_skin() -> None:
    codes = [encode(palm(seed), covered(seed)) for seed in range(40)]
    gallery, scores = matching.references(codes), np.empty(len(codes), np.int32)
    found = []
    for seed in range(40):
        probe = matching.prepare(encode(again(palm(seed), 300 + seed, 8.0, 9.0), covered(seed + 1)))
        matching.screen(probe, gallery, 0, len(codes), scores)
        best = agreements(probe, gallery).max(axis=1)
        assert (scores >> 9 <= best).all()
        found.append(scores[seed] >> 9 == best[seed])
    assert np.mean(found) >= 0.95


def covered(seed: int) -> NDArray[np.bool_]:
    mask = np.ones((128, 128), np.bool_)
    mask[: 16 * (seed % 4), : 24 * (seed % 3)] = False
    return mask


def agreements(probe: matching.Probe, gallery: matching.References) -> NDArray[np.int32]:
    """(N, places): (agreeing - disagreeing bits) / sqrt(bits) in 1024ths."""
    both = gallery.align_masks[:, :, None] & probe.align_seen
    different = np.bitwise_count((gallery.align[:, :, None] ^ probe.align) & np.tile(both, (1, 6, 1))).sum(axis=1)
    bits = 6 * np.bitwise_count(both).sum(axis=1, dtype=np.int64)
    agreeing = (bits - 2 * different.astype(np.int64)).astype(np.float32)
    return np.asarray(np.float32(1024) * agreeing / np.sqrt((bits + 1).astype(np.float32)), np.int32)


def test_distances_are_those_of_the_definition() -> None:
    codes = [encode(palm(seed), covered(seed)) for seed in range(6)]
    gallery = matching.references(codes)
    for seed in (1, 4):
        probe = matching.prepare(encode(again(palm(seed), 400 + seed), covered(seed + 2)))
        best = np.argsort(-agreements(probe, gallery)[:, : matching.LAST_PLACE + 1], axis=1, kind="stable")
        found = matching.exact(probe, gallery, np.arange(len(codes)))
        for n in range(len(codes)):
            defined = min(distance_at(probe, gallery, n, int(place)) for place in best[n, :3])
            assert found[n] == np.float32(defined)


def distance_at(probe: matching.Probe, gallery: matching.References, n: int, place: int) -> float:
    """The least distance at the nine half cells around a place."""
    turn, down, across = place // 81, 2 * (place // 9 % 9), 2 * (place % 9)
    window = (turn, slice(down, down + 7))
    seen = gallery.masks[n] & probe.seen[window][:, across : across + 7]
    turned = probe.words[window][:, :, across : across + 7]
    different = np.bitwise_count((gallery.blocks[n][None, :, None] ^ turned) & seen[:, None]).sum(axis=1, dtype=int)
    cells = np.bitwise_count(seen).astype(int)
    cost = 5 * different - matching.EVEN * cells
    way = matching.BEND_PENALTY * np.array([4, 1, 0, 1, 4])
    bend = way[:, None, None] + way[None, :, None]
    distances = [0.5]
    for y in range(3):
        for x in range(3):
            valid = int(cells[2 + y, 2 + x].sum())
            paid = int((cost[y : y + 5, x : x + 5] + bend).min(axis=(0, 1)).sum())
            gain = (paid + matching.EVEN * valid) / (60 * max(valid, 1))
            distances.append(0.5 - (0.5 - gain) * float(np.sqrt(valid / 1024)) if valid else 0.5)
    return max(min(distances), 0.0)
