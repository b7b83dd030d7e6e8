"""The performance card: everything one measurement shows, in the terms of ISO/IEC 19795-1, and as JSON.

`report.Card` holds the rates over all comparisons. This adds what a buyer asks next: which pictures and hands gave no
template, what the shipped profiles' thresholds did on these images, how rates grow with the gallery, whether light or
tone change them, how long each stage takes, and what exactly was measured with what.

    card = drawn_up(base, pictures, searches, stages, provenance)
    json.dumps(as_json(card, "frames"))

Rules: pure; a figure that the data cannot carry is None with the bound that they do carry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.biometrics import report
from app.biometrics.evaluation import Interval, Protocol, at_most
from app.biometrics.odds import Estimate, Odds, Site, by_model, false_positive_rate, odds
from app.biometrics.profiles import PROFILES, VERIFY, Profile, for_gallery
from app.biometrics.search_fusion import both_palms, together
from app.biometrics.search_rates import (
    GalleryRow,
    Observed,
    Search,
    by_gallery,
    false_matches,
    false_non_matches,
    matching_ranks,
)

LABELS_AT = (1e-3, 1e-2)
"""The false match rates whose threshold serves for tables: the first that the data resolve."""
STRANGERS_A_DAY = 20.0


@dataclass(frozen=True)
class Picture:
    """One picture and what became of it."""

    hand: int
    session: int
    """0 when its name tells none."""
    labels: tuple[str, ...]
    cause: str | None
    """Why there is no template; None when there is one."""
    person: int | None = None
    """Whose hand it is; None when nobody said."""


@dataclass(frozen=True)
class Stage:
    name: str
    median_ms: float
    slow_ms: float
    """Nine in ten are at least as quick."""
    runs: int


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class Provenance:
    data: str
    """The pictures in a sentence: whose, by what, under which conditions, as far as the caller knows."""
    facts: tuple[Fact, ...]
    """Versions and hashes."""


@dataclass(frozen=True)
class ProfileRow:
    """Of a profile for both palms, comparisons are of both palms of one person with both of another."""

    profile: Profile
    false_match: Observed
    false_non_match: Observed
    sessions_match: Observed | None
    """False matches when all pictures of a session count together, as a terminal does; None without sessions."""
    sessions_non_match: Observed | None
    modelled: Estimate
    """The false match rate by the shipped tail model."""
    odds: Odds
    """By the model, for the largest site of the profile; for 1:1 one badge's holder."""

    @property
    def breaks_its_promise(self) -> bool:
        """Strangers passed more often than aimed at, and not by chance."""
        return self.false_match.rate.value is not None and (
            self.false_match.rate.interval.low > self.profile.false_match_rate
        )


@dataclass(frozen=True)
class LabelRow:
    label: str
    pictures: int
    refused: int
    refused_interval: Interval
    false_match: Observed
    false_non_match: Observed


@dataclass(frozen=True)
class GalleryCheck:
    """One gallery size: at the threshold for one false match rate, and at the profile's own."""

    predicted: float | None
    """FPIR by the formula from the rate that a gallery of one palm shows; None where it shows none."""
    at_rate: GalleryRow
    at_profile: GalleryRow


@dataclass(frozen=True, eq=False)
class PerformanceCard:
    base: report.Card
    sessions: int
    hands_without_template: int
    profiles: tuple[ProfileRow, ...]
    table_rate: float | None
    """The false match rate whose threshold serves for labels and galleries; None: the 1:1 profile's serves."""
    labels: tuple[LabelRow, ...]
    galleries: tuple[GalleryCheck, ...]
    ranks: tuple[float, ...]
    stages: tuple[Stage, ...]
    provenance: Provenance


def drawn_up(
    base: report.Card,
    pictures: Sequence[Picture],
    searches: Sequence[Search],
    stages: Sequence[Stage],
    provenance: Provenance,
) -> PerformanceCard:
    """All tables of one measurement."""
    hands = base.hands
    with_template = {picture.hand for picture in pictures if picture.cause is None}
    rate, threshold = _table_threshold(base)
    person_of = {picture.hand: picture.person for picture in pictures if picture.person is not None}
    merged = together(searches) if base.protocol is Protocol.ACROSS_SESSIONS else None
    return PerformanceCard(
        base=base,
        sessions=len({picture.session for picture in pictures}),
        hands_without_template=hands - len(with_template),
        profiles=tuple(
            _both_row(profile, searches, person_of, merged)
            if profile.shown == 2
            else _row(profile, searches, merged, hands)
            for profile in PROFILES
        ),
        table_rate=rate,
        labels=tuple(_labels(pictures, searches, threshold, hands)),
        galleries=tuple(_galleries(searches, threshold, hands)) if rate else (),
        ranks=matching_ranks(searches),
        stages=tuple(stages),
        provenance=provenance,
    )


def _table_threshold(base: report.Card) -> tuple[float | None, float]:
    """The 1:1 profile's threshold where the data resolve none of their own."""
    for target in LABELS_AT:
        for row in base.summary.false_non_match:
            if row.target == target and row.threshold is not None:
                return target, row.threshold
    return None, VERIFY.threshold


