"""How hard a wildcard is for EventBridge, which refuses patterns that ours could match.

EventBridge matches many rules at once and refuses a wildcard with which one text could be at many places of the pattern
at the same time ("rule is too complex"). Ours needs no such limit; it is kept so that a pattern that is valid here is
valid there. The number lies between two patterns whose fate there is known: `*:*:*:*:*:event-bus/*`, at eleven places,
is refused; `/Users/*/dir/dir/dir/dir/dir/doc.txt`, at eight, is accepted.

>>> places(["a", Wild.ANY, "b"])
3
"""

from collections.abc import Sequence

from app.domain.wildcards import Wild

MOST_PLACES = 10

_MOST_SETS = 2_000
"""Sets of places that are looked at before the pattern counts as too hard. Bounds the search itself."""


def places(symbols: Sequence[str | Wild]) -> int:
    """The most places of the pattern that one text can be at, or more than MOST_PLACES when it cannot be told soon."""
    steps: list[str | Wild] = []
    for symbol in symbols:
        steps += [symbol] if isinstance(symbol, Wild) else list(symbol)
    start = _settled(steps, {0})
    seen, waiting, most = {start}, [start], len(start)
    while waiting and most <= MOST_PLACES:
        current = waiting.pop()
        for letter in _letters(steps, current):
            following = _settled(steps, _after(steps, current, letter))
            most = max(most, len(following))
            if following not in seen:
                seen.add(following)
                waiting.append(following)
        if len(seen) > _MOST_SETS:
            return MOST_PLACES + 1
    return most


def _letters(steps: Sequence[str | Wild], current: frozenset[int]) -> set[str]:
    """The letters that lead on from here, and the empty text for any other letter."""
    ahead = [steps[place] for place in current if place < len(steps)]
    return {"", *(step for step in ahead if isinstance(step, str))}


def _after(steps: Sequence[str | Wild], current: frozenset[int], letter: str) -> set[int]:
    moved: set[int] = set()
    for place in current:
        if place == len(steps):
            continue
        if steps[place] is Wild.ANY:
            moved.add(place)
        elif steps[place] == letter:
            moved.add(place + 1)
    return moved


def _settled(steps: Sequence[str | Wild], current: set[int]) -> frozenset[int]:
    """A star may stand for nothing: whoever is before it is also behind it."""
    settled = set(current)
    for place in sorted(current):
        while place < len(steps) and steps[place] is Wild.ANY:
            place += 1
            settled.add(place)
    return frozenset(settled)
