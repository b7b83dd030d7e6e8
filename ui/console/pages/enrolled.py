"""Enrolled user management: whose palms are known, by badge; never a palm, never a name."""

from collections.abc import Sequence
from typing import Any

from app.domain.people import PersonId
from app.operations.people import DELETE_USER_V1, LIST_USERS_V1, DeleteUserV1, ListUsersV1, User
from ui.console.facts_panel import Deed
from ui.console.identity import short
from ui.console.pages.resource import ResourcePage
from ui.console.rows import Column
from ui.console.typing_dialog import TypingDialog


class EnrolledPage(ResourcePage[User]):
    name = "enrolled"
    icon = "users"
    primary_icon = "search"

    def listing(self) -> tuple[Any, Any, Any]:
        return LIST_USERS_V1, ListUsersV1(), lambda page: page.users

    def columns(self) -> Sequence[Column[User]]:
        speech = self.room.speech
        say = speech.say
        return [
            Column(say("enrolled.column.person"), _short, 112, lambda row: row.user_id),
            Column(say("enrolled.column.badge"), lambda row: row.badge_id or say("enrolled.closed"), 150),
            Column(say("enrolled.column.source"), lambda row: row.enrollment_source, 160),
            Column(say("enrolled.column.created"), lambda row: speech.millis(row.created_at_in_millis), 195),
        ]

    def offers(self) -> Sequence[Deed]:
        return (Deed("enrolled.delete", "trash-2", self.delete, danger=True),)

    def id_of(self, row: User) -> str:
        return row.user_id

    def words_of(self, row: User) -> str:
        return f"{row.user_id} {row.badge_id or ''} {row.enrollment_source}"

    def show_row(self, row: User) -> None:
        speech = self.room.speech
        say = speech.say
        facts = [
            (say("enrolled.fact.badge"), row.badge_id or say("enrolled.closed")),
            (say("enrolled.fact.source"), row.enrollment_source),
            (say("enrolled.fact.created"), speech.millis(row.created_at_in_millis)),
            (say("enrolled.fact.id"), row.user_id),
        ]
        self.panel.show_facts(say("enrolled.person", person=_short(row)), None, facts)

    def act(self) -> None:
        """Find somebody by badge."""
        self.search()

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


def _short(row: User) -> str:
    return short(PersonId(row.user_id))
