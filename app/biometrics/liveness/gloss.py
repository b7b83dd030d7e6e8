"""Does the palm shine as glass, foil or laminate does: bright and colourless, where skin's sheen is broad and faint?

Source: Shafer 1985, "Using color to separate reflection components": what is reflected at a surface has the light's
colour, what comes out of the body the body's. Limits: matt paper and matt screens do not shine; moist palms do. The
weakest of the detectors: it only ever reports.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.biometrics.liveness.look import Look

LIMIT: Final = 1.2
LEAST: Final = 2


def score(looks: "Sequence[Look]") -> float | None:
    """The median of the burst."""
    return float(np.median([look.gloss for look in looks])) if len(looks) >= LEAST else None


def sheen(palm: npt.NDArray[np.uint8]) -> float:
    """How far the weakest channel of the shiniest hundredth rises over its median, as a share of that median; `palm` is
    (N, 3) uint8."""
    if len(palm) < 100:
        return 0.0
    weakest = palm.min(axis=1)
    middle, top = np.percentile(weakest, (50, 99))
    return float((top - middle) / max(float(middle), 16.0))
