"""Notices that the customer's key went or is back, and says so: an event for whoever wants to hear of it, and a record
in the audit.

Rules it keeps: said once a change, not at each look; event and record are one transaction, under the default key alone,
so that they can be written while the other is gone. A server that starts takes the key for enabled until it looks.

    watcher = KeyWatcher(store, keys, publisher, new_uuid)
    watcher.look(clock.now())
"""

from collections.abc import Callable
from datetime import datetime

from app.domain.audit_record import AuditedCall
from app.domain.caller import Caller, CallerKind
from app.domain.control_events import KeyStateChanged
from app.domain.event_json import occurrence
from app.domain.key_state import KeyState
from app.ports.control.encryption import EncryptionKeys
from app.ports.control.transaction import ControlStore
from app.services.control.publish import Publisher, publish

ACTION = "EncryptionKeyStateChanged"
AGENT = "key-watch"
_CLOSED = (KeyState.DISABLED, KeyState.UNREACHABLE)


class KeyWatcher:
    def __init__(
        self, store: ControlStore, keys: EncryptionKeys, publisher: Publisher, new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._keys = keys
        self._publisher = publisher
        self._new_id = new_id
        self._seen = KeyState.ENABLED

    def look(self, at: datetime) -> KeyState:
        """Asks the key when its lease is up. Raises FaultError when it cannot be said; then the next look says it."""
        state = self._keys.customer_state()
        if state is not self._seen and (state in _CLOSED or self._seen in _CLOSED):
            self._say(KeyStateChanged(self._keys.customer_key(), state, self._seen), at)
        self._seen = state
        return state

    def _say(self, change: KeyStateChanged, at: datetime) -> None:
        realm = self._publisher.realm
        with self._store.transaction() as transaction:
            publish(transaction, occurrence(change, realm.account), self._publisher.stamp(at))
            transaction.trail.append(
                AuditedCall(
                    event_id=self._new_id(),
                    request_id=self._new_id(),
                    at=at,
                    action=ACTION,
                    region=realm.region,
                    account=realm.account,
                    caller=Caller(CallerKind.SERVICE, realm.account, "", AGENT, AGENT),
                    source_address="",
                    user_agent=AGENT,
                    read_only=False,
                    request={"customerKey": change.key, "previousState": change.previous.value},
                    answer={"currentState": change.current.value},
                )
            )
