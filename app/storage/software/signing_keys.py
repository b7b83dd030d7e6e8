"""The private keys that sign software, one PEM file each: `root-1.pem` to `root-3.pem`, `targets.pem`, `snapshot.pem`,
`timestamp.pem`.

Rules it keeps: a file that others may read is refused; a key is on the disk before anything says that it signs.

    keys = SigningKeys(Path("/media/safe"))
    signers = keys.present(("root-1", "root-2", "root-3"))
"""

from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.exceptions import Error
from securesystemslib.signer import CryptoSigner

from app.domain.faults import Fault, FaultError
from app.storage.atomic_write import atomic_write, make_private_folder
from app.storage.key_custody import refuse_exposed


class SigningKeys:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, name: str) -> CryptoSigner:
        """A fresh Ed25519 key in place of any that was there. Raises OSError."""
        make_private_folder(self._folder)
        signer = CryptoSigner.generate_ed25519()
        atomic_write(self._file(name), signer.private_bytes)
        return signer

    def there(self, name: str) -> bool:
        return self._file(name).exists()

    def get(self, name: str) -> CryptoSigner:
        """Raises FaultError: KEY_MISSING, KEY_EXPOSED."""
        path = self._file(name)
        try:
            refuse_exposed(path)
            return _signer(path.read_bytes())
        except OSError as error:
            raise FaultError(Fault.KEY_MISSING, f"{path.name} is not in that folder") from error
        except (ValueError, TypeError, UnsupportedAlgorithm, Error) as error:
            raise FaultError(Fault.KEY_MISSING, f"{path.name} is no Ed25519 key in PEM") from error

    def present(self, names: Iterable[str]) -> list[CryptoSigner]:
        """Those of `names` that are there: root keys live apart from each other. Raises FaultError(KEY_EXPOSED)."""
        return [self.get(name) for name in names if self.there(name)]

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.pem"


def _signer(pem: bytes) -> CryptoSigner:
    key = load_pem_private_key(pem, password=None)
    return CryptoSigner(key)
