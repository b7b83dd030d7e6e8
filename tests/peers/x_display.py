"""A screen without glass: Xvfb, a desktop whose window manager (jwm) obeys every key of its own, and hands (xdotool).

    with x_display(folder) as display:
        subprocess.Popen(command, env={**os.environ, **display.environment})
        display.hand("mousemove", "10", "20", "click", "1")
        display.picture()          # what somebody would see

Limits: XTEST, which xdotool speaks, has no fingers: gestures by touch are for a test inside the process.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.peers.installed import installed
from tests.peers.panel import eventually
from tests.peers.window_dump import Picture, picture_of

SIZE = (450, 800)
"""Across and down: a portrait panel of 5.5 inches, at half of its pixels."""
START_S = 30.0
DESKTOPS = 4
DESKTOP = f"""<?xml version="1.0"?><JWM>
<RootMenu onroot="3"><Program label="Another program">true</Program><Exit label="Leave" confirm="false"/></RootMenu>
<Desktops width="{DESKTOPS}" height="1"/>
<Key mask="A" key="Tab">nextstacked</Key>
<Key mask="A" key="F1">root:3</Key>
<Key mask="A" key="F2">window</Key>
<Key mask="A" key="F4">close</Key>
<Key mask="A" key="F10">maximize</Key>
<Key mask="CA" key="Left">ldesktop</Key>
<Key mask="CA" key="Right">rdesktop</Key>
<Key mask="CA" key="Delete">exit</Key>
<Key mask="4" key="d">showdesktop</Key>
<Key key="Super_L">root:3</Key>
<Key key="Print">exec:true</Key>
</JWM>
"""
"""What desktops are delivered with: the next window, menus, closing, other desktops, leaving."""


@dataclass(frozen=True)
class Display:
    name: str
    framebuffer: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def hand(self, *words: str) -> str:
        """One chain of xdotool's commands; returns what it says."""
        done = self._asked(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def managed(self) -> bool:
        """Whether a window manager is at work."""
        return self._asked("get_num_desktops").stdout.strip() == str(DESKTOPS)

    def windows(self, *which: str) -> frozenset[int]:
        """Those that can be seen; `which` are words of xdotool's search. The frames around them count too."""
        return frozenset(int(line) for line in self._asked("search", "--onlyvisible", *which).stdout.split())

    def _asked(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["xdotool", *words], env=self.environment, check=False, capture_output=True, text=True, timeout=START_S
        )

    def under_the_pointer(self) -> int:
        told = dict(line.split("=") for line in self.hand("getmouselocation", "--shell").split())
        return int(told["WINDOW"])

    def extent(self, window: int) -> tuple[int, int, int, int]:
        """Left, top, width, height."""
        told = dict(line.split("=") for line in self.hand("getwindowgeometry", "--shell", str(window)).split())
        left, top, width, height = (int(told[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
        return left, top, width, height

    def picture(self) -> Picture:
        return picture_of(self.framebuffer.read_bytes())


@contextmanager
def x_display(folder: Path) -> Iterator[Display]:
    for name in ("Xvfb", "jwm", "xdotool"):
        installed(shutil.which(name), name)
    screen = [*("-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"), *("-fbdir", str(folder))]
    command = ["Xvfb", "-displayfd", "1", *screen, "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            number = server.stdout.readline().strip()
            assert number, "Xvfb ended"
            with _desktop(Display(f":{number}", folder / "Xvfb_screen0"), folder) as display:
                yield display
        finally:
            server.terminate()


@contextmanager
def _desktop(display: Display, folder: Path) -> Iterator[Display]:
    (folder / "jwmrc").write_text(DESKTOP)
    command = ["jwm", "-display", display.name, "-f", str(folder / "jwmrc")]
    with subprocess.Popen(command, env=display.environment, stderr=subprocess.DEVNULL) as manager:
        try:
            assert eventually(display.managed, START_S), "no window manager came"
            yield display
            assert manager.poll() is None, "somebody has left the desktop"
        finally:
            manager.kill()  # while a menu is open it hears no other word
