"""The badge reader port over a keyboard wedge: it is fed with key presses and gives badges.

For whoever writes the Qt event filter: drivers know no Qt and `ui` knows no driver, so the entrypoint hands the filter
`reader.key` (and `reader.in_burst`). For every QEvent.KeyPress, before any widget sees it, in the Qt thread:

    reader.key(event.text() or "", time.monotonic())     # Return and Enter: their text is "\\r"

- Call it for auto-repeated keys too; skip empty texts (Shift, Ctrl). It never blocks and never raises.
- When it returns True, the key ended or continues a reader's burst: consume the event (return True from the filter).
- The first few characters have by then reached the focused field: clear it when a badge arrives, or show none.

The other side, in its own thread: `reader.read(timeout_s)` as every badge reader.
"""

import queue

from app.domain.badge_text import TextRule
from app.domain.badges import Badge, UnreadableBadge
from app.domain.faults import Fault, FaultError
from drivers.keyboard_wedge.decoder import WedgeDecoder

_MOST_WAITING = 4  # badges nobody has asked for yet; more are old news


class WedgeReader:
    simulated = False
    name = "wedge"

    def __init__(self, rule: TextRule = Badge.parse) -> None:
        self._rule = rule
        self._decoder = WedgeDecoder(rule)
        self._badges: queue.Queue[Badge | UnreadableBadge] = queue.Queue(_MOST_WAITING)
        self._open = False

    @property
    def in_burst(self) -> bool:
        return self._decoder.in_burst

    def open(self) -> None:
        """Forgets what was presented while it was closed."""
        if not self._open:
            self._decoder = WedgeDecoder(self._rule)
            self._badges = queue.Queue(_MOST_WAITING)
            self._open = True

    def key(self, text: str, at_s: float) -> bool:
        """Takes one key press. True when it belongs to a badge, so that nobody else should see it."""
        if not self._open:
            return False
        was_in_burst = self._decoder.in_burst
        for character in text:
            badge = self._decoder.key(character, at_s)
            if badge is not None:
                self._offer(badge)
                return True
        return was_in_burst and self._decoder.in_burst

    def read(self, timeout_s: float) -> Badge | UnreadableBadge | None:
        if not self._open:
            raise FaultError(Fault.BADGE_READER_MISSING, self.name)
        try:
            return self._badges.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return None

    def close(self) -> None:
        self._open = False

    def _offer(self, badge: Badge | UnreadableBadge) -> None:
        try:
            self._badges.put_nowait(badge)
        except queue.Full:
            # The newest counts: the person who stands here now.
            self._badges.get_nowait()
            self._badges.put_nowait(badge)
