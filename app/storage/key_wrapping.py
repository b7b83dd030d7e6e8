"""Under what the slots of a key file are wrapped at this moment, and what opens them.

Rules it keeps: the header is read anew each time, because another process may rotate the keys; what a bank unwraps is
held no longer than its lease (`app.storage.key_lease`), and not at all once the bank has gone.

    wrapping = Wrapping(slots.page, custody)
    wrapping.open(slots.sealed(slot), slot)
"""

from collections.abc import Callable
from functools import partial

from app.domain.faults import FaultError
from app.ports.vault import KeySlot
from app.storage.key_envelope import Custody, Secrets, kek_of, open_envelope, open_system
from app.storage.key_header import Bank, Header, read_header
from app.storage.key_lease import Lease
from app.storage.seal import SealBroken, open_seal, place_of, seal


class Wrapping:
    def __init__(self, page: Callable[[], bytes], custody: Custody) -> None:
        """`page` reads the first page of the file. Raises FaultError(KEY_MISSING)."""
        self._page = page
        self._custody = custody
        self._seen = page()
        self._header = read_header(self._seen)
        self._leases: dict[Bank, Lease] = {}
        self._systems: dict[Bank, bytes] = {}

    @property
    def id(self) -> bytes:
        return self._header.id

    def header(self) -> Header:
        page = self._page()
        if page != self._seen:
            self._header, self._seen = read_header(page), page
            self._leases = {bank: lease for bank, lease in list(self._leases.items()) if bank in self._header.banks}
            self._systems = {}
        return self._header

    def current(self) -> Secrets:
        """Raises FaultError as `open_envelope` does."""
        return self.secrets(self.header().current)

    def secrets(self, bank: Bank) -> Secrets:
        lease = self._leases.get(bank)
        if lease is None:
            unwrap = partial(open_envelope, bank, self._custody, self.id)
            lease = Lease(unwrap, self._custody.monotonic_s, expires=bool(bank.customer))
            self._leases[bank] = lease
        return lease.secrets()

    def system_secret(self) -> bytes:
        """Raises FaultError: KEY_MISSING, KEY_EXPOSED. Never asks a customer key."""
        bank = self.header().current
        secret = self._systems.get(bank)
        if secret is None:
            secret = open_system(bank, kek_of(bank, self._custody, self.id), self.id)
            self._systems[bank] = secret
        return secret

    def seal(self, wrapping: bytes, key: bytes, slot: KeySlot) -> bytes:
        return seal(wrapping, key, self._place_of(slot))

    def open(self, sealed: bytes, slot: KeySlot) -> bytes | None:
        """Under whichever bank opens it; None under none. Raises the fault of a bank that could not be tried."""
        fault: FaultError | None = None
        for bank in self.header().banks:
            try:
                key = self.open_with(self.secrets(bank).slots, sealed, slot)
            except FaultError as error:
                fault = error
                continue
            if key is not None:
                return key
        if fault is not None:
            raise fault
        return None

    def open_with(self, wrapping: bytes, sealed: bytes, slot: KeySlot) -> bytes | None:
        try:
            return open_seal(wrapping, sealed, self._place_of(slot))
        except SealBroken:
            return None

    def _place_of(self, slot: KeySlot) -> bytes:
        return place_of(self.id.hex(), "keys", str(slot))
