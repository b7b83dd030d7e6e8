"""A bundle: one version of the application as a zip of its folder. At its top is the executable `start`.

Rules it keeps: the same folder makes the same bytes; nothing is unpacked outside the folder it is unpacked into, no
link, and no more bytes than were announced; what is unpacked is on the disk when this returns.

    size = pack(tree, Path("thenar.zip"))
    unpack(Path("thenar.zip"), Path("versions/.0.2.0"), size)
"""

import os
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from app.storage.atomic_write import sync_folder

START = "start"
"""What is run, with the command line's words."""
ENTRIES_MOST = 200_000
"""Files and folders; the application with all it needs has some 15,000."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can hold: times tell nothing here, and would make each packing another."""
_PROGRAM, _FILE = 0o755, 0o644
_LEFT_OUT = "__pycache__"


class BundleRefused(Exception):
    """It is no bundle, or not the one that was announced. The message says what is wrong."""


def pack(tree: Path, bundle: Path) -> int:
    """Returns how many bytes it unpacks to. Raises OSError, and BundleRefused for links or where `start` is missing."""
    if not os.access(tree / START, os.X_OK):
        raise BundleRefused(f"{START}: missing, or not executable")
    size = 0
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(tree.rglob("*")):
            if _LEFT_OUT in path.parts or path.is_dir():
                continue
            if path.is_symlink() or not path.is_file():
                raise BundleRefused(f"{path.relative_to(tree)}: neither a file nor a folder")
            info = zipfile.ZipInfo(path.relative_to(tree).as_posix(), _EPOCH)
            mode = _PROGRAM if os.access(path, os.X_OK) else _FILE
            info.external_attr = (stat.S_IFREG | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as content, packed.open(info, "w", force_zip64=True) as entry:
                shutil.copyfileobj(content, entry)
            size += path.stat().st_size
    return size


def unpack(bundle: Path, folder: Path, size: int) -> None:
    """Makes `folder`, which must not be there. `size` is what was announced. Raises BundleRefused, OSError; what has
    been unpacked until then is the caller's to remove."""
    try:
        with zipfile.ZipFile(bundle) as packed:
            entries = _checked(packed.infolist(), size)
            folder.mkdir(mode=_PROGRAM)
            for entry in entries:
                _unpack_one(packed, entry, folder / entry.filename)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise BundleRefused("it cannot be unpacked") from error
    _sync(folder)


def _checked(entries: list[zipfile.ZipInfo], size: int) -> list[zipfile.ZipInfo]:
    names = [entry.filename for entry in entries]
    if START not in names or len(set(names)) != len(names) or len(names) > ENTRIES_MOST:
        raise BundleRefused("an entry is missing, or there twice, or there are too many")
    if sum(entry.file_size for entry in entries) != size:
        raise BundleRefused("it is not as large as announced")
    for entry in entries:
        place = PurePosixPath(entry.filename)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or entry.is_dir():
            raise BundleRefused(f"{entry.filename!r} is no file")
        if place.is_absolute() or ".." in place.parts or place.as_posix() != entry.filename or "\\" in entry.filename:
            raise BundleRefused(f"{entry.filename!r} leads elsewhere")
    return entries


def _unpack_one(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(mode=_PROGRAM, parents=True, exist_ok=True)
    program = entry.external_attr >> 16 & stat.S_IXUSR or entry.filename == START
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PROGRAM if program else _FILE)
    with packed.open(entry) as content, os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(content, file)


def _sync(folder: Path) -> None:
    """All at once first, which takes a third of the time; then each, because only that says what could not be
    written."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)
