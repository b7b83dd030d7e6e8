"""What the terminal may do, and what it may not."""

from tests.device.machine import UNIT, Broken, Machine

KIOSK, OTHER = "thenar", "nobody"
NETWORKS = {
    "org.freedesktop.NetworkManager.network-control",
    "org.freedesktop.NetworkManager.wifi.scan",
    "org.freedesktop.NetworkManager.enable-disable-wifi",
    "org.freedesktop.NetworkManager.settings.modify.system",
}
NETWORK_MANAGER = (
    "org.freedesktop.NetworkManager",
    "/org/freedesktop/NetworkManager",
    "org.freedesktop.NetworkManager",
)
SOUND = "thenar-sound"
LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
HOSTNAMED = ("org.freedesktop.hostname1", "/org/freedesktop/hostname1", "org.freedesktop.hostname1")
SYSTEMD = ("org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager")
FORBIDDEN = {
    "to switch the machine off": (*LOGIND, "PowerOff", "boolean:false"),
    "to name the machine": (*HOSTNAMED, "SetHostname", "string:x", "boolean:false"),
    "to stop a service": (*SYSTEMD, "StopUnit", "string:seatd.service", "string:replace"),
}
REFUSALS = ("org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired")
"""Any other error is no refusal: of a service that does not start, or of a call that is not there."""
GROUPS = {KIOSK, "video", "render", "dialout"}
STATE = "/var/lib/thenar"
READ_ONLY = ("/etc", "/usr", "/boot", "/var", "/opt", "/srv")
SHUT = ("/home", "/root", "/run/user")


def it_is_nobody_special(machine: Machine) -> str:
    status = machine.says("cat", f"/proc/{machine.application()}/status").splitlines()
    told = {line.split(":")[0]: line.split()[1:] for line in status}
    held = {name: told[name] for name in ("CapPrm", "CapEff", "CapBnd", "CapAmb") if int(told[name][0], 16)}
    user = machine.says("id", "-u", KIOSK)
    if held or told["Uid"] != [user] * 4 or told["NoNewPrivs"] != ["1"] or told["Seccomp"] != ["2"]:
        raise Broken(f"capabilities {held}, user {told['Uid']}, {told['NoNewPrivs']}, {told['Seccomp']}")
    return f"user {KIOSK}, no capability, none to be had, calls filtered"


def it_writes_nowhere_else(machine: Machine) -> str:
    """In the application's own view of the disk, as root: not rights refuse, but the view."""
    view = ("nsenter", "--mount", "--target", str(machine.application()), "--")
    if open_places := [place for place in READ_ONLY if machine.asked(*view, "touch", f"{place}/x").returncode == 0]:
        raise Broken(f"it can write in {open_places}")
    if seen := [place for place in SHUT if machine.asked(*view, "ls", "-A", place).stdout.strip()]:
        raise Broken(f"it sees what is in {seen}")
    machine.says(*view, "sh", "-c", f"touch {STATE}/x /opt/thenar/x && rm {STATE}/x /opt/thenar/x")
    return f"only {STATE}, /opt/thenar and what is its own; {', '.join(SHUT)} are shut"


def its_files_are_its_own(machine: Machine) -> str:
    loose = machine.says("find", STATE, "-not", "-path", "*/.cache/*", "-not", "-user", KIOSK, "-o", "-perm", "/077")
    loose_kept = [path for path in loose.splitlines() if "/.cache/" not in path]
    if loose_kept:
        raise Broken(f"others may read {loose_kept}")
    number = machine.says("sh", "-c", f"find {STATE} -type f | wc -l")
    return f"{number} files of its state, closed to others by their folder, and each by itself but for caches"


def it_may_manage_networks_and_no_more(machine: Machine) -> str:
    """As NetworkManager itself answers whoever asks."""
    allowed, others = permissions(machine, KIOSK), permissions(machine, OTHER)
    if allowed != NETWORKS or others:
        raise Broken(f"{KIOSK}: {sorted(allowed)}; {OTHER}: {sorted(others)}")
    return f"{len(allowed)} permissions for {KIOSK}, none for {OTHER}"


