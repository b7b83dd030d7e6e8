"""A syslog receiver that we did not write: rsyslog on free ports of loopback; it tells as JSON what it understood.

with rsyslog(folder) as running:
    ...
    first, second = running.messages(2)
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.peers.installed import installed
from tests.peers.mosquitto import free_port

_SETTINGS = """
module(load="imtcp")
module(load="imudp")
global(workDirectory="{folder}" maxMessageSize="64k")
template(name="told" type="list" option.jsonf="on") {{
  property(outname="priority" name="pri" format="jsonf")
  property(outname="version" name="protocol-version" format="jsonf")
  property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="process" name="procid" format="jsonf")
  property(outname="id" name="msgid" format="jsonf")
  property(outname="data" name="structured-data" format="jsonf")
  property(outname="text" name="msg" format="jsonf")
}}
ruleset(name="tell") {{ action(type="omfile" file="/dev/stdout" template="told" asyncWriting="off") }}
input(type="imtcp" address="127.0.0.1" port="{tcp}" ruleset="tell")
input(type="imudp" address="127.0.0.1" port="{udp}" ruleset="tell")
"""


@dataclass(frozen=True)
class Rsyslog:
    tcp_port: int
    udp_port: int
    told: IO[str]

    def messages(self, count: int) -> list[dict[str, str]]:
        """The next so many, as soon as they are there."""
        return [json.loads(self.told.readline()) for _ in range(count)]


def _program() -> str | None:
    return shutil.which("rsyslogd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@contextmanager
def rsyslog(folder: Path) -> Iterator[Rsyslog]:
    path = installed(_program(), "rsyslog")
    tcp, udp = free_port(), free_port()
    settings = folder / "rsyslog.conf"
    settings.write_text(_SETTINGS.format(folder=folder, tcp=tcp, udp=udp))
    command = [path, "-n", "-f", str(settings), "-i", str(folder / "pid")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            while not (_open("tcp", tcp) and _open("udp", udp)):
                assert process.poll() is None, "rsyslog ended"
                os.sched_yield()
            assert process.stdout is not None
            yield Rsyslog(tcp, udp, process.stdout)
        finally:
            process.terminate()
            process.communicate(timeout=30)


def _open(protocol: str, port: int) -> bool:
    """Whether somebody has the port, as the kernel tells it."""
    return f":{port:04X} 00000000:0000 " in Path(f"/proc/net/{protocol}").read_text()
