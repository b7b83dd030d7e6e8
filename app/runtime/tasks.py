"""What the camera is looked through for, and what a finished look gives."""

from dataclasses import dataclass
from enum import Enum

from app.biometrics.liveness.presented import Presented
from app.domain.people import Hand


class Purpose(Enum):
    """What is being looked for, and so what a finished sample means."""

    ENTRY = "entry"
    SERVING = "serving"
    ENROL = "enrol"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Task:
    """`good_frames` in a row make a sample: their codes are handed over together, best first."""

    purpose: Purpose
    hand: Hand | None
    good_frames: int


ENTRY = Task(Purpose.ENTRY, None, good_frames=2)
"""Two frames: one alone may be of a hand in motion, which takes two to see. Each more costs its 67 ms."""

SERVING = Task(Purpose.SERVING, None, good_frames=2)
"""Somebody has shown a badge: hands are seen to come and go, and none is looked at closer, nor lit, until the next
visit."""


def trial(hand: Hand | None) -> Task:
    return Task(Purpose.TRIAL, hand, good_frames=2)


def enrol(hand: Hand) -> Task:
    return Task(Purpose.ENROL, hand, good_frames=4)


@dataclass(frozen=True, slots=True)
class Sample:
    """One palm, with the verdict on it: whoever takes a sample has both or none."""

    purpose: Purpose
    hand: Hand
    presented: Presented
