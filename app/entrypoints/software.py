"""The software download of a terminal that the launcher started.

with software(settings, os.environ, clock) as updates:
    print(updates.version())
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from app.config.settings import Settings
from app.domain.faults import Fault, FaultError
from app.domain.updates import version_of
from app.entrypoints.launch import RELEASE, SOFTWARE, launched
from app.gateway.outward import ServerPlace, is_there
from app.gateway.update_fetcher import system_trust, update_client
from app.ports.clock import Clock
from app.ports.network import Proof
from app.ports.updates import Updates
from app.runtime.fixed_software import FixedSoftware
from app.runtime.software_updates import Place, SoftwareUpdates

CHECKOUT = "checkout"
"""The version of what no launcher started."""
HTTPS_PORT = 443
ANSWER_S = 3.0
"""For each address of the server: within the patience of whoever asks."""


@contextmanager
def software(settings: Settings, environ: Mapping[str, str], clock: Clock) -> Iterator[Updates]:
    """Where no launcher started this, or the settings name no place, it is what it is. Raises FaultError(
    SETTINGS_INVALID) for an authority that is none."""
    if not launched(environ) or not settings.updates:
        yield FixedSoftware(version_of(environ.get(RELEASE, CHECKOUT)))
        return
    with update_client(_trust(settings)) as client:
        yield SoftwareUpdates(Place(Path(environ[SOFTWARE]), settings.updates), client, clock, environ[RELEASE])


def software_server(settings: Settings) -> Proof | None:
    """Whether the server answers that newer software comes from. None where none is named, or one that anybody could
    stand in for because it is not asked over TLS. Raises FaultError(SETTINGS_INVALID)."""
    url = urlsplit(settings.updates)
    if url.scheme != "https" or url.hostname is None:
        return None
    place = ServerPlace(url.hostname, url.port or HTTPS_PORT, _trust(settings))
    return lambda device: is_there(place, device, ANSWER_S)


def _trust(settings: Settings) -> ssl.SSLContext:
    """Without an authority of its own, whom the download would believe."""
    authority = settings.updates_authority
    try:
        return system_trust() if authority is None else ssl.create_default_context(cafile=str(authority))
    except (OSError, ssl.SSLError) as error:
        raise FaultError(Fault.SETTINGS_INVALID, "updates_authority: no certificate in that file") from error
