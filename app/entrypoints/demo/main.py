"""`thenar demo`: with a display, a kiosk, the bench and the console to play with; without one, the story as a script.

The script leaves `report.html`, its pictures and a performance card in `--out`, and exits non-zero when a scene failed.
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.config.paths import State
from app.config.settings import Device, Mode, Settings
from app.config.text import languages
from app.domain.consent import TerminalId
from app.domain.liveness import LivenessLevel
from app.entrypoints.assembly import eyes, memory
from app.entrypoints.console import console
from app.entrypoints.demo.exhibits import gathered
from app.entrypoints.demo.report import page
from app.entrypoints.demo.stage import Stage
from app.entrypoints.demo.story import Played, play
from app.storage.atomic_write import atomic_write
from app.storage.opening import open_store
from drivers.simulated.world import World
from ui.bench.window import BenchWindow
from ui.console.window import ConsoleWindow, Look
from ui.gallery import render
from ui.kiosk.window import Options, has_gpu, prepare_graphics

SIZES = ((720, 1280), (1080, 1920))
WINDOW = (432, 768)
GAP_PX = 24
SIMULATED = Settings(
    Mode.ENTRY, Device("simulated"), Device("simulated"), Device("simulated"), terminal=TerminalId("demo-1")
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--headless", action="store_true", help="play the story as a script even if there is a display")
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="where the report goes (build/demo)")


def main(options: argparse.Namespace) -> int:
    headless = options.headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    prepare_graphics(software=headless or not has_gpu())
    application = QApplication(sys.argv[:1])
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thenar-demo-")))
        world = World()
        observe = stack.enter_context(eyes())
        remembered = stack.enter_context(memory(replace(SIMULATED, data=data), world.clock))
        size = SIZES[0] if headless else WINDOW
        stage = Stage(world, observe, remembered, Options(simulated=True, width=size[0], height=size[1]))
        if headless:
            return _script(stage, data, options.out)
        print("The whole story as a script, with a report: make demo ARGS=--headless")
        store = stack.enter_context(open_store(State(data, simulated=True)))
        return _windows(stage, stack.enter_context(console(store, Look(simulated=True))), application)


def _windows(stage: Stage, window: ConsoleWindow, application: QApplication) -> int:
    def open_console() -> None:
        """What has happened since is read again."""
        window.page.load()
        window.show()
        window.raise_()

    challenged = partial(stage.go_to, Mode.ENTRY, LivenessLevel.CHALLENGED)
    modes = {mode.value: partial(stage.go_to, mode) for mode in (Mode.ENROLMENT, Mode.ENTRY)} | {
        "entry, coloured light": challenged
    }
    bench = BenchWindow(stage.world, modes, open_console)
    room = application.primaryScreen().availableGeometry()
    stage.place = QPoint(room.left() + GAP_PX, room.top() + GAP_PX)
    stage.go_to(Mode.ENROLMENT)
    bench.move(stage.place + QPoint(WINDOW[0] + GAP_PX, 0))
    bench.resize(min(1400, room.right() - bench.x()), bench.height())
    bench.show()
    code = application.exec()
    stage.leave()
    return code


def _script(stage: Stage, data: Path, out: Path) -> int:
    for folder in (out / "story", out / "screens"):
        folder.mkdir(parents=True, exist_ok=True)
    story = play(stage, out / "story", _tell)
    QGuiApplication.processEvents()
    exhibits = gathered(stage.observe, data, out, partial(print, flush=True))
    print("every screen, in every language, and the large size in one ...", flush=True)
    screens = render(out / "screens", SIZES[:1], languages()) + render(out / "screens", SIZES[1:], languages()[:1])
    atomic_write(out / "report.html", page(story, exhibits, [path.relative_to(out) for path in screens]).encode())
    failed = [played.scene.name for played in story if not played.passed]
    print(f"{len(story) - len(failed)} scenes passed, {len(failed)} failed; see {out / 'report.html'}")
    return 1 if failed else 0


def _tell(played: Played) -> None:
    print(
        f"{'ok    ' if played.passed else 'FAILED'} {played.scene.told}: {played.outcome} ({played.took_s:.1f} s)",
        flush=True,
    )
