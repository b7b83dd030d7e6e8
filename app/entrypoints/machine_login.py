"""How this machine signs in to enterprise networks by itself: the files that the settings name, when they are there.

    login = machine_login(settings)
    login.complete

Limits: whether key and certificate belong together, and whether the network's manager may read them, is seen when they
are used.
"""

from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from app.config.settings import Settings
from app.domain.network import MachineLogin

_MALFORMED: Final = (x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType)
"""What else a certificate's text may hold, none of them a ValueError."""


def machine_login(settings: Settings) -> MachineLogin:
    """An authority that is named is asked for even where its file is missing: nobody else is believed in its place."""
    certificate, key, authority = settings.wifi_certificate, settings.wifi_key, settings.wifi_authority
    believed = "" if authority is None else str(authority)
    if certificate is None or key is None or not _may_be_there(key):
        return MachineLogin(authority=believed)
    return MachineLogin(str(certificate), str(key), _named(certificate), believed)


def _may_be_there(key: Path) -> bool:
    """Where this program may not look, the administrator is believed: the network's manager reads the file as root."""
    try:
        return key.is_file()
    except PermissionError:
        return True
    except OSError:
        return False


def _named(certificate: Path) -> str:
    """Its subject's common name, else the first host name that it is for. Empty for a file that is not there, or no
    certificate."""
    try:
        shown = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = [str(each.value) for each in shown.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        others = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names += others.get_values_for_type(x509.DNSName)
    except (OSError, ValueError, *_MALFORMED):
        return ""
    except x509.ExtensionNotFound:
        pass
    return next((name for name in names if name), "")
