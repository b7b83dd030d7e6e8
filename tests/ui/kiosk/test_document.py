"""A document is laid out word for word."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config.text import Texts, languages
from ui.gallery import example_document
from ui.kiosk.document import lay_out

lines = st.text(st.characters(blacklist_categories=["C", "Z"]) | st.just(" "), min_size=1).map(str.strip).filter(bool)


def words(html: str) -> list[str]:
    return unescape(re.sub("<[^>]*>", " ", html)).split()


def told(text: str) -> list[str]:
    return " ".join(line.removeprefix("- ") for line in text.splitlines()).split()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["terms", "consent"])
def test_no_word_of_a_shipped_document_is_lost_or_moved(name: str, language: str) -> None:
    text = example_document(name, language)
    assert words(lay_out(text)) == told(text)


@given(st.lists(lines, min_size=1).map("\n\n".join))
def test_no_word_of_any_text_is_lost_and_none_is_markup(text: str) -> None:
    assert words(lay_out(text)) == told(text)


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    assert "<img" not in lay_out("Title\n\n<img src='http://example.com/x'>")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["terms", "consent"])
def test_only_a_title_that_is_the_headline_is_not_repeated(name: str, language: str) -> None:
    text, headline = example_document(name, language), Texts(language).say(f"screen.{name}.headline")
    assert headline.split() + words(lay_out(text, headline)) == told(text)
    assert words(lay_out(text, "Another headline")) == told(text)


def test_a_line_above_a_list_is_its_heading() -> None:
    assert lay_out("T\n\nWhat\n- a\n- b") == "<h3>T</h3><h4>What</h4><ul><li>a</li><li>b</li></ul>"
