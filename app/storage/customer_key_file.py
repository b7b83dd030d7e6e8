"""A customer key in a file of its own, on a medium that its owner can take away.

Rules it keeps: a file that others may read is refused; a file that has gone was taken away, which is a no.

    key = CustomerKeyFile(Path("/media/owner/thenar.key"))

Its content is 32 random bytes: `head -c 32 /dev/urandom > thenar.key; chmod 600 thenar.key`.
"""

from pathlib import Path

from app.domain.faults import Fault, FaultError
from app.storage.key_custody import refuse_exposed
from app.storage.seal import KEY_BYTES, SealBroken, open_seal, place_of, seal

_PLACE = place_of("customer", "keys", "envelope")


class CustomerKeyFile:
    """Implements `app.ports.customer_key.CustomerKey`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def wrap(self, secret: bytes) -> bytes:
        return seal(self._key(), secret, _PLACE)

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return open_seal(self._key(), wrapped, _PLACE)
        except SealBroken as error:
            raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"{self._path.name} is another key than it was") from error

    def _key(self) -> bytes:
        """Raises FaultError: CUSTOMER_KEY_REFUSED, KEY_EXPOSED."""
        try:
            refuse_exposed(self._path)
            key = self._path.read_bytes()
        except OSError as error:
            raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"{self._path.name} is gone or cannot be read") from error
        if len(key) != KEY_BYTES:
            raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"{self._path.name} is not {KEY_BYTES} bytes long")
        return key
