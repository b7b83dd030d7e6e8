"""What NetworkManager knows at one moment, out of its one answer to GetManagedObjects.

    seen = snapshot(objects)
    seen.state                      # NetworkState(Link.ETHERNET, Reach.ONLINE)
    seen.device(Link.WIFI)

Rules it keeps: pure; a property that is missing or of another type counts as not set, so that neither an older nor a
newer NetworkManager stops a terminal. Source: NetworkManager's D-Bus reference, 1.22 to 1.46, whose names and numbers
stand in the constants.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.network import DISCONNECTED, Link, NetworkState, Reach

MANAGER: Final = "org.freedesktop.NetworkManager"
MANAGER_PATH: Final = "/org/freedesktop/NetworkManager"
DEVICE: Final = f"{MANAGER}.Device"
WIRED: Final = f"{DEVICE}.Wired"
WIRELESS: Final = f"{DEVICE}.Wireless"
ACCESS_POINT: Final = f"{MANAGER}.AccessPoint"
ACTIVE: Final = f"{MANAGER}.Connection.Active"
NOTHING: Final = "/"
"""The path of no object."""

_KINDS: Final = {1: Link.ETHERNET, 2: Link.WIFI, 20: Link.ETHERNET}
"""NMDeviceType; 20 is one end of a virtual cable, as containers have it."""
UNMANAGED: Final = 10
PREPARE: Final = 40
ACTIVATED: Final = 100
"""NMDeviceState."""
_REACHES: Final = {4: Reach.ONLINE, 2: Reach.PORTAL, 3: Reach.LIMITED, 1: Reach.LIMITED}
"""NMConnectivityState, best first. 0 is "nobody looks": then an address and a way out are all that can be asked for."""

Properties = Mapping[str, tuple[str, object]]
Objects = Mapping[str, Mapping[str, Properties]]


@dataclass(frozen=True)
class Device:
    path: str
    interface: str
    """As the kernel calls it, such as wlan0."""
    kind: Link
    state: int
    connectivity: tuple[int, int]
    """Of IPv4 and IPv6."""
    active: str
    """Path of the connection that is up or coming up, NOTHING for none."""
    profile: str
    """Path of what that connection was made from."""
    carrier: bool
    """A cable is in at both ends; True for Wi-Fi."""
    address: str | None

    @property
    def reach(self) -> Reach:
        """Of this device alone."""
        if PREPARE <= self.state < ACTIVATED:
            return Reach.CONNECTING
        if self.state != ACTIVATED:
            return Reach.NONE
        if not any(self.connectivity):
            return Reach.ONLINE
        return next(reach for code, reach in _REACHES.items() if code in self.connectivity)


@dataclass(frozen=True)
class Station:
    """One access point."""

    path: str
    ssid: bytes
    signal: int
    privacy: bool
    security: int
    """NM80211ApSecurityFlags of WPA and RSN together."""


@dataclass(frozen=True)
class Snapshot:
    devices: tuple[Device, ...]
    primary: str
    """Path of the device that the traffic takes; NOTHING when none leads out."""
    stations: tuple[Station, ...]
    radio: bool
    """Wi-Fi is switched on."""

    def device(self, kind: Link) -> Device | None:
        """The best of its kind: up before down, with a cable before without."""
        fitting = [device for device in self.devices if device.kind is kind]
        return max(fitting, key=lambda device: (device.carrier, device.state), default=None)

    def at(self, path: str) -> Device | None:
        return next((device for device in self.devices if device.path == path), None)

    @property
    def used(self) -> Device | None:
        """What the traffic takes, or would if anything led out."""
        primary = self.at(self.primary)
        if primary is not None:
            return primary
        trying = [device for device in self.devices if device.state >= PREPARE and device.reach is not Reach.NONE]
        return max(trying, key=lambda device: device.state, default=None)

    @property
    def state(self) -> NetworkState:
        used = self.used
        if used is None:
            return DISCONNECTED
        if used.path != self.primary and used.reach is Reach.ONLINE:  # an address, and no way out
            return NetworkState(used.kind, Reach.LIMITED)
        return NetworkState(used.kind, used.reach)


def snapshot(objects: Objects) -> Snapshot:
    manager = objects.get(MANAGER_PATH, {}).get(MANAGER, {})
    leading = objects.get(_path(manager, "PrimaryConnection"), {}).get(ACTIVE, {})
    devices = tuple(_devices(objects))
    primary = next((path for path in _paths(leading, "Devices") if any(path == each.path for each in devices)), NOTHING)
    stations = tuple(
        _station(path, interfaces[ACCESS_POINT]) for path, interfaces in objects.items() if ACCESS_POINT in interfaces
    )
    return Snapshot(devices, primary, stations, _value(manager, "WirelessEnabled") is not False)


def _devices(objects: Objects) -> Iterable[Device]:
    for path, interfaces in sorted(objects.items()):
        device = interfaces.get(DEVICE, {})
        kind = _KINDS.get(_number(device, "DeviceType"))
        state = _number(device, "State")
        if kind is None or state <= UNMANAGED:
            continue
        active = _path(device, "ActiveConnection")
        yield Device(
            path,
            str(_value(device, "Interface") or ""),
            kind,
            state,
            (_number(device, "Ip4Connectivity"), _number(device, "Ip6Connectivity")),
            active,
            _path(objects.get(active, {}).get(ACTIVE, {}), "Connection"),
            kind is Link.WIFI or _value(interfaces.get(WIRED, {}), "Carrier") is True,
            _address(objects, device, "4") or _address(objects, device, "6"),
        )


def _address(objects: Objects, device: Properties, version: str) -> str | None:
    config = objects.get(_path(device, f"Ip{version}Config"), {}).get(f"{MANAGER}.IP{version}Config", {})
    given = _value(config, "AddressData")
    for entry in given if isinstance(given, list) else []:
        address = str(entry.get("address", ("s", ""))[1]) if isinstance(entry, dict) else ""
        if address and not address.lower().startswith("fe80:"):  # of the cable alone, RFC 4291, section 2.5.6
            return address
    return None


def _station(path: str, properties: Properties) -> Station:
    ssid = _value(properties, "Ssid")
    return Station(
        path,
        ssid if isinstance(ssid, bytes) else b"",
        min(_number(properties, "Strength"), 100),
        bool(_number(properties, "Flags") & 1),
        _number(properties, "WpaFlags") | _number(properties, "RsnFlags"),
    )


def _value(properties: Properties, name: str) -> object:
    return properties.get(name, ("", None))[1]


def _number(properties: Properties, name: str) -> int:
    value = _value(properties, name)
    return value if isinstance(value, int) else 0


def _path(properties: Properties, name: str) -> str:
    value = _value(properties, name)
    return value if isinstance(value, str) else NOTHING


def _paths(properties: Properties, name: str) -> list[str]:
    value = _value(properties, name)
    return [str(path) for path in value] if isinstance(value, list) else []
