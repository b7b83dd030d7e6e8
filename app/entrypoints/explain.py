"""`thenar explain IMAGE`: one sheet that shows what recognition saw in a picture, and why it was or was not a palm.

The sheet holds parts of the picture: it is written where the caller says, and nowhere else.

    thenar explain hand.jpg --out sheet.png
"""

import argparse
from dataclasses import fields
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from app.biometrics import region
from app.biometrics.observation import Observation
from app.biometrics.pipeline import observe
from app.biometrics.quality import STILLS
from app.biometrics.vision import cv2
from app.config.text import Texts
from app.domain.faults import Fault, FaultError
from app.entrypoints.assembly import finder
from app.ports.camera import Pixels

_BONES = ((0, 1, 2, 3, 4), (0, 5, 6, 7, 8), (5, 9, 10, 11, 12), (9, 13, 14, 15, 16), (13, 17, 18, 19, 20), (0, 17))
"""The hand's landmarks in the order in which a pen would join them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path)
    parser.add_argument("--out", type=Path, default=Path("explained.png"), help="the sheet (explained.png)")


def main(options: argparse.Namespace) -> int:
    pixels = cv2.imread(str(options.image), cv2.IMREAD_COLOR) if options.image.is_file() else None
    if pixels is None:
        raise FaultError(Fault.INPUT_UNREADABLE, "the file is not a picture that can be read")
    with finder() as hands:
        observation = observe(np.asarray(pixels, np.uint8), hands, limits=STILLS)
    sheet(np.asarray(pixels, np.uint8), observation).savefig(options.out, dpi=110)
    print(f"{verdict(observation)} See {options.out}")
    return 0


def verdict(observation: Observation) -> str:
    """One sentence: a palm and whose side, or every cause against it."""
    if observation.palm is not None and observation.hand is not None:
        return f"A {observation.hand.value} palm, good enough to compare."
    say = Texts("en").say
    return "No palm: " + "; ".join(sorted(say(f"cause.{cause.value}").lower() for cause in observation.causes)) + "."


def sheet(pixels: Pixels, observation: Observation) -> Figure:
    """Landmarks on the picture, the region, what of it is skin, the code's planes, and every measure."""
    figure = Figure(figsize=(13, 8), layout="constrained")
    figure.suptitle(verdict(observation), fontsize=15, fontweight="bold")
    places = figure.subplot_mosaic([["frame", "region", "mask"], ["frame", "code", "measures"]], width_ratios=(2, 1, 1))
    for axes in places.values():
        axes.set_axis_off()
    _draw_frame(places["frame"], pixels, observation)
    _draw_picture(places["region"], observation.region, "region, 128 x 128, canonical")
    _draw_picture(places["mask"], observation.mask, "skin that is compared")
    _draw_picture(places["code"], _planes(observation), "code: one square a plane")
    places["measures"].text(0, 1, _measures(observation), va="top", family="monospace", fontsize=8)
    return figure


def _draw_frame(axes: Axes, pixels: Pixels, observation: Observation) -> None:
    axes.imshow(pixels[:, :, ::-1])
    axes.set_title("what the camera saw")
    if observation.landmarks is None:
        return
    points = observation.landmarks.points
    for bone in _BONES:
        axes.plot(*points[list(bone)].T, color="white", linewidth=1.5)
    axes.scatter(points[:, 0], points[:, 1], s=14, color="#2FD6A3" if not observation.causes else "#FF6B5E", zorder=3)
    corners = region.locate(points).corners_px
    axes.add_patch(Polygon(corners, closed=True, fill=False, edgecolor="#FFB020", linewidth=2))


def _draw_picture(axes: Axes, picture: np.ndarray | None, title: str) -> None:
    axes.set_title(title if picture is not None else f"{title}: none")
    if picture is not None:
        axes.imshow(picture, cmap="gray", interpolation="nearest")


def _planes(observation: Observation) -> np.ndarray | None:
    """The planes side by side, four a row, with a gap of two cells."""
    if observation.palm is None:
        return None
    rows = observation.palm.planes
    bits = np.unpackbits(rows.astype(f"<u{rows.itemsize}")[..., None].view(np.uint8), axis=-1, bitorder="little")
    planes = [np.pad(plane, 1) for plane in bits]
    return np.vstack([np.hstack(planes[start : start + 4]) for start in range(0, len(planes), 4)])


def _measures(observation: Observation) -> str:
    lines = []
    for measured in (observation.pose, observation.quality):
        for each in fields(measured) if measured is not None else ():
            value = getattr(measured, each.name)
            shown = ", ".join(f"{number:.3g}" for number in value) if isinstance(value, tuple) else value
            lines.append(f"{each.name:<12} {shown:.4g}" if isinstance(shown, float) else f"{each.name:<12} {shown}")
    causes = ", ".join(sorted(cause.value for cause in observation.causes)) or "none"
    return "\n".join([*lines, "", f"causes       {causes}"])
