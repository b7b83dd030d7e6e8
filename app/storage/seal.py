"""AES-256-GCM seals: nonce, ciphertext and tag in one piece, bound to the place they were made for.

The place (`account|table|row`) is authenticated, not stored: a sealed value that was moved to another row, table or
account does not open. Source: NIST SP 800-38D; 96-bit random nonces, far below 2**32 seals under one key.

>>> key, place = bytes(32), place_of("account", "badges", "row-1")
>>> open_seal(key, seal(key, b"17-4242", place), place)
b'17-4242'
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES


class SealBroken(Exception):
    """Wrong key, wrong place, or somebody changed it."""


def place_of(account: str, table: str, row: str) -> bytes:
    """None of the three may hold the separator, so that no two places read alike."""
    if "|" in account + table + row:
        raise ValueError("the separator may not be part of a place")
    return f"{account}|{table}|{row}".encode()


def seal(key: bytes, content: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, place)


def open_seal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Raises SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
