"""Palm codes that can be renewed: held and compared under a key of the tenant, and never under their own bits.

Two codes are compared by the bits in which they differ, and a bit that is turned over in both differs as before. So:

- A stored template is the code XOR a stream of its own, made from the tenant's key and the template's salt. Two
  templates have nothing in common that could be seen without the key, be they of one palm, one tenant or not.
- A gallery holds every code XOR one veil, made from the same key. Probes are turned and shifted first and veiled then
  (`Veil.prepare`): all distances are bit for bit those of the plain codes. The mask alone is plain in a gallery,
  because it is ANDed, not XORed.
- From a template to the gallery, and from an old key to a new one, both streams are put together before they meet the
  template: the plain code is formed at enrolment and nowhere after.

Streams: HKDF-SHA-256 (RFC 5869, no salt) of the tenant's key gives an AES-256 key (info `thenar template stream`) whose
counter mode (NIST SP 800-38A, 6.5) from the salt on gives a template's 1,856 bytes; HKDF with info `thenar gallery
veil` gives the gallery's last 1,728, after 128 zero bytes for the mask.

Limits: this is not one-way. Who has the key has the codes. Who knows one template's code has that template's stream and
no other's; but who knows one code of a *gallery*, or sees some dozens of its rows, has its veil: a gallery leaves
memory sealed or not at all. Measured in `resources/decisions/0031-renewable-templates.md`.

>>> from app.biometrics.features import encode
>>> code = encode(np.random.default_rng(0).integers(0, 255, (128, 128)).astype(np.uint8), None)
>>> key = Transform(TransformKey(1, bytes(32)))
>>> stored = key.protect(code, salt=bytes(16))
>>> float(matching.distances(key.veil.prepare(code), matching.references([key.admit(stored)]))[0])
0.0
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from numpy.typing import NDArray

from app.biometrics import matching
from app.biometrics.template import (
    BODY_BYTES,
    MASK_BYTES,
    PLAIN_EPOCH,
    VERSION,
    PalmCode,
    Protected,
    body_of,
    code_of,
    parse,
    parse_protected,
    serialise_protected,
)
from app.ports.transform import TransformKey


class AnotherEpoch(ValueError):
    """The code or template is under a key that is not at hand: it was renewed, or belongs to another tenant."""


@dataclass(frozen=True, eq=False)
class Veil:
    """What all codes of one gallery are XORed with. `body` (1,856 bytes) has zeros for the mask."""

    epoch: int
    body: bytes = field(repr=False)

    def cover(self, code: PalmCode) -> PalmCode:
        """A plain code, veiled; one under this veil already, as it is. Raises AnotherEpoch."""
        if code.epoch == self.epoch:
            return code
        if code.epoch != PLAIN_EPOCH:
            raise AnotherEpoch
        return code_of(_xor(body_of(code), self.body), self.epoch)

    def prepare(self, code: PalmCode) -> matching.Probe:
        """A plain code turned and shifted in every way, and every word of it veiled."""
        if code.epoch != PLAIN_EPOCH:
            raise AnotherEpoch
        probe = matching.prepare(code)
        if self.epoch == PLAIN_EPOCH:
            return probe
        veil = self._words
        return replace(probe, words=probe.words ^ veil.blocks[0][:, None], align=probe.align ^ veil.align.T)

    def is_made_from(self, key: TransformKey) -> bool:
        """The number alone does not tell: a terminal that follows a server takes its keys, numbers and all."""
        return self.epoch == key.epoch and self.body == Transform(key).veil.body

    @property
    def _words(self) -> matching.References:
        return matching.references([code_of(self.body)])


BARE = Veil(PLAIN_EPOCH, bytes(BODY_BYTES))
"""No veil: for benchmarks and tests, and for a gallery that is not filled yet."""


class Transform:
    """One of the tenant's keys, at work."""

    def __init__(self, key: TransformKey) -> None:
        self.epoch = key.epoch
        self.veil = Veil(key.epoch, bytes(MASK_BYTES) + _derived(key, b"thenar gallery veil", BODY_BYTES - MASK_BYTES))
        self._key = AES(_derived(key, b"thenar template stream", 32))

    def protect(self, code: PalmCode, salt: bytes) -> bytes:
        """A plain code's template of version 2. `salt` is 16 random bytes, fresh for each call."""
        if code.epoch != PLAIN_EPOCH:
            raise AnotherEpoch
        return serialise_protected(Protected(self.epoch, salt, _xor(body_of(code), self.stream(salt))))

    def admit(self, template: bytes) -> PalmCode:
        """A template's code under the veil. Raises NotATemplate, AnotherEpoch."""
        return Ring([self]).admit(template)

    def stream(self, salt: bytes) -> bytes:
        """The 1,856 bytes that a body with this salt is XORed with."""
        return Cipher(self._key, CTR(salt)).encryptor().update(bytes(BODY_BYTES))


class Ring:
    """The tenant's live keys, oldest first: one, or two while templates are renewed. The last one is current."""

    def __init__(self, transforms: Iterable[Transform]) -> None:
        self._of = {transform.epoch: transform for transform in transforms}

    @property
    def current(self) -> Transform:
        return self._of[max(self._of)]

    def admit(self, template: bytes) -> PalmCode:
        """A template's code under the current veil, from whichever live key. Raises NotATemplate, AnotherEpoch."""
        held = parse_protected(template)
        change = _xor(self._stream(held), self.current.veil.body)
        return code_of(_xor(held.body, change), self.current.epoch)

    def renew(self, template: bytes, salt: bytes) -> bytes:
        """The template under the current key and a new salt; one of version 1 is put under it for the first time.
        Raises NotATemplate, AnotherEpoch."""
        fresh = self.current.stream(salt)
        if _is_plain(template):
            body = _xor(body_of(parse(template)), fresh)
        else:
            held = parse_protected(template)
            body = _xor(held.body, _xor(self._stream(held), fresh))
        return serialise_protected(Protected(self.current.epoch, salt, body))

    def _stream(self, held: Protected) -> bytes:
        if held.epoch not in self._of:
            raise AnotherEpoch
        return self._of[held.epoch].stream(held.salt)


def _is_plain(template: bytes) -> bool:
    return template[4:6] == VERSION.to_bytes(2, "little")


def _derived(key: TransformKey, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, None, info).derive(key.key)


def _xor(one: bytes, other: bytes) -> bytes:
    return (_bits(one) ^ _bits(other)).tobytes()


def _bits(body: bytes) -> NDArray[np.uint64]:
    return np.frombuffer(body, np.uint64)
