"""How many QR codes are read, and how fast: the driver beside pyzbar alone and cv2's detector, on the same pictures.

    make bench BENCH=codes ARGS="--each 8"          # 15 kinds, three levels, 8 pictures of each

The driver's rate is after as many pictures as it takes until ZBar has had its say; its time is of one picture, most
often ZXing's alone. No text that is wrong is let pass: it ends the run. Run it while nothing else runs.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
from pyzbar import pyzbar

from app.domain.codes import OneCode
from app.ports.camera import Pixels
from drivers.qr_code.reader import ZBAR_EVERY, QrCodeReader
from drivers.qr_code.vision import cv2
from drivers.simulated.clock import SteppedClock
from drivers.simulated.palms import Backdrop, empty
from tests.bench.shown_codes import SIZE, Case, cases

Read = Callable[[Pixels], str | None]


def driver(pixels: Pixels) -> str | None:
    reader = QrCodeReader(SteppedClock())
    for _ in range(ZBAR_EVERY):
        said = reader.read(pixels)
        if isinstance(said, OneCode):
            return said.text
    return None


def zbar_alone(pixels: Pixels) -> str | None:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    found = pyzbar.decode(np.asarray(grey), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return found[0].data.decode() if found else None


def opencv_alone(pixels: Pixels) -> str | None:
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(pixels)
    return str(text) or None


READERS: dict[str, Read] = {"driver": driver, "pyzbar": zbar_alone, "cv2": opencv_alone}


def rates(drawn: list[tuple[Case, Pixels]]) -> None:
    """One row a kind. Raises SystemExit for a wrong text."""
    read: dict[tuple[str, str], int] = defaultdict(int)
    shown: dict[str, int] = defaultdict(int)
    for case, pixels in drawn:
        shown[case.kind.value] += 1
        for name, reader in READERS.items():
            text = reader(pixels)
            if text is not None and text != case.text:
                raise SystemExit(f"{name} read what is not there: {case}")
            read[name, case.kind.value] += text is not None
    print(f"| {'read, per cent':34} | " + " | ".join(f"{name:>7}" for name in READERS) + " |")
    for kind, number in shown.items():
        print(f"| {kind:34} | " + " | ".join(f"{100 * read[name, kind] / number:7.1f}" for name in READERS) + " |")
    total = {name: sum(read[name, kind] for kind in shown) for name in READERS}
    print(f"| {'all':34} | " + " | ".join(f"{100 * total[name] / len(drawn):7.1f}" for name in READERS) + " |")


def times(what: str, pictures: list[Pixels]) -> None:
    """Milliseconds for one picture: median and the slowest of a hundred. The driver looks at them as a camera gives
    them, one after the other."""
    reader = QrCodeReader(SteppedClock())
    for name, look in (("driver", reader.read), ("pyzbar", zbar_alone), ("cv2", opencv_alone)):
        took = []
        for pixels in pictures:
            began = perf_counter()
            look(pixels)
            took.append(1000 * (perf_counter() - began))
        print(
            f"{what}: {name} {median(took):.1f} ms, p99 {np.percentile(took, 99):.1f} ms, mean {np.mean(took):.1f} ms"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=4, help="pictures of each kind and level")
    options = parser.parse_args()
    drawn = [(case, case.drawn()) for case in cases(options.each)]
    print(f"{len(drawn)} pictures of {SIZE[1]} by {SIZE[0]}, drawn")
    rates(drawn)
    times("with a code", [pixels for _, pixels in drawn])
    times("without", [empty(SIZE, number, scene=list(Backdrop)[number % 3]) for number in range(100)])


if __name__ == "__main__":
    main()
