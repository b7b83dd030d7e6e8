"""What a threshold means at a door: one stranger in so many years, so many of 1,000 asked to try again.

A person who is not enrolled meets every enrolled palm, and with somebody's badge that person's palms alone; both palms
meet every enrolled person. So
`FPIR = 1 - (1 - FMR) ** palms` (ISO/IEC 19795-1: the false positive identification rate of a search from the false
match rate of a comparison). So many tries of strangers a day times FPIR are admitted, and the share of honest entries
asked to try again is the false non-match rate.

Every figure is an `Estimate` with its ground. Where fewer than three errors were seen no rate is stated, only what the
data rule out; where the model of the tail speaks below what its data resolve it is called an extrapolation, and its
interval shows how little the data say. Limits: strangers hold up their own bare palms, each try is one search, and
tries are independent; somebody who tries to deceive is another matter (presentation attacks).

>>> match = Estimate(1e-6, Interval(5e-7, 2e-6), Ground.MEASURED)
>>> round(years_between(match, palms=1_000, tries_a_day=20).value, 3)
0.137
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from math import exp, expm1, inf, log1p, sqrt
from statistics import NormalDist

from app.biometrics.calibration import Tail
from app.biometrics.evaluation import LEAST_BELOW, Interval, at_most
from app.biometrics.profiles import PROFILES, VERIFY, Profile, for_gallery

DAYS_A_YEAR = 365.25


class Ground(Enum):
    """What a figure rests on."""

    MEASURED = "measured"
    MODEL = "by the tail model, within what its data resolve"
    EXTRAPOLATED = "not shown by this data: the tail model extrapolates here"
    NOT_SHOWN = "not shown by this data"


@dataclass(frozen=True)
class Site:
    people: int
    palms_per_person: int = 2
    strangers_a_day: float = 20.0
    """Tries of people who are not enrolled."""
    entries_a_day: float = 1_000.0
    """Tries of people who are."""

    def __post_init__(self) -> None:
        if self.people < 1 or self.palms_per_person not in (1, 2):
            raise ValueError("a site has at least one person, each with one palm or two")
        if self.strangers_a_day < 0 or self.entries_a_day < 0:
            raise ValueError("tries a day are none or more")

    @property
    def palms(self) -> int:
        return self.people * self.palms_per_person


@dataclass(frozen=True)
class Estimate:
    """A rate, or a time, with its 95 % interval. Without a value the interval is what the data leave possible."""

    value: float | None
    interval: Interval
    ground: Ground


UNKNOWN = Estimate(None, Interval(0.0, 1.0), Ground.NOT_SHOWN)
"""A rate of which nothing was measured."""


@dataclass(frozen=True)
class Odds:
    """A profile at a site."""

    site: Site
    profile: Profile
    false_match: Estimate
    """Of one comparison."""
    false_positive: Estimate
    """FPIR: of one search by a stranger."""
    years: Estimate
    """Between two admissions of strangers."""
    again_of_1000: Estimate
    """Entries of enrolled people that end in "try again"."""
    again_a_day: Estimate


def odds(site: Site, profile: Profile, false_match: Estimate, false_non_match: Estimate = UNKNOWN) -> Odds:
    """All of it, from the two rates of one comparison at the profile's threshold."""
    met = searched(profile, site)
    return Odds(
        site,
        profile,
        false_match,
        rising(false_match, lambda rate: false_positive_rate(rate, met)),
        years_between(false_match, met, site.strangers_a_day),
        rising(false_non_match, lambda rate: 1000 * rate),
        rising(false_non_match, lambda rate: site.entries_a_day * rate),
    )


def chosen(name: str | None, site: Site) -> Profile:
    """The profile of that name, or the one for the site's palms. Raises ValueError where there is none."""
    if name is None:
        return for_gallery(site.palms)
    found = next((profile for profile in PROFILES if profile.name == name), None)
    if found is None:
        raise ValueError(f"no profile {name!r}; there are: " + ", ".join(profile.name for profile in PROFILES))
    if found.shown > site.palms_per_person:
        raise ValueError(f"profile {name!r} is for people who have enrolled both palms")
    return found


def keeps_its_promise(profile: Profile, site: Site) -> bool:
    """Whether the profile was made for a gallery of that size."""
    return profile is VERIFY or site.palms <= profile.palms


def false_positive_rate(false_match: float, palms: int) -> float:
    """`1 - (1 - FMR) ** palms` without loss of digits. Palms count as independent, which errs on the strict side."""
    return 1.0 if false_match >= 1 else -expm1(palms * log1p(-false_match))


def searched(profile: Profile, site: Site) -> int:
    """What one try meets: all palms, with a badge those of its holder; both palms of a person count as one."""
    if profile is VERIFY:
        return site.palms_per_person
    return site.people if profile.shown == 2 else site.palms


def years_between(false_match: Estimate, palms: int, tries_a_day: float) -> Estimate:
    """Mean time between two admissions of strangers, years; the interval turns round."""

    def years(rate: float) -> float:
        admitted = false_positive_rate(rate, palms) * tries_a_day
        return 1 / (admitted * DAYS_A_YEAR) if admitted > 0 else inf

    value = None if false_match.value is None else years(false_match.value)
    interval = Interval(years(false_match.interval.high), years(false_match.interval.low))
    return Estimate(value, interval, false_match.ground)


def measured(errors: int, trials: int, interval: Interval | None = None) -> Estimate:
    """From independent trials, or from an interval that already knows how they hang together (a bootstrap over hands).

    With fewer than three errors the rate is not stated, only what is left possible (the rule of three).
    """
    if trials < 1:
        return UNKNOWN
    between = interval or at_most(errors, trials)
    if errors < LEAST_BELOW:
        return Estimate(None, Interval(0.0, max(between.high, at_most(errors, trials).high)), Ground.NOT_SHOWN)
    return Estimate(errors / trials, between, Ground.MEASURED)


def by_model(profile: Profile) -> Estimate:
    """The false match rate of one comparison with the profile, of both palms with both where it wants both."""
    return modelled(profile.threshold, profile.tail, profile.tail.pairs)


def modelled(threshold: float, tail: Tail, pairs: int) -> Estimate:
    """The false match rate at a threshold as the tail model has it, with what `pairs` pairs of hands leave possible.

    About `share x pairs` independent pairs make the tail: its height is a binomial share, its mean excess a gamma
    variable. The worst ends of the two 95 % intervals are combined.
    """
    excesses = max(1, round(tail.share * pairs))
    depth = max(0.0, (tail.start - threshold) / tail.scale)
    height = at_most(excesses, max(pairs, excesses))
    rate = tail.rate(threshold)
    interval = Interval(
        height.low * exp(-depth * _gamma_quantile(0.975, excesses) / excesses),
        height.high * exp(-depth * _gamma_quantile(0.025, excesses) / excesses),
    )
    resolved = rate * pairs >= LEAST_BELOW
    return Estimate(rate, interval, Ground.MODEL if resolved else Ground.EXTRAPOLATED)


def rising(rate: Estimate, function: Callable[[float], float]) -> Estimate:
    """An estimate carried through a function that rises."""
    value = None if rate.value is None else function(rate.value)
    return Estimate(value, Interval(function(rate.interval.low), function(rate.interval.high)), rate.ground)


def _gamma_quantile(share: float, shape: int) -> float:
    """Of the gamma distribution of scale 1 (Wilson and Hilferty 1931); its lower end errs on the wide side."""
    cube = 1 - 1 / (9 * shape) + NormalDist().inv_cdf(share) / (3 * sqrt(shape))
    return shape * max(0.0, cube) ** 3