def _row(profile: Profile, searches: Sequence[Search], merged: Sequence[Search] | None, hands: int) -> ProfileRow:
    by_tail = by_model(profile)
    missed = false_non_matches(searches, profile.threshold, hands)
    site = Site(max(1, profile.palms // 2), 2 if profile.palms > 1 else 1, STRANGERS_A_DAY)
    return ProfileRow(
        profile,
        false_matches(searches, profile.threshold, hands),
        missed,
        None if merged is None else false_matches(merged, profile.threshold, hands),
        None if merged is None else false_non_matches(merged, profile.threshold, hands),
        by_tail,
        odds(site, profile, by_tail, missed.rate),
    )


def _both_row(
    profile: Profile, searches: Sequence[Search], person_of: Mapping[int, int], merged: Sequence[Search] | None
) -> ProfileRow:
    """People stand where hands stood: the rows of one palm, over searches of both."""
    people = max(person_of.values(), default=0) + 1
    pairs = both_palms(searches, person_of, profile.each)
    of_sessions = None if merged is None else both_palms(merged, person_of, profile.each)
    return _row(profile, pairs, of_sessions, people)


def _labels(pictures: Sequence[Picture], searches: Sequence[Search], threshold: float, hands: int) -> list[LabelRow]:
    rows = []
    for label in sorted({label for picture in pictures for label in picture.labels}):
        taken = [picture for picture in pictures if label in picture.labels]
        refused = sum(picture.cause is not None for picture in taken)
        probes = [search for search in searches if label in search.labels]
        rows.append(
            LabelRow(
                label,
                len(taken),
                refused,
                at_most(refused, len(taken)),
                false_matches(probes, threshold, hands),
                false_non_matches(probes, threshold, hands),
            )
        )
    return rows


def _galleries(searches: Sequence[Search], threshold: float, hands: int) -> list[GalleryCheck]:
    fixed = by_gallery(searches, lambda size: threshold, hands)
    own = by_gallery(searches, lambda size: for_gallery(size).threshold, hands)
    alone = fixed[0].false_positive.value if fixed else None
    return [
        GalleryCheck(
            None if alone is None else false_positive_rate(alone, at_rate.palms),
            at_rate,
            at_profile,
        )
        for at_rate, at_profile in zip(fixed, own, strict=True)
    ]


def as_json(card: PerformanceCard, kind: str) -> dict[str, Any]:
    """The keys of `report.as_json`, and the rest of the card beside them."""
    return report.as_json(card.base, kind) | {
        "data": card.provenance.data,
        "sessions": card.sessions,
        "hands_without_template": card.hands_without_template,
        "profiles": [_profile_json(row) for row in card.profiles],
        "cmc": list(card.ranks),
        "table_fmr": card.table_rate,
        "by_label": [_label_json(row) for row in card.labels],
        "by_gallery": [_gallery_json(row) for row in card.galleries],
        "stages_ms": {s.name: {"median": s.median_ms, "p90": s.slow_ms, "runs": s.runs} for s in card.stages},
        "made_with": {fact.name: fact.value for fact in card.provenance.facts},
    }


def _profile_json(row: ProfileRow) -> dict[str, Any]:
    return {
        "name": row.profile.name,
        "threshold": row.profile.threshold,
        "palms": row.profile.palms,
        "palms_shown": row.profile.shown,
        "false_match": _observed_json(row.false_match),
        "false_non_match": _observed_json(row.false_non_match),
        "sessions_together": None
        if row.sessions_match is None or row.sessions_non_match is None
        else {
            "false_match": _observed_json(row.sessions_match),
            "false_non_match": _observed_json(row.sessions_non_match),
        },
        "false_match_modelled": estimate_json(row.modelled),
        "statement": row.profile.statement,
    }


def _label_json(row: LabelRow) -> dict[str, Any]:
    return {
        "label": row.label,
        "images": row.pictures,
        "refused": row.refused,
        "refused_ci": [row.refused_interval.low, row.refused_interval.high],
        "false_match": _observed_json(row.false_match),
        "false_non_match": _observed_json(row.false_non_match),
    }


def _gallery_json(row: GalleryCheck) -> dict[str, Any]:
    def one(side: GalleryRow) -> dict[str, Any]:
        return {
            "threshold": side.threshold,
            "fpir": estimate_json(side.false_positive),
            "fnir": estimate_json(side.false_negative),
        }

    return {
        "palms": row.at_rate.palms,
        "fpir_by_formula": row.predicted,
        "at_table_fmr": one(row.at_rate),
        "at_profile": one(row.at_profile),
    }


def _observed_json(observed: Observed) -> dict[str, Any]:
    return {"errors": observed.errors, "comparisons": observed.trials} | estimate_json(observed.rate)


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    return {
        "rate": estimate.value,
        "low": estimate.interval.low,
        "high": estimate.interval.high,
        "ground": estimate.ground.value,
    }
