"""Searches as people make them: with several pictures of a palm, or with both palms.

`together` and `both_palms` turn searches of one picture each into such searches; the rates of `search_rates` then count
them like any others.

>>> one = Search(0, np.array([0, 0, 2]), np.array([0.2, 0.3, 0.4], np.float32), np.ones(3, np.bool_))
>>> two = Search(0, np.array([0, 0, 2]), np.array([0.4, 0.3, 0.5], np.float32), np.ones(3, np.bool_))
>>> [round(float(distance), 3) for distance in together([one, two])[0].distances]
[0.25, 0.45]
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from app.biometrics.matching import fused
from app.biometrics.search_rates import Search

NOTHING_ALIKE = 0.5


def together(searches: Sequence[Search]) -> tuple[Search, ...]:
    """One search a hand: all of its probes against all references, one fused distance for every other hand."""
    merged = []
    for hand, mine in groupby(sorted(searches, key=lambda search: search.hand), key=lambda search: search.hand):
        probes = list(mine)
        hands = np.concatenate([probe.hands for probe in probes])
        distances = np.concatenate([probe.distances for probe in probes])
        owners = np.unique(hands)
        found = np.array([fused(distances[hands == owner]) for owner in owners], np.float32)
        merged.append(Search(hand, owners, found, np.ones(len(owners), np.bool_)))
    return tuple(merged)


def both_palms(searches: Sequence[Search], person_of: Mapping[int, int], each: float) -> tuple[Search, ...]:
    """One search for a picture of either palm of a person; people stand where hands stood.

    The palms of a person are told apart by the order of their numbers: left before right. The n-th picture of the one
    goes with the n-th of the other, among probes as among references. Where either palm is not below `each`, both have
    nothing in common. Whoever showed one palm alone is left out.
    """
    side_of = _sides(person_of)
    probes: dict[int, tuple[list[Search], list[Search]]] = {}
    for search in searches:
        if search.hand in side_of:
            probes.setdefault(person_of[search.hand], ([], []))[side_of[search.hand]].append(search)
    return tuple(
        _both(person, left, right, person_of, side_of, each)
        for person, sides in probes.items()
        for left, right in zip(*sides, strict=False)
    )


def _both(
    person: int,
    left: Search,
    right: Search,
    person_of: Mapping[int, int],
    side_of: Mapping[int, int],
    each: float,
) -> Search:
    of_left, of_right = (_numbered(search, side, person_of, side_of) for side, search in enumerate((left, right)))
    shared = sorted(of_left.keys() & of_right.keys())
    pairs = np.array([(of_left[key], of_right[key]) for key in shared], np.float32).reshape(-1, 2)
    means = np.where(pairs.max(axis=1) < each, pairs.mean(axis=1), np.float32(NOTHING_ALIKE))
    people = np.array([owner for owner, _ in shared], np.int64)
    return Search(person, people, np.asarray(means, np.float32), np.ones(len(shared), np.bool_))


def _numbered(
    search: Search, side: int, person_of: Mapping[int, int], side_of: Mapping[int, int]
) -> dict[tuple[int, int], float]:
    """(person, how many references of that palm came before) -> distance, of the references of one side."""
    found: dict[tuple[int, int], float] = {}
    met: dict[int, int] = {}
    for hand, distance in zip(search.hands.tolist(), search.distances.tolist(), strict=True):
        if side_of.get(hand) == side:
            number = met[hand] = met.get(hand, -1) + 1
            found[person_of[hand], number] = distance
    return found


def _sides(person_of: Mapping[int, int]) -> dict[int, int]:
    """0 and 1 for the two hands of whoever has two."""
    hands: dict[int, list[int]] = {}
    for hand, person in sorted(person_of.items()):
        hands.setdefault(person, []).append(hand)
    return {hand: side for both in hands.values() if len(both) == 2 for side, hand in enumerate(both)}
