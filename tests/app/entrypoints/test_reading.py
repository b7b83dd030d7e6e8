"""Which pictures a benchmark takes: those that nobody can take again are judged by what spoils the code."""

import cv2
import numpy as np

from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.biometrics.template import PalmCode
from app.domain.capture import Cause
from app.domain.people import Hand
from app.entrypoints.reading import of_frame
from drivers.simulated.palms import Pose, draw
from tests.app.biometrics.conftest import finder as finder


def test_a_still_is_not_refused_for_a_hand_that_stands_far_from_a_large_frame(finder: HandFinder) -> None:
    picture = np.full((1440, 1920, 3), 60, np.uint8)
    picture[480:960, 640:1280] = draw(3, Hand.LEFT, Pose(distance_mm=340))
    assert observe(picture, finder).cause is Cause.TOO_FAR
    encoded, data = cv2.imencode(".png", picture)
    assert encoded
    assert isinstance(of_frame(data.tobytes(), finder), PalmCode)
