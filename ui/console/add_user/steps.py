"""The pages of the wizard. Each says what it was told; none of them calls anything."""

from collections.abc import Callable, Sequence
from urllib.parse import quote

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from app.operations.iam_policies import PolicyDetail
from ui.console.add_user.plan import Plan
from ui.console.choice import Choice, Tick, named
from ui.console.columns import column, section
from ui.console.page import Room
from ui.console.tags_field import TagsField

NAME_MOST = 64
PASSWORD_MOST = 128
SHIPPED = "arn:aws:iam::aws:policy/"
"""Before the names of policies that come with the product."""


class DetailsStep(QWidget):
    """Name, whether a person signs in, and with what password to begin."""

    changed = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__()
        say = room.speech.say
        layout = column(self)
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_MOST)
        layout.addWidget(section(say("add_user.details")))
        layout.addWidget(named(say("add_user.field.name"), self.name, say("add_user.field.name.hint")))
        self.console = Tick(say("add_user.console"), room.palette)
        layout.addWidget(self.console)
        self.signs_in = QWidget()
        inside = column(self.signs_in)
        inside.addWidget(_soft(say("add_user.kind")))
        self.kind = Choice(room.palette)
        self.kind.addItems([say("add_user.automatic"), say("add_user.custom")])
        inside.addWidget(named(say("add_user.field.kind"), self.kind, say("add_user.field.kind.hint")))
        self.password = QLineEdit()
        self.password.setMaxLength(PASSWORD_MOST)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password_box = named(say("add_user.field.password"), self.password, say("add_user.field.password.hint"))
        inside.addWidget(self.password_box)
        self.must_change = Tick(say("add_user.must_change"), room.palette)
        self.must_change.setChecked(True)
        inside.addWidget(self.must_change)
        layout.addWidget(self.signs_in)
        layout.addStretch(1)
        for signal in (self.name.textChanged, self.password.textChanged, self.console.toggled):
            signal.connect(self._arrange)
        self.kind.currentIndexChanged.connect(self._arrange)
        self._arrange()

    @property
    def custom(self) -> bool:
        return self.console.isChecked() and self.kind.currentIndex() == 1

    @property
    def complete(self) -> bool:
        return bool(self.name.text().strip()) and (not self.custom or bool(self.password.text()))

    def _arrange(self) -> None:
        self.signs_in.setVisible(self.console.isChecked())
        self.password_box.setVisible(self.custom)
        self.changed.emit()


class PermissionsStep(QWidget):
    """Policies to attach directly."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        say = room.speech.say
        layout = column(self)
        layout.addWidget(section(say("add_user.attach")))
        self.policies = QListWidget()
        self.policies.setObjectName("choices")
        self.policies.setAccessibleName(say("add_user.attach"))
        self.note = _soft(say("add_user.installer_note"))
        layout.addWidget(self.policies, 1)
        layout.addWidget(self.note)

    def show_policies(self, policies: Sequence[PolicyDetail]) -> None:
        """Those of the product first."""
        chosen = set(self.chosen)
        self.policies.clear()
        for policy in sorted(policies, key=lambda each: (not each.arn.startswith(SHIPPED), each.policy_name)):
            item = QListWidgetItem(policy.policy_name)
            item.setData(Qt.ItemDataRole.UserRole, policy.arn)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if policy.arn in chosen else Qt.CheckState.Unchecked)
            self.policies.addItem(item)

    @property
    def chosen(self) -> tuple[str, ...]:
        items = [self.policies.item(row) for row in range(self.policies.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def choose(self, arn: str) -> None:
        for row in range(self.policies.count()):
            item = self.policies.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == arn:
                item.setCheckState(Qt.CheckState.Checked)


class ReviewStep(QWidget):
    """Everything that was chosen, and tags."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room
        layout = column(self)
        layout.addWidget(section(room.speech.say("add_user.choices")))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.tags = TagsField(room)
        layout.addWidget(self.words)
        layout.addWidget(self.tags)
        layout.addStretch(1)

    def show_plan(self, plan: Plan) -> None:
        say = self._room.speech.say
        names = [arn.rsplit("/", 1)[-1] for arn in plan.policies]
        password = say("add_user.review.none")
        if plan.console:
            password = say("add_user.custom" if plan.password else "add_user.automatic")
            if plan.must_change:
                password = f"{password}; {say('add_user.review.must_change')}"
        lines = [
            say("add_user.review.name", name=plan.user_name),
            say("add_user.review.password", password=password),
            say("add_user.review.policies", policies=", ".join(names) or say("add_user.review.no_policy")),
        ]
        self.words.setText("\n".join(lines))


class PasswordStep(QWidget):
    """The password, this once: shown on demand, saved, and what can be written to its owner without it."""

    def __init__(self, room: Room, save: Callable[[], None], mail: Callable[[], None]) -> None:
        super().__init__()
        say = room.speech.say
        self._room = room
        layout = column(self)
        layout.addWidget(section(say("add_user.retrieve")))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.password = QLineEdit()
        self.password.setReadOnly(True)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_button = QPushButton(say("add_user.show"))
        self.show_button.clicked.connect(self._toggle)
        self.save_button = QPushButton(say("add_user.download"))
        self.save_button.clicked.connect(save)
        self.mail_button = QPushButton(say("add_user.mail"))
        self.mail_button.clicked.connect(mail)
        self.password_box = named(say("add_user.password"), self.password)
        row = QHBoxLayout()
        row.setSpacing(12)
        for button in (self.show_button, self.save_button, self.mail_button):
            row.addWidget(button)
        layout.addWidget(self.words)
        layout.addWidget(self.password_box)
        layout.addLayout(row)
        layout.addWidget(_soft(say("add_user.hand_over")))
        layout.addStretch(1)

    def show_password(self, name: str, url: str, password: str | None) -> None:
        """None for whoever has none: then there is nothing to hand over."""
        self.words.setText(self._room.speech.say("add_user.made", name=name, url=url))
        self.password.setText(password or "")
        for widget in (self.password_box, self.show_button, self.save_button):
            widget.setVisible(password is not None)

    def _toggle(self) -> None:
        shown = self.password.echoMode() is QLineEdit.EchoMode.Normal
        self.password.setEchoMode(QLineEdit.EchoMode.Password if shown else QLineEdit.EchoMode.Normal)
        self.show_button.setText(self._room.speech.say("add_user.show" if shown else "add_user.hide"))


def draft(room: Room, name: str, url: str) -> QUrl:
    """A letter to be changed and sent by hand. The password is not in it."""
    say = room.speech.say
    body = say("add_user.letter.body", name=name, url=url)
    return QUrl(f"mailto:?subject={quote(say('add_user.letter.subject'))}&body={quote(body)}")


def _soft(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "soft")
    label.setWordWrap(True)
    return label
