"""One attempt at a connection, told by the signals of its device.

The property that says why is overwritten at once, so only signals tell: they are listened to before the attempt begins,
what was under way until then is thrown away, and the first state of the attempt itself opens the judging.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.domain.network import Joined, Reach, Security
from drivers.networkmanager.bus import Bus, Heard, Refused
from drivers.networkmanager.outcome import FAILED, outcome
from drivers.networkmanager.profile import Profile
from drivers.networkmanager.snapshot import (
    ACTIVATED,
    DEVICE,
    MANAGER,
    MANAGER_PATH,
    NOTHING,
    PREPARE,
    Objects,
    Snapshot,
    snapshot,
)

LOOK_AGAIN_S: Final = 2.0
SETTINGS: Final = f"{MANAGER}.Settings.Connection"
UNAVAILABLE: Final = 20
"""NMDeviceState: no cable, or no radio."""


@dataclass(frozen=True)
class Patience:
    attempt_s: float = 60.0
    """Longer than NetworkManager waits for an address, 45 s, or for a network of that name, 25."""
    reach_s: float = 12.0
    """A network that has just come up may take a few tries until it leads out."""
    scan_s: float = 12.0
    """All channels of both bands take 4 to 8 s."""


def look(bus: Bus) -> Snapshot:
    (objects,) = bus.ask("/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
    known: Objects = objects  # type: ignore[assignment]  # the bus checks the signature a{oa{sa{sv}}}
    return snapshot(known)


def add(bus: Bus, made: Profile, device: str, station: str = NOTHING) -> str:
    """Begins with a new profile that is forgotten when the attempt ends, unless it is saved. The profile's path."""
    signature, volatile = "a{sa{sv}}ooa{sv}", {"persist": ("s", "volatile")}
    made_path, *_ = bus.call(
        MANAGER_PATH, MANAGER, "AddAndActivateConnection2", signature, (made, device, station, volatile)
    )
    return str(made_path)


def activate(bus: Bus, known: str, device: str) -> None:
    """Begins with a profile that is there; with NOTHING, whichever NetworkManager would take for the device."""
    bus.call(MANAGER_PATH, MANAGER, "ActivateConnection", "ooo", (known, device, NOTHING))


def keep(bus: Bus, known: str) -> None:
    """To the disk: it comes back after a restart."""
    bus.call(known, SETTINGS, "Save")


def forget_older(bus: Bus, kept: str, made: Profile) -> None:
    """Other profiles for the Wi-Fi network of `made`: their passwords are older."""
    ssid = made.get("802-11-wireless", {}).get("ssid", ("ay", None))[1]
    if ssid is None:
        return
    (paths,) = bus.ask(f"{MANAGER_PATH}/Settings", f"{MANAGER}.Settings", "ListConnections")
    for path in paths if isinstance(paths, list) else []:
        if path != kept and _ssid_of(bus, str(path)) == ssid:
            forget(bus, str(path))


def _ssid_of(bus: Bus, known: str) -> bytes | None:
    try:
        (told,) = bus.call(known, SETTINGS, "GetSettings")
    except Refused:  # deleted meanwhile
        return None
    wireless = told.get("802-11-wireless", {}) if isinstance(told, dict) else {}
    return bytes(wireless["ssid"][1]) if "ssid" in wireless else None


def forget(bus: Bus, known: str) -> None:
    """The connection that was made from it ends."""
    try:
        bus.call(known, SETTINGS, "Delete")
    except Refused:  # a volatile one is gone already
        return


def attempt(
    bus: Bus,
    device: str,
    begin: Callable[[], None],
    patience: Patience,
    security: Security | None = None,
    *,
    in_the_air: bool = False,
) -> Joined:
    """Begins, and waits for the end. OK says that the device is up. Raises Refused when it cannot even begin."""
    with bus.listen(device, DEVICE, "StateChanged") as heard:
        begin()
        heard.drain()
        return _judged(heard, time.monotonic() + patience.attempt_s, security, in_the_air)


def _judged(heard: Heard, until_s: float, security: Security | None, in_the_air: bool) -> Joined:
    begun = False
    while (told := heard.next(until_s)) is not None:
        state, _, reason = (int(str(number)) for number in told)
        begun = begun or PREPARE <= state <= ACTIVATED or state in (FAILED, UNAVAILABLE)
        joined = outcome(state, reason, security, in_the_air=in_the_air) if begun else None
        if joined is not None:
            return joined
    return Joined.FAILED


def reached(bus: Bus, device: str, for_s: float, enough: frozenset[Reach]) -> Reach:
    """How far a device leads: asked anew until it leads all the way, to a portal, or `for_s` is over. That it leads no
    further is known only then, for a portal may take a few tries to show itself; at once where a portal will do too."""
    limited_will_do = Reach.LIMITED in enough and Reach.PORTAL in enough
    until_s = time.monotonic() + for_s
    with bus.listen(device, "org.freedesktop.DBus.Properties", "PropertiesChanged") as heard:
        while True:
            bus.ask(MANAGER_PATH, MANAGER, "CheckConnectivity")
            seen = look(bus).at(device)
            reach = Reach.NONE if seen is None else seen.reach
            if reach is not Reach.LIMITED or limited_will_do or time.monotonic() >= until_s:
                return reach
            heard.next(min(time.monotonic() + LOOK_AGAIN_S, until_s))
