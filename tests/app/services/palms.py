"""Palm codes without a camera: a texture from a seed stands for a palm, seen again with a little noise."""

from dataclasses import fields, replace

import numpy as np

from app.biometrics.features import encode
from app.biometrics.liveness.judge import KIOSK, Liveness, decide
from app.biometrics.liveness.presented import Presented
from app.biometrics.profiles import IDENTIFY
from app.biometrics.template import PalmCode
from app.domain.people import Hand

SIDE = 128
PROFILE = IDENTIFY[0]


LIVE = decide(dict.fromkeys(KIOSK.enforced, 0.0), KIOSK)
ATTACK = decide(dict.fromkeys(KIOSK.enforced, 1.0), KIOSK)
UNDECIDED = decide({}, KIOSK)


def presented(*codes: PalmCode, liveness: Liveness = LIVE) -> Presented:
    return Presented(codes, liveness)


def palm(owner: int, hand: Hand = Hand.LEFT, sight: int = 0) -> PalmCode:
    """Nobody's palm in particular, always the same for one owner and hand; each sight differs by sensor noise."""
    lines = np.random.default_rng((owner, hand is Hand.RIGHT))
    coarse = lines.normal(128, 60, (SIDE // 8, SIDE // 8))
    texture = np.kron(coarse, np.ones((8, 8))) + lines.normal(0, 20, (SIDE, SIDE))
    seen = texture + np.random.default_rng((owner, hand is Hand.RIGHT, sight)).normal(0, 5, (SIDE, SIDE))
    return encode(np.clip(seen, 0, 255).astype(np.uint8), None)


def hands(owner: int, samples: int = 3) -> dict[Hand, tuple[PalmCode, ...]]:
    return {hand: tuple(palm(owner, hand, sight) for sight in range(samples)) for hand in Hand}


def noise(rng: np.random.Generator, model: PalmCode) -> PalmCode:
    """Random bits in the layout of `model`: a code quickly, where nothing is compared."""
    arrays = {field.name: getattr(model, field.name) for field in fields(model) if field.name not in ("fine", "epoch")}
    random = {
        name: rng.integers(0, np.iinfo(array.dtype).max, array.shape, array.dtype) for name, array in arrays.items()
    }
    return replace(model, fine=None, **random)
