"""Why a frame gives no palm, in the order in which it helps a person to hear it.

>>> most_helpful({Cause.BLURRED, Cause.TOO_FAR})
<Cause.TOO_FAR: 'too_far'>
"""

from collections.abc import Collection
from enum import Enum


class Cause(Enum):
    """Declared from the correction that helps most to the one that helps least: correct the first, then look again."""

    NO_HAND = "no_hand"
    NOT_A_HAND = "not_a_hand"
    TWO_HANDS = "two_hands"
    BACK_OF_HAND = "back_of_hand"
    WRONG_HAND = "wrong_hand"
    TOO_CLOSE = "too_close"
    TOO_FAR = "too_far"
    CUT_BY_FRAME = "cut_by_frame"
    FINGERS_CLOSED = "fingers_closed"
    TILTED = "tilted"
    MOVING = "moving"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    GLARE = "glare"
    COVERED = "covered"
    BLURRED = "blurred"


_ORDER = {cause: position for position, cause in enumerate(Cause)}


def most_helpful(causes: Collection[Cause]) -> Cause | None:
    """The one correction to tell; None when there is nothing to correct."""
    return min(causes, key=_ORDER.__getitem__, default=None)


class Arrow(Enum):
    """Which way the hand should move, as the person sees it on the mirrored preview."""

    NONE = "none"
    NEARER = "nearer"
    FARTHER = "farther"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    TURN_OVER = "turn_over"
    SPREAD = "spread"
    LEVEL = "level"
