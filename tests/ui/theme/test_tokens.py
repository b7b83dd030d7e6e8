"""Colours that can be read, and fonts that are really ours."""

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QGuiApplication

from app.config.paths import resources_folder
from app.domain.signals import Signal
from ui.theme.tokens import FONT_FAMILY, Palette, contrast, icon_image, load_fonts, load_palette, stylesheet

TEXT = 7.0
"""WCAG 2.2, 1.4.6 (enhanced)."""

EDGE = 3.0
"""WCAG 2.2, 1.4.11 (edges, and glyphs that mean something)."""

GROUNDS = ("background", "surface", "raised")


@pytest.fixture(params=["dark", "light"])
def palette(request: pytest.FixtureRequest) -> Palette:
    return load_palette(request.param)


def test_text_can_be_read_on_every_ground(palette: Palette) -> None:
    for ground in GROUNDS:
        for name in ("text", "soft"):
            assert contrast(getattr(palette, name), getattr(palette, ground)) >= TEXT, (name, ground)
    assert contrast(palette.on_accent, palette.accent) >= TEXT
    assert contrast(palette.on_warning, palette.warning) >= TEXT


def test_a_control_stands_out_from_what_it_lies_on(palette: Palette) -> None:
    for ground in GROUNDS:
        assert contrast(palette.edge, getattr(palette, ground)) >= EDGE, ground
        assert contrast(palette.accent, getattr(palette, ground)) >= EDGE, ground


@pytest.mark.parametrize("signal", Signal)
def test_every_signal_shows_on_the_background_and_carries_its_glyph(palette: Palette, signal: Signal) -> None:
    assert contrast(palette.of(signal), palette.background) >= EDGE
    assert contrast(palette.of(signal), palette.surface) >= EDGE


def test_every_colour_is_written_out_in_full(palette: Palette) -> None:
    for field in fields(palette):
        colour = getattr(palette, field.name)
        assert len(colour) == 7
        assert int(colour[1:], 16) >= 0


def test_the_bundled_fonts_load_with_their_three_weights(qapp: QGuiApplication) -> None:
    load_fonts()
    assert {"Regular", "Medium", "Semi Bold"} <= {s.replace("SemiBold", "Semi Bold") for s in styles()}


def styles() -> list[str]:
    return QFontDatabase.styles(FONT_FAMILY)


@pytest.mark.parametrize("path", sorted((resources_folder() / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_drawn_in_the_colour_asked_for(qapp: QGuiApplication, path: Path) -> None:
    image = icon_image(path.stem, "#FF0000", 48)
    drawn = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 200]
    assert drawn
    assert all((c.red(), c.green(), c.blue()) == (255, 0, 0) for c in drawn)


@pytest.mark.parametrize("folder", ["icons", "fonts"])
def test_what_we_did_not_make_comes_with_its_licence(folder: str) -> None:
    assert list((resources_folder() / folder).glob("*.txt"))


def test_the_stylesheet_uses_no_colour_of_its_own(palette: Palette) -> None:
    allowed = {getattr(palette, field.name) for field in fields(palette)}
    assert {word.strip(";") for word in stylesheet(palette).split() if word.startswith("#")} <= allowed
