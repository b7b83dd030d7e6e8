"""How long what a customer key unwrapped is used: seconds of a clock that the test moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.domain.key_state import KeyState
from app.ports.vault import KeySlot
from app.storage.key_lease import END_S, RENEW_S, RETRY_S
from app.storage.vault import KeyFile
from tests.app.drawer import Drawer

MINUTE_S = 60.0


@pytest.fixture
def drawer() -> Drawer:
    return Drawer("one")


@pytest.fixture
def vault(tmp_path: Path, drawer: Drawer) -> Iterator[KeyFile]:
    vault = KeyFile.create(tmp_path / "keys", None, drawer, drawer.monotonic_s)
    vault.create_key()
    vault.rewrap("one")
    vault.key(KeySlot(0))
    yield vault
    vault.close()


def fault_of(vault: KeyFile) -> Fault | None:
    try:
        vault.key(KeySlot(0))
    except FaultError as error:
        return error.fault
    return None


@pytest.mark.requirement("ENC-011")
@pytest.mark.parametrize(
    ("gone", "fault", "state"),
    [
        ("taken", Fault.CUSTOMER_KEY_REFUSED, KeyState.DISABLED),
        ("silent", Fault.CUSTOMER_KEY_UNREACHABLE, KeyState.UNREACHABLE),
    ],
)
@pytest.mark.parametrize("calls_every_s", [1.0, 7.0, 59.0])
def test_within_a_minute_of_its_going_nothing_opens(
    vault: KeyFile, drawer: Drawer, gone: str, fault: Fault, state: KeyState, calls_every_s: float
) -> None:
    getattr(drawer, gone).add("one")
    since_s = drawer.now_s
    while drawer.now_s - since_s < MINUTE_S - calls_every_s:
        drawer.now_s += calls_every_s
        vault.customer_state()
    drawer.now_s = since_s + MINUTE_S - 0.1
    assert fault_of(vault) is fault
    assert vault.customer_state() is state
    with pytest.raises(FaultError):
        vault.create_key()


@pytest.mark.requirement("ENC-013")
@pytest.mark.parametrize("gone", ["taken", "silent"])
def test_a_key_that_is_back_opens_everything_again(vault: KeyFile, drawer: Drawer, gone: str) -> None:
    key = vault.key(KeySlot(0))
    getattr(drawer, gone).add("one")
    drawer.now_s += MINUTE_S
    assert fault_of(vault) is not None
    getattr(drawer, gone).clear()
    drawer.now_s += RETRY_S
    assert vault.key(KeySlot(0)) == key
    assert vault.customer_state() is KeyState.ENABLED


def test_a_short_silence_disturbs_nobody(vault: KeyFile, drawer: Drawer) -> None:
    drawer.silent.add("one")
    drawer.now_s += END_S - 1
    assert fault_of(vault) is None


def test_a_no_ends_the_lease_as_soon_as_it_is_heard(vault: KeyFile, drawer: Drawer) -> None:
    drawer.taken.add("one")
    drawer.now_s += RENEW_S
    assert fault_of(vault) is Fault.CUSTOMER_KEY_REFUSED


def test_a_silent_key_is_not_asked_by_every_call(vault: KeyFile, drawer: Drawer) -> None:
    drawer.silent.add("one")
    drawer.now_s += MINUTE_S
    before = drawer.questions
    for _ in range(100):
        fault_of(vault)
    assert drawer.questions == before + 1


def test_the_default_key_alone_asks_nobody_and_never_ends(tmp_path: Path, drawer: Drawer) -> None:
    vault = KeyFile.create(tmp_path / "other", None, drawer, drawer.monotonic_s)
    slot = vault.create_key()
    before = drawer.questions
    drawer.now_s += 1e6
    vault.key(slot)
    assert (drawer.questions, vault.customer_state()) == (before, KeyState.NONE)
    vault.close()
