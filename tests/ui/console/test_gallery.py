"""The console looks as it did: pages in their states, both schemes and languages, compared dot by dot.

As for the terminal's screens (`tests/ui/test_gallery.py`); to accept a change after looking at it:
`python -m tests.ui.console.test_gallery`, then look at the pictures in tests/golden/console.
"""

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.test_gallery import SHARE, share_of_difference
from ui.console.gallery import catalogue, render, take
from ui.console.window import Look

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "console"
GOLDENS = (
    ("accuracy", "en", "dark"),
    ("accuracy-card", "es", "light"),
    ("accuracy-promise", "es", "dark"),
    ("people", "en", "light"),
    ("people-chosen", "es", "dark"),
    ("people-delete", "en", "dark"),
    ("people-empty", "es", "light"),
    ("people-loading", "en", "light"),
    ("people-fault", "en", "dark"),
    ("audit-broken", "en", "light"),
    ("audit-holds", "es", "dark"),
)

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window


def draw(scene: str, language: str, scheme: str) -> QImage:
    (found,) = [each for each in catalogue() if each.name == scene]
    return take(found, Look(simulated=True, language=language, scheme=scheme))


@pytest.mark.parametrize("golden", GOLDENS, ids="-".join)
def test_a_page_looks_as_it_did(qapp: QApplication, golden: tuple[str, str, str]) -> None:
    assert share_of_difference(draw(*golden), QImage(str(GOLDEN / f"{'-'.join(golden)}.png"))) <= SHARE


def test_no_golden_is_left_that_nobody_compares() -> None:
    assert {path.stem for path in GOLDEN.glob("*.png")} == {"-".join(golden) for golden in GOLDENS}


def test_the_gallery_writes_every_scene(qapp: QApplication, tmp_path: Path) -> None:
    written = render(tmp_path, ("en",), ("dark",))
    assert [path.name for path in written] == [f"{scene.name}.png" for scene in catalogue()]
    assert all(path.stat().st_size for path in written)


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _application = QApplication([])
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for _golden in GOLDENS:
        draw(*_golden).save(str(GOLDEN / f"{'-'.join(_golden)}.png"))
