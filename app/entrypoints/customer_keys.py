"""The customer keys of this machine: the operator's file, read anew at each question, and what each kind is made of.

with open_store(state, system_keyring(), customers=CustomerKeysFile(state)) as store: ...
"""

from functools import partial

from app.config.customer_keys import (
    FILE_NAME,
    FilePlace,
    KmipPlace,
    KmsPlace,
    Pkcs11Place,
    Place,
    load_customer_keys,
)
from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.gateway.keys.kmip import KmipKey
from app.gateway.keys.kms import KmsKey
from app.gateway.keys.pkcs11 import Pkcs11Key, RefusedPins
from app.ports.customer_key import CustomerKey
from app.storage.customer_key_file import CustomerKeyFile
from app.storage.customer_pin import fetch_pin
from app.storage.key_custody import system_keyring


class CustomerKeysFile:
    """Implements `app.ports.customer_key.CustomerKeys`."""

    def __init__(self, state: State) -> None:
        self._path = state.folder / FILE_NAME
        self._refused_pins = RefusedPins()

    def names(self) -> tuple[str, ...]:
        return tuple(load_customer_keys(self._path))

    def named(self, name: str) -> CustomerKey:
        place = load_customer_keys(self._path).get(name)
        if place is None:
            raise FaultError(Fault.SETTINGS_INVALID, f"customer key: {FILE_NAME} has none called {name}")
        return made_of(place, self._refused_pins)


def made_of(place: Place, refused: RefusedPins) -> CustomerKey:
    match place:
        case FilePlace():
            return CustomerKeyFile(place.path)
        case KmipPlace():
            return KmipKey(place)
        case KmsPlace():
            return KmsKey(place)
        case Pkcs11Place():
            pin = partial(fetch_pin, place.token, place.pin_file, system_keyring())
            return Pkcs11Key(place, pin, refused)
