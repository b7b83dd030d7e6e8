"""The calls that nobody has signed: signing in. (The first run is a command on the machine itself: whoever reaches
the server first over a network must not become its owner.)

gateway = Gateway(..., open=open_calls(store, realm, proofs, trail))
"""

from app.domain.realm import Realm
from app.operations import sign_in as rows
from app.operations.console import BEGIN_SESSION
from app.ports.control.transaction import ControlStore
from app.services.control.call import Proofs
from app.services.control.identity.sign_in import Reception
from app.services.control.perform import Trail
from app.services.control.served import AnyOpen, Open
from app.services.control.strangers import Strangers


def open_calls(
    store: ControlStore, realm: Realm, proofs: Proofs, trail: Trail, strangers: Strangers | None = None
) -> tuple[AnyOpen, ...]:
    reception = Reception(store, realm, proofs, trail, strangers or Strangers())
    return (Open(rows.SIGN_IN, reception.sign_in), Open(BEGIN_SESSION, reception.begin_session))
