"""What a performance card measured at the shipped profiles' thresholds, read from the JSON that `benchmark` writes.

    rates = parse_card(Path("card.json").read_text("utf-8"))
    rates.of(VERIFY).false_match

>>> parse_card("[]")
Traceback (most recent call last):
app.domain.faults.FaultError: TH-402 input_unreadable: no card of these profiles and thresholds
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from app.biometrics.evaluation import Interval
from app.biometrics.odds import Estimate, Ground
from app.biometrics.profiles import PROFILES, Profile
from app.domain.faults import Fault, FaultError

SAME = 1e-9
"""Distances closer than this are one threshold, written and read again."""


@dataclass(frozen=True)
class ProfileRates:
    errors: int
    """False matches among `comparisons`."""
    comparisons: int
    false_match: Estimate
    false_non_match: Estimate


@dataclass(frozen=True)
class CardRates:
    data: str
    """The card's sentence on its images."""
    profiles: Mapping[str, ProfileRates]
    """By name, every shipped one."""

    def of(self, profile: Profile) -> ProfileRates:
        return self.profiles[profile.name]


def parse_card(text: str) -> CardRates:
    """Raises FaultError(INPUT_UNREADABLE) for what is no card, or was made with other thresholds."""
    try:
        card = json.loads(text)
        rows = {row["name"]: row for row in card["profiles"]}
        return CardRates(str(card["data"]), {each.name: _rates(rows[each.name], each) for each in PROFILES})
    except (ValueError, KeyError, TypeError) as error:
        raise FaultError(Fault.INPUT_UNREADABLE, "no card of these profiles and thresholds") from error


def _rates(row: Mapping[str, Any], profile: Profile) -> ProfileRates:
    """From the JSON's own row. Raises ValueError for a row of another threshold."""
    if not isclose(row["threshold"], profile.threshold, abs_tol=SAME):
        raise ValueError(profile.name)
    match = row["false_match"]
    return ProfileRates(match["errors"], match["comparisons"], _estimate(match), _estimate(row["false_non_match"]))


def _estimate(row: Mapping[str, Any]) -> Estimate:
    return Estimate(row["rate"], Interval(row["low"], row["high"]), Ground(row["ground"]))
