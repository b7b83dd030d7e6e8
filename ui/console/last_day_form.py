"""Until when people are admitted: one last day for one person or for several.

form = LastDayForm(room, window, [person])
form.submitted.connect(lambda: end(form.ends_at))
form.open()
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from app.domain.people import PersonId
from app.operations.people import END_MOST
from ui.console.choice import date_field, named
from ui.console.form import Form
from ui.console.identity import short
from ui.console.page import Room

START_DAYS = 7
"""From today to the day that is offered: none would be right for all, and today's would refuse people by a slip."""


class LastDayForm(Form):
    """Days gone by are not offered: whoever has left already is deleted. Nor is a day whose end is beyond END_MOST."""

    def __init__(self, room: Room, parent: QWidget | None, people: Sequence[PersonId]) -> None:
        super().__init__(room, parent, "last_day")
        say = room.speech.say
        now = room.now().astimezone()
        today = QDate(now.year, now.month, now.day)
        one = say("last_day.one", person=short(people[0])) if len(people) == 1 else None
        self.whom = self.add_note(one or say("last_day.several", people=room.speech.count(len(people))))
        self.day = date_field(today, today.addDays(START_DAYS), _latest())
        self.day.dateChanged.connect(self._tell)
        self.add(named(say("last_day.field.day"), self.day, say("last_day.field.day.hint")))
        self.told = self.add_note("")
        self._tell()

    def open(self) -> None:
        super().open()
        self.day.setFocus()

    @property
    def ends_at(self) -> datetime:
        """The end of the day where this console stands: midnight."""
        after = self.day.date().addDays(1)
        return datetime(after.year(), after.month(), after.day()).astimezone()

    def _tell(self) -> None:
        speech = self.room.speech
        weekday = speech.locale.dayName(self.day.date().dayOfWeek()).capitalize()
        self.told.setText(speech.say("last_day.told", weekday=weekday, at=speech.minute(self.ends_at)))


def _latest() -> QDate:
    """The last day that is over by END_MOST where this console stands: the one before that moment's own."""
    most = datetime.fromtimestamp(END_MOST // 1000, UTC).astimezone()
    return QDate(most.year, most.month, most.day).addDays(-1)
