"""How a device instance gets a device: a code that is shown once, a question that only somebody on site can answer, and
a certificate in the end.

Rules it keeps: whoever shows a code that was given out is told what became of it, and whoever shows another learns
nothing; wrong postal codes are counted even though the call is refused, and after five the code is burnt, which becomes
an event; the certificate is for the device instance of the code, whatever the device asks for; a device that asks again
because the answer was lost gets the same certificate.

    open_activation(performer)    # for the gateway: these calls are signed by nobody
"""

import base64
import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from functools import partial

from cryptography.x509 import CertificateSigningRequest

from app.credentials.certificates import TerminalName, pin_of, read_request
from app.domain.activation import (
    ANSWERS_MOST,
    CLAIM_LIFE,
    LIFE,
    REFERENCE_BYTES,
    ActivationCard,
    ActivationClaim,
    IssuedCode,
    same_postal_code,
)
from app.domain.control_events import ActivationRefused, DeviceSubject
from app.domain.device_instances import DeviceInstance, InstanceEvent, InstanceId
from app.domain.event_json import occurrence
from app.domain.realm import Realm
from app.domain.sites import Site, SiteId
from app.operations import activation as steps
from app.operations import instances as rows
from app.operations.operation import AnswerT, RequestT
from app.operations.refusals import Reason, Refusal
from app.ports.control.activation import TerminalCertificate
from app.ports.control.transaction import Transaction
from app.services.control import sites
from app.services.control.call import Call, Entrance, Envelope
from app.services.control.certificate_authority import authority_of, kept
from app.services.control.common import millis
from app.services.control.instances import activate, held, moved, resource_of
from app.services.control.perform import Performer, Whose
from app.services.control.served import AnyOpen, AnyServed, Open, Served

REMEMBERED = timedelta(days=1)
"""How long a code's row stays, so that what became of it can be told from one that never was."""


def create_qr_code(request: rows.CreateDeviceActivationQrCode, call: Call) -> rows.ActivationQrCode | Refusal:
    if call.entrance is None:
        return Refusal.of(Reason.NO_ENTRANCE)
    instance = held(request.device_instance_id, call)
    if isinstance(instance, Refusal):
        return instance
    if isinstance(hindrance := moved(instance, InstanceEvent.ACTIVATE, call), Refusal):
        return hindrance
    reference = secrets.token_bytes(REFERENCE_BYTES)
    expires_at = call.at + LIFE
    call.transaction.activation_codes.forget(call.at - REMEMBERED)
    call.transaction.activation_codes.issue(
        IssuedCode(_hash(reference), instance.id, instance.site, call.at, expires_at)
    )
    card = ActivationCard(call.entrance.address, reference, call.entrance.pin)
    return rows.ActivationQrCode(instance.id, card.text, millis(expires_at))


def start(request: steps.StartDeviceActivation, call: Call) -> steps.ActivationStarted | Refusal:
    """What stands in its way is told before the code is spent."""
    code = call.transaction.activation_codes.find(_hash_of(request.reference))
    if code is None:
        return Refusal.of(Reason.ACTIVATION_CODE_UNKNOWN)
    target = _target(code.instance, code.site, call)
    if isinstance(target, Refusal):
        return target
    drawn = secrets.token_bytes(REFERENCE_BYTES)
    claim = call.transaction.activation_codes.claim(code.reference_hash, _hash(drawn), call.at)
    if claim is None:
        expired = code.expires_at <= call.at
        return Refusal.of(Reason.ACTIVATION_CODE_EXPIRED if expired else Reason.ACTIVATION_CODE_SPENT)
    _, site = target
    return steps.ActivationStarted(
        claim=base64.b32encode(drawn).decode(),
        site_name=site.name,
        country_code=site.address.country_code,
        answers_left=ANSWERS_MOST,
        ends_at_in_millis=millis(claim.claimed_at + CLAIM_LIFE),
    )


def confirm(request: steps.ConfirmDeviceActivation, call: Call) -> steps.ActivationConfirmed | Refusal:
    claim = _standing(request.claim, call)
    if isinstance(claim, Refusal):
        return claim
    target = _target(claim.instance, claim.site, call)
    if isinstance(target, Refusal):
        return target
    instance, site = target
    if instance.mode is None:
        return Refusal.of(Reason.INSTANCE_NEEDS_CONFIGURATION)
    if not same_postal_code(request.postal_code, site.address.postal_code):
        wrong = replace(claim, wrong_answers=claim.wrong_answers + 1)
        call.insist(partial(_count, wrong, instance, site, call))
        return _refusal_of_answer(wrong)
    call.transaction.activation_codes.change(replace(claim, confirmed=True))
    return steps.ActivationConfirmed(instance.id, instance.name, site.name, site.address, instance.mode)


def finish(request: steps.FinishDeviceActivation, call: Call) -> steps.ActivationFinished | Refusal:
    claim = _standing(request.claim, call)
    if isinstance(claim, Refusal):
        return claim
    if not claim.confirmed:
        return Refusal.of(Reason.ACTIVATION_NOT_CONFIRMED)
    if isinstance(target := _target(claim.instance, claim.site, call), Refusal):
        return target
    asked = read_request(request.signing_request)
    if asked is None:
        return Refusal.of(Reason.SIGNING_REQUEST_INVALID, member="signingRequest")
    if call.entrance is None:
        return Refusal.of(Reason.NO_ENTRANCE)
    certificate = _given_before(claim, asked, call) if claim.finished else _given(claim, asked, request, call)
    return certificate if isinstance(certificate, Refusal) else _finished(certificate, call.entrance, call)


