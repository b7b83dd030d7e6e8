"""Pictures of QR codes as people hold them to a terminal, drawn from a seed: fifteen kinds, three levels each.

    for case in cases(each=4):
        pixels = case.drawn()
        case.texts                 # what is in view

Limits: drawn (`drivers/simulated/codes.py`), not photographed. The codes are activation codes, version 5 at level M.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from app.domain.activation import ActivationCard
from app.ports.camera import Pixels
from drivers.simulated.attacks import Hold
from drivers.simulated.codes import Medium, ShownCode, seen
from drivers.simulated.palms import Backdrop, Lens, Light

SIZE = (480, 640)
LEVELS = 3


class Kind(Enum):
    STRAIGHT = "straight"
    ROTATED = "rotated"
    PERSPECTIVE = "perspective, 25, 40, 55 degrees"
    SMALL = "small"
    BLUR = "out of focus"
    MOTION = "moved"
    NOISE = "noise"
    DIM = "little light"
    SHADOW = "light from one side"
    PHONE = "phone, near to far"
    GLARE = "glare"
    INVERTED = "dark mode"
    QUIET = "narrow margin"
    DAMAGED = "damaged"
    TWICE = "the same code twice"


@dataclass(frozen=True)
class Case:
    kind: Kind
    level: int
    """0..2."""
    seed: int

    @property
    def text(self) -> str:
        random = np.random.default_rng([self.seed, 801])
        return ActivationCard("door.example.org:8443", random.bytes(20), random.bytes(32)).text

    def drawn(self) -> Pixels:
        """(480, 640, 3) uint8 BGR."""
        shown, light, lens = _shown(self)
        scene = list(Backdrop)[self.seed % 3]
        return seen(shown, self.seed, SIZE, light=light, lens=lens, scene=scene)


def cases(each: int, first_seed: int = 0) -> Iterator[Case]:
    """`each` of every kind and level."""
    for kind in Kind:
        for level in range(LEVELS):
            for number in range(each):
                yield Case(kind, level, first_seed + number)


def _shown(case: Case) -> tuple[ShownCode, Light, Lens]:
    random = np.random.default_rng([case.seed, case.level, 802])
    level = case.level

    def of(*values: float) -> float:
        return values[level]

    def signed(value: float) -> float:
        return value * (1 if random.random() < 0.5 else -1)

    lean = Hold(roll_deg=random.uniform(-6, 6), tilt_deg=random.uniform(-6, 6), turn_deg=random.uniform(-6, 6))
    code = ShownCode((case.text,), lean, Medium.PAPER if case.seed % 2 else Medium.PHONE, seed=case.seed)
    light, lens = Light(), Lens()
    match case.kind:
        case Kind.ROTATED:
            code = replace(code, hold=Hold(roll_deg=random.uniform(0, 360)))
        case Kind.PERSPECTIVE:
            angle = of(25, 40, 55)
            askew = Hold(roll_deg=lean.roll_deg, tilt_deg=signed(angle * 0.4), turn_deg=signed(angle))
            code = replace(code, hold=askew)
        case Kind.SMALL:
            code = replace(code, share=of(0.42, 0.30, 0.22))
        case Kind.BLUR:
            lens = Lens(blur_px=of(1.6, 2.4, 3.2))
        case Kind.MOTION:
            lens = Lens(motion_px=of(4, 7, 10), motion_deg=random.uniform(0, 180))
        case Kind.NOISE:
            lens = Lens(noise=of(20, 40, 60))
        case Kind.DIM:
            code, light, lens = replace(code, medium=Medium.PAPER), Light(brightness=of(0.4, 0.2, 0.08)), Lens(noise=4)
        case Kind.SHADOW:
            code = replace(code, medium=Medium.PAPER)
            light = Light(gradient=of(0.4, 0.6, 0.75), from_deg=random.uniform(0, 360))
        case Kind.PHONE:
            code = replace(
                code, medium=Medium.PHONE, hold=Hold(scale=of(1.4, 0.8, 0.5), roll_deg=random.uniform(-20, 20))
            )
        case Kind.GLARE:
            code = replace(code, medium=Medium.PHONE, glare=of(0.5, 0.8, 1.0))
        case Kind.INVERTED:
            code = replace(code, inverted=True, share=of(0.6, 0.45, 0.35))
        case Kind.QUIET:
            code = replace(code, quiet=int(of(2, 1, 0)))
        case Kind.DAMAGED:
            code = replace(code, damage=of(0.05, 0.07, 0.09))
        case Kind.TWICE:
            code = replace(code, texts=(case.text, case.text), share=of(0.55, 0.48, 0.42))
        case _:
            pass
    return code, light, lens
