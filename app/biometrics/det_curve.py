"""The detection error trade-off as a picture: SVG text, normal deviate axes (Martin et al. 1997), nothing to install.

The grey part is what the comparisons cannot resolve: fewer than three impostors lie there, or less than one genuine
pair.

>>> drawn(np.array([1e-3, 1e-2, 1e-1]), np.array([0.02, 0.01, 0.001]), 1e-3, 1e-3).startswith("<svg")
True
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

SIDE = 420
EDGE, TOP = 76, 16
TICKS = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.4)
NAMED = ("", "0.001 %", "0.01 %", "0.1 %", "1 %", "5 %", "20 %", "40 %")
"""The first, 0.0001 %, would stand in the corner; the second has no room on the lower axis."""
_LOW, _HIGH = NormalDist().inv_cdf(TICKS[0]), NormalDist().inv_cdf(TICKS[-1])


def drawn(fmr: NDArray[np.float64], fnmr: NDArray[np.float64], fmr_floor: float, fnmr_floor: float) -> str:
    """An SVG of FNMR over FMR; the floors are the least rates that the data resolve, 0 to 1."""
    line = " ".join(f"{_x(a):.1f},{_y(b):.1f}" for a, b in zip(fmr, fnmr, strict=True))
    left, low, right, bottom = _x(fmr_floor), _y(fnmr_floor), EDGE + SIDE, TOP + SIDE
    grid = "".join(_tick(rate, name) for rate, name in zip(TICKS, NAMED, strict=True))
    spotless = not (fnmr[fmr >= fmr_floor] > 0).any()
    note = "No palm was missed: the curve lies on the floor." if spotless else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + 16} {bottom + 52}" width="{right + 16}" '
        f'role="img" aria-label="Detection error trade-off" font-family="sans-serif" font-size="14" fill="#14202b">'
        f'{grid}<rect x="{EDGE}" y="{TOP}" width="{left - EDGE:.1f}" height="{SIDE}" fill="#888" fill-opacity="0.22"/>'
        f'<rect x="{left:.1f}" y="{low:.1f}" width="{right - left:.1f}" height="{bottom - low:.1f}" fill="#888" '
        f'fill-opacity="0.22"/><path d="M{EDGE} {TOP}V{bottom}H{right}" fill="none" stroke="#14202b"/>'
        f'<polyline points="{line}" fill="none" stroke="#12805c" stroke-width="3" stroke-linejoin="round"/>'
        f'<text x="{EDGE + SIDE / 2}" y="{bottom + 44}" text-anchor="middle">false match rate</text>'
        f'<text x="14" y="{TOP + SIDE / 2}" text-anchor="middle" transform="rotate(-90 14 {TOP + SIDE / 2})">'
        f'false non-match rate</text><text x="{EDGE + SIDE - 8}" y="{TOP + 20}" text-anchor="end">{note}</text></svg>'
    )


def _tick(rate: float, name: str) -> str:
    x, y, right, bottom = _x(rate), _y(rate), EDGE + SIDE, TOP + SIDE
    below = "" if rate == TICKS[1] else name
    return (
        f'<path d="M{x:.1f} {TOP}V{bottom}M{EDGE} {y:.1f}H{right}" stroke="#b8c2cb" stroke-width="0.6"/>'
        f'<text x="{x:.1f}" y="{bottom + 19}" text-anchor="middle" font-size="12">{below}</text>'
        f'<text x="{EDGE - 6}" y="{y + 4:.1f}" text-anchor="end" font-size="12">{name}</text>'
    )


def _share(rate: float) -> float:
    deviate = NormalDist().inv_cdf(min(max(rate, TICKS[0]), TICKS[-1]))
    return (deviate - _LOW) / (_HIGH - _LOW)


def _x(rate: float) -> float:
    return EDGE + SIDE * _share(rate)


def _y(rate: float) -> float:
    return TOP + SIDE * (1 - _share(rate))
