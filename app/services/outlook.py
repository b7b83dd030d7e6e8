"""What the shipped thresholds mean for a site, by the tail model and by a measured card: the Accuracy page's book.

    desk = AccuracyDesk(store.enrolled, read_card)
    desk.outlook(Question(people=500)).odds.years.value

Rules it keeps: strangers are reckoned by the model that the profiles rest on, and again by the card's own images where
there is one; how many are asked again comes from a card alone, without one it is unknown.
"""

from collections.abc import Callable
from pathlib import Path

from app.biometrics import odds as reckoned
from app.biometrics.calibration import TAIL
from app.biometrics.odds import UNKNOWN, Estimate, Site, by_model, keeps_its_promise
from app.biometrics.profiles import PROFILES, VERIFY, Profile
from app.domain.outlook import Basis, Check, Curve, Figure, Measured, Odds, Outlook, Question
from app.ports.records import Enrolled
from app.services.card_rates import CardRates

HEAD_COUNTS = (50, 500, 5_000, 50_000)
"""The table's columns: the last two palms short of nothing that a profile is made for."""
CURVE_PEOPLE = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


class AccuracyDesk:
    """Implements `app.ports.oversight.AccuracyBook`."""

    def __init__(
        self,
        count: Callable[[], Enrolled],
        read_card: Callable[[Path], CardRates],
        card: CardRates | None = None,
    ) -> None:
        self._count = count
        self._read_card = read_card
        self._card = card

    def enrolled(self) -> Enrolled:
        return self._count()

    def use_card(self, path: Path) -> None:
        self._card = self._read_card(path)

    def outlook(self, question: Question) -> Outlook:
        site = _site(question, question.people)
        profile = _chosen(question, site)
        profiles = [each for each in PROFILES if each.shown <= question.palms_per_person]
        return Outlook(
            question=question,
            profiles=tuple(each.name for each in profiles),
            head_counts=HEAD_COUNTS,
            odds=None if profile is None else _by_model(profile, site, self._missed(profile)),
            table=tuple(
                _by_model(each, _site(question, people), self._missed(each))
                for each in profiles
                for people in HEAD_COUNTS
            ),
            curves=tuple(_curve(each, question) for each in profiles if each.shown == 1 or each is profile),
            model=TAIL.statement,
            measured=None if self._card is None else _measured(self._card, profile, site),
        )

    def _missed(self, profile: Profile) -> Estimate:
        """The false non-match rate: only a measurement knows it."""
        return UNKNOWN if self._card is None else self._card.of(profile).false_non_match


def _chosen(question: Question, site: Site) -> Profile | None:
    try:
        return reckoned.chosen(question.profile, site)
    except ValueError:
        return None


def _site(question: Question, people: int) -> Site:
    return Site(people, question.palms_per_person, question.strangers_a_day)


def _by_model(profile: Profile, site: Site, missed: Estimate) -> Odds:
    return _odds(profile, site, by_model(profile), missed)


def _odds(profile: Profile, site: Site, match: Estimate, missed: Estimate) -> Odds:
    found = reckoned.odds(site, profile, match, missed)
    return Odds(
        profile=profile.name,
        by_badge=profile is VERIFY,
        threshold=profile.threshold,
        promised_palms=profile.palms,
        people=site.people,
        years=_figure(found.years),
        again_of_1000=_figure(found.again_of_1000),
        keeps_promise=keeps_its_promise(profile, site),
    )


def _curve(profile: Profile, question: Question) -> Curve:
    points = []
    for people in CURVE_PEOPLE:
        years = _by_model(profile, _site(question, people), UNKNOWN).years.value
        if years is not None:
            points.append((people, years))
    most = CURVE_PEOPLE[-1]
    promised = most if profile is VERIFY else min(most, profile.palms // question.palms_per_person)
    return Curve(profile.name, tuple(points), promised)


def _measured(card: CardRates, profile: Profile | None, site: Site) -> Measured:
    return Measured(
        data=card.data,
        odds=None
        if profile is None
        else _odds(profile, site, card.of(profile).false_match, card.of(profile).false_non_match),
        checks=tuple(
            Check(
                each.name,
                each.false_match_rate,
                card.of(each).errors,
                card.of(each).comparisons,
                _figure(card.of(each).false_match),
            )
            for each in PROFILES
        ),
    )


def _figure(estimate: Estimate) -> Figure:
    return Figure(estimate.value, estimate.interval.low, estimate.interval.high, Basis[estimate.ground.name])
