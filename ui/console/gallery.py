"""Pictures of the console's pages in every state, of invented people: for goldens, for the manual, for looking at.

render(Path("OUT"), languages=("en", "es"), schemes=("dark", "light"))
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.faults import Fault
from app.domain.troubleshooting import Section
from app.operations.common import NoAnswer
from app.operations.iam_credentials import CallerIdentity, LoginProfile
from app.operations.instances import InstancePage
from app.operations.sites import SitePage
from app.operations.usage import UsageStatement
from app.runtime.errands import Answer, Submit, at_once
from ui.console.add_user.wizard import AddUserWizard
from ui.console.books import Books
from ui.console.damage_form import DamageForm
from ui.console.device_forms import ConfigureForm
from ui.console.example_plane import (
    INSTANCES,
    MADE_MS,
    REALM,
    USERS,
    ExamplePlane,
    damaged,
    denied,
    locked_of,
    silent_of,
)
from ui.console.examples import BADGE, NOON, ExampleAccuracy, ExampleAudit, ExamplePeople
from ui.console.page import Page
from ui.console.pages.accuracy import AccuracyPage
from ui.console.pages.activity import ActivityPage
from ui.console.pages.devices import DevicesPage
from ui.console.pages.enrolled import EnrolledPage
from ui.console.pages.people import PeoplePage
from ui.console.pages.resource import ResourcePage
from ui.console.pages.rules import RulesPage
from ui.console.pages.sites import SitesPage
from ui.console.plane import Plane
from ui.console.rule_form import RuleForm
from ui.console.table import SPINNER_AFTER_MS
from ui.console.window import ConsoleWindow, Look, Shelf

Kind = TypeVar("Kind", bound=Page)
SHADE = QColor(0, 0, 0, 120)
"""Over what lies behind a dialog."""


@dataclass(frozen=True)
class Scene:
    """`play` does what a person would do once the page is there."""

    name: str
    page: str
    shelf: Callable[[], Shelf]
    play: Callable[[ConsoleWindow], None] = lambda window: None
    submit: Submit = at_once


def books(
    people: ExamplePeople | None = None, audit: ExampleAudit | None = None, accuracy: ExampleAccuracy | None = None
) -> Books:
    return Books(people or ExamplePeople(), audit or ExampleAudit(), accuracy or ExampleAccuracy())


def catalogue() -> list[Scene]:
    return [*_accuracy(), *_people(), *_audit(), *_sites(), *_devices(), *_templates(), *_plane_pages()]


def _accuracy() -> Iterator[Scene]:
    yield Scene("accuracy", "accuracy", books)
    yield Scene("accuracy-card", "accuracy", lambda: books(accuracy=ExampleAccuracy(card=True)))
    yield Scene("accuracy-promise", "accuracy", books, _outgrow)
    yield Scene("accuracy-fault", "accuracy", lambda: books(accuracy=ExampleAccuracy(fault=Fault.STORE_UNREADABLE)))


def _people() -> Iterator[Scene]:
    yield Scene("people", "people", books, lambda window: window.page.search())
    yield Scene("people-chosen", "people", books, _choose)
    yield Scene("people-ending", "people", books, _choose_ending)
    yield Scene("people-delete", "people", books, _delete)
    yield Scene("people-empty", "people", lambda: books(people=ExamplePeople(rows=[])))
    yield Scene("people-loading", "people", books, lambda window: QTest.qWait(SPINNER_AFTER_MS + 50), _never)
    yield Scene("people-fault", "people", lambda: books(people=ExamplePeople(fault=Fault.STORE_UNREADABLE)))


def _audit() -> Iterator[Scene]:
    yield Scene("audit", "audit", books)
    yield Scene("audit-holds", "audit", books, lambda window: window.page.act())
    yield Scene(
        "audit-broken", "audit", lambda: books(audit=ExampleAudit(broken=317)), lambda window: window.page.act()
    )
    yield Scene("audit-empty", "audit", lambda: books(audit=ExampleAudit(rows=[])))


def _sites() -> Iterator[Scene]:
    yield Scene("sites", "sites", plane)
    yield Scene("sites-chosen", "sites", plane, first_row)
    yield Scene("sites-create", "sites", plane, lambda window: window.page.act())
    yield Scene("sites-delete", "sites", plane, _delete_site)
    yield Scene("sites-empty", "sites", lambda: plane(ListSites=SitePage(())))
    yield Scene("sites-denied", "sites", lambda: refusing("ListSites"))


def _devices() -> Iterator[Scene]:
    yield Scene("devices", "devices", plane)
    yield Scene("devices-active", "devices", plane, _active)
    yield Scene("devices-locked", "devices", lambda: plane(GetDeviceInstance=locked_of(INSTANCES[1])), _active)
    yield Scene("devices-silent", "devices", lambda: plane(GetDeviceInstance=silent_of(INSTANCES[1])), _active)
    yield Scene("devices-help", "devices", lambda: plane(GetDeviceInstance=silent_of(INSTANCES[1])), _help)
    yield Scene("devices-damage", "devices", lambda: plane(**damaged()), _damage)
    yield Scene("devices-create", "devices", plane, lambda window: window.page.act())
    yield Scene("devices-configure", "devices", plane, _configure)
    yield Scene("devices-wiring", "devices", plane, _wiring)
    yield Scene("devices-deactivate", "devices", plane, _deactivate)
    yield Scene("devices-empty", "devices", lambda: plane(ListDeviceInstances=InstancePage(())))
    yield Scene("codes", "codes", plane, first_row)
    yield Scene("codes-code", "codes", plane, _code)


def _templates() -> Iterator[Scene]:
    yield Scene("templates", "templates", plane, first_row)
    yield Scene("templates-create", "templates", plane, lambda window: window.page.act())


def _plane_pages() -> Iterator[Scene]:
    yield Scene("overview", "overview", plane)
    yield Scene("overview-owner", "overview", lambda: plane(GetCallerIdentity=OWNER, ListDeviceInstances=NO_INSTANCE))
    yield Scene("enrolled", "enrolled", plane, first_row)
    yield Scene("enrolled-several", "enrolled", plane, _several)
    yield Scene("enrolled-last-day", "enrolled", plane, _last_day)
    yield Scene("users", "users", plane, first_row)
    yield Scene("users-add", "users", plane, partial(_add_user, steps=0))
    yield Scene("users-permissions", "users", plane, partial(_add_user, steps=1))
    yield Scene("users-review", "users", plane, partial(_add_user, steps=2))
    yield Scene("users-password", "users", lambda: plane(**MADE_USER), partial(_add_user, steps=3))
    yield Scene("rules", "rules", plane, first_row)
    yield Scene("rules-create", "rules", plane, _try_rule)
    yield Scene("rules-target", "rules", plane, _aim)
    yield Scene("encryption", "encryption", plane)
    yield Scene("activity", "activity", plane, _record)
    yield Scene("usage", "usage", plane)
    yield Scene("usage-empty", "usage", lambda: plane(GetUsageStatement=NOTHING_USED))
    yield Scene("usage-denied", "usage", lambda: refusing("GetUsageStatement"))


OWNER = CallerIdentity(REALM.account, REALM.account, REALM.iam_arn("root"))
NO_INSTANCE = InstancePage(())
NOTHING_USED = UsageStatement("2026-02", (), 4_300_800, 3, MADE_MS, ("2026-02",))
MADE_USER = {
    "CreateUser": USERS[1],
    "AttachUserPolicy": NoAnswer(),
    "CreateLoginProfile": LoginProfile(USERS[1].user_name, True, MADE_MS, "three words and more"),
}


def plane(**answers: Any) -> Plane:
    """With other answers than the example's, by operation. Any: of every operation."""
    example = ExamplePlane()
    example.answers.update(answers)
    return Plane(example, example)


