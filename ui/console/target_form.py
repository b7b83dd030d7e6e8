"""The form of a rule's target: where its events go, in the four ways that need no cloud."""

from PySide6.QtWidgets import QWidget

from app.domain.destinations import EventFile, Mqtt, Syslog, Webhook
from app.operations.event_rules import Destination, PutTargets, TargetSettings
from ui.console.choice import named, number_field
from ui.console.form import Form
from ui.console.page import Room

KINDS = ("webhook", "mqtt", "syslog", "file")
PORTS = {"mqtt": 8_883, "syslog": 6_514}
"""Of MQTT and syslog over TLS (IANA)."""
PORT_MOST = 65_535


class TargetForm(Form):
    def __init__(self, room: Room, parent: QWidget, rule: str) -> None:
        super().__init__(room, parent, "rules.target")
        say = room.speech.say
        self._rule = rule
        self.name = self.add_text("rules.field.target", 64)
        self.kind = self.add_choice("rules.field.kind", [say(f"rules.kind.{kind}") for kind in KINDS])
        self.place = self.add_text("rules.field.place", 1_024)
        self.port = number_field(1, PORT_MOST, PORTS["syslog"], room.speech.locale)
        self.port.setGroupSeparatorShown(False)
        self._port_box = named(say("rules.field.port"), self.port, say("rules.field.port.hint"))
        self.add(self._port_box)
        self.topic = self.add_text("rules.field.topic", 1_024, later=True)
        self.user = self.add_text("rules.field.user", 256, needed=False)
        self.secret = self.add_text("rules.field.secret", 1_024, needed=False, secret=True)
        self.kind.currentIndexChanged.connect(lambda _: self._show_kind())
        self._show_kind()

    def asked(self) -> PutTargets:
        kind = KINDS[self.kind.currentIndex()]
        secret = (self.secret.text() or None) if kind in ("mqtt", "webhook") else None
        return PutTargets(self._rule, (TargetSettings(self.name.text().strip(), self._destination(), secret),))

    def _destination(self) -> Destination:
        place, port = self.place.text().strip(), self.port.value()
        match KINDS[self.kind.currentIndex()]:
            case "webhook":
                return Destination(webhook=Webhook(place))
            case "mqtt":
                return Destination(mqtt=Mqtt(place, self.topic.text().strip(), port, user=self.user.text().strip()))
            case "syslog":
                return Destination(syslog=Syslog(place, port))
            case _:
                return Destination(file=EventFile(place))

    def _show_kind(self) -> None:
        kind = KINDS[self.kind.currentIndex()]
        self.box(self.topic).setVisible(kind == "mqtt")
        self.box(self.user).setVisible(kind == "mqtt")
        self.box(self.secret).setVisible(kind in ("mqtt", "webhook"))
        self._port_box.setVisible(kind in PORTS)
        self.port.setValue(PORTS.get(kind, self.port.value()))
        self.place.setPlaceholderText(self.room.speech.say(f"rules.place.{kind}"))
        self.fit()
        self.judge()
