"""`thenar publish`: signed software for terminals, in a folder that `thenar server --updates` or any web server serves.

thenar publish begin /srv/updates --keys /media/safe                      # once: keys, and an empty repository
thenar publish add /srv/updates build/thenar --version 0.2.0 --keys /media/safe
thenar publish renew /srv/updates --keys /etc/thenar/keys                 # daily: what is published is still the newest
thenar publish replace-key /srv/updates timestamp --keys /media/safe      # one that was lost or told
thenar publish plant /srv/updates /opt/thenar                             # a new terminal's first version

Keys are files, never words of the command line. Two of the three root keys are needed for `replace-key` and for nothing
else: keep them apart, and away from the server. `renew` needs `timestamp.pem`; `add` needs `targets.pem` and
`snapshot.pem` too.
"""

import argparse
import os
import pwd
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from app.domain.faults import Fault, FaultError
from app.storage.atomic_write import atomic_write
from app.storage.software.bundle import BundleRefused, pack
from app.storage.software.repository import ONLINE, ROOTS, Repository, platform_name
from app.storage.software.signing_keys import SigningKeys
from app.storage.software.slots import PUBLIC_FILE, PUBLIC_FOLDER, Slots

SHARED_FOLDER = 0o1775
LAUNCHER = Path(__file__).resolve().parents[2] / "packaging" / "launcher.py"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    begin = steps.add_parser("begin", help="make the keys and an empty repository")
    add = steps.add_parser("add", help="publish a version")
    renew = steps.add_parser("renew", help="say anew that what is published is the newest; daily")
    replace = steps.add_parser("replace-key", help="a fresh key in place of one that was lost or told")
    plant = steps.add_parser("plant", help="put the newest version, its launcher and its trust on a terminal's disk")
    for step in (begin, add, renew, replace, plant):
        step.add_argument("folder", type=Path, help="of the repository")
    for step in (begin, add, renew, replace):
        step.add_argument("--keys", type=Path, required=True, help="the folder of the private keys")
    add.add_argument("tree", type=Path, help="a version's folder with `start` at its top, as packaging/bundle makes it")
    add.add_argument("--version", required=True, help="as in 0.2.0")
    replace.add_argument("name", choices=[*ROOTS, *ONLINE], help="of the key")
    plant.add_argument("software", type=Path, help="the folder on the terminal, as in /opt/thenar")
    plant.add_argument("--owner", help="the user who runs the terminal: may change versions, but not the trust")
    for step in (add, plant):
        step.add_argument("--platform", default=platform_name(), help="the kind of machine; this one's unless said")


def main(options: argparse.Namespace) -> int:
    try:
        _STEPS[options.step](options)
    except BundleRefused as error:
        raise FaultError(Fault.INPUT_UNREADABLE, f"tree: {error}") from error
    except OSError as error:
        raise FaultError(Fault.SETTINGS_INVALID, f"{error.filename or 'folder'}: {error.strerror}") from error
    return 0


def _begin(options: argparse.Namespace) -> None:
    _repository(options).begin()
    print(f"Keep two of {', '.join(f'{name}.pem' for name in ROOTS)} apart, and off this machine. Terminals are given")
    print(f"{_repository(options).root_file()}; `thenar publish plant` does so.")


def _add(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="thenar-") as scratch:
        bundle = Path(scratch) / "thenar.zip"
        size = pack(options.tree, bundle)
        release = _repository(options).add(bundle, options.version, options.platform, size)
    print(f"{release.name} is the newest for {options.platform}.")


def _renew(options: argparse.Namespace) -> None:
    repository = _repository(options)
    repository.renew()
    for role, end in repository.ageing().items():
        how = f"`thenar publish {'replace-key' if role == 'root' else 'renew'}` with its key"
        print(f"{role}: believed until {end:%Y-%m-%d}. Run {how} before.", file=sys.stderr)


def _replace_key(options: argparse.Namespace) -> None:
    _repository(options).replace_key(options.name)


def _plant(options: argparse.Namespace) -> None:
    repository = Repository(options.folder, SigningKeys(options.folder), datetime.now(UTC))
    release, bundle, size = repository.newest(options.platform)
    options.software.mkdir(PUBLIC_FOLDER, parents=True, exist_ok=True)
    atomic_write(options.software / "root.json", repository.root_file().read_bytes(), PUBLIC_FILE)
    shutil.copyfile(LAUNCHER, options.software / LAUNCHER.name)
    Slots(options.software).plant(release, bundle, size)
    if options.owner:
        _give(options.software, options.owner)
    print(f"{release.name} starts with: python3 {options.software / LAUNCHER.name} -- WORDS")


def _give(software: Path, owner: str) -> None:
    """Versions belong to the owner. Launcher and trust do not, and a folder with the sticky bit lets nobody replace
    what is another's. Raises FaultError(SETTINGS_INVALID), OSError."""
    try:
        user = pwd.getpwnam(owner)
    except KeyError as error:
        raise FaultError(Fault.SETTINGS_INVALID, "owner: there is no such user on this machine") from error
    versions = software / "versions"
    for path in (software / "current", versions, *versions.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    os.chown(software, -1, user.pw_gid)
    software.chmod(SHARED_FOLDER)


def _repository(options: argparse.Namespace) -> Repository:
    """Raises FaultError(SETTINGS_INVALID) for keys in the folder that is served."""
    if options.keys.resolve().is_relative_to(options.folder.resolve()):
        raise FaultError(Fault.SETTINGS_INVALID, "keys: choose a folder outside the repository, which everybody reads")
    return Repository(options.folder, SigningKeys(options.keys), datetime.now(UTC))


_STEPS = {"begin": _begin, "add": _add, "renew": _renew, "replace-key": _replace_key, "plant": _plant}