def refusing(name: str) -> Plane:
    """Of whoever lacks the permission."""
    example = ExamplePlane()
    example.refusals[name] = denied(f"one:{name}")
    return Plane(example, example)


def first_row(window: ConsoleWindow) -> None:
    resource_page(window).table.view.selectRow(0)


def resource_page(window: ConsoleWindow) -> ResourcePage[Any]:
    page = window.page
    assert isinstance(page, ResourcePage)
    return page


def _active(window: ConsoleWindow) -> None:
    page = _as(DevicesPage, window.page)
    page.tabs.setCurrentIndex(1)
    page.table.view.selectRow(1)


def _configure(window: ConsoleWindow) -> None:
    page = _as(DevicesPage, window.page)
    page.table.view.selectAll()
    page.doing.configure()
    settle()
    form = QApplication.activeModalWidget()
    assert isinstance(form, ConfigureForm)
    form.method.setCurrentIndex(1)


def _wiring(window: ConsoleWindow) -> None:
    _configure(window)
    settle()
    form = QApplication.activeModalWidget()
    assert isinstance(form, ConfigureForm)
    form.fields_of_device.wiring.click()


def _help(window: ConsoleWindow) -> None:
    _active(window)
    settle()
    _as(DevicesPage, window.page).help(Section.BLANK_SCREEN)


def _damage(window: ConsoleWindow) -> None:
    _active(window)
    settle()
    _as(DevicesPage, window.page).doing.report_damage()
    settle()
    form = QApplication.activeModalWidget()
    assert isinstance(form, DamageForm)
    form.what.setPlainText("The glass over the camera has a crack from corner to corner.")
    form.when.setText("This morning, between 7 and 8")


