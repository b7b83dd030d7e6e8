"""Tells a badge reader that pretends to be a keyboard from a person who types.

A reader sends its characters a few milliseconds apart and Enter at the end; nobody types three keys within 35 ms of
each other. What comes slower, is too short, or lacks its Enter is a person's and is left alone.

>>> decoder = WedgeDecoder()
>>> [decoder.key(character, 0.005 * at) for at, character in enumerate("17-4242")][-1] is None
True
>>> decoder.key("\\r", 0.04).masked
'••42'
"""

from app.domain.badge_text import LONGEST_TEXT, TextRule, read_text
from app.domain.badges import Badge, UnreadableBadge

BURST_GAP_S = 0.035
"""Longest pause within a badge. Readers pause 1 to 20 ms; the fastest typists hit two keys 40 to 60 ms apart."""

SHORTEST = 4
"""Characters. Two or three keys within 35 ms happen when a hand falls on a keyboard."""

_ENDS = ("\r", "\n")


class WedgeDecoder:
    def __init__(self, rule: TextRule = Badge.parse) -> None:
        self._rule = rule
        self._text = ""
        self._last_s = float("-inf")

    @property
    def in_burst(self) -> bool:
        """True while the keys so far come too fast for a person: whoever shows them in a field should not."""
        return len(self._text) >= SHORTEST

    def key(self, character: str, at_s: float) -> Badge | UnreadableBadge | None:
        """Takes one key press at `at_s` (monotonic seconds). A badge, or what was wrong with one, at its Enter."""
        fast = 0 <= at_s - self._last_s <= BURST_GAP_S
        self._last_s = at_s
        text, self._text = (self._text, "") if fast else ("", "")
        if character in _ENDS:
            return read_text(self._rule, text) if len(text) >= SHORTEST else None
        # One past the limit is enough to be refused; more would only fill memory.
        self._text = (text + character)[: LONGEST_TEXT + 1]
        return None
