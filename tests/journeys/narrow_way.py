"""A server and a terminal whose only way to each other is narrow: a program, to be run in a network of its own.

    unshare -n python -m tests.journeys.narrow_way FOLDER RATE

`RATE` is tc's: `4mbit`. It prints one line of JSON when the terminal has measured the way, been told to work as a door,
let somebody in by badge, started again when told to, and been deactivated.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.domain.badges import Badge
from app.domain.bandwidth import COUNTS_AS_NEEDED_KBPS, IN_A_ROW, QUESTIONS
from app.operations.writing import whole
from app.runtime.bandwidth import AGAIN_S
from tests.app.domain.test_badge_layouts import STANDARD
from tests.app.domain.test_device_configuration import DOOR
from tests.journeys.managed import ManagedHouse, Running, new_instance
from tests.journeys.server_process import ServerProcess, server_process, set_up
from tests.journeys.test_managed_terminal import blind
from tests.journeys.visit import PATIENCE_S
from tests.peers.panel import eventually

BURST = "16kb"
"""What may pass at once, ten full packets: little beside what is measured."""
FRAME_OCTETS = 1500
"""Of Ethernet; the loopback's own 64 KiB would not pass a bucket of this size."""
COUNTS = Path("/proc/self/net/dev")
QUIET_S = 0.5


def narrow(rate: str) -> None:
    """This network's loopback passes no more than that, both ways together."""
    shaped = f"tc qdisc add dev lo root tbf rate {rate} burst {BURST} latency 400ms"
    for command in (f"ip link set lo up mtu {FRAME_OCTETS}", shaped):
        subprocess.run(command.split(), check=True)


def said(server: ServerProcess, house: ManagedHouse) -> dict[str, object]:
    client = server.signed_in()
    instance = new_instance(client, whole(replace(DOOR, badge_format=STANDARD, wifi=None)))
    badge = Badge(17, 4242)
    house.world.allow(badge)
    with house.switched_on() as terminal:
        begun_s = time.monotonic()
        terminal.until("setting_up")
        terminal.activate(client.create_device_activation_qr_code(deviceInstanceId=instance)["qrCode"])
        terminal.until("idle")
        assert eventually(lambda: house.world.present_badge(badge.number), PATIENCE_S)
        terminal.until("granted")
        at_work_s = time.monotonic() - begun_s
        status = _measured(terminal, lambda: client.get_device_status(deviceInstanceId=instance))
        order = client.reboot_device(deviceInstanceId=instance)["commandId"]
        assert eventually(lambda: house.world.machine.state().runs == 2, PATIENCE_S)
    with house.switched_on() as terminal:
        terminal.until("idle")
        asked = {"deviceInstanceId": instance, "commandId": order}
        assert eventually(lambda: client.get_device_command(**asked)["state"] == "DONE", PATIENCE_S)
        client.delete_associated_device(deviceInstanceId=instance)
        terminal.beat()
        terminal.until("setting_up")
    checks, kbps = status.get("failingChecks", []), status.get("bandwidthKbps")
    return {"failing": checks, "kbps": kbps, "at_work_s": round(at_work_s, 2)}


def _measured(terminal: Running, status: Callable[[], dict[str, object]]) -> dict[str, object]:
    """After one look that found it wide, or as many as count. Its clock, by which it times them, leaps only between."""
    for _ in range(IN_A_ROW):
        wire = Wire()
        terminal.clock.leap(AGAIN_S)
        assert wire.quiet_after(sum(QUESTIONS))
        wire = Wire()
        terminal.beat()
        assert wire.quiet_after(1)
        if int(str(status()["bandwidthKbps"])) >= COUNTS_AS_NEEDED_KBPS:
            break
    return status()


class Wire:
    """What has passed the loopback since, by the kernel's count."""

    def __init__(self) -> None:
        self._first = self._last = self._count()
        self._since_s = time.monotonic()

    def quiet_after(self, least: int) -> bool:
        """Waits until so many bytes have passed, and then nothing for a while."""
        return eventually(lambda: self._quiet() and self._last - self._first >= least, PATIENCE_S)

    def _quiet(self) -> bool:
        now_s, count = time.monotonic(), self._count()
        if count != self._last:
            self._last, self._since_s = count, now_s
        return now_s - self._since_s > QUIET_S

    @staticmethod
    def _count() -> int:
        (line,) = (line for line in COUNTS.read_text().splitlines() if line.strip().startswith("lo:"))
        return int(line.split()[1])


def main(folder: Path, rate: str) -> None:
    narrow(rate)
    (folder / "server").mkdir()
    set_up(folder / "server")
    with server_process(folder / "server") as server:
        print(json.dumps(said(server, ManagedHouse(folder / "terminal", blind))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
