"""A Debian's disk, prepared as the manual tells an installer to.

with Workshop(Path("build/device")).terminal(anew=False) as root:
    ...                                    # the root of a terminal that was never started

Debian is fetched once, from wherever this machine's own apt fetches it; the bundle is made once for a state of the
sources; the terminal is prepared anew each time, in a layer above Debian.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config.paths import model_path

RELEASE = "bookworm"
ROOT = Path(__file__).resolve().parents[2]
STAND_INS = Path(__file__).parent / "stand_ins"
SOURCES = ("app", "ui", "drivers", "resources", "packaging")
PAGE = ROOT / "resources" / "manual" / "terminal.md"
PROXIES = ("http_proxy", "https_proxy", "no_proxy")
WATCHING = "xvfb xdotool libpam-systemd"
"""What only the checks need: a screen that can be looked at, and a finger."""
PUT = {
    "screen.service": "etc/systemd/system/screen.service",
    "kiosk.conf": "etc/systemd/system/thenar-kiosk.service.d/stand-in.conf",
    "seatd.conf": "etc/systemd/system/seatd.service.d/stand-in.conf",
}


def installers_commands(page: str) -> str:
    """Of the manual: the lines that prepare a machine.

    >>> installers_commands("## A machine of its own\\n\\nThen:\\n\\n```sh\\nuseradd thenar\\n```\\n")
    'useradd thenar\\n'
    """
    found = re.search(r"^## A machine of its own$.*?^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert found is not None, "the manual has no such lines any more"
    return found[1]


@dataclass(frozen=True)
class Workshop:
    folder: Path

    @property
    def debian(self) -> Path:
        return self.folder / "debian"

    @property
    def stick(self) -> Path:
        """What an installer brings along."""
        return self.folder / "stick"

    @contextmanager
    def terminal(self, *, anew: bool) -> Iterator[Path]:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._make_debian(anew)
        self._make_stick(anew)
        with self._layer() as root:
            self._install(root)
            yield root

    def _make_debian(self, anew: bool) -> None:
        made = self.folder / "debian.made"
        if made.exists() and not anew:
            return
        say("fetching Debian")
        shutil.rmtree(self.debian, ignore_errors=True)
        made.unlink(missing_ok=True)
        words = ["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,ca-certificates"]
        run(*words, RELEASE, str(self.debian), *mirror())
        settings = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=True).stdout
        proxies = [line for line in settings.splitlines() if "::Proxy" in line]
        (self.debian / "etc/apt/apt.conf.d/90proxies").write_text("\n".join(proxies) + "\n")
        made.touch()

    def _make_stick(self, anew: bool) -> None:
        made = self.folder / "stick.made"
        files = [path for source in SOURCES for path in (ROOT / source).rglob("*") if path.is_file()]
        files = [path for path in files if "__pycache__" not in path.parts]
        if made.exists() and not anew and made.stat().st_mtime > max(path.stat().st_mtime for path in files):
            return
        say("making the bundle, and publishing it")
        made.unlink(missing_ok=True)
        for folder in (self.stick, self.folder / "keys"):
            shutil.rmtree(folder, ignore_errors=True)
        self.stick.mkdir()
        keys = ("--keys", str(self.folder / "keys"))
        bundle, updates = str(self.stick / "bundle"), str(self.stick / "updates")
        run("packaging/bundle", bundle)
        publish = (sys.executable, "-m", "app", "publish")
        run(*publish, "begin", updates, *keys)
        run(*publish, "add", updates, bundle, "--version", "0.1.0", *keys)
        made.touch()

    @contextmanager
    def _layer(self) -> Iterator[Path]:
        root, upper, work = (self.folder / name for name in ("root", "upper", "work"))
        if root.is_mount():  # left by a run that was killed
            run("umount", str(root))
        for folder in (root, upper, work):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        layers = f"lowerdir={self.debian},upperdir={upper},workdir={work}"
        run("mount", "-t", "overlay", "overlay", "-o", layers, str(root))
        try:
            yield root
        finally:
            run("umount", str(root))

    def _install(self, root: Path) -> None:
        say("preparing the terminal by the manual")
        shutil.copy(model_path(), self.stick)
        shutil.copy(STAND_INS / "thenar.toml", self.stick)
        lines = installers_commands(PAGE.read_text("utf-8")).replace(" --now", "")  # it starts with the machine
        inside(root, self.folder, f"set -eux\ncd /media/stick\n{lines}")
        say("putting in a screen that can be looked at")
        inside(root, self.folder, f"apt-get install -q -y --no-install-recommends {WATCHING} >/dev/null")
        for name, place in PUT.items():
            (root / place).parent.mkdir(exist_ok=True)
            shutil.copy(STAND_INS / name, root / place)


def inside(root: Path, folder: Path, script: str) -> None:
    """Runs it on that disk, before it was ever started, with the network of this machine."""
    packages = folder / "packages"
    (packages / "partial").mkdir(parents=True, exist_ok=True)
    words = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", f"--directory={root}"]
    words += [f"--bind-ro={folder / 'stick'}:/media/stick", f"--bind={packages}:/var/cache/apt/archives"]
    words += [f"--setenv={name}={os.environ[name]}" for name in PROXIES if name in os.environ]
    words += ["--setenv=DEBIAN_FRONTEND=noninteractive", "--setenv=RUNLEVEL=1"]
    run(*words, "sh", "-c", script)


def mirror() -> list[str]:
    """Where this machine's apt finds the release; nothing where it is another system."""
    words = ["apt-get", "indextargets", "--format", "$(CODENAME) $(REPO_URI)", "Created-By: Packages"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split("\n")
    return [line.split()[1] for line in told if line.startswith(f"{RELEASE} ")][:1]


def run(*words: str) -> None:
    subprocess.run(words, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


def say(what: str) -> None:
    print(f"device: {what}", flush=True)
