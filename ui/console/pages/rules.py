"""Event rules: which events go where, and how the places answer."""

from collections.abc import Sequence
from typing import Any

from app.operations.event_rules import (
    DELETE_RULE,
    LIST_RULES,
    LIST_TARGETS,
    PUT_RULE,
    PUT_TARGETS,
    REMOVE_TARGETS,
    DeleteRule,
    ListRules,
    ListTargetsByRule,
    PutRule,
    PutTargetsAnswer,
    RemoveTargets,
    RuleDetail,
    TargetPage,
    TargetStatus,
)
from ui.console.chips import Chip, Tone
from ui.console.facts_panel import Deed
from ui.console.form import Form
from ui.console.pages.resource import ResourcePage
from ui.console.rows import Column
from ui.console.rule_form import RuleForm
from ui.console.target_form import TargetForm
from ui.console.typing_dialog import TypingDialog


class RulesPage(ResourcePage[RuleDetail]):
    name = "rules"
    icon = "bell"

    def listing(self) -> tuple[Any, Any, Any]:
        return LIST_RULES, ListRules(), lambda page: page.rules

    def columns(self) -> Sequence[Column[RuleDetail]]:
        say = self.room.speech.say
        return [
            Column(say("rules.column.name"), lambda row: row.rule, 200),
            Column(say("rules.column.state"), self._state, 130),
            Column(say("rules.column.description"), lambda row: row.description, 260),
        ]

    def offers(self) -> Sequence[Deed]:
        return (
            Deed("rules.edit", "pencil", self.edit),
            Deed("rules.aim", "plus", self.aim),
            Deed("rules.unaim", "unlink", self.unaim),
            Deed("rules.switch", "power", self.switch),
            Deed("rules.delete", "trash-2", self.delete, danger=True),
        )

    def id_of(self, row: RuleDetail) -> str:
        return row.rule

    def words_of(self, row: RuleDetail) -> str:
        return f"{row.rule} {row.description}"

    def show_row(self, row: RuleDetail) -> None:
        self._targets: tuple[TargetStatus, ...] = ()
        self._show(row)
        self.details.make(LIST_TARGETS, ListTargetsByRule(row.rule), lambda found: self._know_targets(row, found))

    def act(self) -> None:
        """Create a rule."""
        self._put(RuleForm(self.room, self.window(), self.backend), "rules.created")

    def edit(self) -> None:
        if self.table.row is not None:
            self._put(RuleForm(self.room, self.window(), self.backend, self.table.row), "rules.changed")

    def aim(self) -> None:
        """Another target."""
        row = self.table.row
        if row is None:
            return
        form = TargetForm(self.room, self.window(), row.rule)
        form.submitted.connect(
            lambda: self.deeds.make(PUT_TARGETS, form.asked(), lambda made: self._aimed(form, row, made), form.say)
        )
        form.open()

    def unaim(self) -> None:
        row = self.table.row
        if row is None or not self._targets:
            return
        form = Form(self.room, self.window(), "rules.unaiming")
        names = [target.target_id for target in self._targets]
        choice = form.add_choice("rules.field.target", names)
        form.submitted.connect(
            lambda: self.deeds.make(
                REMOVE_TARGETS,
                RemoveTargets(row.rule, (names[choice.currentIndex()],)),
                lambda _: self._close(form, "rules.changed", row.rule),
                form.say,
            )
        )
        form.open()

    def switch(self) -> None:
        """On or off. What waits for a target goes on waiting."""
        row = self.table.row
        if row is not None:
            asked = PutRule(row.rule, row.pattern, not row.enabled, row.description)
            told = self.room.speech.say("rules.changed", name=row.rule)
            self.deeds.make(PUT_RULE, asked, lambda _: self.again(told))

    def delete(self) -> None:
        row = self.table.row
        if row is None:
            return
        told = self.room.speech.say("rules.deleted", name=row.rule)
        dialog = TypingDialog(self.room, self.window(), "rules.deletion", row.rule)
        dialog.accepted.connect(lambda: self.deeds.make(DELETE_RULE, DeleteRule(row.rule), lambda _: self.again(told)))
        dialog.open()

    def _put(self, form: RuleForm, key: str) -> None:
        def made(rule: RuleDetail) -> None:
            self.subject = rule.rule
            self._close(form, key, rule.rule)

        form.submitted.connect(lambda: self.deeds.make(PUT_RULE, form.asked(), made, form.say))
        form.open()

    def _aimed(self, form: TargetForm, row: RuleDetail, made: PutTargetsAnswer) -> None:
        """A signing key that was made is shown this once."""
        secrets = list(made.new_secrets.values())
        if not secrets:
            self._close(form, "rules.changed", row.rule)
            return
        self._close(form, "rules.changed", row.rule)
        shown = Form(self.room, self.window(), "rules.secret")
        shown.add_text("rules.field.made", 1_024, start=secrets[0]).setReadOnly(True)
        shown.submitted.connect(shown.accept)
        shown.open()

    def _close(self, form: Form, key: str, name: str) -> None:
        form.accept()
        self.again(self.room.speech.say(key, name=name))

    def _know_targets(self, row: RuleDetail, found: TargetPage) -> None:
        if self.table.row == row:
            self._targets = found.targets
            self._show(row)

    def _show(self, row: RuleDetail) -> None:
        say = self.room.speech.say
        keys = ["rules.edit", "rules.aim", "rules.switch", "rules.delete"]
        self.panel.offer(*keys, *(("rules.unaim",) if self._targets else ()))
        targets = "\n".join(self._target(target) for target in self._targets)
        facts = [
            (say("rules.fact.description"), row.description),
            (say("rules.fact.targets"), targets or say("rules.no_target")),
            (say("rules.fact.pattern"), row.pattern),
            (say("rules.fact.created"), self.room.speech.millis(row.created_at_in_millis)),
            (say("rules.fact.arn"), row.rule_arn),
        ]
        self.panel.show_facts(row.rule, self._state(row), facts)

    def _state(self, row: RuleDetail) -> Chip:
        say = self.room.speech.say
        return Chip(say("rules.on"), Tone.GOOD) if row.enabled else Chip(say("rules.off"), Tone.PLAIN)

    def _target(self, target: TargetStatus) -> str:
        """Its name, and what waits for it or failed."""
        say = self.room.speech.say
        if target.dead or target.waiting:
            return say("rules.target.behind", name=target.target_id, waiting=target.waiting, dead=target.dead)
        return say("rules.target.fine", name=target.target_id)
