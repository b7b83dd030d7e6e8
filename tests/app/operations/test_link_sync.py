"""What terminal and server say about people: it fits its frame at its largest, and comes back as it was said."""

import pytest

from app.domain.audit_action import AuditAction
from app.domain.moments import micros
from app.operations.link import FRAME_MOST, TOLD_BOUNDS, TOLD_MOST, Frame, read_frame, read_told, written
from app.operations.link_sync import (
    PEOPLE_MOST,
    RECORDS_MOST,
    TEMPLATES_MOST,
    GalleryPage,
    LinkedConsent,
    LinkedKey,
    LinkedPerson,
    LinkedRecord,
    UploadEnrolment,
    UploadRecords,
)
from app.operations.people import END_MOST
from app.services.control.common import moment

MOST = 2**53 - 1
HANDS = ("A" * 2520,) * TEMPLATES_MOST
WHO = "a" * 32
BADGE = f"{2**48 - 1}-{2**48 - 1}"
RECORD = LinkedRecord(AuditAction.ENROL, "o" * 64, MOST, False, WHO, MOST, "l" * 512)


def test_the_longest_page_fits_its_frame() -> None:
    keys = (LinkedKey(2**31 - 1, "A" * 43 + "="),) * 2
    people = (LinkedPerson(WHO, MOST, MOST, BADGE, HANDS, HANDS, MOST),) * PEOPLE_MOST
    frame = Frame(2**31 - 1, GalleryPage(WHO, MOST, MOST, False, False, keys, people, (WHO,) * PEOPLE_MOST))
    text = written(frame)
    assert len(text) <= TOLD_MOST
    assert read_frame(text, TOLD_BOUNDS) == frame


def test_the_last_end_that_may_be_set_reaches_terminals() -> None:
    ends_at = micros(moment(END_MOST))
    person = LinkedPerson(WHO, 1, 1, BADGE, ("AAAA",), ("AAAA",), ends_at)
    key = LinkedKey(1, "A" * 43 + "=")
    frame = Frame(1, GalleryPage(WHO, 1, 1, False, False, (key,), (person,), ()))
    assert read_told(written(frame)) == frame


@pytest.mark.parametrize(
    "message",
    [
        UploadRecords(WHO, MOST, (RECORD,) * RECORDS_MOST),
        UploadEnrolment(WHO, MOST, RECORD, LinkedConsent("1" * 32, "e" * 16, "f" * 64, MOST), BADGE, HANDS, HANDS),
    ],
)
def test_the_longest_upload_fits_its_frame(message: UploadRecords | UploadEnrolment) -> None:
    frame = Frame(2**31 - 1, message)
    text = written(frame)
    assert len(text) <= FRAME_MOST
    assert read_frame(text) == frame


def test_no_trace_shows_a_badge_a_key_or_a_template() -> None:
    person = LinkedPerson(WHO, 1, 1, "17-4242", ("AAAA",), ())
    assert "4242" not in repr(person)
    assert "AAAA" not in repr((person, LinkedKey(1, "AAAA")))
