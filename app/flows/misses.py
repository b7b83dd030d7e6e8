"""How often the same may go wrong before a screen leads to support: twice, as the guide has it, never the first time.

>>> [in_vain(count) for count in (0, 1, 2, 3)]
[False, False, False, True]
"""

IN_VAIN = 2
"""Tries, restarts or palms, one after the other (the guide's "after two attempts")."""


def one_more(misses: int) -> int:
    """Counted as far as it tells anything."""
    return min(misses + 1, IN_VAIN + 1)


def in_vain(misses: int) -> bool:
    """The one after the two."""
    return misses > IN_VAIN
