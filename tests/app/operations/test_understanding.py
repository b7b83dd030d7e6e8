"""A terminal whose server is newer: it hears what it knows of, and goes on with the configuration it has."""

from dataclasses import replace

import pytest

from app.operations.link import (
    TOLD_BOUNDS,
    Configured,
    Dismissed,
    Frame,
    Noted,
    Told,
    read_frame,
    read_told,
    written,
)
from app.operations.link_sync import GalleryPage, LinkedKey, LinkedPerson
from tests.app.domain.test_device_configuration import DOOR

WHO = "a" * 32
PERSON = LinkedPerson(WHO, 1, 1, "17-4242", ("AAAA",), ("AAAA",))
PAGE = GalleryPage(WHO, 1, 1, False, False, (LinkedKey(1, "A" * 43 + "="),), (PERSON,), ())


def newer(message: Told, within: str = '"body":{') -> str:
    """As somebody says it who knows one member more, in the object that begins `within`."""
    text = written(Frame(1, message))
    assert text.count(within) == 1
    return text.replace(within, within + '"weather":"fine",')


@pytest.mark.parametrize(
    ("message", "within"),
    [
        (Noted(3), '"body":{'),
        (PAGE, '"body":{'),
        (PAGE, '"people":[{'),
        (Dismissed("revoked"), '"body":{'),
    ],
)
def test_what_it_never_heard_of_is_skipped_by_a_terminal_and_refused_by_a_server(message: Told, within: str) -> None:
    said = newer(message, within)
    assert read_told(said) == Frame(1, message)
    assert read_frame(said, TOLD_BOUNDS) is None


def test_a_configuration_that_is_not_understood_whole_is_none() -> None:
    known = Configured(7, replace(DOOR, wifi=None))
    assert read_told(written(Frame(1, known))) == Frame(1, known)
    assert read_told(newer(known, '"configuration":{')) == Frame(1, Configured(7))


@pytest.mark.parametrize(
    "text", ["", "[]", '{"kind":"noted","number":1,"body":[]}', '{"kind":"noted","number":1,"body":{}}']
)
def test_whoever_is_older_is_no_less_strict_with_the_rest(text: str) -> None:
    assert read_told(text) is None