def it_keeps_a_network_that_others_may_not(machine: Machine) -> str:
    words = ("nmcli", "connection", "add", "type", "dummy", "ifname", "lan9", "con-name", "tried", "autoconnect", "no")
    machine.says(*words, user=KIOSK)
    machine.says("nmcli", "connection", "delete", "tried", user=KIOSK)
    refused = machine.asked(*words, user=OTHER)
    if refused.returncode == 0:
        raise Broken(f"{OTHER} added a network")
    return refused.stderr.strip().splitlines()[-1]


def it_may_reboot_and_others_may_not(machine: Machine) -> str:
    told = {user: machine.says("busctl", "call", *LOGIND, "CanReboot", user=user) for user in (KIOSK, OTHER)}
    if told[KIOSK] != 's "yes"' or told[OTHER] == 's "yes"':
        raise Broken(str(told))
    return f"{KIOSK}: {told[KIOSK]}, {OTHER}: {told[OTHER]}"


def it_may_nothing_else(machine: Machine) -> str:
    told = {what: refusal(machine, *words) for what, words in FORBIDDEN.items()}
    if open_ways := {what: said for what, said in told.items() if not said.startswith(REFUSALS)}:
        raise Broken(str(open_ways))
    return f"refused: {', '.join(told)}"


def refusal(machine: Machine, name: str, path: str, interface: str, call: str, *arguments: str) -> str:
    """What is answered to KIOSK. Raises Broken where root is not even shown such a call."""
    shown = machine.says("busctl", "introspect", name, path, interface)
    if f".{call} " not in shown:
        raise Broken(f"{name} has no {call}")
    words = ("dbus-send", "--system", "--print-reply", f"--dest={name}", path, f"{interface}.{call}", *arguments)
    return machine.asked(*words, user=KIOSK).stderr.strip().removeprefix("Error ")


def it_may_open_its_devices(machine: Machine) -> str:
    """No fence has a filter of devices as its side effect, as ProtectClock= had until systemd 252.7."""
    for unit in (UNIT, SOUND):
        shown = machine.says("systemctl", "show", "--property=DevicePolicy,DeviceAllow", unit).split()
        if sorted(shown) not in (["DeviceAllow=", "DevicePolicy=auto"], ["DevicePolicy=auto"]):
            raise Broken(f"{unit}: {shown}")
    groups = set(machine.says("id", "--name", "--groups", KIOSK).split())
    if groups != GROUPS:
        raise Broken(f"it is in {sorted(groups)}")
    return f"those of its groups, {', '.join(sorted(groups))}: no filter besides"


def the_sound_server_sees_none_of_it(machine: Machine) -> str:
    """Though it is the same user's."""
    number = machine.says("systemctl", "show", "--value", "--property=MainPID", SOUND)
    view = ("nsenter", "--mount", "--target", number, "--")
    if seen := [place for place in (STATE, "/opt/thenar") if machine.says(*view, "ls", "-A", place)]:
        raise Broken(f"it sees what is in {seen}")
    return f"{STATE} and /opt/thenar are shut to it"


def permissions(machine: Machine, user: str) -> set[str]:
    """What NetworkManager lets that user do without asking anybody."""
    words = machine.says("busctl", "call", *NETWORK_MANAGER, "GetPermissions", user=user).replace('"', "").split()[2:]
    return {name for name, answer in zip(words[::2], words[1::2], strict=True) if answer == "yes"}


FENCES = (
    it_is_nobody_special,
    it_writes_nowhere_else,
    its_files_are_its_own,
    it_may_manage_networks_and_no_more,
    it_keeps_a_network_that_others_may_not,
    it_may_reboot_and_others_may_not,
    it_may_nothing_else,
    it_may_open_its_devices,
    the_sound_server_sees_none_of_it,
)
