"""Enrolments that terminals bring, message by message: who is taken, who is refused and with which word."""

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.biometrics.renewal import Transform
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.device_configuration import OperationMode
from app.domain.moments import micros
from app.domain.people import Hand, PersonId
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.link import Told
from app.operations.link_sync import Later, LinkedConsent, LinkedRecord, Taken, UploadEnrolment, UploadRecords
from app.ports.transform import TransformKey
from app.storage.store import SqlStore
from tests.app.control import NINE, Plane
from tests.app.domain.test_device_configuration import DESK
from tests.app.services.control.test_instances import an_instance
from tests.app.services.control.test_link import Line, line_of
from tests.app.services.palms import palm
from tests.contracts.store_contract import new_person

STREAM, OTHER = "5" * 32, "6" * 32
CONSENT = LinkedConsent("1", "en", "ab" * 32, micros(NINE))


@pytest.fixture
def desk(plane: Plane) -> Line:
    instance = an_instance(plane)
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, DESK))
    assert DESK.operation_mode is OperationMode.ENROLLMENT
    line = line_of(plane, instance)
    line.hello()
    return line


def an_enrolment(people: SqlStore, number: int = 1, person: PersonId | None = None) -> UploadEnrolment:
    template = Transform(people.transform_keys()[-1]).protect(palm(1), bytes(16))
    record = LinkedRecord(AuditAction.ENROL, "saved", micros(NINE), True, person or new_person())
    return UploadEnrolment(STREAM, number, record, CONSENT, "17-4242", (base64.b64encode(template).decode(),), ())


def test_a_person_who_comes_by_two_logs_is_enrolled_once(desk: Line, people: SqlStore) -> None:
    said = an_enrolment(people)
    assert desk.say(said) == Taken(1)
    assert desk.say(replace(said, stream=OTHER)) == Taken(1)
    assert people.people() == {said.record.person}
    assert len(people.templates_of(people.people())) == 1


def test_a_person_who_was_deleted_does_not_come_back_by_another_log(desk: Line, people: SqlStore) -> None:
    said = an_enrolment(people)
    desk.say(said)
    with people.transaction() as transaction:
        transaction.delete_person(PersonId(said.record.person or ""))
    assert desk.say(replace(said, stream=OTHER)) == Taken(1, "deleted")
    assert people.people() == frozenset()


def test_an_id_that_is_somebody_elses_is_refused(desk: Line, people: SqlStore) -> None:
    said = an_enrolment(people)
    desk.say(said)
    assert desk.say(replace(said, number=2, badge="17-4243")) == Taken(2, "another_person")
    assert people.person_with(Badge(17, 4242)) == said.record.person


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: replace(said, badge="no badge"),
        lambda said: replace(said, left=("AAAA",)),
        lambda said: replace(said, left=("A",)),
        lambda said: replace(said, left=()),
        lambda said: replace(said, record=replace(said.record, person=None)),
        lambda said: replace(said, record=replace(said.record, action=AuditAction.IDENTIFY)),
    ],
)
def test_what_is_no_enrolment_is_refused_and_not_asked_for_again(
    desk: Line, people: SqlStore, spoil: Callable[[UploadEnrolment], UploadEnrolment]
) -> None:
    said = spoil(an_enrolment(people))
    assert desk.say(said) == Taken(1, "unreadable")
    assert desk.say(said) == Taken(1, "unreadable"), "and again to one that did not hear it"
    assert people.people() == frozenset()
    assert people.audit(1)[0].outcome == "unreadable"


def test_a_template_under_a_key_that_is_gone_has_to_be_renewed_first(desk: Line, people: SqlStore) -> None:
    said = an_enrolment(people)
    template = Transform(TransformKey(9, bytes(32))).protect(palm(1), bytes(16))
    told = desk.say(replace(said, left=(base64.b64encode(template).decode(),)))
    assert isinstance(told, Later)
    assert told.fetch
    assert desk.say(said) == Taken(1)


def test_behind_a_gap_nothing_is_taken(desk: Line, people: SqlStore) -> None:
    """As after a server was restored: the terminal goes back to what is missing."""
    record = LinkedRecord(AuditAction.DOOR_ANSWER, "granted", micros(NINE), True)
    before = len(people.audit(99))
    answers: list[Told] = [
        desk.say(UploadRecords(STREAM, 3, (record,))),
        desk.say(an_enrolment(people, number=3)),
        desk.say(UploadRecords(STREAM, 1, (record, record))),
        desk.say(UploadRecords(STREAM, 2, (record, record))),
        desk.say(UploadRecords(STREAM, 1, (record,))),
    ]
    assert answers == [Taken(0), Taken(0), Taken(2), Taken(3), Taken(3)]
    assert len(people.audit(99)) == before + 3
    assert {template.hand for template in people.templates()} <= {Hand.LEFT}
