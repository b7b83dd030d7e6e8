"""What recognition says of a frame, without a frame."""

import numpy as np

from app.biometrics.liveness.judge import OFF
from app.biometrics.observation import Observation, Quality
from app.biometrics.template import PalmCode
from app.domain.capture import Arrow, Cause
from app.domain.people import Hand
from app.flows.events import Event
from app.ports.camera import Frame
from app.runtime.evidence import Evidence
from app.runtime.presence import Presence
from app.runtime.signals import Dark
from app.runtime.tasks import Task
from tests.app.runtime.fakes import ToldClock

BLANK = Frame(np.zeros((4, 4, 3), np.uint8), 0.0, 0)


def good(code: PalmCode, focus: float = 0.5, hand: Hand = Hand.LEFT) -> Observation:
    quality = Quality(
        focus=focus, brightness=120.0, contrast=20.0, glare=0.0, dark=0.0, alike=1.0, redness=10.0, motion=0.0
    )
    return Observation(frozenset(), Arrow.NONE, hand, quality=quality, palm=code)


def bad(*causes: Cause) -> Observation:
    return Observation(frozenset(causes), Arrow.NEARER, Hand.LEFT)


def nobody() -> Observation:
    return Observation(frozenset({Cause.NO_HAND}))


def unjudged(task: Task) -> Presence:
    """A presence where nobody asks whether a hand is alive."""
    return Presence(task, Evidence(OFF, Dark(), ToldClock()))


def see(presence: Presence, *observations: Observation) -> list[Event]:
    return [event for seen in observations for event in presence.see(BLANK, seen, now_s=0.0)]