def _deactivate(window: ConsoleWindow) -> None:
    _active(window)
    settle()
    _as(DevicesPage, window.page).doing.deactivate()


def _code(window: ConsoleWindow) -> None:
    first_row(window)
    settle()
    window.page.act()


def _add_user(window: ConsoleWindow, steps: int) -> None:
    """The wizard, so many presses on."""
    window.page.act()
    settle()
    wizard = QApplication.activeModalWidget()
    assert isinstance(wizard, AddUserWizard)
    wizard.details.name.setText(USERS[1].user_name)
    wizard.details.console.setChecked(True)
    wizard.permissions.choose("arn:aws:iam::aws:policy/AmazonOneEnterpriseInstallerAccess")
    for _ in range(steps):
        wizard.forward.click()
        settle()


def _try_rule(window: ConsoleWindow) -> None:
    window.page.act()
    settle()
    form = QApplication.activeModalWidget()
    assert isinstance(form, RuleForm)
    form.test.click()


def _record(window: ConsoleWindow) -> None:
    _as(ActivityPage, window.page).table.view.selectRow(1)


def _aim(window: ConsoleWindow) -> None:
    first_row(window)
    settle()
    _as(RulesPage, window.page).aim()


def _delete_site(window: ConsoleWindow) -> None:
    first_row(window)
    settle()
    _as(SitesPage, window.page).delete()


def _several(window: ConsoleWindow) -> None:
    first_row(window)
    resource_page(window).table.view.selectAll()


def _last_day(window: ConsoleWindow) -> None:
    _several(window)
    _as(EnrolledPage, window.page).set_last_day()


def _never(job: Callable[[], Answer], told: Callable[[Answer | Fault], None]) -> None:
    """Takes for ever."""


def _outgrow(window: ConsoleWindow) -> None:
    page = _as(AccuracyPage, window.page)
    page.profile.setCurrentIndex(2)
    page.people.setValue(4_000)


def _choose(window: ConsoleWindow) -> None:
    page = _as(PeoplePage, window.page)
    page.badge.setText(BADGE.number)
    page.act()


def _choose_ending(window: ConsoleWindow) -> None:
    table = _as(PeoplePage, window.page).table
    table.view.selectRow(next(at for at, row in enumerate(table.model.rows) if row.ends_at and row.ends_at < NOON))


def _delete(window: ConsoleWindow) -> None:
    _choose(window)
    settle()
    page = _as(PeoplePage, window.page)
    page.confirm()
    if page.dialog and page.table.row:
        page.dialog.typed.setText(page.table.row.person[:5])


def _as(kind: type[Kind], page: Page) -> Kind:
    assert isinstance(page, kind)
    return page


@contextmanager
def staged(scene: Scene, look: Look) -> Iterator[ConsoleWindow]:
    """The window as the scene leaves it; gone afterwards."""
    QApplication.setCursorFlashTime(0)
    window = ConsoleWindow(scene.shelf(), scene.submit, lambda: NOON, look)
    window.show()
    window.activateWindow()
    window.open_page(scene.page)
    settle()
    scene.play(window)
    settle()
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        QTest.qWait(1)


def settle() -> None:
    """Until answers have come and every layout has taken notice."""
    for _ in range(4):
        QTest.qWait(1)


def take(scene: Scene, look: Look) -> QImage:
    with staged(scene, look) as window:
        picture = window.grab().toImage()
        dialog = QApplication.activeModalWidget()
        return picture if dialog is None else _with(picture, window, dialog)


def _with(picture: QImage, window: ConsoleWindow, dialog: QWidget) -> QImage:
    """The dialog over its window, as a window manager would place it."""
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), SHADE)
    size = dialog.size()
    painter.drawPixmap(
        QPoint((window.width() - size.width()) // 2, (window.height() - size.height()) // 2), dialog.grab()
    )
    painter.end()
    return picture


def render(folder: Path, languages: Sequence[str] = ("en",), schemes: Sequence[str] = ("dark", "light")) -> list[Path]:
    """Writes `<scheme>/<language>/<scene>.png` and tells which. Needs a QApplication. Raises OSError when a picture
    cannot be written."""
    written = []
    for scheme in schemes:
        for language in languages:
            target = folder / scheme / language
            target.mkdir(parents=True, exist_ok=True)
            for scene in catalogue():
                path = target / f"{scene.name}.png"
                if not take(scene, Look(simulated=True, language=language, scheme=scheme)).save(str(path)):
                    raise OSError(f"cannot write {path}")
                written.append(path)
    return written
