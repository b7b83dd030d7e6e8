"""Webhooks, signed as Standard Webhooks describes (github.com/standard-webhooks, specification 1.0).

Rules it keeps: https alone; no redirect is followed, no cookie kept, no proxy asked; the address is checked and is the
one connected to (`reach`); a whole exchange, from connecting to the last byte of the answer, has LIMIT_S seconds; of
the answer only the status counts and at most ANSWER_BYTES are read. A secret may hold several keys, apart by spaces,
while one is exchanged for another: then each signs.
"""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass

import httpcore
from standardwebhooks import Webhook as Signature

from app.domain.destinations import Webhook, signing_keys
from app.domain.retries import Delivered, DeliveryFault, Outcome, Refused, Unavailable
from app.gateway.targets.connecting import CheckedBackend
from app.gateway.targets.reach import NotReachable, Reach
from app.gateway.targets.trust import Trust
from app.ports.clock import Clock
from app.ports.control.delivery import Letter

LIMIT_S = 15.0
"""Standard Webhooks recommends 15 to 30 s."""
ANSWER_BYTES = 16_384
"""Enough to keep the connection for the next letter after an ordinary answer."""

_BUSY = frozenset({408, 425, 429})
_NOT_AUTHORISED = frozenset({401, 403, 407})


@dataclass(frozen=True, slots=True)
class WebhookCarrier:
    """Implements `app.ports.control.delivery.Carrier[Webhook]`."""

    reach: Reach
    trust: Trust
    clock: Clock

    def carry(self, destination: Webhook, secret: str, letters: Sequence[Letter]) -> Sequence[Outcome]:
        keys = signing_keys(secret)
        if keys is None:
            return [Unavailable(DeliveryFault.SECRET_UNUSABLE)]
        signatures = [Signature(key) for key in keys]
        outcomes: list[Outcome] = []
        backend = CheckedBackend(self.reach, self.clock)
        with httpcore.ConnectionPool(self.trust.context(), network_backend=backend) as pool:
            for letter in letters:
                backend.until_s = self.clock.monotonic_s() + LIMIT_S
                outcomes.append(self._post(pool, destination.url, letter, signatures))
                if isinstance(outcomes[-1], Unavailable):
                    break
        return outcomes

    def _post(
        self, pool: httpcore.ConnectionPool, url: str, letter: Letter, signatures: Sequence[Signature]
    ) -> Outcome:
        at = self.clock.now()
        signed = " ".join(signature.sign(letter.event, at, letter.text) for signature in signatures)
        headers: dict[bytes | str, bytes | str] = {
            "content-type": "application/json",
            "user-agent": "Thenar",
            "webhook-id": letter.event,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signed,
        }
        try:
            with pool.stream("POST", url, headers=headers, content=letter.text.encode()) as response:
                read = 0
                for chunk in response.iter_stream():
                    read += len(chunk)
                    if read > ANSWER_BYTES:
                        break
                return _outcome(response.status)
        except NotReachable as error:
            refused = error.fault is DeliveryFault.ADDRESS_REFUSED
            return Refused(error.fault) if refused else Unavailable(error.fault)
        except httpcore.TimeoutException:
            return Unavailable(DeliveryFault.TIMED_OUT)
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            untrusted = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)
            return Unavailable(DeliveryFault.NOT_TRUSTED if untrusted else DeliveryFault.NOT_CONNECTED)


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Delivered()
    if status in _BUSY or status >= 500:
        return Unavailable(DeliveryFault.ANSWERED_BUSY)
    if status == 413:
        return Refused(DeliveryFault.TOO_LARGE)
    return Refused(DeliveryFault.NOT_AUTHORISED if status in _NOT_AUTHORISED else DeliveryFault.ANSWERED_NO)
