"""How far the same palms and different palms lie apart, as SVG text: two histograms over the distance.

Each is drawn to its own height, because strangers outnumber everything else; dashed lines are the profiles' thresholds.

>>> drawn(np.array([0.2]), np.array([0.45]), []).startswith("<svg")
True
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.biometrics.profiles import Profile

WIDTH, HEIGHT = 512, 488
LEFT, RIGHT, TOP, BOTTOM = 16, 16, 72, 52
BIN = 0.005
SAME, DIFFERENT, INK = "#12805c", "#b3402e", "#14202b"


def drawn(genuine: NDArray[np.float64], impostor: NDArray[np.float64], profiles: Sequence[Profile]) -> str:
    """An SVG of distances 0 to 0.5."""
    ticks = "".join(
        f'<path d="M{_x(at):.1f} {HEIGHT - BOTTOM}v5" stroke="{INK}"/>'
        f'<text x="{_x(at):.1f}" y="{HEIGHT - BOTTOM + 19}" text-anchor="middle">{at:.1f}</text>'
        for at in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img" '
        f'aria-label="Distances of the same and of different palms" font-family="sans-serif" font-size="14" '
        f'fill="{INK}">{_bars(impostor, DIFFERENT)}{_bars(genuine, SAME)}{_thresholds(profiles)}'
        f'<path d="M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}" stroke="{INK}"/>{ticks}'
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">distance: share of bits that '
        f"differ</text>{_key(LEFT, SAME, f'same palm ({len(genuine):,})')}"
        f"{_key(LEFT + 200, DIFFERENT, f'different palms ({len(impostor):,})')}</svg>"
    )


def _bars(distances: NDArray[np.float64], colour: str) -> str:
    counts, edges = np.histogram(distances, np.arange(0, 0.5 + BIN, BIN))
    heights = counts / max(1, counts.max()) * (HEIGHT - TOP - BOTTOM)
    wide = _x(BIN) - _x(0)
    return "".join(
        f'<rect x="{_x(edge):.1f}" y="{HEIGHT - BOTTOM - high:.1f}" width="{wide:.1f}" height="{high:.1f}" '
        f'fill="{colour}" fill-opacity="0.75"/>'
        for edge, high in zip(edges, heights, strict=False)
        if high > 0
    )


def _thresholds(profiles: Sequence[Profile]) -> str:
    lines = "".join(
        f'<path d="M{_x(profile.threshold):.1f} {TOP - 10}V{HEIGHT - BOTTOM}" stroke="{INK}" stroke-dasharray="4 3"/>'
        for profile in profiles
    )
    if not profiles:
        return lines
    strictest, laxest = (pick(profile.threshold for profile in profiles) for pick in (min, max))
    return lines + (
        f'<text x="{_x((strictest + laxest) / 2):.1f}" y="{TOP - 16}" text-anchor="middle">thresholds of the '
        f"profiles: {strictest:.3f} to {laxest:.3f}</text>"
    )


def _key(x: float, colour: str, words: str) -> str:
    return (
        f'<rect x="{x}" y="4" width="12" height="12" fill="{colour}" fill-opacity="0.75"/>'
        f'<text x="{x + 18}" y="14">{words}</text>'
    )


def _x(distance: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * distance / 0.5
