"""The terminal's side of activation: from the text of a QR code to a certificate of its own.

Rules it keeps: nothing is sent before the server has shown the very key that the code pins; the machine's own list of
authorities counts for nothing, and there is no way to go on without the pin; the private key never leaves the terminal.

    activating = Activating(card, timeout_s=10)
    started = activating.start()
    confirmed = activating.confirm(started.claim, "PO1 3AX")
    identity = activating.finish(started.claim, "0000195169", key)
"""

import base64
import hmac
import http.client
import json
import ssl
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.credentials.certificates import make_request, pin_of
from app.domain.activation import ActivationCard
from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json
from app.operations import activation as steps
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.reading import read
from app.operations.refusals import Reason, Refusal
from app.operations.writing import whole

ANSWER_BOUNDS = Bounds(characters=65_536, depth=4, values=100)
_REASONS = {reason.word: reason for reason in Reason}


class OtherServer(Exception):
    """Whoever answers is not whom the code pins."""


@dataclass(frozen=True)
class Activating:
    card: ActivationCard
    timeout_s: float
    """Of each step."""

    def start(self) -> steps.ActivationStarted | Refusal:
        """Raises OtherServer, as each step does; a server that is not reached is a Refusal(UNAVAILABLE)."""
        reference = base64.b32encode(self.card.reference).decode()
        return self._ask(steps.START_ACTIVATION, steps.StartDeviceActivation(reference))

    def confirm(self, claim: str, postal_code: str) -> steps.ActivationConfirmed | Refusal:
        return self._ask(steps.CONFIRM_ACTIVATION, steps.ConfirmDeviceActivation(claim, postal_code))

    def finish(self, claim: str, asset_tag: str, key: ec.EllipticCurvePrivateKey) -> steps.ActivationFinished | Refusal:
        """To be asked again with the same key when no answer came."""
        request = steps.FinishDeviceActivation(claim, asset_tag, make_request(key))
        return self._ask(steps.FINISH_ACTIVATION, request)

    def _ask(self, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
        connection = _Pinned(self.card, self.timeout_s)
        headers = {"content-type": "application/json", "connection": "close"}
        try:
            connection.request(operation.method.value, operation.uri, json.dumps(whole(request)).encode(), headers)
            response = connection.getresponse()
            content = read_json(response.read(ANSWER_BOUNDS.characters), ANSWER_BOUNDS)
        except (OSError, http.client.HTTPException, JsonRefused):
            return Refusal.of(Reason.UNAVAILABLE)
        finally:
            connection.close()
        if response.status != http.client.OK:
            return _refusal(content)
        answer = read(operation.answer, content)
        return Refusal.of(Reason.UNAVAILABLE) if isinstance(answer, Refusal) else answer


class _Pinned(http.client.HTTPSConnection):
    """Speaks to nobody but the holder of one key. A chain and a name prove nothing here: the pin came on paper, so to
    speak, from somebody who was signed in at that server."""

    def __init__(self, card: ActivationCard, timeout_s: float) -> None:
        host, _, port = card.address.rpartition(":")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        super().__init__(host, int(port), timeout=timeout_s, context=context)
        self._pin = card.pin

    def connect(self) -> None:
        """The handshake has proved by its end that the other side has the key of the certificate it showed."""
        super().connect()
        assert isinstance(self.sock, ssl.SSLSocket)
        shown = self.sock.getpeercert(binary_form=True)
        if shown is None or not _is_pinned(shown, self._pin):
            self.close()
            raise OtherServer


def _is_pinned(certificate: bytes, pin: bytes) -> bool:
    try:
        return hmac.compare_digest(pin_of(x509.load_der_x509_certificate(certificate)), pin)
    except ValueError:
        return False


def _refusal(content: JsonValue) -> Refusal:
    word = content.get("reason") if isinstance(content, dict) else None
    facts = content.get("facts") if isinstance(content, dict) else None
    reason = _REASONS.get(word) if isinstance(word, str) else None
    if reason is None or not isinstance(facts, dict):
        return Refusal.of(Reason.UNAVAILABLE)
    return Refusal.of(reason, **{name: fact for name, fact in facts.items() if isinstance(fact, str | int)})
