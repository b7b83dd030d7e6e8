"""One measurement as JSON and as a few lines. Rates are fractions of one.

Two rates tell of pictures that gave nothing (ISO/IEC 19795-1): `fta`, failure to acquire, is the share of pictures
refused; `fte`, failure to enrol, is the share of hands of which no picture at all gave a template. A picture refused is
tried again at a terminal; a hand that never gives a template has no use of it.

>>> percent(None)
'not stated'
>>> percent(0.0125)
'1.25 %'
"""

from collections import Counter
from dataclasses import dataclass
from math import isfinite, log10
from typing import Any

from app.biometrics.evaluation import Comparisons, Interval, Protocol, Summary, at_most
from app.biometrics.template import PROTECTED_BYTES, VERSION


@dataclass(frozen=True, eq=False)
class Card:
    hands: int
    images: int
    refusals: Counter[str]
    """Pictures without a palm code, by cause."""
    hands_without_template: int
    """Hands of which no picture gave a palm code."""
    protocol: Protocol
    scores: Comparisons
    summary: Summary
    rank_one: float | None
    ms_per_image: float | None
    """From pixels in memory to a template, one picture at a time; None when no picture gave one."""
    ns_per_comparison: float | None
    strangers_met: float = 1.0
    """Share of the strangers' pictures that a probe was compared with; under 1 rank 1 is flattered."""

    @property
    def failed(self) -> int:
        """Pictures that gave no code."""
        return self.refusals.total()


def percent(rate: float | None) -> str:
    return "not stated" if rate is None else f"{100 * rate:.4f}".rstrip("0").rstrip(".") + " %"


def as_json(card: Card, kind: str) -> dict[str, Any]:
    """The card as JSON has it; keys are kept."""
    summary = card.summary
    return {
        "kind": kind,
        "protocol": card.protocol.value,
        "encoder": VERSION,
        "template_bytes": PROTECTED_BYTES,
        "hands": card.hands,
        "images": card.images,
        "genuine": len(card.scores.genuine),
        "impostor": len(card.scores.impostor),
        "fte": card.hands_without_template / card.hands,
        "fte_ci": _pair(at_most(card.hands_without_template, card.hands)),
        "fta": card.failed / card.images,
        "fta_ci": _pair(at_most(card.failed, card.images)),
        "refusals": dict(card.refusals.most_common()),
        "eer": summary.eer,
        "eer_ci": _pair(summary.eer_interval),
        "fnmr_at_fmr": {_key(row.target): row.rate for row in summary.false_non_match},
        "fnmr_at_fmr_ci": {_key(row.target): _pair(row.interval) for row in summary.false_non_match},
        "fnmr_at_fmr_refused": {_key(row.target): row.refused for row in summary.false_non_match if row.refused},
        "threshold_at_fmr": {_key(row.target): row.threshold for row in summary.false_non_match},
        "rank1": card.rank_one,
        "strangers_met": card.strangers_met,
        "d_prime": summary.d_prime if summary.d_prime is None or isfinite(summary.d_prime) else None,
        "ms_per_frame": card.ms_per_image,
        "ns_per_comparison": card.ns_per_comparison,
    }


def as_text(card: Card) -> str:
    rows = "".join(
        f"\n  FNMR at FMR {row.target:g}: " + (row.refused or f"{percent(row.rate)} {_between(row.interval)}")
        for row in card.summary.false_non_match
    )
    return (
        f"{card.hands} hands, {card.images} images, {card.failed} refused, "
        f"{card.hands_without_template} hands without a template; "
        f"{len(card.scores.genuine):,} genuine and {len(card.scores.impostor):,} impostor comparisons\n"
        f"  EER: {percent(card.summary.eer)} {_between(card.summary.eer_interval)}{rows}\n"
        f"  rank 1: {percent(card.rank_one)}{_flattered(card)}"
    )


def _flattered(card: Card) -> str:
    return "" if card.strangers_met == 1 else f", among {percent(card.strangers_met)} of the strangers, drawn by lot"


def _key(rate: float) -> str:
    return f"1e-{round(-log10(rate))}"


def _pair(interval: Interval | None) -> list[float] | None:
    return [interval.low, interval.high] if interval else None


def _between(interval: Interval | None) -> str:
    return f"({percent(interval.low)} to {percent(interval.high)})" if interval else ""
