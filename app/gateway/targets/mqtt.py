"""MQTT 3.1.1, at least once (QoS 1): a letter is delivered when the broker has acknowledged it.

Rules it keeps: no thread of the library's; one connection a batch; the address is checked and is the one connected to.
"""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paho.mqtt.client import Client, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from app.domain.destinations import Mqtt
from app.domain.retries import Delivered, DeliveryFault, Outcome, Unavailable
from app.gateway.targets.reach import NotReachable, Reach
from app.gateway.targets.trust import Trust
from app.ports.clock import Clock
from app.ports.control.delivery import Letter

LIMIT_S = 10.0
"""For connecting, and for each acknowledgement."""
_STEP_S = 0.2
_NOT_AUTHORISED = frozenset({"Not authorized", "Bad user name or password"})


@dataclass(frozen=True, slots=True)
class MqttCarrier:
    """Implements `app.ports.control.delivery.Carrier[Mqtt]`."""

    reach: Reach
    trust: Trust
    clock: Clock

    def carry(self, destination: Mqtt, secret: str, letters: Sequence[Letter]) -> Sequence[Outcome]:
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv311)
        client.connect_timeout = LIMIT_S
        if destination.user:
            client.username_pw_set(destination.user, secret or None)
        try:
            fault = self._connect(client, destination)
            return [Unavailable(fault)] if fault else self._publish(client, destination.topic, letters)
        except NotReachable as error:
            return [Unavailable(error.fault)]
        except TimeoutError:
            return [Unavailable(DeliveryFault.TIMED_OUT)]
        except ssl.SSLCertVerificationError:
            return [Unavailable(DeliveryFault.NOT_TRUSTED)]
        except OSError:
            return [Unavailable(DeliveryFault.NOT_CONNECTED)]
        finally:
            client.disconnect()
            client.loop(0)

    def _connect(self, client: Client, destination: Mqtt) -> DeliveryFault | None:
        """Raises NotReachable, OSError."""
        addresses = self.reach.addresses(destination.host, destination.port)
        if destination.tls:
            client.tls_set_context(self.trust.context(destination.host))
        answers: list[ReasonCode] = []
        client.on_connect = lambda client, userdata, flags, code, properties: answers.append(code)
        client.connect(addresses[0], destination.port)
        if not self._turn(client, lambda: bool(answers)):
            return DeliveryFault.NOT_CONNECTED
        if not answers[0].is_failure:
            return None
        return DeliveryFault.NOT_AUTHORISED if str(answers[0]) in _NOT_AUTHORISED else DeliveryFault.NOT_CONNECTED

    def _publish(self, client: Client, topic: str, letters: Sequence[Letter]) -> Sequence[Outcome]:
        outcomes: list[Outcome] = []
        for letter in letters:
            sent = client.publish(topic, letter.text.encode(), qos=1)
            if sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS or not self._turn(client, sent.is_published):
                outcomes.append(Unavailable(DeliveryFault.TIMED_OUT))
                break
            outcomes.append(Delivered())
        return outcomes

    def _turn(self, client: Client, done: Callable[[], bool]) -> bool:
        """Until it is done, the connection has broken, or the time is over."""
        until_s = self.clock.monotonic_s() + LIMIT_S
        while not done():
            if client.loop(_STEP_S) != MQTTErrorCode.MQTT_ERR_SUCCESS or self.clock.monotonic_s() >= until_s:
                return done()
        return True
