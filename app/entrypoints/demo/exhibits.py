"""What the demo's report shows beside the story: what recognition saw, how good it is, what that means, the console.

Rules it keeps: the large figures are those of the manual's own card, and say so; beside them stands a small card that
was measured here and now on drawn palms, which shows that the command works and little else.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt

from app.biometrics import card as cards
from app.biometrics.card import Fact
from app.biometrics.card_text import Picture, headline
from app.biometrics.quality import KIOSK
from app.config.paths import State
from app.domain.outlook import Question
from app.domain.people import Hand
from app.entrypoints import card_page
from app.entrypoints.benchmark import synthetic_card
from app.entrypoints.card_pictures import pictures
from app.entrypoints.check_card import MANUAL, outdated, read
from app.entrypoints.console import console
from app.entrypoints.demo.stage import SETTLE_MS, Unexpected, breathe
from app.entrypoints.explain import sheet, verdict
from app.entrypoints.measuring import Kind
from app.entrypoints.odds import read_card
from app.entrypoints.progress import SILENT
from app.ports.records import Enrolled
from app.runtime.capture import Observe
from app.services.card_rates import CardRates
from app.services.outlook import AccuracyDesk
from app.storage.atomic_write import atomic_write
from app.storage.opening import open_store
from drivers.simulated.palms import Pose, Side, draw
from ui.console.odds_words import OddsWords
from ui.console.pages.accuracy import AccuracyPage
from ui.console.pages.audit import AuditPage
from ui.console.pages.people import PeoplePage
from ui.console.speech import Speech
from ui.console.window import ConsoleWindow, Look

PEOPLE = 6
"""Of the card that is measured here: 48 drawn pictures, some 15 s on two cores."""
SITES = (50, 500, 5_000)
"""Head-counts that the odds are told for."""
PATIENCE_MS = 10_000
_ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)
_REMARK = re.compile(r"^- (Shown against us: .+)$", re.MULTILINE)


@dataclass(frozen=True)
class Sheet:
    picture: Path
    said: str


@dataclass(frozen=True)
class Card:
    """`det` is the curve as SVG; empty without one."""

    facts: tuple[Fact, ...]
    remarks: tuple[str, ...]
    det: str


@dataclass(frozen=True)
class Exhibits:
    """Paths are relative to the report."""

    sheets: tuple[Sheet, ...]
    manual: Card
    here: Card
    odds: tuple[str, ...]
    checks: tuple[str, ...]
    console: tuple[Path, ...]


def gathered(observe: Observe, data: Path, out: Path, tell: Callable[[str], None]) -> Exhibits:
    """Makes all of it; `data` is the folder of the demo's store, `out` that of the report."""
    tell("what recognition saw in two drawn pictures ...")
    sheets = explained(observe, out)
    tell(f"a performance card on {PEOPLE} drawn people ...")
    here = measured(out)
    rates = read_card(out / "card.json")
    odds, checks = told(rates)
    tell("the administrator's console ...")
    return Exhibits(sheets, of_manual(read(MANUAL)), here, odds, checks, photographed(data, rates, out))


def explained(observe: Observe, out: Path) -> tuple[Sheet, ...]:
    """A palm, and a picture that is refused, as `thenar explain` draws them."""
    frames = {"palm": draw(1, Hand.LEFT), "back": draw(1, Hand.LEFT, Pose(side=Side.BACK))}
    sheets = []
    for name, pixels in frames.items():
        seen = observe(pixels, None, None)
        sheet(pixels, seen, KIOSK).savefig(out / f"explained-{name}.png", dpi=90)
        sheets.append(Sheet(Path(f"explained-{name}.png"), verdict(seen)))
    return tuple(sheets)


def measured(out: Path) -> Card:
    """Leaves `card.html` and `card.json`."""
    card = synthetic_card(PEOPLE, SILENT)
    atomic_write(out / "card.html", card_page.page(card).encode())
    atomic_write(out / "card.json", json.dumps(cards.as_json(card, Kind.FRAMES.value), indent=2).encode())
    return Card(headline(card), (), pictures(card).get(Picture.DET, ""))


def of_manual(page: str) -> Card:
    """The figures at the head of the manual's page, what it says against itself, and whether it is of today."""
    head = page.partition("\n## ")[0]
    facts = tuple(Fact(name, value) for name, value in _ROW.findall(head) if value.strip("- ") and name != "figure")
    curve = MANUAL.parent / "pictures" / "det.svg"
    return Card(facts, (*_REMARK.findall(page), *outdated(page)), read(curve))


def told(rates: CardRates) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The odds at a few sites, as the console words them; and what the small card says of the profiles' aims."""
    words, desk = OddsWords(Speech("en")), AccuracyDesk(lambda: Enrolled(0, 0), lambda path: rates, rates)
    odds = []
    for people in SITES:
        outlook = desk.outlook(Question(people))
        if outlook.odds is None:
            continue
        tries = outlook.question.strangers_a_day
        sentences = (words.strangers(outlook.odds, tries), words.staff(outlook.odds.again_of_1000))
        odds.append(f"{people:,} people, both palms, profile {outlook.odds.profile}. " + " ".join(sentences))
    measured = desk.outlook(Question(SITES[0])).measured
    checks = measured.checks if measured else ()
    return tuple(odds), tuple(
        f"{check.profile}: {words.one_in(check.aimed)} aimed at, {check.errors:,} of {check.comparisons:,} seen: "
        f"{words.verdict(check).word.lower()}"
        for check in checks
    )


def photographed(data: Path, rates: CardRates, out: Path) -> tuple[Path, ...]:
    """The console's pages over the store that the story has just filled."""
    taken = []
    with (
        open_store(State(data, simulated=True)) as store,
        console(store, Look(simulated=True), rates) as window,
    ):
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.show()
        for page in window.pages:
            window.open_page(page.name)
            _settled(window)
            taken.append(Path(f"console-{page.name}.png"))
            if not window.grab().save(str(out / taken[-1])):
                raise Unexpected(f"{taken[-1]} could not be written")
    return tuple(taken)


def _settled(window: ConsoleWindow) -> None:
    """Waits until the page shows what it asked for; then does what a visitor would do first."""
    page = window.page
    if isinstance(page, AccuracyPage):
        _until(lambda: page.answered is not None)
        page.people.setValue(SITES[1])
        _until(lambda: page.answered == page.question())
    if isinstance(page, PeoplePage):
        _until(lambda: bool(page.table.model.rows))
        page.table.view.selectRow(0)
    if isinstance(page, AuditPage):
        _until(lambda: bool(page.table.model.rows))
        page.act()
        _until(page.primary.isEnabled)
    breathe(SETTLE_MS)


def _until(there: Callable[[], bool]) -> None:
    """Raises Unexpected when it does not come."""
    for _ in range(PATIENCE_MS // SETTLE_MS):
        if there():
            return
        breathe(SETTLE_MS)
    raise Unexpected("the console does not show what it asked for")
