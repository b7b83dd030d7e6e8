"""Enrolled user management: whose palms are known, by badge, and until when; never a palm, never a name."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from app.domain.people import PersonId
from app.operations.people import (
    DELETE_USER_ACCESS_END,
    DELETE_USER_V1,
    LIST_USERS_V1,
    PUT_USER_ACCESS_END,
    DeleteUserAccessEnd,
    DeleteUserV1,
    ListUsersV1,
    PutUserAccessEnd,
    User,
)
from ui.console import access_end
from ui.console.chips import Chip, Tone
from ui.console.facts_panel import Deed
from ui.console.identity import short
from ui.console.last_day_form import LastDayForm
from ui.console.pages.resource import ResourcePage
from ui.console.rows import Column
from ui.console.typing_dialog import TypingDialog

SET, CLEAR, DELETE = "access_end.last_day", "access_end.no_end", "enrolled.delete"


class EnrolledPage(ResourcePage[User]):
    name = "enrolled"
    icon = "users"
    primary_icon = "search"
    several = True

    def listing(self) -> tuple[Any, Any, Any]:
        return LIST_USERS_V1, ListUsersV1(), lambda page: page.users

    def columns(self) -> Sequence[Column[User]]:
        speech = self.room.speech
        say = speech.say
        return [
            Column(say("enrolled.column.person"), _short, 112, lambda row: row.user_id),
            Column(say("enrolled.column.badge"), lambda row: row.badge_id or say("enrolled.closed"), 150),
            Column(say("access_end.column"), self._shown_end, 205, self._spoken_end),
            Column(say("enrolled.column.source"), lambda row: row.enrollment_source, 160),
            Column(say("enrolled.column.created"), lambda row: speech.millis(row.created_at_in_millis), 195),
        ]

    def offers(self) -> Sequence[Deed]:
        return (
            Deed(SET, "clock", self.set_last_day),
            Deed(CLEAR, "x", self.clear_end),
            Deed(DELETE, "trash-2", self.delete, danger=True),
        )

    def id_of(self, row: User) -> str:
        return row.user_id

    def words_of(self, row: User) -> str:
        return f"{row.user_id} {row.badge_id or ''} {row.enrollment_source} {self._spoken_end(row)}"

    def show_row(self, row: User) -> None:
        speech = self.room.speech
        say = speech.say
        facts = [
            (say("enrolled.fact.badge"), row.badge_id or say("enrolled.closed")),
            (say("enrolled.fact.ends"), self._spoken_end(row)),
            (say("enrolled.fact.source"), row.enrollment_source),
            (say("enrolled.fact.created"), speech.millis(row.created_at_in_millis)),
            (say("enrolled.fact.id"), row.user_id),
        ]
        self.panel.show_facts(say("enrolled.person", person=_short(row)), self._over(row), facts)
        self.panel.offer(SET, *([CLEAR] if _has_end(row) else []), DELETE)

    def show_several(self, rows: Sequence[User]) -> None:
        speech = self.room.speech
        ending, ended = sum(map(_has_end, rows)), sum(self._over(row) is not None for row in rows)
        facts = [
            (speech.say("enrolled.fact.ending"), speech.count(ending)),
            (speech.say("enrolled.fact.ended"), speech.count(ended)),
        ]
        self.panel.show_facts(speech.say("access_end.several", people=speech.count(len(rows))), None, facts)
        self.panel.offer(SET, *([CLEAR] if ending else []))

    def act(self) -> None:
        """Find somebody by badge."""
        self.search()

    def set_last_day(self) -> None:
        rows = self.table.chosen_rows
        if not rows:
            return
        form = LastDayForm(self.room, self.window(), [PersonId(row.user_id) for row in rows])
        speech = self.room.speech

        def send() -> None:
            ends_at = form.ends_at

            def done(people: int) -> None:
                form.accept()
                self.again(speech.say("access_end.set", people=people, at=speech.minute(ends_at)))

            requests = [PutUserAccessEnd(row.user_id, int(ends_at.timestamp() * 1000)) for row in rows]
            self.deeds.make_each(PUT_USER_ACCESS_END, requests, done, self._stopped(form.say))

        form.submitted.connect(send)
        form.open()

    def clear_end(self) -> None:
        """Nothing is lost by it, so nobody is asked whether it is meant."""
        rows = [row for row in self.table.chosen_rows if _has_end(row)]
        if not rows:
            return
        requests = [DeleteUserAccessEnd(row.user_id) for row in rows]

        def done(people: int) -> None:
            self.again(self.room.speech.say("access_end.cleared", people=people))

        stopped = self._stopped(lambda words: self.room.tell(words, Tone.BAD))
        self.deeds.make_each(DELETE_USER_ACCESS_END, requests, done, stopped)

    def delete(self) -> None:
        row = self.table.row
        if row is None:
            return
        told = self.room.speech.say("enrolled.deleted", person=_short(row))
        dialog = TypingDialog(self.room, self.window(), "enrolled.deletion", _short(row))
        dialog.accepted.connect(
            lambda: self.deeds.make(DELETE_USER_V1, DeleteUserV1(row.user_id), lambda _: self.again(told))
        )
        dialog.open()

    def _stopped(self, tell: Callable[[str], None]) -> Callable[[str], None]:
        """Some may have been changed before one was refused: the list shows who."""

        def stopped(words: str) -> None:
            tell(words)
            self.load()

        return stopped

    def _over(self, row: User) -> Chip | None:
        return access_end.over(self.room.speech, _ends_at(row), self.room.now())

    def _shown_end(self, row: User) -> str | Chip:
        return access_end.shown(self.room.speech, _ends_at(row), self.room.now())

    def _spoken_end(self, row: User) -> str:
        return access_end.spoken(self.room.speech, _ends_at(row))


def _ends_at(row: User) -> datetime | None:
    millis = row.access_ends_at_in_millis
    return None if millis is None else datetime.fromtimestamp(millis / 1000, UTC)


def _has_end(row: User) -> bool:
    return row.access_ends_at_in_millis is not None


def _short(row: User) -> str:
    return short(PersonId(row.user_id))
