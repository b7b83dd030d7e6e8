"""Rates at a threshold, and by gallery size, against counting by hand and against galleries that are really drawn."""

import numpy as np
import pytest

from app.biometrics.gallery import MARGIN
from app.biometrics.matching import fused
from app.biometrics.odds import Ground
from app.biometrics.search_rates import Search, by_gallery, false_matches, false_non_matches, matching_ranks


def search(hand: int, hands: list[int], distances: list[float], counted: list[bool] | None = None) -> Search:
    return Search(
        hand, np.array(hands), np.array(distances, np.float32), np.array(counted or [True] * len(hands), np.bool_)
    )


def crowd(hands: int, threshold_rate: float, seed: int = 1) -> list[Search]:
    """Everybody against everybody: strangers even between 0.4 and 0.5 but for a share of them at 0.3; own at 0.2."""
    random, searches = np.random.default_rng(seed), []
    for hand in range(hands):
        found = random.uniform(0.4, 0.5, hands)
        found[random.random(hands) < threshold_rate] = 0.3
        found[hand] = 0.2
        searches.append(search(hand, list(range(hands)), found.tolist()))
    return searches


def test_errors_are_counted_once_a_comparison() -> None:
    both_ways = [
        search(0, [0, 1, 2], [0.2, 0.3, 0.45], [True, True, True]),
        search(1, [0, 1, 2], [0.3, 0.4, 0.45], [False, True, True]),
    ]
    wrong = false_matches(both_ways, 0.35, hands=3)
    missed = false_non_matches(both_ways, 0.35, hands=3)
    assert (wrong.errors, wrong.trials) == (1, 3)
    assert (missed.errors, missed.trials) == (1, 2)


def test_errors_of_two_pairs_of_hands_are_no_rate_however_many_pictures_they_have() -> None:
    twice = [search(0, [0] + [1] * 50 + [2] * 50, [0.2] + [0.3] * 100) for _ in range(4)]
    twice += [search(hand, [3, 4, 5], [0.45] * 3) for hand in range(3)]
    found = false_matches(twice, 0.35, hands=6)
    assert found.errors == 400
    assert (found.rate.value, found.rate.ground) == (None, Ground.NOT_SHOWN)


def test_the_interval_of_a_false_match_rate_holds_it_in_19_of_20_crowds() -> None:
    held = 0
    for seed in range(60):
        found = false_matches(crowd(30, 0.02, seed), 0.35, hands=30).rate
        held += found.interval.low <= 0.02 <= found.interval.high
    assert held >= 54


def test_hands_that_everybody_is_mistaken_for_widen_the_interval() -> None:
    """The same number of errors, once spread evenly and once on three hands alone: comparisons hang together."""
    hands = 40
    even: list[Search] = []
    wolves: list[Search] = []
    for hand in range(hands):
        for target, culprits in (
            (even, {(hand + 1) % hands, (hand + 2) % hands, (hand + 3) % hands}),
            (wolves, {0, 1, 2}),
        ):
            found = [0.3 if other in culprits and other != hand else 0.45 for other in range(hands)]
            target.append(search(hand, list(range(hands)), found))
    widths = [
        (rate := false_matches(crowd, 0.35, hands).rate).interval.high - rate.interval.low for crowd in (even, wolves)
    ]
    assert widths[1] > 2 * widths[0]


def test_ranks_count_closer_hands_not_closer_pictures() -> None:
    first = search(0, [0, 1, 1, 2], [0.25, 0.2, 0.21, 0.4])
    second = search(1, [1, 0], [0.2, 0.4])
    assert matching_ranks([first, second], 3) == (0.5, 1.0, 1.0)
    assert matching_ranks([search(0, [1], [0.4])]) == ()


def test_rates_by_gallery_size_are_those_of_galleries_that_are_drawn() -> None:
    hands, size = 40, 10
    searches = crowd(hands, 0.01)
    row = next(row for row in by_gallery(searches, lambda _: 0.35, hands) if row.palms == size)
    random, named = np.random.default_rng(9), 0
    for _ in range(300):
        for one in searches:
            others = random.choice(np.flatnonzero(one.hands != one.hand), size, replace=False)
            named += bool((one.distances[others] < 0.35).any())
    assert row.false_positive.value == pytest.approx(named / (300 * hands), rel=0.05)


def test_the_formula_foretells_what_a_gallery_does() -> None:
    hands, rate = 150, 0.004
    rows = by_gallery(crowd(hands, rate), lambda _: 0.35, hands)
    for row in rows:
        assert row.false_positive.value == pytest.approx(1 - (1 - rate) ** row.palms, rel=0.3)
    assert [row.palms for row in rows] == [1, 10, 20, 50, 100, 149]


def test_somebody_nearly_as_close_is_no_identification() -> None:
    ahead = [search(hand, [0, 1, 2, 3], [0.2 if other == hand else 0.45 for other in range(4)]) for hand in range(4)]
    beside = [
        search(hand, [0, 1, 2, 3], [0.2 if other == hand else 0.2 + MARGIN / 2 for other in range(4)])
        for hand in range(4)
    ]
    assert by_gallery(ahead, lambda _: 0.35, 4)[-1].false_negative.value is None
    assert by_gallery(beside, lambda _: 0.35, 4)[-1].false_negative.value == 1.0


def test_a_gallery_of_g_palms_holds_the_persons_own() -> None:
    """Of ten others one is closer than the own hand: nine in ten galleries of nine others hold it."""
    nearer = [search(hand, list(range(11)), [0.3] * 11) for hand in range(11)]
    for one in nearer:
        one.distances[:] = np.where(one.hands == one.hand, 0.3, 0.45)
        one.distances[(one.hand + 1) % 11] = 0.2
    rows = by_gallery(nearer, lambda _: 0.35, 11)
    assert [row.palms for row in rows] == [1, 10]
    assert rows[1].false_negative.value == pytest.approx(9 / 10)


def test_a_hand_with_several_references_has_the_distance_that_the_gallery_gives_it() -> None:
    searches = [search(hand, [1, 1, 2, 1, 2], [0.30, 0.33, 0.45, 0.34, 0.44]) for hand in (3, 4, 5)]
    of_hand_1 = fused(np.array([0.30, 0.33, 0.34], np.float32))
    for threshold, named in ((of_hand_1 - 1e-4, None), (of_hand_1 + 1e-4, 1.0)):
        stated = by_gallery(searches, {1: threshold, 2: threshold}.__getitem__, 6)[-1].false_positive
        assert stated.value == named


def test_nothing_compared_is_nothing_stated() -> None:
    assert by_gallery([], lambda _: 0.35, 4) == []
    assert false_matches([], 0.35, 2).rate.value is None
    assert false_non_matches([], 0.35, 2).trials == 0
