"""A configuration that came over the device link is put in force, whole, or refused with the reason.

Rules it keeps: nothing is changed before everything was looked at; another network is tried, and kept only when the
server is to be reached from it; one file's replacement is the moment from which the new one counts, and whoever is
killed before it goes on with the old one, on the old network or on one from which the server is reached.

    configuring = Configuring(memory, fits, Joining(network, reaches, clock))
    configuring.recover()                # once, before anything else
    agent = DeviceAgent(memory, Duties(configure=configuring.apply, ...), clock, boot)
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.configuration_refusal import Unfit
from app.domain.device_configuration import DeviceConfiguration, WifiCredentials, WifiSecurity
from app.domain.faults import FaultError
from app.domain.network import Joined, Link, Security, WifiLogin
from app.ports.clock import Clock
from app.ports.network import WHATEVER, Goal, Network, Proof
from app.runtime.asking import Persistence, patiently
from app.storage.terminal_memory import Kept, NetworkAttempt, TerminalMemory

PERSISTENCE = Persistence(tries=5, wait_s=2.0, answer_s=6.0)
"""Eight seconds of a server that is not there, 38 of one that is silent: then it counts as not there."""

_SECURITY = {
    WifiSecurity.OPEN: Security.OPEN,
    WifiSecurity.WPA2_PERSONAL: Security.WPA2,
    WifiSecurity.WPA3_PERSONAL: Security.WPA3,
}
_UNFIT = {
    Joined.WRONG_PASSWORD: Unfit.WIFI_PASSWORD,
    Joined.PASSWORD_OR_RANGE: Unfit.WIFI_PASSWORD,
    Joined.NOT_FOUND: Unfit.WIFI_OUT_OF_RANGE,
    Joined.NO_ADDRESS: Unfit.WIFI_NO_ADDRESS,
    Joined.PORTAL: Unfit.WIFI_PORTAL,
    Joined.LIMITED: Unfit.WIFI_NO_SERVER,
}
"""Everything else is WIFI_FAILED."""


@dataclass(frozen=True)
class Joining:
    """How another network is tried."""

    network: Network | None
    """None where this program does not look after the machine's networks."""
    reaches: Proof
    """Whether the server answers, and is ours. Nothing else counts: there are sites without the internet."""
    clock: Clock


class Configuring:
    def __init__(
        self,
        memory: TerminalMemory,
        fits: Callable[[DeviceConfiguration], Unfit | None],
        joining: Joining,
    ) -> None:
        """`fits` says what of this terminal's devices cannot do it."""
        self._memory = memory
        self._fits = fits
        self._joining = joining
        self.unsaved = False
        """The disk did not take the last one."""

    def recover(self) -> None:
        """A network that was being tried when the terminal was stopped is left again, unless it counts already."""
        attempt, kept = self._memory.attempted(), self._memory.configuration()
        if attempt is None:
            return
        if kept is None or kept.version < attempt.version:
            self._go_back(attempt.before)
        self._memory.settle_attempt()

    def apply(self, kept: Kept) -> Unfit | None:
        """None once it is in force, on the disk."""
        before = self._memory.configuration()
        if before is not None and kept.configuration.operation_mode is not before.configuration.operation_mode:
            return Unfit.MODE_IS_FIXED
        unfit = self._fits(kept.configuration)
        if unfit is not None:
            return unfit
        try:
            return self._changed(kept, before.configuration.wifi if before else None)
        except OSError:
            self.unsaved = True
            return Unfit.NOT_SAVED

    def _changed(self, kept: Kept, old: WifiCredentials | None) -> Unfit | None:
        new = kept.configuration.wifi
        moves = new is not None and new != old
        if new is not None and moves:
            self._memory.attempt(NetworkAttempt(kept.version, old))
            unfit = self._moved(new)
            if unfit is not None:
                self._memory.settle_attempt()
                return unfit
        try:
            self._memory.configure(kept)
        except OSError:
            if moves:
                self._go_back(old)
                self._memory.settle_attempt()
            raise
        self._memory.settle_attempt()
        self.unsaved = False
        return None

    def _moved(self, wifi: WifiCredentials) -> Unfit | None:
        network = self._joining.network
        if network is None or Link.WIFI not in network.links():
            return Unfit.WIFI_NONE
        try:
            joined = network.join(_login(wifi), self._goal())
        except FaultError:
            return Unfit.WIFI_FAILED
        return None if joined is Joined.OK else _UNFIT.get(joined, Unfit.WIFI_FAILED)

    def _goal(self) -> Goal:
        return Goal(patiently(self._joining.reaches, PERSISTENCE, self._joining.clock), enough=frozenset())

    def _go_back(self, old: WifiCredentials | None) -> None:
        """As far as it goes: where nobody told us of a network before, the new one stays, which leads to the server."""
        network = self._joining.network
        if network is None or old is None:
            return
        try:
            network.join(_login(old), WHATEVER)
        except FaultError:
            return


def _login(wifi: WifiCredentials) -> WifiLogin:
    return WifiLogin(wifi.ssid, _SECURITY[wifi.security], wifi.password or "")
