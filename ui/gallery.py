"""Every screen of the terminal in every state, from one catalogue: for goldens, for the manual, and for looking at.

    python -m ui.gallery OUT                   # all of them, 720 x 1280, in every language; the console's beside them
    render(Path("OUT"), sizes=[(720, 1280)], languages=["en"])

Rules it keeps: motion is off, countdowns stand still and the fonts are the bundled ones, so that a picture is the same
each time; the views come from the flows' own tables, so that a picture cannot show what no flow can.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.config.paths import resources_folder
from app.config.text import languages
from app.domain.badges import Badge
from app.domain.capture import Arrow, Cause
from app.domain.comfort import Comfort
from app.domain.faults import Fault
from app.domain.people import Hand
from app.flows.access import ACCESS, Access, Visit
from app.flows.enrolment import ENROLMENT, Candidate, Enrolment
from app.flows.events import Refusal
from app.flows.held import Held, given_up, held_by
from app.flows.installation import LOOKING
from app.flows.view import View
from app.ports.light import Colour
from ui.bridge import Bridge
from ui.console.gallery import render as render_console
from ui.gallery_setup import example_code, setup_shots
from ui.gallery_shot import LONG_SUPPORT, SUPPORT, Shot
from ui.kiosk.window import KioskWindow, Options, prepare_graphics

ARROWS = {
    Cause.TOO_FAR: Arrow.NEARER,
    Cause.TOO_CLOSE: Arrow.FARTHER,
    Cause.BACK_OF_HAND: Arrow.TURN_OVER,
    Cause.FINGERS_CLOSED: Arrow.SPREAD,
    Cause.TILTED: Arrow.LEVEL,
    Cause.CUT_BY_FRAME: Arrow.LEFT,
}
"""One arrow that goes with a cause; the others have none."""

_THUMB_X = -58
_LOOKING = {state.value for state in LOOKING}


def catalogue() -> list[Shot]:
    """All there is to see, in the order in which a person meets it."""
    return [*setup_shots(), *_access(), *_enrolment(), *_faults()]


def _access() -> Iterator[Shot]:
    calm = Visit()
    for state in Access:
        if state is not Access.FAULT:
            yield Shot(f"access-{state.value}", ACCESS.view(state, replace(calm, progress=0.65)))
    for cause in Cause:
        guided = replace(calm, cause=cause, arrow=ARROWS.get(cause, Arrow.NONE))
        yield Shot(f"access-positioning-{cause.value}", ACCESS.view(Access.POSITIONING, guided))
    for arrow in Arrow:
        guided = replace(calm, cause=Cause.CUT_BY_FRAME, arrow=arrow)
        yield Shot(f"access-positioning-arrow-{arrow.value}", ACCESS.view(Access.POSITIONING, guided))
    holding = ACCESS.view(Access.POSITIONING, replace(calm, progress=0.5))
    for colour in Colour:
        yield Shot(f"access-positioning-{colour.name.lower()}", holding, colour)
    for state in (Access.BARE_PALM, Access.USE_BADGE):
        yield Shot(f"access-{state.value}-no_reader", ACCESS.view(state, replace(calm, badge_reader=False)))
    yield Shot("access-idle-offline", ACCESS.view(Access.IDLE, replace(calm, offline=Fault.NETWORK_LOST)))
    for state in (Access.UNREADABLE_AGAIN, Access.NOT_RECOGNISED_AGAIN):
        for contact in (SUPPORT, LONG_SUPPORT):
            named = replace(ACCESS.view(state, calm), contact=contact)
            yield Shot(f"access-{state.value}-named-{len(contact)}", named)
    yield Shot("access-unreadable-cause", ACCESS.view(Access.UNREADABLE, replace(calm, cause=Cause.COVERED)))


def _enrolment() -> Iterator[Shot]:
    known = Candidate(badge=Badge(17, 4242))
    for state in Enrolment:
        if state not in (Enrolment.FAULT, Enrolment.REFUSED):
            yield Shot(f"enrolment-{state.value}", ENROLMENT.view(state, known))
    yield Shot("enrolment-scan_badge-misread", ENROLMENT.view(Enrolment.SCAN_BADGE, Candidate(misread=True)))
    holding = replace(known, samples=1, progress=0.4, hands=(Hand.LEFT,))
    adjusting = replace(known, samples=2, cause=Cause.TOO_FAR, arrow=Arrow.NEARER)
    for state in (Enrolment.CAPTURE_LEFT, Enrolment.CAPTURE_RIGHT, Enrolment.TRY_IT):
        yield Shot(f"enrolment-{state.value}-hold", ENROLMENT.view(state, holding))
        yield Shot(f"enrolment-{state.value}-adjust", ENROLMENT.view(state, adjusting))
        yield Shot(f"enrolment-{state.value}-rejected", ENROLMENT.view(state, replace(known, rejected=True)))
    yield Shot("enrolment-try_it-failed", ENROLMENT.view(Enrolment.TRY_IT, replace(known, trials_failed=1)))
    yield from _in_vain(known)
    for refusal in Refusal:
        refused = ENROLMENT.view(Enrolment.REFUSED, Candidate(refusal=refusal))
        yield Shot(f"enrolment-refused-{refusal.value}", refused)


def _in_vain(known: Candidate) -> Iterator[Shot]:
    """Hands that went unread, a trial that fails: what to clean, and whom to call."""
    for misses in (2, 3):
        unread = ENROLMENT.view(Enrolment.CAPTURE_LEFT, replace(known, misses=misses))
        yield Shot(f"enrolment-capture_left-missed-{misses}", unread)
    named = (
        (Enrolment.CAPTURE_RIGHT, replace(known, misses=3)),
        (Enrolment.NO_PALM, Candidate(misses=3)),
        (Enrolment.TRY_IT, replace(known, trials_failed=2)),
    )
    for state, candidate in named:
        view = ENROLMENT.view(state, candidate)
        yield Shot(f"enrolment-{state.value}-support", view)
        yield Shot(f"enrolment-{state.value}-support-named", replace(view, contact=LONG_SUPPORT))


def _faults() -> Iterator[Shot]:
    """Each as the flow shows it in which a person meets it, and as it is after restarts in vain."""
    for fault in Fault:
        flow = held_by(fault)
        yield Shot(f"fault-{fault.key}", flow.view(Held.FAULT, flow.fresh))
        in_vain = given_up(flow.view(Held.FAULT, flow.fresh))
        if in_vain.to_support:
            yield Shot(f"fault-{fault.key}-support", replace(in_vain, contact=SUPPORT))
            yield Shot(f"fault-{fault.key}-support-nobody", in_vain)
    crashed = held_by(Fault.RESTARTED)
    beneath = Fault.SYSTEM_ERROR.row.code
    yield Shot("fault-restarted-after", replace(crashed.view(Held.FAULT, crashed.fresh), beneath=beneath))
    yield Shot("held-restarting", crashed.view(Held.RESTARTING, crashed.fresh))


def example_document(name: str, language: str) -> str:
    """The first version of a consent document, as it is shipped."""
    return (resources_folder() / "consent" / f"{name}-1.{language}.txt").read_text(encoding="utf-8")


def example_frame(width: int = 320, height: int = 240) -> bytes:
    """A drawn hand in place of a camera's picture: BGRA."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#26313D"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(width / 2, height * 0.62)
    painter.scale(height / 240, height / 240)
    for dx, dy, thick in ((-58, -34, 22), (-40, -100, 22), (-12, -118, 23), (16, -110, 22), (42, -84, 19)):
        painter.setPen(QPen(QColor("#C99B7E"), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(dx * 0.42, 10 if dx == _THUMB_X else -6), QPointF(dx, dy))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#C99B7E"))
    painter.drawRoundedRect(QRectF(-38, -40, 76, 92), 34, 34)
    painter.drawRect(QRectF(-24, 30, 48, 80))
    painter.end()
    return bytes(image.constBits())


def example_hand() -> tuple[bytes, int, int]:
    return example_frame(), 320, 240


class Studio:
    """One window that takes pictures of views."""

    def __init__(self, options: Options) -> None:
        self._bridge = Bridge(lambda event: None)
        still = replace(options, motion=False, ticking=False)
        self.window = KioskWindow(self._bridge, example_document, still, catalogue()[0].view)
        self.window.show()

    def take(self, view: View, colour: Colour | None = None, typed: str = "") -> QImage:
        if view.entry is not None:
            self._bridge.show(catalogue()[0].view)  # what was typed for the picture before is gone with its screen
        self._bridge.show(view)
        self._bridge.shine(colour)
        QTest.qWait(1)
        for letter in typed:
            shift = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(self.window.view, Qt.Key(ord(letter.upper())), shift)
        if view.preview:
            self._bridge.show_frame(*(example_code() if view.screen in _LOOKING else example_hand()))
        QTest.qWait(1)
        return self.window.view.grabWindow()

    def close(self) -> None:
        self.window.close()


def render(
    folder: Path,
    sizes: Iterable[tuple[int, int]] = ((720, 1280),),
    languages: Sequence[str] = ("en",),
    shots: Sequence[Shot] | None = None,
    larger_text: bool = False,
) -> list[Path]:
    """Writes `<width>x<height>/<language>/<shot>.png` and tells which. Needs a QApplication. Raises OSError when a
    picture cannot be written."""
    written = []
    for width, height in sizes:
        studio = Studio(Options(simulated=True, comfort=Comfort(larger_text=larger_text), width=width, height=height))
        for language in languages:
            target = folder / f"{width}x{height}" / language
            target.mkdir(parents=True, exist_ok=True)
            for shot in catalogue() if shots is None else shots:
                path = target / f"{shot.name}.png"
                if not studio.take(replace(shot.view, language=language), shot.colour, shot.typed).save(str(path)):
                    raise OSError(f"cannot write {path}")
                written.append(path)
        studio.close()
    return written


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    prepare_graphics(software=True)
    _application = QApplication([])
    written = render(Path(sys.argv[1]), languages=languages())
    written += render_console(Path(sys.argv[1]) / "console", languages())
    sys.stdout.write(f"{len(written)} pictures in {sys.argv[1]}\n")


if __name__ == "__main__":
    main()
