"""Activation, from a code on a screen to an active instance, and what is refused on the way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.credentials.certificates import TERMINAL_LASTS, make_request, terminal_name
from app.domain.activation import ANSWERS_MOST, CARD_MOST, CLAIM_LIFE, LIFE, ActivationCard, read_card
from app.domain.allowance import BURST
from app.domain.device_instances import InstanceId, InstanceState
from app.domain.sites import SiteId
from app.operations import activation as steps
from app.operations.instances import (
    CREATE_QR_CODE,
    DELETE_ASSOCIATED_DEVICE,
    DELETE_INSTANCE,
    UPDATE_INSTANCE,
    CreateDeviceActivationQrCode,
    DeleteAssociatedDevice,
    DeleteDeviceInstance,
    UpdateDeviceInstance,
)
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Reason, Refusal
from app.operations.sites import DELETE_SITE, DeleteSite
from app.services.control.activation import open_activation
from app.services.control.identity.sign_in import nobody
from tests.app.control import ENTRANCE, REALM, Plane
from tests.app.services.control.test_instances import a_site, an_instance, configured, got

POSTAL_CODE = "po1 3ax"
ASSET = "0000195169"


def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def shown(plane: Plane, instance: str) -> ActivationCard:
    code = plane.call(CREATE_QR_CODE, CreateDeviceActivationQrCode(instance))
    card = read_card(code.qr_code)
    assert card is not None
    return card


def ask(plane: Plane, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
    """As a terminal without a certificate does."""
    handle: Any = next(each for each in open_activation(plane.performer) if each.operation is operation).handle
    answer: AnswerT | Refusal = handle(request, plane.envelope(nobody(REALM)))
    return answer


def start(plane: Plane, card: ActivationCard) -> steps.ActivationStarted | Refusal:
    reference = card.text[4:36]
    return ask(plane, steps.START_ACTIVATION, steps.StartDeviceActivation(reference))


def claimed(plane: Plane, instance: str) -> str:
    started = start(plane, shown(plane, instance))
    assert isinstance(started, steps.ActivationStarted)
    return started.claim


def confirm(plane: Plane, claim: str, postal_code: str = POSTAL_CODE) -> steps.ActivationConfirmed | Refusal:
    return ask(plane, steps.CONFIRM_ACTIVATION, steps.ConfirmDeviceActivation(claim, postal_code))


def finish(
    plane: Plane, claim: str, with_key: ec.EllipticCurvePrivateKey | None = None
) -> steps.ActivationFinished | Refusal:
    request = steps.FinishDeviceActivation(claim, ASSET, make_request(with_key or key()))
    return ask(plane, steps.FINISH_ACTIVATION, request)


def activated(plane: Plane, instance: str) -> steps.ActivationFinished:
    claim = claimed(plane, instance)
    assert isinstance(confirm(plane, claim), steps.ActivationConfirmed)
    done = finish(plane, claim)
    assert isinstance(done, steps.ActivationFinished)
    return done


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refusal), answer
    return answer.reason


@pytest.mark.requirement("ACT-013", "ACT-014", "ACT-016", "ACT-018", "ACT-020", "HOW-002", "TERM-010")
def test_a_device_takes_the_place_of_the_instance_whose_code_it_read(plane: Plane) -> None:
    instance = configured(plane)
    started = start(plane, shown(plane, instance))
    assert isinstance(started, steps.ActivationStarted)
    assert (started.site_name, started.country_code, started.answers_left) == ("Head office", "GB", 5)
    confirmed = confirm(plane, started.claim)
    assert isinstance(confirmed, steps.ActivationConfirmed)
    assert (confirmed.device_instance_name, confirmed.address.postal_code) == ("North door", "PO1 3AX")
    assert got(plane, instance).state is InstanceState.READY_FOR_ACTIVATION
    done = finish(plane, started.claim)
    assert isinstance(done, steps.ActivationFinished)
    assert (got(plane, instance).state, got(plane, instance).asset_tag_id) == (InstanceState.ACTIVE, ASSET)
    certificate = x509.load_pem_x509_certificates(done.certificate.encode())[0]
    name = terminal_name(certificate)
    assert name is not None
    assert (name.instance, name.account) == (instance, REALM.account)
    assert certificate.not_valid_after_utc == plane.now.replace(microsecond=0) + TERMINAL_LASTS
    assert done.link_address == ENTRANCE.link_address


@pytest.mark.requirement("CFG-014", "HOW-013")
def test_a_code_is_offered_for_what_is_ready_alone(plane: Plane) -> None:
    asked = CreateDeviceActivationQrCode(an_instance(plane))
    assert plane.refusal(CREATE_QR_CODE, asked).reason is Reason.INSTANCE_NEEDS_CONFIGURATION
    instance = configured(plane)
    activated(plane, instance)
    active = CreateDeviceActivationQrCode(instance)
    assert plane.refusal(CREATE_QR_CODE, active).reason is Reason.INSTANCE_ACTIVE
    unknown = CreateDeviceActivationQrCode("nowherenowhere")
    assert plane.refusal(CREATE_QR_CODE, unknown).reason is Reason.NOT_FOUND


def test_a_code_is_short_and_says_nothing_of_the_instance(plane: Plane) -> None:
    instance = configured(plane)
    code = plane.call(CREATE_QR_CODE, CreateDeviceActivationQrCode(instance))
    assert len(code.qr_code) <= CARD_MOST
    assert instance.upper() not in code.qr_code
    card = read_card(code.qr_code)
    assert card is not None
    assert (card.address, card.pin) == (ENTRANCE.address, ENTRANCE.pin)
    record = plane.trail.records[-1]
    assert record.answer is not None
    assert record.answer["qrCode"] == "***"


def test_a_server_that_nobody_can_find_makes_no_codes(plane: Plane) -> None:
    instance = configured(plane)
    plane.performer = replace(plane.performer, entrance=None)
    asked = CreateDeviceActivationQrCode(instance)
    assert plane.refusal(CREATE_QR_CODE, asked).reason is Reason.NO_ENTRANCE


@pytest.mark.requirement("ACT-013")
def test_a_code_counts_once(plane: Plane) -> None:
    card = shown(plane, configured(plane))
    assert isinstance(start(plane, card), steps.ActivationStarted)
    assert reason(start(plane, card)) is Reason.ACTIVATION_CODE_SPENT


@pytest.mark.parametrize(("late", "counts"), [(LIFE - timedelta(seconds=1), True), (LIFE, False)])
def test_a_code_counts_for_its_time(plane: Plane, late: timedelta, counts: bool) -> None:
    card = shown(plane, configured(plane))
    plane.now += late
    answer = start(plane, card)
    assert isinstance(answer, steps.ActivationStarted) if counts else reason(answer) is Reason.ACTIVATION_CODE_EXPIRED


def test_a_flood_of_references_does_not_fill_the_audit(plane: Plane) -> None:
    shown(plane, configured(plane))
    before = len(plane.trail.records)
    for number in range(BURST + 5):
        start(plane, ActivationCard(ENTRANCE.address, bytes([number]) * 20, ENTRANCE.pin))
    assert len(plane.trail.records) == before + BURST


def test_a_reference_that_nobody_was_given_is_refused_and_recorded(plane: Plane) -> None:
    shown(plane, configured(plane))
    foreign = ActivationCard(ENTRANCE.address, bytes(20), ENTRANCE.pin)
    assert reason(start(plane, foreign)) is Reason.ACTIVATION_CODE_UNKNOWN
    record = plane.trail.records[-1]
    assert record.refusal is not None
    assert (record.operation.name, record.resource, record.request) == (
        "StartDeviceActivation",
        "*",
        {"reference": "***"},
    )


def test_the_audit_knows_which_instance_a_terminal_speaks_for(plane: Plane) -> None:
    instance = configured(plane)
    activated(plane, instance)
    record = plane.trail.records[-1]
    arn = REALM.arn(f"device-instance/{instance}")
    assert (record.operation.name, record.resource) == ("FinishDeviceActivation", arn)
    assert record.envelope.caller.arn == arn


@pytest.mark.requirement("ACT-016")
def test_the_sixth_postal_code_is_refused_even_if_it_is_right(plane: Plane) -> None:
    instance = configured(plane)
    claim = claimed(plane, instance)
    for left in reversed(range(1, ANSWERS_MOST)):
        wrong = confirm(plane, claim, "PO1 3AY")
        assert isinstance(wrong, Refusal)
        assert (wrong.reason, wrong.facts["left"]) == (Reason.POSTAL_CODE_WRONG, left)
    assert not plane.events.queued
    assert reason(confirm(plane, claim, "PO1 3AY")) is Reason.ACTIVATION_BURNT
    assert reason(confirm(plane, claim)) is Reason.ACTIVATION_BURNT
    assert reason(finish(plane, claim)) is Reason.ACTIVATION_BURNT
    (event,) = plane.events.queued
    assert event.kind == "Device Activation Refused"
    assert event.resources == (REALM.arn(f"device-instance/{instance}"),)
    assert plane.trail.records[-1].refusal is not None
    assert got(plane, instance).state is InstanceState.READY_FOR_ACTIVATION


def test_no_certificate_without_the_postal_code(plane: Plane) -> None:
    assert reason(finish(plane, claimed(plane, configured(plane)))) is Reason.ACTIVATION_NOT_CONFIRMED


def test_a_claim_ends(plane: Plane) -> None:
    claim = claimed(plane, configured(plane))
    assert isinstance(confirm(plane, claim), steps.ActivationConfirmed)
    plane.now += CLAIM_LIFE
    assert reason(confirm(plane, claim)) is Reason.ACTIVATION_CODE_EXPIRED
    assert reason(finish(plane, claim)) is Reason.ACTIVATION_CODE_EXPIRED


def test_a_request_that_its_key_did_not_sign_gets_no_certificate(plane: Plane) -> None:
    instance = configured(plane)
    claim = claimed(plane, instance)
    confirm(plane, claim)
    request = steps.FinishDeviceActivation(claim, ASSET, "-----BEGIN CERTIFICATE REQUEST-----\n")
    answer = ask(plane, steps.FINISH_ACTIVATION, request)
    assert reason(answer) is Reason.SIGNING_REQUEST_INVALID
    assert got(plane, instance).state is InstanceState.READY_FOR_ACTIVATION


def test_a_lost_answer_is_given_again_to_the_same_key_alone(plane: Plane) -> None:
    claim, mine = claimed(plane, configured(plane)), key()
    confirm(plane, claim)
    first = finish(plane, claim, mine)
    assert isinstance(first, steps.ActivationFinished)
    assert finish(plane, claim, mine) == first
    assert reason(finish(plane, claim, key())) is Reason.ACTIVATION_CODE_SPENT


def test_of_two_codes_of_one_instance_one_ends_in_a_device(plane: Plane) -> None:
    instance = configured(plane)
    claims = [claimed(plane, instance), claimed(plane, instance)]
    for claim in claims:
        confirm(plane, claim)
    assert isinstance(finish(plane, claims[1]), steps.ActivationFinished)
    assert reason(finish(plane, claims[0])) is Reason.INSTANCE_ACTIVE


@pytest.mark.requirement("TERM-005")
def test_another_device_inherits_name_and_configuration_and_the_first_is_revoked(plane: Plane) -> None:
    instance = configured(plane)
    activated(plane, instance)
    plane.call(UPDATE_INSTANCE, UpdateDeviceInstance(instance, "South door"))
    before = got(plane, instance)
    with plane.store.reading() as reading:
        (first,) = reading.certificates.standing(InstanceId(instance))
    plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(instance))
    with plane.store.reading() as reading:
        revoked = reading.certificates.find(first.serial)
        assert revoked is not None
        assert revoked.revoked_at == plane.now
        assert reading.certificates.revoked(plane.now) == [(first.serial, plane.now)]
    activated(plane, instance)
    after = got(plane, instance)
    assert (after.name, after.configuration_version) == (before.name, before.configuration_version)
    with plane.store.reading() as reading:
        (second,) = reading.certificates.standing(InstanceId(instance))
    assert second.serial != first.serial


@pytest.mark.requirement("DEV-015")
def test_a_terminal_is_told_that_its_instance_has_gone_at_each_step(plane: Plane) -> None:
    instance = configured(plane)
    early, late = shown(plane, instance), claimed(plane, instance)
    confirmed = claimed(plane, instance)
    confirm(plane, confirmed)
    plane.call(DELETE_INSTANCE, DeleteDeviceInstance(instance))
    for answer in (start(plane, early), confirm(plane, late), finish(plane, confirmed)):
        assert reason(answer) is Reason.ACTIVATION_INSTANCE_GONE


def test_a_code_is_for_the_site_where_the_instance_stood(plane: Plane) -> None:
    instance, elsewhere = configured(plane), a_site(plane)
    card = shown(plane, instance)
    with plane.store.transaction() as transaction:
        known = transaction.instances.get(InstanceId(instance))
        assert known is not None
        transaction.instances.change(replace(known, site=SiteId(elsewhere)))
    assert reason(start(plane, card)) is Reason.ACTIVATION_INSTANCE_GONE


@pytest.mark.requirement("DEV-016")
def test_a_terminal_is_told_that_its_site_has_gone(plane: Plane) -> None:
    instance = configured(plane)
    site, early, late = got(plane, instance).site_id, shown(plane, instance), claimed(plane, instance)
    plane.call(DELETE_INSTANCE, DeleteDeviceInstance(instance))
    plane.call(DELETE_SITE, DeleteSite(site))
    for answer in (start(plane, early), confirm(plane, late)):
        assert reason(answer) is Reason.ACTIVATION_SITE_GONE
