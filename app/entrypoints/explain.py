"""`thenar explain IMAGE`: one sheet that shows what recognition saw in a picture, and why it was or was not a palm.

The sheet holds parts of the picture: it is written where the caller says and nowhere else, for its owner alone.

    thenar explain hand.jpg --out sheet.png
"""

import argparse
from dataclasses import fields
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from app.biometrics.observation import Observation
from app.biometrics.pipeline import observe
from app.biometrics.quality import STILLS, Limits
from app.biometrics.trace import trace
from app.config.text import Texts
from app.domain.faults import Fault, FaultError
from app.entrypoints.assembly import finder
from app.entrypoints.reading import frame
from app.ports.camera import Pixels
from app.storage.atomic_write import atomic_write

_TITLES = {
    "landmarks": "what the camera saw, and the landmarks",
    "frame": "what the camera saw",
    "region": "the region, upright",
    "mask": "white: skin that is compared",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, help="a picture of a hand, of any kind that benchmark reads")
    parser.add_argument("--out", type=Path, default=Path("explained.png"), help="the sheet (explained.png)")


def main(options: argparse.Namespace) -> int:
    if not options.out.parent.is_dir():  # known before the work, not after
        raise FaultError(Fault.SETTINGS_INVALID, "out: there is no such folder")
    pixels = frame(options.image.read_bytes()) if options.image.is_file() else None
    if pixels is None:
        raise FaultError(Fault.INPUT_UNREADABLE, "the file is not a picture that can be read")
    with finder(patient=True) as hands:
        observation = observe(pixels, hands, limits=STILLS)
    drawn = BytesIO()
    sheet(pixels, observation).savefig(drawn, dpi=110, format="png")
    atomic_write(options.out, drawn.getvalue())
    print(f"{verdict(observation)} See {options.out}")
    return 0


def verdict(observation: Observation) -> str:
    """One sentence: a palm and whose side, or every cause against it."""
    if observation.palm is not None and observation.hand is not None:
        return f"A {observation.hand.value} palm, good enough to compare."
    say = Texts("en").say
    return "No palm: " + "; ".join(sorted(say(f"cause.{cause.value}").lower() for cause in observation.causes)) + "."


def sheet(pixels: Pixels, observation: Observation, limits: Limits = STILLS) -> Figure:
    """Landmarks on the picture, the region, what of it is skin, the code's planes, and every measure with its limit."""
    figure = Figure(figsize=(13, 8), layout="constrained")
    figure.suptitle(verdict(observation), fontsize=15, fontweight="bold")
    places = figure.subplot_mosaic([["frame", "region", "mask"], ["frame", "code", "measures"]], width_ratios=(2, 1, 1))
    steps = {step.name: step for step in trace(pixels, observation)}
    for name, step in (
        ("frame", "landmarks" if "landmarks" in steps else "frame"),
        ("region", "region"),
        ("mask", "mask"),
    ):
        _draw(places[name], steps[step].picture[:, :, ::-1] if step in steps else None, _TITLES[step])
    _draw(places["code"], _planes(observation), "the code, one square a plane")
    places["measures"].text(0, 1, _measures(observation, limits), va="top", family="monospace", fontsize=8)
    places["measures"].set_axis_off()
    return figure


def _draw(axes: Axes, picture: np.ndarray | None, title: str) -> None:
    axes.set_title(title if picture is not None else f"{title}: none")
    axes.set_xticks([])
    axes.set_yticks([])
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


def _measures(observation: Observation, limits: Limits) -> str:
    """One measure a line, with the limits that bear its name (`tilt_deg` and `tilt_max_deg`)."""
    lines = []
    for measured in (observation.pose, observation.quality):
        for each in fields(measured) if measured is not None else ():
            value = getattr(measured, each.name)
            numbers = value if isinstance(value, tuple) else (value,)
            shown = ", ".join("-" if number is None else f"{number:.3g}" for number in numbers)
            lines.append(f"{each.name:<12} {shown:<12} {_limit(each.name, limits)}".rstrip())
    causes = ", ".join(sorted(cause.value for cause in observation.causes)) or "none"
    return "\n".join([*lines, "", f"causes       {causes}"])


def _limit(name: str, limits: Limits) -> str:
    stem, _, unit = name.partition("_")
    ends = {"_min": "at least", "_max": "at most"}
    names = {f"{stem}{end}{'_' + unit if unit else ''}": words for end, words in ends.items()}
    return ", ".join(f"{words} {getattr(limits, each):g}" for each, words in names.items() if hasattr(limits, each))
