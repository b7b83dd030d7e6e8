"""The report of a damaged device: what is known of it stands there already, and what happened is asked.

Rules it keeps: nothing is sent by itself; no name of a person and no badge number is in it unless somebody types one.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from app.operations.instances import DeviceStatus, InstanceDetail
from ui.console.chips import Tone
from ui.console.device_words import state_chip
from ui.console.form import Form
from ui.console.page import Room
from ui.console.speech import Speech

TEXT_MOST = 2_000
"""Characters of an answer: about a page."""
LETTER_MOST = 1_800
"""Characters of a letter as a link, quoted: some programs cut links at 2,048. What is beyond is in the report alone."""


class DamageForm(Form):
    """`contact` is whom the device's configuration names, empty for nobody; `open_url` hands a letter to whoever writes
    letters here."""

    def __init__(
        self,
        room: Room,
        parent: QWidget,
        detail: InstanceDetail,
        site: str,
        contact: str,
        open_url: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(room, parent, "damage")
        say = room.speech.say
        self._detail, self._site, self._contact, self._open_url = detail, site, contact, open_url
        self._at = room.now()
        self.add_note(facts(room.speech, detail, site, self._at).replace("\n", " · "))
        self.what = self.add_long_text("damage.field.what", lines=3)
        self.when = self.add_text("damage.field.when", 200)
        self.why = self.add_long_text("damage.field.why", lines=2, needed=False)
        self.add_note(say("damage.contact", contact=contact) if contact else say("damage.nobody"))
        self.save, self.mail = QPushButton(say("damage.save")), QPushButton(say("damage.mail"))
        self.judge()
        self.save.clicked.connect(self._save)
        self.mail.clicked.connect(lambda: self._open_url(self.letter()))
        self.row.insertWidget(0, self.save)
        self.row.insertWidget(1, self.mail)
        for changed in (self.what.textChanged, self.when.textChanged):
            changed.connect(self._follow)
        self._follow()
        self.submitted.connect(self._copy)

    def _follow(self) -> None:
        """Every way to give the report away is there as soon as it says something."""
        for button in (self.save, self.mail):
            button.setEnabled(self.submit.isEnabled())

    def report(self) -> str:
        say = self.room.speech.say
        answers = (
            ("damage.field.what", self.what.toPlainText()),
            ("damage.field.when", self.when.text()),
            ("damage.field.why", self.why.toPlainText()),
        )
        told = "\n\n".join(f"{say(key)}\n{words.strip()[:TEXT_MOST] or '-'}" for key, words in answers)
        known = facts(self.room.speech, self._detail, self._site, self._at)
        return f"{say('damage.subject', name=self._detail.name)}\n\n{known}\n\n{told}\n"

    def letter(self) -> QUrl:
        """To be looked at and sent by hand; to nobody where no address is known. One that is too long
        ends with where the rest is."""
        say = self.room.speech.say
        to = quote(self._contact, safe="@") if "@" in self._contact and " " not in self._contact else ""
        head = f"mailto:{to}?subject={quote(say('damage.subject', name=self._detail.name))}&body="
        body = self.report()
        if len(head + quote(body)) > LETTER_MOST:
            rest = "\n\n" + say("damage.cut", copy=say("damage.submit"))
            body = _fitting(body, LETTER_MOST - len(head + quote(rest))) + rest
        return QUrl(head + quote(body))

    def save_to(self, path: Path) -> None:
        say = self.room.speech.say
        try:
            path.write_text(self.report(), "utf-8")
        except OSError:
            self.say(say("damage.unsaved"))
            return
        self.room.tell(say("damage.saved", file=path.name), Tone.GOOD)
        self.accept()

    def _save(self) -> None:
        say = self.room.speech.say
        chosen, _ = QFileDialog.getSaveFileName(self, say("damage.save"), f"{say('damage.file')}.txt")
        if chosen:
            self.save_to(Path(chosen))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report())
        self.room.tell(self.room.speech.say("damage.copied"), Tone.GOOD)
        self.accept()


def _fitting(words: str, most: int) -> str:
    """Their beginning, as much as is `most` characters when it is quoted."""
    lengths = accumulate(len(quote(letter)) for letter in words)
    return words[: sum(length <= most for length in lengths)]


def facts(speech: Speech, detail: InstanceDetail, site: str, at: datetime) -> str:
    """What is known, a line each, of the device alone. What it has never told is left out."""
    say, status = speech.say, detail.status
    lines = [
        ("devices.column.name", detail.name),
        ("devices.fact.site", site),
        ("devices.fact.asset", detail.asset_tag_id or ""),
        ("damage.serial", detail.device_instance_id),
        ("damage.reported", speech.minute(at)),
        ("devices.fact.state", state_chip(speech, detail.state).word),
        *(_last_known(speech, status) if status else ()),
    ]
    return "\n".join(f"{say(key)}: {words}" for key, words in lines if words)


def _last_known(speech: Speech, status: DeviceStatus) -> list[tuple[str, str]]:
    seen = status.last_seen_at_in_millis
    health = speech.say(f"devices.health.{status.health.value.lower()}") if status.health else ""
    locks = " ".join(speech.lock(each.lock) for each in status.locks)
    return [
        ("devices.fact.software", status.software_version or ""),
        ("devices.fact.seen", "" if seen is None else speech.millis(seen)),
        ("devices.fact.health", health),
        ("devices.fact.failing", " ".join(speech.check(check) for check in status.failing_checks)),
        ("damage.locks", locks or speech.say("damage.unlocked")),
    ]
