"""The performance card in words and tables: sections that a page or a Markdown file lays out.

Every table says in its caption what its interval is over. A rate without enough errors is shown as a bound ("<= 3 %"),
and a bound is not a rate: the text says so once, above all tables.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from app.biometrics import odds_text
from app.biometrics.card import Fact, PerformanceCard, ProfileRow
from app.biometrics.evaluation import LEAST_BELOW, Interval, Protocol, at_most
from app.biometrics.odds import Estimate, Ground
from app.biometrics.profiles import VERIFY
from app.biometrics.search_rates import Observed

Row = tuple[str, ...]


class Picture(Enum):
    DET = "det"
    SCORES = "scores"


@dataclass(frozen=True)
class Table:
    head: Row
    rows: tuple[Row, ...]
    caption: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()


def headline(card: PerformanceCard) -> tuple[Fact, ...]:
    """The five figures that people ask for first."""
    base, summary = card.base, card.base.summary
    finest_rate = _least_shown(card)
    stated = [row for row in summary.false_non_match if row.rate is not None and row.target >= finest_rate]
    finest = stated[-1] if stated else None
    refused = at_most(base.failed, base.images)
    return (
        Fact("pictures refused (FTA)", f"{share(base.failed / base.images)} ({between(refused)})"),
        Fact("equal error rate", _with_interval(summary.eer, summary.eer_interval)),
        Fact(
            f"FNMR at FMR {share(finest.target)}" if finest else "FNMR",
            _with_interval(finest.rate, finest.interval) if finest else "not resolved",
        ),
        Fact("rank 1", share(base.rank_one) if base.rank_one is not None else "not measured"),
        Fact("picture to template", "not stated" if base.ms_per_image is None else f"{base.ms_per_image:.0f} ms"),
    )


def sections(card: PerformanceCard) -> Iterator[Section]:
    yield _proven(card)
    yield _data(card)
    yield _acquisition(card)
    yield _verification(card)
    yield _profiles(card)
    if card.galleries or card.ranks:
        yield _identification(card)
    if card.labels:
        yield _by_label(card)
    if card.stages:
        yield _speed(card)
    yield Section("Made with", tables=(_facts(card.provenance.facts),))


def _proven(card: PerformanceCard) -> Section:
    base = card.base
    pairs = base.hands * (base.hands - 1) // 2
    finest = share(_least_shown(card))
    return Section(
        "What is proven here, and what is not",
        (
            "Rates are shares of comparisons, with 95 % intervals over hands: comparisons that share a hand are not "
            "independent. Where fewer than three hands (or pairs of hands) were in error no rate is stated; "
            "“≤” gives what the data leave possible. It is a bound, not a result.",
        ),
        (
            *(_broken(row) for row in card.profiles if row.breaks_its_promise),
            f"Shown: how these {base.images:,} pictures of {base.hands:,} hands compare, one picture with one picture.",
            f"Not shown: false match rates below {finest} (three in {pairs:,} pairs of hands). The profiles ask for "
            "less: there a model of the tail speaks, and says so.",
            "Not shown: other cameras, other places, other people, years between two pictures.",
            "Not shown: attacks with pictures or casts of palms. Every comparison is of a hand that nobody forged.",
            "Not shown: whole transactions. A terminal asks for a better picture and compares several; this does not.",
        ),
    )


def _least_shown(card: PerformanceCard) -> float:
    """The least false match rate that the pairs of hands resolve: three of them (the rule of three)."""
    pairs = card.base.hands * (card.base.hands - 1) // 2
    return min(1.0, LEAST_BELOW / pairs) if pairs else 1.0


def _broken(row: ProfileRow) -> str:
    return (
        f"Shown against us: at the threshold of profile {row.profile.name} strangers match in "
        f"{rate(row.false_match.rate)} of comparisons here, where {one_in(row.profile.false_match_rate)} is aimed at."
    )


def _data(card: PerformanceCard) -> Section:
    base = card.base
    across = base.protocol is Protocol.ACROSS_SESSIONS
    how = (
        "Only pictures of different sessions are compared, the earlier as reference, the later as probe."
        if across
        else "Every two pictures are compared once: no sessions are named, so lasting is not shown."
    )
    by_lot = (
        f"Each probe met {share(base.strangers_met)} of the strangers' pictures, drawn by lot: rank 1 and searches "
        "look better than they are.",
    )
    return Section(
        "Data",
        (card.provenance.data, *(by_lot if base.strangers_met < 1 else ())),
        tables=(
            Table(
                ("hands", "pictures", "sessions", "genuine comparisons", "impostor comparisons"),
                (
                    (
                        f"{base.hands:,}",
                        f"{base.images:,}",
                        f"{card.sessions}" if across else "not named",
                        f"{len(base.scores.genuine):,}",
                        f"{base.scores.impostor_comparisons or len(base.scores.impostor):,}",
                    ),
                ),
                how,
            ),
        ),
    )


def _acquisition(card: PerformanceCard) -> Section:
    base = card.base
    rows = [("any cause", _of(base.failed, base.images))]
    rows += [(name.replace("_", " "), _of(count, base.images)) for name, count in base.refusals.most_common()]
    lost = card.hands_without_template
    return Section(
        "Failure to acquire and to enrol",
        (f"Hands of which no picture gave a template (FTE): {_of(lost, base.hands)}.",),
        tables=(Table(("cause", "pictures refused (FTA)"), tuple(rows), "One cause a picture: the first to fix."),),
    )


def _verification(card: PerformanceCard) -> Section:
    rows = tuple(
        (
            share(row.target),
            "not resolved" if row.rate is None else _with_interval(row.rate, row.interval),
            "" if row.threshold is None else f"{row.threshold:.4f}",
        )
        for row in card.base.summary.false_non_match
    )
    caption = (
        f"Thresholds set on this very data. Rows below FMR {share(_least_shown(card))} rest on fewer than three "
        "independent pairs of hands."
    )
    return Section(
        "Verification: one picture with one picture",
        tables=(Table(("FMR", "FNMR (95 %)", "distance below"), rows, caption),),
        pictures=(Picture.DET, Picture.SCORES),
    )


def _profiles(card: PerformanceCard) -> Section:
    here = tuple(
        (
            row.profile.name,
            f"{row.profile.threshold:.4f}",
            one_in(row.profile.false_match_rate),
            observed(row.false_match),
            observed(row.false_non_match),
        )
        for row in card.profiles
    )
    site = card.profiles[0].odds.site
    return Section(
        "Profiles: thresholds that were fixed before",
        (
            *_statements(card),
            f"In human terms, at {site.strangers_a_day:g} tries of strangers a day. Where the second table says "
            "“extrapolated”, no data show the figure: the tail model is carried below what it was fitted to, and its "
            "interval says how little is known.",
        ),
        tables=(
            Table(
                ("profile", "distance below", "FMR aimed at", "false matches here", "false non-matches here"),
                here,
                "Errors of comparisons on this data, and the rate or what is left possible. With both palms a "
                "comparison is of both with both of one person, and the mean of the two distances counts.",
            ),
            *_sessions(card),
            Table(
                ("profile, at its largest site", "one stranger is let in every", "95 %", "of 1,000 asked again"),
                tuple(_in_words(row) for row in card.profiles),
                "With a badge (1:1) the stranger holds the badge of somebody else, who has enrolled one palm. "
                "Last column: from this data.",
            ),
        ),
    )


def _statements(card: PerformanceCard) -> Iterator[str]:
    """What the thresholds of one palm rest on, and those of both."""
    shown = {row.profile.shown: row.profile.statement for row in card.profiles}
    yield f"The thresholds rest on a model, not on this data: {shown[1]}."
    if 2 in shown:
        yield f"Those for both palms: {shown[2]}."


def _sessions(card: PerformanceCard) -> Iterator[Table]:
    rows = tuple(
        (row.profile.name, observed(row.sessions_match), observed(row.sessions_non_match))
        for row in card.profiles
        if row.sessions_match is not None and row.sessions_non_match is not None
    )
    if rows:
        yield Table(
            ("profile, several pictures", "false matches here", "false non-matches here"),
            rows,
            "All pictures of a session together, as a terminal does: the mean of the two closest distances counts.",
        )


def _in_words(row: ProfileRow) -> Row:
    years, again, site = row.odds.years, row.odds.again_of_1000, row.odds.site
    place = "with a badge" if row.profile == VERIFY else f"{site.people:,} people"
    ground = ", extrapolated" if years.ground is Ground.EXTRAPOLATED else ""
    low, high = (odds_text.length_of(end) for end in (years.interval.low, years.interval.high))
    stated = odds_text.digits(again.value) if again.value is not None else ""
    bound = "not shown" if again.interval.high >= 1000 else f"≤ {odds_text.digits(again.interval.high)}"
    return (
        f"{row.profile.name}: {place}",
        (odds_text.length_of(years.value) if years.value is not None else "not shown") + ground,
        f"{low} to {high}",
        stated or bound,
    )


def _identification(card: PerformanceCard) -> Section:
    kept = [(rank, found) for rank, found in enumerate(card.ranks, start=1) if rank in (1, 2, 5, 10)]
    tables = [
        Table(
            ("rank", *(str(rank) for rank, _ in kept)),
            (("found", *(share(found) for _, found in kept)),),
            "CMC, closed set: searches whose own hand is among the closest so many hands.",
        )
    ]
    if card.galleries:
        tables.append(
            Table(
                ("palms", "FPIR", "FPIR by the formula", "FNIR", "FPIR, profile", "FNIR, profile"),
                tuple(
                    (
                        f"{row.at_rate.palms:,}",
                        rate(row.at_rate.false_positive),
                        "not shown" if row.predicted is None else share(row.predicted),
                        rate(row.at_rate.false_negative),
                        rate(row.at_profile.false_positive),
                        rate(row.at_profile.false_negative),
                    )
                    for row in card.galleries
                ),
                "Means over all galleries of so many palms; a palm with several references has the mean of its two "
                f"closest distances. Left: at the threshold for FMR {share(card.table_rate or 0)}; the formula is "
                "1 - (1 - r)^palms from the rate r of one palm. Right: at the profile for the size.",
            )
        )
    return Section("Identification: one picture against a gallery", tables=tuple(tables))


def _by_label(card: PerformanceCard) -> Section:
    kinds = sorted({label.rstrip("0123456789") for label in (row.label for row in card.labels)})
    at = f"for FMR {share(card.table_rate)} over all" if card.table_rate else "of the 1:1 profile"
    tables = [
        Table(
            (kind, "pictures", "refused", "FMR", "FNMR"),
            tuple(
                (
                    row.label.removeprefix(kind).lstrip("0") or row.label,
                    f"{row.pictures:,}",
                    _of(row.refused, row.pictures),
                    observed(row.false_match),
                    observed(row.false_non_match),
                )
                for row in card.labels
                if row.label.rstrip("0123456789") == kind
            ),
            f"By the probe's label, at the threshold {at}.",
        )
        for kind in kinds
    ]
    return Section("By light and tone", tables=tuple(tables))


def _speed(card: PerformanceCard) -> Section:
    rows = tuple((s.name, milliseconds(s.median_ms), milliseconds(s.slow_ms), f"{s.runs:,}") for s in card.stages)
    return Section(
        "Speed",
        tables=(
            Table(
                ("stage", "median", "nine in ten within", "runs"),
                rows,
                "Wall clock, on one thread of the machine as it was.",
            ),
        ),
    )


def _facts(facts: Sequence[Fact]) -> Table:
    return Table(("what", "which"), tuple((fact.name, fact.value) for fact in facts))


def observed(seen: Observed) -> str:
    return f"{seen.errors:,} of {seen.trials:,}: {rate(seen.rate)}" if seen.trials else "none made"


def rate(estimate: Estimate) -> str:
    if estimate.value is None:
        return "not shown" if estimate.interval.high >= 1 else f"≤ {share(estimate.interval.high)}"
    return f"{share(estimate.value)} ({between(estimate.interval)})"


def share(fraction: float) -> str:
    """In percent with two significant digits; 100 % and 0 % only when they are exact.

    >>> share(0.00012), share(1.0), share(0.9999)
    ('0.012 %', '100 %', '99.99 %')
    """
    if fraction in (0, 1):
        return f"{100 * fraction:.0f} %"
    if fraction > 0.5:
        missing = float(f"{100 * (1 - fraction):.2g}")
        return f"{100 - missing:g} %" if missing >= 1e-3 else "over 99.999 %"
    return f"{100 * fraction:.2g} %" if fraction >= 1e-6 else f"{fraction:.0e}"


def between(interval: Interval) -> str:
    return f"{share(interval.low)} to {share(interval.high)}"


def milliseconds(ms: float) -> str:
    return f"{1000 * ms:.3g} us" if ms < 1 else f"{ms:.3g} ms"


def one_in(rate: float) -> str:
    return f"1 in {1 / rate:,.0f}"


def _of(part: int, whole: int) -> str:
    if not whole:
        return "none"
    found = at_most(part, whole)
    stated = f"{share(part / whole)} ({between(found)})" if part else f"≤ {share(found.high)}"
    return f"{part:,} of {whole:,}: {stated}"


def _with_interval(value: float | None, interval: Interval | None) -> str:
    if value is None or interval is None:
        return "not resolved"
    return f"{share(value)} ({between(interval)})" if value else f"≤ {share(interval.high)} (no error seen)"
