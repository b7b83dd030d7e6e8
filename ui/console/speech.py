"""One language of the console: texts, numbers and times as its readers write them.

speech = Speech("es")
speech.say("pager.rows", first=1, last=50, total=speech.count(2_000))
"""

from datetime import UTC, datetime
from math import floor, log10

from PySide6.QtCore import QLocale

from app.config.text import Texts
from app.domain.configuration_refusal import RefusedConfiguration
from app.domain.device_lock import FAULTS, Lock
from app.domain.faults import Fault
from app.domain.health_checks import Check
from app.operations.refusals import Reason, Refusal

_COUNTRIES = {"en": QLocale.Country.UnitedStates, "es": QLocale.Country.Spain}
_WHOLE_FROM = 10
"""From here on two significant digits leave no fraction."""


class Speech:
    """`say` speaks the console's own texts, `fault` those that every screen shares."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = Texts(language, "console", "plane")
        self._shared = Texts(language)
        country = _COUNTRIES.get(language, QLocale.Country.AnyCountry)
        self.locale = QLocale(QLocale(language).language(), country)

    def say(self, key: str, **facts: str | int) -> str:
        return self._texts.say(key, **facts)

    def fault(self, fault: Fault) -> str:
        """What happened, and the code to look up or to tell. What to do is told to people at a terminal, not here."""
        happened = self._shared.say(f"fault.{fault.key}.happened")
        return f"{happened} {self._shared.say('fault.code', code=fault.row.code)}."

    def unfit(self, refused: RefusedConfiguration) -> str:
        """Why a terminal does not carry a version of its configuration out."""
        words = self._shared.say(f"unfit.{refused.reason.value.lower()}")
        return self.say("devices.refused", version=refused.version, why=words)

    def check(self, check: Check) -> str:
        """What a failing check of a terminal's health found."""
        return self._shared.say(f"check.{check.value.lower()}")

    def lock(self, lock: Lock) -> str:
        """Why a terminal locked itself."""
        return self._shared.say(f"fault.{FAULTS[lock].key}.happened")

    def refusal(self, refusal: Refusal) -> str:
        """Why a control plane did not do it, and for a missing permission who can give it."""
        why = self._shared.say(refusal.reason.key, **refusal.facts)
        return f"{why}. {self.say('refusal.remedy')}" if refusal.reason is Reason.ACCESS_DENIED else why

    def count(self, number: int) -> str:
        return self.locale.toString(number)

    def digits(self, number: float) -> str:
        """Two significant digits, as the odds carry no more."""
        if number <= 0:
            return "0"
        rounded = round(number, 1 - floor(log10(number)))
        if rounded >= _WHOLE_FROM or rounded == int(rounded):
            return self.locale.toString(round(rounded))
        return self.locale.toString(rounded, "g", 6)

    def decimal(self, number: float, places: int) -> str:
        return self.locale.toString(number, "f", places)

    def moment(self, at: datetime) -> str:
        """To the second, with its zone, sorting as it reads."""
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"

    def millis(self, at: int) -> str:
        """As `minute`, of milliseconds since 1970 as the control plane tells time."""
        return self.minute(datetime.fromtimestamp(at / 1000, UTC))

    def minute(self, at: datetime) -> str:
        """As `moment`, where seconds tell nobody anything."""
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
