"""Somebody before a terminal on a display: what he sees, what he hits, and what he could know.

with terminal(display, folder) as before:
    tapper = Tapper(before, Random(11), new_code)
    tapper.hit()
    tapper.looks()
"""

import json
import os
import queue
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Thread

import numpy as np

from app.config.text import Texts, languages
from app.flows.events import Choice
from tests.app.domain.test_device_configuration import WIFI
from tests.journeys.managed import ADDRESS
from tests.journeys.people import BADGES, STRANGER
from tests.peers.panel import eventually
from tests.peers.window_dump import Picture
from tests.peers.x_display import SIZE, Display

ROOT = Path(__file__).resolve().parents[2]
ERRORS, LOG = "errors", "log"
"""In the terminal's folder: what came on its error output, and what it told its operators."""
BLANK_MOST_S = 30.0
WAITS_S = 0.25
"""How long somebody who wants to get on looks whether he does. A button answers a moment after its screen has come."""
ASK_AGAIN_S = 1.0
END_S = 30.0
BAND_SHARE = 0.06
"""Of the screen's height: the band that says SIMULATED is there whatever else is."""
QUIET_LOG = {"QT_LOGGING_RULES": "qt.multimedia.*=false"}
"""Which of PipeWire's libraries this machine lacks."""
READ_ON = "document.more"
FORWARD = [
    *(
        Choice.GET_STARTED,
        Choice.ETHERNET,
        Choice.WIFI,
        Choice.OK,
        Choice.QR_CODE,
        Choice.CONFIRM_SETTINGS,
        Choice.FINISH,
    ),
    *(Choice.AGREE, Choice.YES, Choice.TRY_AGAIN),
]
KEYS = [
    *("Escape", "Return", "Tab", "ISO_Left_Tab", "space", "F1", "F2", "F4", "F10", "F11", "q", "w", "d", "7"),
    *("Home", "Menu", "Up", "Down", "Left", "Right", "BackSpace", "Delete", "Print", "Super_L"),
]
MODIFIERS = ["", "", "alt+", "ctrl+", "ctrl+alt+", "super+"]
LEAVING = [
    *("alt+F4", "alt+Tab", "alt+F1", "alt+F2", "alt+F10", "super+d", "Super_L", "ctrl+alt+Right", "ctrl+alt+Delete"),
    *("ctrl+q", "ctrl+w", "ctrl+c", "ctrl+alt+BackSpace", "F11", "Escape"),
]
"""What takes somebody elsewhere on a desktop, or ends a program."""
DEVICES = ["camera", "badge_reader", "controller"]


@dataclass(frozen=True)
class Shown:
    run: str
    """Another one after the program has started itself anew."""
    screen: str
    buttons: dict[str, tuple[int, int]]
    """Where their middles are, by what is written on them."""


@dataclass
class Before:
    """A terminal that runs: what its world is told, and what it says of its screen."""

    display: Display
    process: subprocess.Popen[str]
    folder: Path
    others: frozenset[int]
    """Windows that were there first."""
    _told: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)

    def __post_init__(self) -> None:
        Thread(target=self._listen, daemon=True).start()

    def tell(self, order: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()

    def shown(self) -> Shown:
        """Asks until there is an answer: a program that starts anew has forgotten what it was asked."""
        until_s = time.monotonic() + BLANK_MOST_S
        while time.monotonic() < until_s:
            self.tell("look")
            try:
                told = json.loads(self._told.get(timeout=ASK_AGAIN_S))
            except queue.Empty:
                assert self.process.poll() is None, f"it ended with {self.process.poll()}: {self.complaints()}"
                continue
            return Shown(told["run"], told["screen"], {name: (x, y) for name, x, y in told["buttons"]})
        raise AssertionError(f"nothing on the screen answers: {self.complaints()}")

    def windows(self) -> frozenset[int]:
        """Its own that can be seen."""
        return self.display.windows("--all", "--pid", str(self.process.pid), "--name", ".*")

    def on_top(self) -> bool:
        """Wherever the pointer is, it is on the terminal. Not so while the program starts itself anew."""
        assert self.process.poll() is None, f"it ended with {self.process.poll()}: {self.complaints()}"
        return self.display.under_the_pointer() in self.windows()

    def complaints(self) -> str:
        """What nobody meant to say: its error output, and what its log tells of exceptions."""
        log = (self.folder / LOG).read_text() if (self.folder / LOG).exists() else ""
        return (self.folder / ERRORS).read_text() + (log if "Traceback" in log else "")

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._told.put(line)


@contextmanager
def terminal(display: Display, folder: Path) -> Iterator[Before]:
    others = display.windows("--name", ".*")
    command = [sys.executable, "-m", "tests.journeys.tapped_child", str(folder)]
    environment = {**os.environ, **display.environment, **QUIET_LOG}
    with (
        (folder / ERRORS).open("w") as lines,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=lines, text=True, cwd=ROOT, env=environment
        ) as process,
    ):
        try:
            yield Before(display, process, folder, others)
        finally:
            process.terminate()
            process.wait(END_S)


