"""That it is up, and comes back from every end. In order: the last ones restart the terminal."""

from tests.device.machine import UNIT, Broken, Machine

START_S = 120.0
HANG_S = 30.0 + 20.0
"""`WatchdogSec`, and what the end and the notice of it may take."""
BACK_S = 60.0
BEAT_S = 5.0
AGAIN = "9.0.0-again"
TRIED = f"""
set -eu
mkdir /opt/thenar/versions/{AGAIN}
cat >/opt/thenar/versions/{AGAIN}/start <<'END'
#!/bin/sh
[ -e /var/lib/thenar/first ] || {{ touch /var/lib/thenar/first; exit 75; }}
exec /opt/thenar/current/start "$@"
END
chmod +x /opt/thenar/versions/{AGAIN}/start
echo {AGAIN} 0 >/opt/thenar/trial
"""
REBOOT = """
import os
from drivers.systemd.machine import SystemdMachine
from drivers.systemd.notify import Supervisor
assert SystemdMachine(lambda: None, Supervisor(os.environ, os.getpid())).reboot()
"""


def is_up(machine: Machine) -> bool:
    return machine.shows("ActiveState") == "active" and machine.shows("StatusText") == "ready"


def it_says_that_it_is_ready(machine: Machine) -> str:
    if (kind := machine.shows("Type")) != "notify" or machine.shows("NRestarts") != "0":
        raise Broken(f"Type={kind}, {machine.shows('NRestarts')} restarts before it was up")
    machine.application()
    begun, up = (
        int(machine.shows(name)) for name in ("InactiveExitTimestampMonotonic", "ActiveEnterTimestampMonotonic")
    )
    return f"READY through cage and launcher, {(up - begun) / 1e6:.1f} s after its start"


def it_says_that_it_lives(machine: Machine) -> str:
    first = machine.shows("WatchdogTimestampMonotonic")

    def has_said_more(machine: Machine) -> bool:
        return machine.shows("WatchdogTimestampMonotonic") != first

    return f"the next word within {machine.until(has_said_more, BEAT_S):.1f} s"


def it_comes_back_from_hanging(machine: Machine) -> str:
    frozen = machine.application()
    machine.says("sh", "-c", f"kill -STOP {frozen}")
    ended = machine.until(lambda machine: machine.shows("NRestarts") == "1", HANG_S)
    if machine.asked("test", "-e", f"/proc/{frozen}").returncode == 0:
        raise Broken("what hung is still there")
    return f"frozen, ended after {ended:.0f} s, up again {machine.until(is_up, BACK_S):.0f} s later"


def it_comes_back_from_a_crash(machine: Machine) -> str:
    machine.says("sh", "-c", f"kill -KILL {machine.application()}")
    machine.until(lambda machine: machine.shows("NRestarts") == "2", HANG_S)
    return f"killed, up again {machine.until(is_up, BACK_S):.0f} s later"


def it_starts_a_version_anew_that_asks_for_it(machine: Machine) -> str:
    """One on trial that ends with 75 at its first start: the same launcher starts it again."""
    machine.says("su", "thenar", "--shell", "/bin/sh", "--command", TRIED)
    machine.says("systemctl", "restart", UNIT)
    machine.until(is_up, START_S)
    starts = machine.says("cat", "/opt/thenar/trial").split()
    told = machine.says("cat", f"/proc/{machine.application()}/environ").split("\0")
    if starts != [AGAIN, "2"] or f"THENAR_RELEASE={AGAIN}" not in told:
        raise Broken(f"tried so often: {starts}")
    machine.says("rm", "/opt/thenar/trial")
    return "ended with 75, started a second time by the same launcher"


def it_reboots_the_machine_when_told(machine: Machine) -> str:
    boot = machine.says("cat", "/proc/sys/kernel/random/boot_id")
    libraries = "PYTHONPATH=/opt/thenar/current:/opt/thenar/current/libraries"
    machine.says("env", libraries, "PYTHONDONTWRITEBYTECODE=1", "python3", "-c", REBOOT, user="thenar")

    def has_begun_anew(machine: Machine) -> bool:
        return machine.says("cat", "/proc/sys/kernel/random/boot_id") != boot

    down = machine.until(has_begun_anew, START_S)
    up = machine.until(is_up, START_S)
    return f"by the application's own driver: another boot after {down:.0f} s, up {up:.0f} s later"


def its_journal_holds_no_traceback(machine: Machine) -> str:
    lines = machine.says("journalctl", "--no-pager", "--output=cat", f"--unit={UNIT}").splitlines()
    if any("Traceback" in line for line in lines):
        raise Broken("there is one: journalctl in build/device/root")
    return f"{len(lines)} lines of two boots"


LIFE = (
    it_says_that_it_is_ready,
    it_says_that_it_lives,
    it_comes_back_from_hanging,
    it_comes_back_from_a_crash,
    it_starts_a_version_anew_that_asks_for_it,
    it_reboots_the_machine_when_told,
    its_journal_holds_no_traceback,
)
