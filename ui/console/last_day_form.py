"""Until when people are admitted: one last day for one person or for several.

form = LastDayForm(room, window, people=3)
form.submitted.connect(lambda: end(form.ends_at))
form.open()
"""

from datetime import datetime

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from ui.console.choice import date_field, named
from ui.console.form import Form
from ui.console.page import Room

START_DAYS = 7
"""From today to the day that is offered: none would be right for all, and today's would refuse people by a slip."""


class LastDayForm(Form):
    """Days gone by are not offered: whoever has left already is deleted."""

    def __init__(self, room: Room, parent: QWidget | None, people: int) -> None:
        super().__init__(room, parent, "last_day")
        say = room.speech.say
        now = room.now().astimezone()
        today = QDate(now.year, now.month, now.day)
        self.add_note(say("last_day.one") if people == 1 else say("last_day.several", people=people))
        self.day = date_field(today, today.addDays(START_DAYS))
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
