"""The key that reader and panel share (SCBK), and which keys are no keys.

It comes from a file that only its owner can read, or as bytes; never from a command line, where every process sees it.
Refused are keys that are public or guessable: the protocol's default key (SCBK-D), one repeated byte, and bytes that
count up or down by one.

>>> is_guessable(bytes(range(0x30, 0x40))), is_guessable(bytes.fromhex("8f1c5a3b77e04d9261b8c3f09a2e4d17"))
(True, False)
"""

import os
import stat
from itertools import pairwise
from pathlib import Path

from app.domain.faults import Fault, FaultError

KEY_BYTES = 16  # AES-128, the only key length of OSDP's secure channel (IEC 60839-11-5)
_LONGEST_FILE = 256  # bytes; a key file holds 16 bytes or 32 hexadecimal digits


def is_guessable(key: bytes) -> bool:
    """True for every key whose bytes differ by 0, +1 or -1 throughout; SCBK-D (30 31 … 3F) is one of them."""
    steps = {(second - first) % 256 for first, second in pairwise(key)}
    return len(steps) == 1 and steps <= {0, 1, 255}


def checked_key(key: bytes) -> bytes:
    """Raises FaultError(SETTINGS_INVALID)."""
    if len(key) != KEY_BYTES:
        raise FaultError(Fault.SETTINGS_INVALID, f"the door key must have {KEY_BYTES} bytes")
    if is_guessable(key):
        raise FaultError(Fault.SETTINGS_INVALID, "the door key is a public or guessable one")
    return key


def read_key(path: Path) -> bytes:
    """Reads 16 bytes or 32 hexadecimal digits. Raises FaultError(KEY_MISSING, KEY_EXPOSED or SETTINGS_INVALID)."""
    try:
        # The checks look at the opened file, so that nobody can exchange it between check and reading.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise FaultError(Fault.KEY_MISSING, f"door key {path}") from error
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise FaultError(Fault.KEY_MISSING, f"door key {path} is not a file")
        if about.st_mode & 0o077:
            raise FaultError(Fault.KEY_EXPOSED, f"door key {path}: others may read it; make it mode 600")
        content = os.read(descriptor, _LONGEST_FILE)
    finally:
        os.close(descriptor)
    return checked_key(_as_bytes(content))


def _as_bytes(content: bytes) -> bytes:
    if len(content) == KEY_BYTES:
        return content
    try:
        return bytes.fromhex(content.decode("ascii"))
    except ValueError:
        # `from None`: the original message quotes the content.
        raise FaultError(Fault.SETTINGS_INVALID, "the door key is neither 16 bytes nor 32 hexadecimal digits") from None
