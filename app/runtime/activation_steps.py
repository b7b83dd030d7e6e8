"""The server's part of setting up: one code, from reading it to a certificate, and what each refusal means to a person.

Rules it keeps: one claim at a time, forgotten when the installer is; the disk is tried before the last step, which
cannot be taken back; an answer to that step that was lost is asked for again with the same key.

    steps = ActivationSteps(connect, memory, "0000195169")
    steps.redeem(card)        # SiteAsked, or a Stopped
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.activation import ActivationCard
from app.domain.faults import Fault
from app.domain.setting_up import Place, SiteAsked
from app.gateway.activation_client import OtherServer
from app.operations.activation import ActivationConfirmed, ActivationFinished, ActivationStarted
from app.operations.refusals import Reason, Refusal
from app.runtime.device_agent import private_pem
from app.storage.terminal_memory import Identity, TerminalMemory

FINISHES = 3
"""How often the last step is asked for: an answer that was lost is there for whoever asks with the same key."""

_FAULTS = {
    Reason.UNAVAILABLE: Fault.GATEWAY_TIMED_OUT,
    Reason.ACTIVATION_CODE_UNKNOWN: Fault.CODE_UNKNOWN,
    Reason.ACTIVATION_CODE_EXPIRED: Fault.CODE_EXPIRED,
    Reason.ACTIVATION_CODE_SPENT: Fault.CODE_SPENT,
    Reason.ACTIVATION_BURNT: Fault.CODE_BURNT,
    Reason.ACTIVATION_INSTANCE_GONE: Fault.INSTANCE_GONE,
    Reason.ACTIVATION_SITE_GONE: Fault.SITE_GONE,
    Reason.POSTAL_CODE_WRONG: Fault.POSTAL_CODE_WRONG,
    Reason.INSTANCE_ACTIVE: Fault.INSTANCE_TAKEN,
    Reason.INSTANCE_OUT_OF_SERVICE: Fault.INSTANCE_TAKEN,
    Reason.INSTANCE_NEEDS_CONFIGURATION: Fault.INSTANCE_UNCONFIGURED,
}
"""Every other reason is a fault of ours."""


class Activation(Protocol):
    """The three calls to the server that a code names. Each raises OtherServer when somebody else answers."""

    def start(self) -> ActivationStarted | Refusal: ...
    def confirm(self, claim: str, postal_code: str) -> ActivationConfirmed | Refusal: ...
    def finish(self, claim: str, asset_tag: str, key: ec.EllipticCurvePrivateKey) -> ActivationFinished | Refusal: ...


@dataclass(frozen=True)
class Stopped:
    """It went no further."""

    fault: Fault
    answers_left: int = 0


class ActivationSteps:
    """For one thread; `forget` from any."""

    def __init__(self, connect: Callable[[ActivationCard], Activation], memory: TerminalMemory, asset_tag: str) -> None:
        self._connect = connect
        self._memory = memory
        self._asset_tag = asset_tag
        self._claimed: tuple[Activation, str] | None = None

    def forget(self) -> None:
        self._claimed = None

    def redeem(self, card: ActivationCard) -> SiteAsked | Stopped:
        self._claimed = None
        activation = self._connect(card)
        try:
            started = activation.start()
        except OtherServer:
            return Stopped(Fault.SERVER_NOT_TRUSTED)
        if isinstance(started, Refusal):
            return _stopped(started)
        self._claimed = activation, started.claim
        return SiteAsked(started.site_name, started.country_code, started.answers_left)

    def confirm(self, postal_code: str) -> Place | Stopped:
        if self._claimed is None:
            return Stopped(Fault.CODE_UNKNOWN)
        activation, claim = self._claimed
        try:
            confirmed = activation.confirm(claim, postal_code)
        except OtherServer:
            return Stopped(Fault.SERVER_NOT_TRUSTED)
        if isinstance(confirmed, Refusal):
            return _stopped(confirmed)
        return Place(confirmed.device_instance_name, confirmed.site_name, confirmed.address, confirmed.operation_mode)

    def finish(self) -> Stopped | None:
        """None when the terminal has become who the code said."""
        if self._claimed is None:
            return Stopped(Fault.CODE_UNKNOWN)
        activation, claim = self._claimed
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            self._memory.try_disk()
            finished = self._finished(activation, claim, key)
            if isinstance(finished, Refusal):
                return _stopped(finished)
            identity = Identity(finished.device_instance_id, finished.account, finished.link_address, finished.root)
            self._memory.become(identity, finished.certificate + private_pem(key))
        except OtherServer:
            return Stopped(Fault.SERVER_NOT_TRUSTED)
        except OSError:
            return Stopped(Fault.CONFIGURATION_NOT_SAVED)
        self._claimed = None
        return None

    def _finished(
        self, activation: Activation, claim: str, key: ec.EllipticCurvePrivateKey
    ) -> ActivationFinished | Refusal:
        for _ in range(FINISHES - 1):
            finished = activation.finish(claim, self._asset_tag, key)
            if not isinstance(finished, Refusal) or finished.reason is not Reason.UNAVAILABLE:
                return finished
        return activation.finish(claim, self._asset_tag, key)


def _stopped(refusal: Refusal) -> Stopped:
    left = refusal.facts.get("left", 0)
    return Stopped(_FAULTS.get(refusal.reason, Fault.SYSTEM_ERROR), left if isinstance(left, int) else 0)