@dataclass
class Tapper:
    """`code` issues another activation code."""

    before: Before
    chance: Random
    code: Callable[[], str]
    hits: int = 0
    screens: set[str] = field(default_factory=set)
    runs: list[str] = field(default_factory=list)
    blank_longest_s: float = 0.0
    _blank_since_s: float | None = None

    def __post_init__(self) -> None:
        words = [Texts(language) for language in languages()]
        keys = [READ_ON, *(f"choice.{choice.value}" for choice in FORWARD)]
        self._forward = [text.say(key) for key in keys for text in words]

    def hit(self, knowing: float) -> None:
        """`knowing`, 0..1: how often it is what somebody would do who wants to get on."""
        self.hits += 1
        shown = self.sees()
        if self.chance.random() < 0.15:
            self._something_happens()
        if self.chance.random() < knowing:
            self._gets_on(shown)
        else:
            self._plays(shown)
        assert eventually(self.before.on_top, BLANK_MOST_S), "something lies above it"

    def _plays(self, shown: Shown) -> None:
        hows = [self._tap, lambda: self._button(shown), self._key, self._types, self._drag, self._press]
        (how,) = self.chance.choices(hows, [4, 4, 5, 1, 1, 1])
        how()

    def sees(self) -> Shown:
        shown = self.before.shown()
        self.screens.add(shown.screen)
        if shown.run not in self.runs:
            self.runs.append(shown.run)
            self._hand("key", "Escape")  # what was hit while the program was away hit the desktop
        return shown

    def _hand(self, *words: str) -> None:
        self.before.display.hand(*words)

    def _anywhere(self) -> tuple[str, str]:
        return str(self.chance.randrange(SIZE[0])), str(self.chance.randrange(SIZE[1]))

    def _tap(self) -> None:
        finger = str(self.chance.choice([1, 1, 1, 2, 3, 4, 5]))
        self._hand("mousemove", *self._anywhere(), "mousedown", finger, "mouseup", finger)

    def tap_on(self, place: tuple[int, int]) -> None:
        self._hand("mousemove", str(place[0]), str(place[1]), "mousedown", "1", "mouseup", "1")

    def _button(self, shown: Shown) -> None:
        if shown.buttons:
            self.tap_on(self.chance.choice([*shown.buttons.values()]))

    def _key(self) -> None:
        chord = self.chance.choice(MODIFIERS) + self.chance.choice(KEYS)
        self._hand("key", self.chance.choice([chord, self.chance.choice(LEAVING)]))

    def _types(self) -> None:
        self._hand("type", "--delay", "2", "--", "".join(self.chance.choices("abcXYZ 0123456789!;-", k=6)))

    def _drag(self) -> None:
        moves = [word for _ in range(4) for word in ("mousemove", *self._anywhere())]
        held = self.chance.choice([(), ("alt",)])
        down, up = [("keydown", key) for key in held], [("keyup", key) for key in held]
        chain = ["mousemove", *self._anywhere(), *sum(down, ()), "mousedown", "1", *moves, "mouseup", "1", *sum(up, ())]
        self._hand(*chain)

    def _press(self) -> None:
        self._hand("mousemove", *self._anywhere(), "mousedown", "1", "sleep", "0.9", "mouseup", "1")

    def _gets_on(self, shown: Shown) -> None:
        """And looks what comes of it."""
        tell, badge, person = self.before.tell, f"badge {self._badge()}", self.chance.choice([*BADGES])
        knows: dict[str, Callable[[], object]] = {
            "choose_network": lambda: self._button(shown),
            "network_password": lambda: self._types_in(WIFI.password or ""),
            "postal_code": lambda: self._types_in(ADDRESS["postalCode"]),
            "scan_code": lambda: tell(f"code {self.code()}"),
            "scan_badge": lambda: tell(badge),
            "capture_left": lambda: tell(f"palm {person} left"),
            "capture_right": lambda: tell(f"palm {person} right"),
            "idle": lambda: tell(self.chance.choice([badge, f"palm {person} left", f"palm {STRANGER} left"])),
            "code_problem": lambda: self._takes_it_away(shown),
            "fault": self.all_is_whole,
        }
        knows.get(shown.screen, lambda: self._goes_forward(shown))()
        eventually(lambda: self.sees().screen != shown.screen, WAITS_S)

    def _types_in(self, text: str) -> None:
        self._hand("key", *["BackSpace"] * 8, "type", "--delay", "2", "--", text)
        self._hand("key", "Return")

    def _goes_forward(self, shown: Shown) -> None:
        """By a button that leads on, if one answers already; where there is more to read it is the way on."""
        found = [name for name in self._forward if name in shown.buttons]
        if found:
            self.tap_on(shown.buttons[self.chance.choice(found)])

    def _takes_it_away(self, shown: Shown) -> None:
        """Or the same code would be read once more."""
        self.before.tell("away")
        self._goes_forward(shown)

    def _badge(self) -> str:
        return self.chance.choice([*BADGES.values()]).number

    def _something_happens(self) -> None:
        tell, chance = self.before.tell, self.chance
        what: dict[Callable[[], object], int] = {
            lambda: tell(f"badge {self._badge()}"): 3,
            lambda: tell("badge none-at-all"): 1,
            lambda: tell("away"): 6,
            lambda: tell(f"unplug {chance.choice(DEVICES)}"): 1,
            self.all_is_whole: 6,
            lambda: tell("cut"): 1,
        }
        (happens,) = chance.choices([*what], [*what.values()])
        happens()

    def all_is_whole(self) -> None:
        for device in DEVICES:
            self.before.tell(f"plug_in {device}")
        self.before.tell("restore")

    def looks(self) -> None:
        """The terminal is all there is to see and to reach, shows something, and has complained of nothing."""
        before, display = self.before, self.before.display
        assert before.process.poll() is None
        complaints = before.complaints()
        assert complaints == "", complaints
        own = before.windows()
        assert len(own) == 1, f"{len(own)} windows of its own"
        assert display.extent(*own) == (0, 0, *SIZE)
        strangers = display.windows("--name", ".*") - before.others - own
        assert len(strangers) <= 1, "more than the frame that its desktop gave it"
        self._measures(blank(display.picture()))

    def _measures(self, is_blank: bool) -> None:
        now_s = time.monotonic()
        if not is_blank:
            self._blank_since_s = None
            return
        self._blank_since_s = now_s if self._blank_since_s is None else self._blank_since_s
        self.blank_longest_s = max(self.blank_longest_s, now_s - self._blank_since_s)
        assert self.blank_longest_s <= BLANK_MOST_S


def blank(picture: Picture) -> bool:
    """Less than three colours below the band: any headline has dozens."""
    below = picture[round(picture.shape[0] * BAND_SHARE) :: 7, ::3, :3].reshape(-1, 3)
    return len(np.unique(below, axis=0)) < 3
