"""The screens look as they did: a representative set of pictures, compared dot by dot.

On the machine that drew them (Debian 12, FreeType 2.12) the pictures are identical to the last bit. Another FreeType
may shade the edges of letters differently: a dot counts as different when a colour channel is off by more than
`SHADE`, and a picture when more than `SHARE` of its dots are. A line of text that moved by one dot differs in more.

To accept a change after looking at it: `python tests/ui/test_gallery.py`, then look at the pictures in tests/golden.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage

from app.config.text import languages
from app.domain.comfort import Comfort
from ui.gallery import Studio, catalogue, render
from ui.gallery_shot import Shot
from ui.kiosk.window import Options, prepare_graphics

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "kiosk"

SHADE = 64
"""Of 255."""

SHARE = 0.004
"""Measured: a screen one dot lower differs in 2.8 % of its dots, a headline alone one dot lower in 0.5 %."""


@dataclass(frozen=True, slots=True)
class Golden:
    shot: str
    language: str = "en"
    size: tuple[int, int] = (360, 640)
    larger: bool = False

    @property
    def name(self) -> str:
        larger = "-larger" if self.larger else ""
        return f"{self.shot}-{self.language}-{self.size[0]}x{self.size[1]}{larger}.png"


GOLDENS = [
    *(Golden(shot) for shot in ("access-idle", "access-positioning", "access-positioning-too_far")),
    *(Golden(shot) for shot in ("access-positioning-arrow-left", "access-granted", "access-denied")),
    *(Golden(shot) for shot in ("access-not_recognised", "access-unreadable", "enrolment-badge_scanned")),
    *(Golden(shot) for shot in ("access-bare_palm", "access-use_badge", "access-positioning-green")),
    *(Golden(shot, "es") for shot in ("access-bare_palm", "access-use_badge", "enrolment-capture_left-rejected")),
    *(Golden(shot) for shot in ("enrolment-terms", "enrolment-consent", "enrolment-capture_left-hold")),
    *(Golden(shot) for shot in ("enrolment-still_there", "enrolment-enrolled", "fault-camera_missing")),
    *(Golden(shot, "es") for shot in ("access-idle", "enrolment-consent", "enrolment-capture_right-adjust")),
    *(Golden(shot, "es", larger=True) for shot in ("enrolment-try_it-failed", "fault-controller_silent")),
    *(Golden(shot, size=(1024, 640)) for shot in ("enrolment-consent", "enrolment-capture_left-hold")),
    *(Golden(f"setup-{shot}") for shot in ("tap_to_start", "choose_network", "network_password", "downloading")),
    *(Golden(f"setup-{shot}") for shot in ("postal_code", "scan_code", "confirm_settings", "network_security")),
    *(Golden(f"setup-{shot}", "es", larger=True) for shot in ("network_password-short", "code_problem-code_expired")),
    *(Golden(f"setup-{shot}", size=(1024, 640)) for shot in ("network_password", "postal_code", "choose_connection")),
    Golden("setup-network_problem-wifi_password_wrong", "es"),
    Golden("setup-network_problem-network_no_internet", "es"),
    Golden("setup-wifi_code_problem-code_too_early", "es"),
    Golden("setup-confirm_network"),
    Golden("setup-network_sign_in", "es"),
    *(Golden(f"fault-{shot}") for shot in ("locked_by_tamper", "out_of_service", "system_error-support")),
    *(Golden(f"fault-{shot}", "es") for shot in ("network_lost", "restarted-after")),
    Golden("access-granted", size=(720, 1280)),
]


def draw(golden: Golden) -> QImage:
    studio = Studio(
        Options(
            simulated=True, comfort=Comfort(larger_text=golden.larger), width=golden.size[0], height=golden.size[1]
        ),
    )
    shot = next(shot for shot in catalogue() if shot.name == golden.shot)
    picture = studio.take(replace(shot.view, language=golden.language), shot.colour, shot.typed)
    assert studio.window.problems == []
    studio.close()
    return picture


def dots(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """(height, width, 3) int16, 0..255."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(bytes(plain.constBits()), np.uint8)
    return flat.reshape(plain.height(), plain.width(), 4)[:, :, :3].astype(np.int16)


def share_of_difference(one: QImage, other: QImage) -> float:
    """0..1; 1 for pictures of different sizes."""
    if one.size() != other.size():
        return 1.0
    return float((np.abs(dots(one) - dots(other)).max(axis=2) > SHADE).mean())


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.name)
def test_a_screen_looks_as_it_did(qapp: QGuiApplication, golden: Golden) -> None:
    assert share_of_difference(draw(golden), QImage(str(GOLDEN / golden.name))) <= SHARE


def test_no_golden_is_left_that_nobody_compares() -> None:
    assert {path.name for path in GOLDEN.glob("*.png")} == {golden.name for golden in GOLDENS}


def test_the_comparison_sees_a_headline_that_moved_by_one_dot(qapp: QGuiApplication) -> None:
    picture = QImage(str(GOLDEN / GOLDENS[0].name))
    moved = picture.copy(0, 1, picture.width(), picture.height() - 1)
    assert share_of_difference(picture.copy(0, 0, moved.width(), moved.height()), moved) > SHARE


def test_the_comparison_sees_other_words(qapp: QGuiApplication) -> None:
    assert share_of_difference(draw(Golden("access-granted")), draw(Golden("access-granted", "es"))) > SHARE


def test_pictures_have_names_of_their_own() -> None:
    names = [shot.name for shot in catalogue()]
    assert len(names) == len(set(names))


@pytest.fixture
def few() -> list[Shot]:
    return catalogue()[:2]


def test_the_gallery_writes_every_shot_in_every_size_and_language(
    qapp: QGuiApplication, tmp_path: Path, few: list[Shot]
) -> None:
    written = render(tmp_path, [(360, 640), (720, 1280)], languages(), few)
    assert len(written) == 2 * len(languages()) * len(few)
    assert all(path.stat().st_size for path in written)
    assert (tmp_path / "720x1280" / "es" / f"{few[0].name}.png") in written


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    prepare_graphics(software=True)
    _application = QGuiApplication([])
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for _golden in GOLDENS:
        draw(_golden).save(str(GOLDEN / _golden.name))
