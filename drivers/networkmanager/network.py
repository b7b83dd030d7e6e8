"""The network port over NetworkManager.

    network = NetworkManagerNetwork()
    network.join(WifiLogin("Office", Security.WPA2, password))     # Joined.OK, WRONG_PASSWORD, …

A new network is tried with a profile in memory. It is written to the disk when the network leads to the goal; else it
is deleted, and what the Wi-Fi device was connected to before is connected again. The goal's server is asked before
NetworkManager, which knows of nothing but the internet. Limits: one Wi-Fi device, the best; PEAP with MSCHAPv2
or EAP-TLS for ENTERPRISE. Never tried with a radio.
"""

import threading
import time
from typing import Final

from app.domain.network import Joined, Link, NetworkState, Reach, Security, WifiLogin, WifiNetwork, flaw_of
from app.ports.network import INTERNET, Goal
from drivers.networkmanager import attempt as trying
from drivers.networkmanager.air import named, networks
from drivers.networkmanager.attempt import Patience
from drivers.networkmanager.bus import Bus, Refused
from drivers.networkmanager.profile import Profile, cable, profile
from drivers.networkmanager.snapshot import (
    ACTIVATED,
    DEVICE,
    MANAGER,
    MANAGER_PATH,
    NOTHING,
    WIRELESS,
    Device,
    Snapshot,
)

USUAL: Final = Patience()
RADIO_S: Final = 8.0
"""From being switched on until it can scan."""


class NetworkManagerNetwork:
    """`bus` is the address of the bus that NetworkManager is on."""

    simulated = False

    def __init__(self, bus: str = "SYSTEM", patience: Patience = USUAL) -> None:
        self.name = "networkmanager"
        self._address = bus
        self._patience = patience
        self._one_at_a_time = threading.Lock()

    def links(self) -> frozenset[Link]:
        return frozenset(device.kind for device in self._look().devices)

    def state(self) -> NetworkState:
        return self._look().state

    def check(self) -> NetworkState:
        with Bus(self._address) as bus:
            bus.ask(MANAGER_PATH, MANAGER, "CheckConnectivity")
            return trying.look(bus).state

    def address(self) -> str | None:
        used = self._look().used
        return used.address if used is not None else None

    def scan(self) -> tuple[WifiNetwork, ...]:
        with Bus(self._address) as bus:
            device = _radio(bus, self._patience)
            if device is None:
                return ()
            _scan(bus, device, self._patience)
            return networks(trying.look(bus).stations)

    def use_ethernet(self, goal: Goal = INTERNET) -> Joined:
        with self._one_at_a_time, Bus(self._address) as bus:
            device = trying.look(bus).device(Link.ETHERNET)
            if device is None:
                return Joined.FAILED
            if not device.carrier:
                return Joined.NO_CABLE
            try:
                return _wired(bus, device, goal, self._patience)
            except Refused:
                return Joined.FAILED

    def join(self, login: WifiLogin, goal: Goal = INTERNET) -> Joined:
        flaw = flaw_of(login)
        if flaw is not None:
            return flaw.outcome
        with self._one_at_a_time, Bus(self._address) as bus:
            device = _radio(bus, self._patience)
            if device is None:
                return Joined.FAILED
            joined = _wireless(bus, device, login, goal, self._patience)
            if joined is not Joined.OK and device.profile != NOTHING:
                _go_back(bus, device, self._patience)
            return joined

    def _look(self) -> Snapshot:
        with Bus(self._address) as bus:
            return trying.look(bus)


def _wired(bus: Bus, device: Device, goal: Goal, patience: Patience) -> Joined:
    """With the profile that is there for the cable; where there is none, with a new one."""
    if device.state == ACTIVATED:  # perhaps a moment ago, by itself
        return _led(bus, device, goal, patience.reach_s if Reach.LIMITED in goal.enough else 0.0)
    try:
        joined = trying.attempt(bus, device.path, lambda: trying.activate(bus, NOTHING, device.path), patience)
    except Refused:  # no profile fits
        return _kept(bus, device, cable(), NOTHING, goal, patience)
    return _led(bus, device, goal, patience.reach_s) if joined is Joined.OK else joined


