"""The PIN of a token with a customer key: in a file of its own, or in the system's keyring.

Rules it keeps: a file that others may read is refused; a PIN that has gone was taken away, which is a no; it is read
anew at each question, so that a new one counts at once.

    keyring set thenar pkcs11:TOKEN        # into the keyring, by the keyring's own command
"""

from pathlib import Path

from keyring.errors import KeyringError

from app.domain.faults import Fault, FaultError
from app.storage.key_custody import SERVICE, Keyring, refuse_exposed


def fetch_pin(token: str, file: Path | None, ring: Keyring | None) -> str:
    """`file` is where it lies; None for the keyring. Raises FaultError: CUSTOMER_KEY_REFUSED, KEY_EXPOSED."""
    pin = _from_keyring(token, ring) if file is None else _from_file(file)
    if not pin:
        raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"there is no PIN for the token {token}")
    return pin


def _from_file(file: Path) -> str:
    try:
        refuse_exposed(file)
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"{file.name} is gone or cannot be read") from error


def _from_keyring(token: str, ring: Keyring | None) -> str | None:
    try:
        return None if ring is None else ring.get_password(SERVICE, f"pkcs11:{token}")
    except KeyringError as error:
        raise FaultError(Fault.CUSTOMER_KEY_REFUSED, "the system keyring did not give the PIN") from error
