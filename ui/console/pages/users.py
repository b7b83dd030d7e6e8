"""Users: who signs in, with which permissions, and how old their keys are."""

from collections.abc import Sequence
from typing import Any

from app.operations.backend import Backend
from app.operations.iam_credentials import (
    LIST_ACCESS_KEYS,
    LIST_MFA_DEVICES,
    REVOKE_SESSIONS,
    AccessKeyList,
    MfaDevices,
)
from app.operations.iam_policies import LIST_ATTACHED_USER_POLICIES, AttachedPolicies
from app.operations.iam_principals import DELETE_USER, LIST_USERS, Listing, OfUser, UserDetail
from ui.console.add_user.wizard import AddUserWizard
from ui.console.calls import Calls
from ui.console.facts_panel import Deed
from ui.console.page import Room
from ui.console.pages.resource import ResourcePage
from ui.console.rows import Column
from ui.console.typing_dialog import TypingDialog

DAY_MS = 86_400_000


class UsersPage(ResourcePage[UserDetail]):
    name = "users"
    icon = "user-cog"

    def __init__(self, room: Room, backend: Backend, url: str) -> None:
        """`url` is of the sign-in page, for the letter to a new user."""
        super().__init__(room, backend)
        self.sign_in_url = url
        self._keys, self._factors = Calls(room, backend, self), Calls(room, backend, self)
        self._known: dict[str, str] = {}

    def listing(self) -> tuple[Any, Any, Any]:
        return LIST_USERS, Listing(), lambda page: page.users

    def columns(self) -> Sequence[Column[UserDetail]]:
        speech = self.room.speech
        return [
            Column(speech.say("users.column.name"), lambda row: row.user_name, 240),
            Column(speech.say("users.column.created"), lambda row: speech.millis(row.created_at_in_millis), 200),
        ]

    def offers(self) -> Sequence[Deed]:
        return (
            Deed("users.sign_out", "log-out", self.sign_out),
            Deed("users.delete", "trash-2", self.delete, danger=True),
        )

    def id_of(self, row: UserDetail) -> str:
        return row.user_name

    def words_of(self, row: UserDetail) -> str:
        return row.user_name

    def show_row(self, row: UserDetail) -> None:
        self._known = {}
        self._show(row)
        of_user = OfUser(row.user_name)
        say = self.room.speech.say

        def policies(found: AttachedPolicies) -> None:
            self._learn(row, "users.fact.policies", "\n".join(each.policy_name for each in found.attached_policies))

        def factors(found: MfaDevices) -> None:
            enabled = [each.kind for each in found.mfa_devices if each.enabled]
            self._learn(row, "users.fact.factors", ", ".join(enabled) or say("users.no_factor"))

        self.details.make(LIST_ATTACHED_USER_POLICIES, of_user, policies)
        self._factors.make(LIST_MFA_DEVICES, of_user, factors, lambda words: None)
        self._keys.make(
            LIST_ACCESS_KEYS, of_user, lambda found: self._learn(row, "users.fact.keys", self._keys_in_words(found))
        )

    def act(self) -> None:
        """Add users."""
        wizard = AddUserWizard(self.room, self.window(), self.backend, self.sign_in_url)
        wizard.added.connect(self.show_subject)
        wizard.open()

    def sign_out(self) -> None:
        """Ends every session of the chosen one."""
        row = self.table.row
        if row is not None:
            told = self.room.speech.say("users.signed_out", name=row.user_name)
            self.deeds.make(REVOKE_SESSIONS, OfUser(row.user_name), lambda _: self.again(told))

    def delete(self) -> None:
        row = self.table.row
        if row is None:
            return
        told = self.room.speech.say("users.deleted", name=row.user_name)
        dialog = TypingDialog(self.room, self.window(), "users.deletion", row.user_name)
        dialog.accepted.connect(lambda: self.deeds.make(DELETE_USER, OfUser(row.user_name), lambda _: self.again(told)))
        dialog.open()

    def _learn(self, row: UserDetail, key: str, words: str) -> None:
        if self.table.row == row:
            self._known[key] = words
            self._show(row)

    def _show(self, row: UserDetail) -> None:
        speech = self.room.speech
        say = speech.say
        facts = [(say(key), words) for key, words in self._known.items()]
        tags = "\n".join(f"{key} = {value}" for key, value in row.tags.items())
        facts += [
            (say("users.fact.created"), speech.millis(row.created_at_in_millis)),
            (say("users.fact.boundary"), (row.permissions_boundary or "").rsplit("/", 1)[-1]),
            (say("tags.name"), tags),
            (say("users.fact.arn"), row.arn),
        ]
        self.panel.show_facts(row.user_name, None, facts)

    def _keys_in_words(self, found: AccessKeyList) -> str:
        """With their age: what has been there for long is to be replaced, or never to be made."""
        say, now_ms = self.room.speech.say, self.room.now().timestamp() * 1000
        lines = [
            say(
                f"users.key.{'active' if key.active else 'inactive'}",
                end=key.access_key_id[-4:],
                days=max(0, int((now_ms - key.created_at_in_millis) // DAY_MS)),
            )
            for key in found.access_keys
        ]
        return "\n".join(lines) or say("users.no_key")
