"""What a profile's threshold means for a site, as plain values: the answer to "who gets in, and who is asked again".

The numbers come from `app.biometrics.odds`; a screen puts them into words of its language.

>>> Question(people=500).palms
1000
"""

from dataclasses import dataclass
from enum import Enum

MOST_PEOPLE = 50_000
"""Twice as many palms is the largest gallery that a profile is made for."""


class Basis(Enum):
    """What a figure rests on."""

    MEASURED = "measured"
    MODEL = "model"
    EXTRAPOLATED = "extrapolated"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate or a time with its 95 % interval. Without a value the interval is what the data leave possible."""

    value: float | None
    low: float
    high: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Question:
    people: int
    palms_per_person: int = 2
    strangers_a_day: float = 20.0
    """Tries of people who are not enrolled."""
    profile: str | None = None
    """A profile's name; None is the one for so many palms."""

    @property
    def palms(self) -> int:
        return self.people * self.palms_per_person


@dataclass(frozen=True, slots=True)
class Odds:
    """One profile at one site."""

    profile: str
    by_badge: bool
    """The palm is compared with one person's alone."""
    threshold: float
    """A distance below it is a match."""
    promised_palms: int
    people: int
    years: Figure
    """Between two admissions of strangers."""
    again_of_1000: Figure
    """Entries of enrolled people that end in "try again"."""
    keeps_promise: bool
    """The profile was made for so many palms."""


@dataclass(frozen=True, slots=True)
class Curve:
    """`points` are (people, years between two admissions of strangers), people rising."""

    profile: str
    points: tuple[tuple[int, float], ...]
    promised_people: int


@dataclass(frozen=True, slots=True)
class Check:
    """A profile's aim beside what a card's images showed."""

    profile: str
    aimed: float
    errors: int
    comparisons: int
    shown: Figure

    @property
    def broken(self) -> bool:
        """Strangers passed more often than aimed at, and not by chance."""
        return self.shown.value is not None and self.shown.low > self.aimed

    @property
    def held(self) -> bool:
        """The data exclude more than was aimed at."""
        return self.shown.high <= self.aimed


@dataclass(frozen=True, slots=True)
class Measured:
    """What a performance card brings. `data` describes its images, in the card's own words."""

    data: str
    odds: Odds | None
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything the Accuracy page shows for one question."""

    question: Question
    profiles: tuple[str, ...]
    head_counts: tuple[int, ...]
    odds: Odds | None
    """By the model; None when there is no profile for so many palms."""
    table: tuple[Odds, ...]
    """Every profile at every head-count, profile by profile."""
    curves: tuple[Curve, ...]
    """Of the profiles for one palm, and of the one that is asked about."""
    model: str
    """The model's own statement of the data it was fitted to, in English."""
    measured: Measured | None
