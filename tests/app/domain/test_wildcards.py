"""Wildcards against the plainest matcher there is, and without its running time."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.wildcards import Glob, Wild
from tests.app.work import lines_run


def plainly(pattern: str, text: str) -> bool:
    """The definition, written down; takes exponential time."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return plainly(pattern[1:], text) or (bool(text) and plainly(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and plainly(pattern[1:], text[1:])


@given(st.text("ab*?.\n", max_size=8), st.text("ab*?.\n", max_size=8))
@example("a*a", "a")
@example("?.", "ab")
@example("*ab*b", "ab")
@example("*a?*?b*", "xaab")
def test_a_pattern_fits_what_its_definition_fits(pattern: str, text: str) -> None:
    assert Glob.from_text(pattern).matches(text) is plainly(pattern, text)


@given(st.text("ab*?.[]()\\", max_size=8), st.text("ab*?.[]()\\", max_size=8))
def test_literal_text_fits_itself_alone(literal: str, text: str) -> None:
    assert Glob.of([literal]).matches(text) is (literal == text)
    assert Glob.of([Wild.ANY, literal, Wild.ANY]).matches(text) is (literal in text)


def test_many_stars_cost_one_pass() -> None:
    glob = Glob.from_text("*a" * 1_000 + "b")
    with lines_run() as work:
        assert not glob.matches("a" * 10_000 + "c")
        assert not glob.matches("a" * 10_000 + "b" + "c")
        assert not glob.matches("a" * 900 + "b")
    assert work.lines < 3 * 10 * 1_000
