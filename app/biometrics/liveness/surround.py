"""Does what lies round the hand move with it, as the rest of a sheet or a screen does, while a room stays?

Points on the hand and round it are followed from one look to another (Lucas, Kanade 1981; Shi, Tomasi 1994). The
hand's give a similarity; the score is the share of the others that follow it rather than stay.

Limits: unmeasured when the hand keeps still or when nothing with an outline lies round it (a plain wall); a picture
that is cut out along the hand, or a screen that stands still and fills the view, passes.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from app.biometrics.landmarks import PALM_POINTS
from app.biometrics.vision import cv2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.biometrics.liveness.look import Look

LIMIT: Final = 0.2
LEAST: Final = 3
MOVED_PX: Final = 1.0
"""Pixels of the thumb that the hand must have moved: less is not told apart from standing still."""
FEWEST_ON_HAND, FEWEST_AROUND = 8, 8
NEAR = 0.4
"""Share of the expected way within which a point counts as there; what did neither moved by itself."""
MOST = 60
"""Points that are followed on the hand, and round it."""
RIM, REACH = 0.6, 1.1
"""Palm widths from the landmarks: as far as flesh may reach, and as far as is looked."""

Points = npt.NDArray[np.float32]


def score(looks: "Sequence[Look]") -> float | None:
    """0..1: the share of points round the hand that go with it."""
    if len(looks) < LEAST:
        return None
    first = looks[0]
    ways = [float(np.linalg.norm((look.points - first.points).mean(axis=0))) * first.shrink for look in looks]
    farthest = int(np.argmax(ways))
    if ways[farthest] < MOVED_PX or looks[farthest].thumb.shape != first.thumb.shape:
        return None
    return following(first, looks[farthest])


def following(first: "Look", second: "Look") -> float | None:
    """The same for two looks."""
    on_hand, around = _masks(first)
    hand_from, hand_to = _followed(first, second, on_hand)
    if len(hand_from) < FEWEST_ON_HAND:
        return None
    way = np.asarray(cv2.estimateAffinePartial2D(hand_from, hand_to, method=cv2.RANSAC, ransacReprojThreshold=1.0)[0])
    if way.shape != (2, 3):
        return None
    from_, to = _followed(first, second, around)
    expected = from_ @ way[:, :2].T + way[:, 2]
    way_px = np.linalg.norm(expected - from_, axis=1)
    tellable = way_px >= MOVED_PX
    follows, stays = (np.linalg.norm(to - there, axis=1) < NEAR * way_px for there in (expected, from_))
    told = tellable & (follows | stays)
    return float(follows[told].mean()) if int(told.sum()) >= FEWEST_AROUND else None


def _masks(look: "Look") -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    palm = look.palm_px * look.shrink
    hull = cv2.convexHull(np.round(look.points * look.shrink).astype(np.int32))
    hand, flesh, reach = (np.zeros(look.thumb.shape, np.uint8) for _ in range(3))
    cv2.fillConvexPoly(hand, cv2.convexHull(np.round(look.points[list(PALM_POINTS)] * look.shrink).astype(int)), 255)
    for mask, wide in ((flesh, RIM), (reach, REACH)):
        cv2.fillConvexPoly(mask, hull, 255)
        cv2.polylines(mask, [hull], True, 255, max(1, round(2 * wide * palm)))
    return hand, np.asarray(reach & ~flesh & ~_forearm(look), np.uint8)


def _forearm(look: "Look") -> npt.NDArray[np.uint8]:
    """The arm goes with the hand and is no surroundings."""
    arm = np.zeros(look.thumb.shape, np.uint8)
    wrist = look.points[0] * look.shrink
    along = wrist - look.points[9] * look.shrink
    end = wrist + 6 * along
    wide = max(1, round(2.2 * look.palm_px * look.shrink))
    cv2.line(arm, tuple(np.round(wrist).astype(int).tolist()), tuple(np.round(end).astype(int).tolist()), 255, wide)
    return arm


def _followed(first: "Look", second: "Look", mask: npt.NDArray[np.uint8]) -> tuple[Points, Points]:
    """(N, 2) and (N, 2): points of `mask` in both thumbs, those that came back to where they had started."""
    found = cv2.goodFeaturesToTrack(first.thumb, MOST, 0.01, 4, mask=mask)
    started = np.zeros((0, 2), np.float32) if found is None else np.asarray(found, np.float32)[:, 0]
    if len(started) == 0:
        return started, started
    there, arrived = _flow(first, second, started)
    back, returned = _flow(second, first, there)
    good = arrived & returned & (np.linalg.norm(back - started, axis=1) < 0.5)
    return started[good], there[good]


def _flow(first: "Look", second: "Look", points: Points) -> tuple[Points, npt.NDArray[np.bool_]]:
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        first.thumb, second.thumb, points, np.zeros_like(points), winSize=(15, 15), maxLevel=3
    )
    return np.asarray(there, np.float32), np.asarray(found)[:, 0] > 0
