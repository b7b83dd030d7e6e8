"""What terminals showed on their way, as pictures: each screen once, in order, drawn by the kiosk's own window.

pictures = Pictures(folder)
pictures.add("Enrolment desk", running.views)
pictures.draw()
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.faults import Fault
from app.flows.view import View
from ui.gallery import Studio
from ui.kiosk.window import Options

FOLDER = "THENAR_PICTURES"
"""Where pictures are left for people; else they go with the test's own folder."""
SIZE = (432, 768)
COLOURS = 12
"""An empty screen has fewer: the ground and the band with its words' edges."""


@dataclass
class Pictures:
    folder: Path
    shown: list[tuple[str, View]] = field(default_factory=list)
    """Whose screen, and what stood on it."""

    @classmethod
    def where_asked(cls, otherwise: Path) -> "Pictures":
        return cls(Path(os.environ.get(FOLDER, str(otherwise))))

    def add(self, terminal: str, views: Sequence[View]) -> None:
        """The last view of each stay on a screen: what somebody would remember of it."""
        seen: tuple[str, Fault | None] | None = None
        for view in views:
            if seen == (view.screen, view.fault):
                self.shown[-1] = (terminal, view)
            else:
                self.shown.append((terminal, view))
            seen = (view.screen, view.fault)

    def draw(self) -> list[Path]:
        """Needs a QApplication. Asserts that nothing is blank and that QML has nothing to complain of."""
        self.folder.mkdir(parents=True, exist_ok=True)
        studio = Studio(Options(simulated=True, width=SIZE[0], height=SIZE[1]))
        written = []
        for number, (terminal, view) in enumerate(self.shown, 1):
            name = terminal.lower().replace(",", "").replace(" ", "-")
            path = self.folder / f"{number:03}-{name}-{view.screen}.png"
            picture = studio.take(view)
            tones = {picture.pixel(x, y) for x in range(0, SIZE[0], 6) for y in range(0, SIZE[1], 6)}
            assert len(tones) >= COLOURS, f"{path.name} is blank"
            assert picture.save(str(path))
            written.append(path)
        assert studio.window.problems == []
        studio.close()
        return written
