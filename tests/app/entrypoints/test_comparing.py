"""Which comparisons are made, and what is left to chance when there would be too many."""

import numpy as np
import pytest

from app.biometrics import features
from app.biometrics.evaluation import Protocol
from app.entrypoints.comparing import Sample, compare
from tests.app.biometrics.creases import again, palm

HANDS, EACH = 6, 3


def samples() -> list[Sample]:
    return [
        Sample(hand, hand, 1 + number, features.encode(again(palm(hand), 10 * hand + number), None))
        for hand in range(HANDS)
        for number in range(EACH)
    ]


def test_all_are_met_when_that_is_not_too_much() -> None:
    compared = compare(samples(), Protocol.ALL_PAIRS, HANDS)
    assert compared.strangers_met == 1.0
    assert len(compared.scores.genuine) == HANDS * EACH
    assert len(compared.scores.impostor) == HANDS * EACH * (HANDS - 1) * EACH // 2


def test_of_too_many_strangers_some_are_drawn_and_the_share_is_told() -> None:
    probes, strangers = HANDS * EACH, (HANDS - 1) * EACH
    one, other = (compare(samples(), Protocol.ALL_PAIRS, HANDS, most=5 * probes) for _ in range(2))
    assert one.strangers_met == pytest.approx(5 / strangers)
    assert all((search.hands != search.hand).sum() == 5 for search in one.searches)
    assert len(one.scores.genuine) == HANDS * EACH, "one's own hand is always met"
    assert np.array_equal(one.scores.impostor, other.scores.impostor), "the lot falls the same way every time"


def test_across_sessions_an_earlier_picture_is_the_reference() -> None:
    compared = compare(samples(), Protocol.ACROSS_SESSIONS, HANDS)
    assert len(compared.scores.genuine) == HANDS * EACH
    assert {len(search.hands) for search in compared.searches} == {HANDS, 2 * HANDS}
