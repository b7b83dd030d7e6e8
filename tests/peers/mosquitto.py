"""A broker of our own, from the distribution's package: on free ports of loopback, gone afterwards.

with broker(folder, made) as running:
    running.publish_would_go_to(running.plain_port)
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.peers.certificates import Certificates
from tests.peers.installed import installed

USER, PASSWORD = "thenar", "a password"


@dataclass(frozen=True)
class Broker:
    plain_port: int
    """Anybody may publish."""
    tls_port: int
    """Takes the user alone."""


def _program() -> str | None:
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def broker(folder: Path, made: Certificates) -> Iterator[Broker]:
    path = installed(_program(), "mosquitto")
    running = Broker(free_port(), free_port())
    passwords = folder / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", passwords, USER, PASSWORD], check=True, timeout=30)
    settings = folder / "mosquitto.conf"
    settings.write_text(
        "per_listener_settings true\nlog_dest stderr\nuser root\n"
        f"listener {running.plain_port} 127.0.0.1\nallow_anonymous true\n"
        f"listener {running.tls_port} 127.0.0.1\nallow_anonymous false\npassword_file {passwords}\n"
        f"certfile {made.certificate}\nkeyfile {made.key}\n"
    )
    with subprocess.Popen([path, "-c", settings], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = ""
            while "running" not in line:
                line = process.stderr.readline()
                assert line, "the broker ended"
            yield running
        finally:
            process.terminate()
            process.communicate(timeout=30)
