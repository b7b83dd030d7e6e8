"""A message bus of our own, as a machine's system bus is: gone afterwards.

with private_bus(folder) as address, running(command, "its first line", address) as process:
    ...
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney import DBusAddress, MatchRule, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
PATIENCE_S = 20.0
_DAEMON = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/><allow user="*"/></policy>
</busconfig>
"""


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """Its address. Whoever may open the folder may do anything on it."""
    settings = folder / "bus.conf"
    settings.write_text(_BUS.format(socket=folder / "bus"))
    command = ["dbus-daemon", f"--config-file={settings}", "--nofork", "--nopidfile", "--print-address"]
    with running(command, "unix:"):
        yield f"unix:path={folder / 'bus'}"


@contextmanager
def running(
    command: list[str],
    first: str,
    bus: str = "",
    log: Path = Path("/dev/null"),
    *,
    ended_by_input: bool = False,
) -> Iterator["subprocess.Popen[str]"]:
    """A program that has said its first line; ended afterwards, some by the end of their input."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "PATH": PATH, "DBUS_SYSTEM_BUS_ADDRESS": bus},
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(first), f"{command[0]} said {line!r}"
        yield process
    finally:
        if not ended_by_input:
            process.terminate()
        process.communicate(timeout=PATIENCE_S)


def hear(ears: DBusConnection, name: str) -> None:
    """From now on every signal of `name` comes in, and of its coming and going."""
    for rule in (MatchRule(type="signal", sender=name), MatchRule(type="signal", member="NameOwnerChanged")):
        ears.send_and_get_reply(new_method_call(_DAEMON, "AddMatch", "s", (rule.serialise(),)), timeout=PATIENCE_S)


def owned(bus: str, name: str) -> bool:
    """Somebody answers to `name`."""
    with open_dbus_connection(bus) as connection:
        call = new_method_call(_DAEMON, "NameHasOwner", "s", (name,))
        return bool(connection.send_and_get_reply(call, timeout=PATIENCE_S).body[0])
