"""Every problem leads to a section, and every section is there, in every language."""

import re

import pytest

from app.config.paths import resources_folder
from app.config.text import Texts, languages
from app.config.troubleshooting import page, section_of
from app.domain.faults import Fault
from app.domain.health_checks import Check
from app.domain.troubleshooting import Section, named_in, of_check, of_fault

STEP = re.compile(r"^\d\. ", re.MULTILINE)


@pytest.mark.requirement("DOC-002")
@pytest.mark.parametrize("fault", Fault)
def test_every_fault_leads_to_a_section_that_says_what_to_do(fault: Fault) -> None:
    for language in languages():
        known = section_of(of_fault(fault), language)
        assert known.title
        assert STEP.search(known.markdown)


def test_every_check_of_health_leads_to_a_section() -> None:
    assert {of_check(check) for check in Check} <= set(Section)


@pytest.mark.parametrize("language", languages())
def test_the_page_has_every_section_once_and_no_other(language: str) -> None:
    assert list(page(language)) == [section.value for section in Section]
    name = "troubleshooting.md" if language == "en" else f"troubleshooting.{language}.md"
    text = (resources_folder() / "manual" / name).read_text("utf-8")
    assert text.count("\n## ") == text.count('<a id="') == len(Section)


def test_sections_say_as_many_steps_in_every_language() -> None:
    for section in Section:
        counts = {len(STEP.findall(section_of(section, language).markdown)) for language in languages()}
        assert len(counts) == 1, section


@pytest.mark.requirement("DEV-003")
def test_a_blank_screen_is_remedied_in_the_guides_order() -> None:
    remedies = section_of(Section.BLANK_SCREEN, "en").markdown
    steps = (
        "Wait 30 seconds",
        "ring pulses",
        "power cord",
        "outlet, or",
        "cables",
        "Reboot it",
        "Unplug the USB hub",
        "support",
    )
    places = [remedies.index(step, remedies.index("1. ")) for step in steps]
    assert places == sorted(places)


def test_a_message_leads_to_the_section_of_the_code_that_it_names() -> None:
    for fault in Fault:
        assert named_in(Texts("en").say("fault.code", code=fault.row.code)) is of_fault(fault)
    assert named_in("Nothing of the kind. TH-999") is None
    assert named_in("TH-1011") is None
    assert named_in("") is None
