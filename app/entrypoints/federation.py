"""Sign-in with another house's provider, put together where the settings name one."""

from app.config.identity_provider import FILE_NAME, ProviderSettings, load_identity_provider
from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.gateway.identity_provider import Client, OidcProvider
from app.gateway.installer.door import BACK
from app.gateway.targets.fetching import Fetcher
from app.gateway.targets.reach import Reach
from app.gateway.targets.trust import Trust
from app.operations import federation as rows
from app.ports.clock import Clock
from app.services.control.identity.federation import Federation
from app.services.control.perform import Performer
from app.services.control.served import AnyOpen, Open
from app.storage.key_custody import refuse_exposed


def federated_calls(state: State, performer: Performer, clock: Clock) -> tuple[AnyOpen, ...]:
    """None without settings. Raises FaultError: SETTINGS_INVALID, or KEY_EXPOSED for a secret that others may read."""
    settings = load_identity_provider(state.folder / FILE_NAME)
    if settings is None:
        return ()
    rules = settings.admission
    fetcher = Fetcher(Reach(settings.networks), _trust(settings), clock)
    provider = OidcProvider(Client(rules.issuer, rules.client_id, _secret(settings), settings.scopes), fetcher, clock)
    federation = Federation(
        performer.store,
        performer.realm,
        performer.trail,
        provider,
        rules,
        (*settings.redirects, f"{performer.proofs.site.origin}{BACK}"),
        performer.strangers,
    )
    return Open(rows.BEGIN_FEDERATED, federation.begin), Open(rows.FINISH_FEDERATED, federation.finish)


def _trust(settings: ProviderSettings) -> Trust:
    trust = Trust(settings.authorities)
    try:
        trust.context()
    except OSError as error:
        raise FaultError(Fault.SETTINGS_INVALID, f"{FILE_NAME}: authorities: no certificate in that file") from error
    return trust


def _secret(settings: ProviderSettings) -> str:
    try:
        refuse_exposed(settings.secret_file)
        secret = settings.secret_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FaultError(Fault.SETTINGS_INVALID, f"{FILE_NAME}: secret_file cannot be read") from error
    if not secret:
        raise FaultError(Fault.SETTINGS_INVALID, f"{FILE_NAME}: secret_file is empty")
    return secret
