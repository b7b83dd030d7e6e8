"""The detection error trade-off as a picture: SVG text, normal deviate axes (Martin et al. 1997), nothing to install.

The grey part is what the comparisons cannot resolve: fewer than three impostors lie there, or less than one genuine
pair.

>>> drawn(np.array([1e-3, 1e-2, 1e-1]), np.array([0.02, 0.01, 0.001]), 1e-3, 1e-3).startswith("<svg")
True
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

SIDE = 480
EDGE = 64
TICKS = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.4)
_LOW, _HIGH = NormalDist().inv_cdf(TICKS[0]), NormalDist().inv_cdf(TICKS[-1])


def drawn(fmr: NDArray[np.float64], fnmr: NDArray[np.float64], fmr_floor: float, fnmr_floor: float) -> str:
    """An SVG of FNMR over FMR; the floors are the least rates that the data resolve, 0 to 1."""
    line = " ".join(f"{_x(a):.1f},{_y(b):.1f}" for a, b in zip(fmr, fnmr, strict=True))
    grid = "".join(_tick(rate) for rate in TICKS)
    left, low = _x(fmr_floor), _y(fnmr_floor)
    end = EDGE + SIDE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {end + 24} {end + 24}" width="{end + 24}" '
        f'font-family="sans-serif" font-size="11">{grid}'
        f'<rect x="{EDGE}" y="24" width="{left - EDGE:.1f}" height="{SIDE}" fill="#888" fill-opacity="0.25"/>'
        f'<rect x="{left:.1f}" y="{low:.1f}" width="{end - left:.1f}" height="{24 + SIDE - low:.1f}" fill="#888" '
        f'fill-opacity="0.25"/><polyline points="{line}" fill="none" stroke="#0a6" stroke-width="2"/>'
        f'<text x="{EDGE + SIDE / 2}" y="{end + 16}" text-anchor="middle">false match rate (grey: not resolved)</text>'
        f'<text x="14" y="{24 + SIDE / 2}" text-anchor="middle" transform="rotate(-90 14 {24 + SIDE / 2})">'
        "false non-match rate</text></svg>"
    )


def _tick(rate: float) -> str:
    x, y, end = _x(rate), _y(rate), EDGE + SIDE
    label = f"{rate:.4%}".rstrip("0%").rstrip(".") + "%"
    return (
        f'<path d="M{x:.1f} 24V{24 + SIDE}M{EDGE} {y:.1f}H{end}" stroke="#ccc" stroke-width="0.5"/>'
        f'<text x="{x:.1f}" y="{24 + SIDE + 14}" text-anchor="middle">{label}</text>'
        f'<text x="{EDGE - 4}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    )


def _share(rate: float) -> float:
    deviate = NormalDist().inv_cdf(min(max(rate, TICKS[0]), TICKS[-1]))
    return (deviate - _LOW) / (_HIGH - _LOW)


def _x(rate: float) -> float:
    return EDGE + SIDE * _share(rate)


def _y(rate: float) -> float:
    return 24 + SIDE * (1 - _share(rate))
