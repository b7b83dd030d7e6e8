"""Odds in the words of the console's language: the same sentences as `thenar odds` prints, and the words of figures.

Rules it keeps: a figure without a value is never worded as one, only as what the data leave open.
"""

from math import isinf

from app.domain.outlook import Basis, Check, Figure, Odds
from ui.console.chips import Chip, Tone
from ui.console.speech import Speech

DAYS_A_YEAR = 365.25
LONGEST_YEARS = 10_000
UNITS = (
    (1.0, "year"),
    (1 / 12, "month"),
    (1 / DAYS_A_YEAR, "day"),
    (1 / DAYS_A_YEAR / 24, "hour"),
)
WHOLE_FROM = 0.95
"""Of a unit: below it the next smaller unit is used."""
ALL = 1_000
_TONES = {
    Basis.MEASURED: Tone.GOOD,
    Basis.MODEL: Tone.PLAIN,
    Basis.EXTRAPOLATED: Tone.CARE,
    Basis.NOT_SHOWN: Tone.CARE,
}


class OddsWords:
    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._say = speech.say

    def length_of(self, years: float) -> str:
        """In years, months, days or hours, whichever is the largest that counts at least one."""
        if isinf(years) or years > LONGEST_YEARS:
            return self._say("time.longer", years=self._speech.count(LONGEST_YEARS))
        for unit, name in UNITS:
            if years >= WHOLE_FROM * unit:
                count = self._speech.digits(years / unit)
                return self._say(f"time.{name}" if count == "1" else f"time.{name}s", count=count)
        return self._say("time.shorter")

    def strangers(self, odds: Odds, tries_a_day: float) -> str:
        """One stranger in N years at M tries a day."""
        years, tries = odds.years, f"{tries_a_day:g}"
        who = self._say("odds.strangers.badge" if odds.by_badge else "odds.strangers")
        if years.value is None:
            least = self.length_of(years.low)
            return who + self._say("odds.strangers.open", basis=self.basis(years), low=least, tries=tries)
        return who + self._say(
            "odds.strangers.rate",
            time=self.length_of(years.value),
            tries=tries,
            low=self.length_of(years.low),
            high=self.length_of(years.high),
            basis=self.basis(years),
        )

    def staff(self, again: Figure) -> str:
        """K of 1,000 entries asked to try again."""
        who, all_of = self._say("odds.staff"), self._speech.count(ALL)
        if again.value is None and again.high >= ALL:
            return who + self._say("odds.staff.unknown", basis=self.basis(again))
        if again.value is None:
            most = self._speech.digits(again.high)
            return who + self._say("odds.staff.open", basis=self.basis(again), most=most, all=all_of)
        return who + self._say(
            "odds.staff.rate",
            count=self._speech.digits(again.value),
            all=all_of,
            low=self._speech.digits(again.low),
            high=self._speech.digits(again.high),
            basis=self.basis(again),
        )

    def every(self, years: Figure) -> str:
        """The large figure: one in so much time, or the most that is left open."""
        if years.value is None:
            return self._say("accuracy.every.open", time=self.length_of(years.low))
        return self._say("accuracy.every", time=self.length_of(years.value))

    def beside(self, years: Figure) -> str:
        """What a card's images say of strangers."""
        return self._say("accuracy.by_card", every=self.every(years), basis=self.basis(years))

    def again(self, again: Figure) -> str:
        """The large figure: so many of 1,000, or the most that is left open."""
        all_of = self._speech.count(ALL)
        if again.value is not None:
            return self._say("accuracy.again", count=self._speech.digits(again.value), all=all_of)
        if again.high >= ALL:
            return self._say("accuracy.again.unknown")
        return self._say("accuracy.again.most", count=self._speech.digits(again.high), all=all_of)

    def again_between(self, again: Figure) -> str:
        if again.value is None:
            return self._say("accuracy.again.open" if again.high < ALL else "accuracy.again.why")
        return self._say("odds.between", low=self._speech.digits(again.low), high=self._speech.digits(again.high))

    def basis(self, figure: Figure) -> str:
        return self._say(f"basis.{figure.basis.value}")

    def basis_chip(self, figure: Figure) -> Chip:
        return Chip(self._say(f"basis.{figure.basis.value}.short"), _TONES[figure.basis])

    def between(self, figure: Figure) -> str:
        short = figure.low < WHOLE_FROM * UNITS[-1][0]
        low = self._say("time.under") if short else self.length_of(figure.low)
        return self._say("odds.between", low=low, high=self.length_of(figure.high))

    def verdict(self, check: Check) -> Chip:
        """What a card's images say of a profile's aim."""
        if check.broken:
            return Chip(self._say("check.broken"), Tone.BAD)
        if check.held:
            return Chip(self._say("check.held"), Tone.GOOD)
        return Chip(self._say("check.open"), Tone.PLAIN)

    def share(self, fraction: float) -> str:
        """Per cent with two significant digits."""
        return f"{self._speech.digits(100 * fraction)} %"

    def one_in(self, rate: float) -> str:
        return self._say("odds.one_in", count=self._speech.count(round(1 / rate)))
