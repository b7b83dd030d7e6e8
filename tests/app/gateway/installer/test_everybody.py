"""The installer's pages for everybody: labels, languages, colours."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.config.text import languages, load_texts
from app.gateway.installer.routes import style
from tests.app.gateway.installer.installation import Installation, code, device
from tests.app.gateway.installer.phone import Page, Phone
from tests.app.services.control.identity.house import PASSWORD
from ui.theme.tokens import contrast


def pages(phone: Phone, house: Installation) -> Iterator[Page]:
    """Each kind once."""
    yield phone.open("/install")
    yield phone.sign_in("ada", "wrong password")
    yield phone.sign_in("ada", PASSWORD)
    for path in (f"/install/sites/{house.site}", device(house), "/install/devices/nowherenowhere"):
        yield phone.open(path)
    phone.open(device(house))
    yield phone.send(code(house))


@pytest.mark.parametrize("language", languages())
def test_every_page_can_be_used_by_everybody(phones: Callable[..., Phone], house: Installation, language: str) -> None:
    for page in pages(phones(language), house):
        assert page.one("html").attributes == {"lang": language, "dir": "ltr"}
        assert page.one("meta", name="viewport").attributes["content"] == "width=device-width, initial-scale=1"
        assert page.one("title").text
        labelled = {label.attributes["for"] for label in page.all("label") if label.text.strip()}
        fields = [e for e in page.all("input") if e.attributes["type"] != "hidden"]
        assert {field.attributes["id"] for field in fields} == labelled
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        assert all(e.attributes.get("aria-describedby", "") in ("", *ids) for e in page.elements)
        assert all(button.text.strip() for button in page.all("button"))
        assert all(drawing.attributes["aria-label"] for drawing in page.all("svg"))


def test_the_pages_speak_spanish_to_whoever_wants_it(phones: Callable[..., Phone]) -> None:
    phone = phones("fr;q=0.9, es-MX;q=0.8, en;q=0.5")
    assert phone.open("/install").title == load_texts("es", "plane")["sign_in.title"]
    assert phone.sign_in("ada", "wrong password").trouble == load_texts("es")["reason.sign_in_wrong"]


@pytest.mark.parametrize("language", languages())
def test_every_word_that_is_said_is_there_and_no_other(root: Path, language: str) -> None:
    sources = "".join(path.read_text("utf-8") for path in (root / "app" / "gateway" / "installer").glob("*.py"))
    said = set(re.findall(r'"(installer\.[a-z_.]+[a-z])"', sources))
    said |= {f"installer.state.{state}" for state in ("needs_configuration", "active", "out_of_service")}
    there, english = load_texts(language, "installer"), load_texts("en", "installer")
    assert set(there) == said
    for key, text in there.items():
        assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", english[key]), key


PAIRS = [
    ("text", "background", 7.0),
    ("text", "surface", 7.0),
    ("text", "raised", 7.0),
    ("soft", "background", 7.0),
    ("soft", "surface", 7.0),
    ("accent", "background", 7.0),
    ("on-accent", "accent", 7.0),
    ("granted", "background", 4.5),
    ("edge", "background", 3.0),
    ("edge", "surface", 3.0),
    ("edge", "raised", 3.0),
    ("denied", "background", 3.0),
]


def test_the_colours_can_be_told_apart_in_both_schemes() -> None:
    light, dark, rest = style().split("\n", 2)
    for scheme in (light, dark):
        colours = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", scheme))
        assert set(re.findall(r"var\(--([a-z-]+)\)", rest)) <= set(colours)
        for one, other, least in PAIRS:
            assert contrast(colours[one], colours[other]) >= least, (one, other)
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", rest)) == {"#fff"}, "of the code alone"
