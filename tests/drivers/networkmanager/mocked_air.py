"""Wi-Fi as NetworkManager would tell of it, by python-dbusmock's template: what a machine without a radio cannot show.

with mocked_air(folder) as air:
    air.station("Office", 70, 0x100)
    air.on_joining((50, 0), (60, 8), (120, 7))      # state and reason of each signal
    NetworkManagerNetwork(air.bus).join(...)

Limits: the template believes everything. It knows no AddAndActivateConnection2 and no end of a scan, which are added
here; what the real one answers was measured elsewhere, and stands in `drivers/networkmanager/outcome.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.drivers.networkmanager.private_bus import PATIENCE_S, hear, owned, private_bus, running
from tests.peers.system_bus import mock_python

"""dbusmock stands on libraries of the distribution, for its own Python."""
NAME = "org.freedesktop.NetworkManager"
MANAGER = "/org/freedesktop/NetworkManager"
DEVICE = f"{MANAGER}/Devices/radio"
TRIED = f"{MANAGER}/Settings/tried"
BEFORE = f"{MANAGER}/Settings/before"
_UP = f"{MANAGER}/ActiveConnection/before"
_MOCK = "org.freedesktop.DBus.Mock"
_PROPERTIES = "org.freedesktop.DBus.Properties"

_TELL = """
from gi.repository import GLib
import dbusmock
def tell(device=dbusmock.get_object('{device}'), told={told!r}, dbus=dbus):
    for state, reason in told:
        device.Set('{name}.Device', 'State', dbus.UInt32(state))
        device.EmitSignal('{name}.Device', 'StateChanged', 'uuu',
                          [dbus.UInt32(state), dbus.UInt32(0), dbus.UInt32(reason)])
    return False
tell(told={stale!r})
GLib.idle_add(tell)
ret = {answer}
"""
"""Run by the mock when it is called; what it tells comes after its answer, as from the real one."""
_SCANNED = """
import dbusmock
ended = dbus.Dictionary({{'LastScan': dbus.Int64(1)}}, signature='sv')
dbusmock.get_object('{device}').EmitSignal('org.freedesktop.DBus.Properties', 'PropertiesChanged', 'sa{{sv}}as', [
    '{name}.Device.Wireless', ended, dbus.Array([], signature='s')])
"""


@dataclass(frozen=True)
class MockedAir:
    bus: str
    connection: DBusConnection

    def call(self, path: str, interface: str, member: str, signature: str, *arguments: object) -> object:
        call = new_method_call(DBusAddress(path, NAME, interface), member, signature or None, arguments)
        reply = self.connection.send_and_get_reply(call, timeout=PATIENCE_S)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body[0] if reply.body else None

    def stations(self) -> list[str]:
        """Their paths, in the order in which they came."""
        found = self.call(DEVICE, f"{NAME}.Device.Wireless", "GetAllAccessPoints", "")
        assert isinstance(found, list)
        return [str(path) for path in found]

    def station(self, ssid: str, signal: int, security: int) -> None:
        name = f"ap{len(self.stations())}"
        arguments = (DEVICE, name, ssid, "00:00:5e:00:53:01", 2, 2437, 54000, signal, security)
        self.call(MANAGER, _MOCK, "AddAccessPoint", "ssssuuuyu", *arguments)

    def raw_ssid(self, number: int, ssid: bytes) -> None:
        """The template takes text alone."""
        self.call(self.stations()[number], _PROPERTIES, "Set", "ssv", f"{NAME}.AccessPoint", "Ssid", ("ay", ssid))

    def unnamed(self) -> None:
        """The device does not tell what the kernel calls it."""
        self.call(DEVICE, _PROPERTIES, "Set", "ssv", f"{NAME}.Device", "Interface", ("s", ""))

    def profile(self, ssid: str) -> str:
        """One that was made before, for a station that is there."""
        name = f"older{ssid}"
        return str(self.call(MANAGER, _MOCK, "AddWiFiConnection", "ssss", DEVICE, name, ssid, ""))

    def profiles(self) -> list[str]:
        found = self.call(f"{MANAGER}/Settings", f"{NAME}.Settings", "ListConnections", "")
        assert isinstance(found, list)
        return [str(path) for path in found]

    def on_joining(self, *told: tuple[int, int], stale: tuple[tuple[int, int], ...] = ()) -> None:
        """What the device goes through when a new profile is tried; `stale` is what an older attempt still told."""
        code = _TELL.format(device=DEVICE, name=NAME, told=told, stale=stale, answer=f"('{TRIED}', '/', {{}})")
        self._method("AddAndActivateConnection2", "a{sa{sv}}ooa{sv}", "ooa{sv}", code)

    def emit(self, state: int, reason: int) -> None:
        """One signal, from NetworkManager's stand-in."""
        body = [("u", state), ("u", 0), ("u", reason)]
        self.call(DEVICE, _MOCK, "EmitSignal", "sssav", f"{NAME}.Device", "StateChanged", "uuu", body)

    def connected_before(self, *told: tuple[int, int]) -> None:
        """The device is up with an older profile, and goes through this when that is activated again."""
        known = ("Connection", ("o", BEFORE)), ("Devices", ("ao", [DEVICE]))
        self.call(MANAGER, _MOCK, "AddObject", "ssa{sv}a(ssss)", _UP, f"{NAME}.Connection.Active", dict(known), [])
        for name, value in (("ActiveConnection", ("o", _UP)), ("State", ("u", 100))):
            self.call(DEVICE, _PROPERTIES, "Set", "ssv", f"{NAME}.Device", name, value)
        code = _TELL.format(device=DEVICE, name=NAME, told=told, stale=(), answer=f"'{_UP}'")
        self._method("ActivateConnection", "ooo", "o", code)

    def calls(self, path: str, method: str) -> list[list[object]]:
        """The arguments of each call of `method` so far."""
        found = self.call(path, _MOCK, "GetMethodCalls", "s", method)
        assert isinstance(found, list)
        return [[value for _, value in arguments] for _, arguments in found]

    def _method(self, name: str, takes: str, gives: str, code: str) -> None:
        self.call(MANAGER, _MOCK, "AddMethod", "sssss", NAME, name, takes, gives, code)


@contextmanager
def mocked_air(folder: Path) -> Iterator[MockedAir]:
    command = [mock_python(), "-u", "-m", "dbusmock", "--system", "--template", "networkmanager"]
    with private_bus(folder) as address, open_dbus_connection(address) as connection:
        hear(connection, NAME)
        with running(command, "", address, folder / "dbusmock.log"):
            while not owned(address, NAME):
                connection.receive(timeout=PATIENCE_S)
            air = MockedAir(address, connection)
            air.call(MANAGER, _MOCK, "AddWiFiDevice", "ssi", "radio", "wlan0", 30)
            wireless = f"{NAME}.Device.Wireless"
            scanned = _SCANNED.format(device=DEVICE, name=NAME)
            air.call(DEVICE, _MOCK, "AddMethod", "sssss", wireless, "RequestScan", "a{sv}", "", scanned)
            methods = [("Save", "", "", ""), ("Delete", "", "", "")]
            settings = f"{NAME}.Settings.Connection"
            air.call(MANAGER, _MOCK, "AddObject", "ssa{sv}a(ssss)", TRIED, settings, {}, methods)
            yield air
