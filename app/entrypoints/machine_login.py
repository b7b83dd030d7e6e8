"""How this machine signs in to enterprise networks by itself: the files that the settings name, when they are there.

    login = machine_login(settings)
    login.complete

Limits: whether key and certificate belong together, and whether the network's manager may read them, is seen when they
are used.
"""

from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from app.config.settings import Settings
from app.domain.network import MachineLogin


def machine_login(settings: Settings) -> MachineLogin:
    """An authority that is named is asked for even where its file is missing: nobody else is believed in its place."""
    certificate, key, authority = settings.wifi_certificate, settings.wifi_key, settings.wifi_authority
    believed = "" if authority is None else str(authority)
    if certificate is None or key is None or not key.is_file():
        return MachineLogin(authority=believed)
    return MachineLogin(str(certificate), str(key), _named(certificate), believed)


def _named(certificate: Path) -> str:
    """Its subject's common name, else the first host name that it is for. Empty for a file that is not there, or no
    certificate."""
    try:
        shown = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = [str(each.value) for each in shown.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        others = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names += others.get_values_for_type(x509.DNSName)
    except (OSError, ValueError):
        return ""
    except x509.ExtensionNotFound:
        pass
    return next((name for name in names if name), "")
