"""The key under which palm codes are held, one at a time, by number of its epoch."""

from dataclasses import dataclass, field

FIRST_EPOCH = 1
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class TransformKey:
    epoch: int
    """From 1; each renewal counts on."""
    key: bytes = field(repr=False)
    """32 bytes, random."""