def _wireless(bus: Bus, device: Device, login: WifiLogin, goal: Goal, patience: Patience) -> Joined:
    station = named(trying.look(bus).stations, login.ssid, login.security)
    if station is None:  # what was heard last may be old
        _scan(bus, device, patience, login.ssid.encode(errors="replace") if login.hidden else b"")
        station = named(trying.look(bus).stations, login.ssid, login.security)
    ssid = login.ssid.encode(errors="replace") if station is None else station.ssid
    where = NOTHING if station is None else station.path
    try:
        return _kept(bus, device, profile(login, ssid, station), where, goal, patience, login.security)
    except Refused:
        return Joined.FAILED


def _kept(
    bus: Bus,
    device: Device,
    made: Profile,
    station: str,
    goal: Goal,
    patience: Patience,
    security: Security | None = None,
) -> Joined:
    """Tries a new profile, and keeps it when it leads to the goal."""
    known: list[str] = []
    try:
        joined = trying.attempt(
            bus,
            device.path,
            lambda: known.append(trying.add(bus, made, device.path, station)),
            patience,
            security,
            in_the_air=station != NOTHING,
        )
        if joined is Joined.OK:
            joined = _led(bus, device, goal, patience.reach_s)
        if joined is Joined.OK:
            path = known.pop()
            trying.keep(bus, path)
            trying.forget_older(bus, path, made)
        return joined
    finally:
        for path in known:
            trying.forget(bus, path)


def _led(bus: Bus, device: Device, goal: Goal, for_s: float) -> Joined:
    """Whether a device that is up leads to the goal. Over that very device: another may be up as well, and a proof
    takes no name for any of them."""
    if goal.server is not None and device.interface and goal.server(device.interface):
        return Joined.OK
    return goal.judged(trying.reached(bus, device.path, for_s, goal.enough))


def _go_back(bus: Bus, before: Device, patience: Patience) -> None:
    """To the network that the device was connected to."""
    try:
        trying.attempt(bus, before.path, lambda: trying.activate(bus, before.profile, before.path), patience)
    except Refused:  # somebody has deleted it meanwhile: nothing to go back to
        return


def _radio(bus: Bus, patience: Patience) -> Device | None:
    """The Wi-Fi device, switched on; None without one, or where a switch outside holds it off."""
    seen = trying.look(bus)
    device = seen.device(Link.WIFI)
    if device is None or seen.radio:
        return device
    with bus.listen(device.path, DEVICE, "StateChanged") as heard:
        on = (MANAGER, "WirelessEnabled", ("b", True))
        try:
            bus.call(MANAGER_PATH, "org.freedesktop.DBus.Properties", "Set", "ssv", on)
        except Refused:  # somebody who may has said no
            return None
        heard.next(time.monotonic() + RADIO_S)
    seen = trying.look(bus)
    device = seen.device(Link.WIFI)
    if device is None or not seen.radio:
        return None
    _scan(bus, device, patience)  # whoever connects before the first scan is told that the network is not there
    return device


def _scan(bus: Bus, device: Device, patience: Patience, hidden: bytes = b"") -> None:
    """Until it has ended. One that is refused, because one has just ended, leaves what was found then."""
    options = {"ssids": ("aay", [hidden])} if hidden else {}
    with bus.listen(device.path, "org.freedesktop.DBus.Properties", "PropertiesChanged") as heard:
        try:
            bus.call(device.path, WIRELESS, "RequestScan", "a{sv}", (options,))
        except Refused:
            return
        until_s = time.monotonic() + patience.scan_s
        while (told := heard.next(until_s)) is not None:
            interface, changed, _ = told
            if interface == WIRELESS and isinstance(changed, dict) and "LastScan" in changed:
                return