def _given(
    claim: ActivationClaim, asked: CertificateSigningRequest, request: steps.FinishDeviceActivation, call: Call
) -> TerminalCertificate | Refusal:
    instance = held(claim.instance, call)
    active = instance if isinstance(instance, Refusal) else activate(instance, request.asset_tag_id, call)
    if isinstance(active, Refusal):
        return active
    call.transaction.certificates.revoke(active.id, call.at)
    call.transaction.activation_codes.change(replace(claim, finished=True))
    authority = authority_of(call.transaction, call.realm.account, call.at)
    issued = authority.issue_terminal(TerminalName(call.realm.account, active.id), asked, call.at)
    return kept(call.transaction, active.id, issued, call.at)


def _given_before(
    claim: ActivationClaim, asked: CertificateSigningRequest, call: Call
) -> TerminalCertificate | Refusal:
    """The answer was lost: the same device, known by its key, asks again."""
    pin = pin_of(asked)
    for certificate in call.transaction.certificates.standing(claim.instance):
        if certificate.pin == pin:
            return certificate
    return Refusal.of(Reason.ACTIVATION_CODE_SPENT)


def _finished(certificate: TerminalCertificate, entrance: Entrance, call: Call) -> steps.ActivationFinished:
    authority = authority_of(call.transaction, call.realm.account, call.at)
    return steps.ActivationFinished(
        device_instance_id=certificate.instance,
        account=call.realm.account,
        certificate=certificate.certificate + authority.chain_pem,
        root=authority.root_pem,
        link_address=entrance.link_address,
    )


def _standing(claim: str, call: Call) -> ActivationClaim | Refusal:
    """The claim, held; no other terminal's, and not one that is over."""
    known = call.transaction.activation_codes.hold(_hash_of(claim))
    if known is None:
        return Refusal.of(Reason.ACTIVATION_CODE_UNKNOWN)
    if known.over_at(call.at):
        return Refusal.of(Reason.ACTIVATION_CODE_EXPIRED)
    return Refusal.of(Reason.ACTIVATION_BURNT) if known.burnt else known


def _count(claim: ActivationClaim, instance: DeviceInstance, site: Site, call: Call) -> None:
    call.transaction.activation_codes.change(claim)
    if claim.burnt:
        event = ActivationRefused(subject_of(instance, site, call.realm), claim.wrong_answers)
        call.announce(occurrence(event, call.realm.account))


def _refusal_of_answer(claim: ActivationClaim) -> Refusal:
    if claim.burnt:
        return Refusal.of(Reason.ACTIVATION_BURNT)
    return Refusal.of(Reason.POSTAL_CODE_WRONG, left=ANSWERS_MOST - claim.wrong_answers)


def subject_of(instance: DeviceInstance, site: Site, realm: Realm) -> DeviceSubject:
    return DeviceSubject(
        instance_arn=realm.arn(resource_of(instance.id)),
        instance_name=instance.name,
        asset_tag=instance.asset_tag or "",
        site_arn=realm.arn(sites.resource_of(site.id)),
        site_name=site.name,
    )


def _target(instance: InstanceId, site: SiteId, call: Call) -> tuple[DeviceInstance, Site] | Refusal:
    """The device instance and its site, as they were when the code was made for them: one that stands elsewhere now is
    not where the device is."""
    there = call.transaction.sites.get(site)
    if there is None:
        return Refusal.of(Reason.ACTIVATION_SITE_GONE)
    known = call.transaction.instances.get(instance)
    if known is None or known.site != site:
        return Refusal.of(Reason.ACTIVATION_INSTANCE_GONE)
    return known, there


def _hash(drawn: bytes) -> bytes:
    """160 random bits need no salt and no slow hash."""
    return hashlib.sha256(drawn).digest()


def _hash_of(text: str) -> bytes:
    return _hash(base64.b32decode(text))


def _by_reference(request: steps.StartDeviceActivation, transaction: Transaction) -> InstanceId | None:
    known = transaction.activation_codes.find(_hash_of(request.reference))
    return None if known is None else known.instance


def _by_claim(
    request: steps.ConfirmDeviceActivation | steps.FinishDeviceActivation, transaction: Transaction
) -> InstanceId | None:
    known = transaction.activation_codes.hold(_hash_of(request.claim))
    return None if known is None else known.instance


def open_activation(performer: Performer) -> tuple[AnyOpen, ...]:
    return (
        _open(performer, START, _by_reference),
        _open(performer, CONFIRM, _by_claim),
        _open(performer, FINISH, _by_claim),
    )


def _open(performer: Performer, served: Served[RequestT, AnswerT], whose: Whose[RequestT]) -> Open[RequestT, AnswerT]:
    def handle(request: RequestT, visit: Envelope) -> AnswerT | Refusal:
        return performer.let_in(served, request, visit, whose)

    return Open(served.operation, handle)


START = Served(steps.START_ACTIVATION, start)
CONFIRM = Served(steps.CONFIRM_ACTIVATION, confirm)
FINISH = Served(steps.FINISH_ACTIVATION, finish)
ACTIVATION: tuple[AnyServed, ...] = (Served(rows.CREATE_QR_CODE, create_qr_code),)
