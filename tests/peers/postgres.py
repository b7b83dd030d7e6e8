"""A PostgreSQL server of our own: made in a temporary folder, reached by a unix socket in it, gone afterwards.

Rules it keeps: no network port, no server that was there before is touched; the cluster belongs to an unprivileged
user, because the server refuses to run as root; durability is left on, because the store asserts it.

    with server(folder) as postgres:
        engine = open_postgres(postgres.new_database())
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

UNPRIVILEGED = "nobody"
USER = "thenar"
DATABASE = "thenar"
_INSTALLED = Path("/usr/lib/postgresql")
_PORT = "5432"
"""Part of the socket's name, nothing listens on it."""
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 512 * 2**20
_SETTINGS = ("listen_addresses=", "max_connections=40", "shared_buffers=32MB", f"port={_PORT}")


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    socket: Path

    def new_database(self) -> str:
        """The URL of an empty database. The one that was given out before goes."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {DATABASE}")
        return self._url(DATABASE)

    def _url(self, name: str) -> str:
        return f"postgresql://{USER}@/{name}?host={self.socket}&port={_PORT}"


def binaries() -> Path | None:
    """Where the newest installed server's programs are; None when there is none."""
    versions = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def server(programs: Path) -> Iterator[Postgres]:
    """Runs a server until the block ends."""
    with TemporaryDirectory(prefix="thenar-pg-", dir=quick_folder()) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            account = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _run(programs / "initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        control = (programs / "pg_ctl", "-D", str(data), "-w", "-s")
        settings = " ".join(f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={folder}"))
        _run(*control, "-l", str(folder / "log"), "-o", settings, "start")
        try:
            yield Postgres(folder)
        finally:
            _run(*control, "-m", "immediate", "stop")


def quick_folder() -> Path | None:
    """Memory where there is enough of it: syncing to a disk, thousands of times, is what these tests would wait for."""
    roomy = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES
    return _MEMORY if roomy else None


def _run(program: Path, *arguments: str) -> None:
    """As the unprivileged user when we are root."""
    prefix: Sequence[str] = ()
    if os.geteuid() == 0:
        runuser = shutil.which("runuser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        assert runuser is not None
        prefix = (runuser, "-u", UNPRIVILEGED, "--")
    done = subprocess.run(
        [*prefix, str(program), *arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
