"""What a terminal remembers is what lies on its disk, whoever wrote it."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.storage.terminal_memory import Kept, TerminalMemory
from tests.app.domain.test_device_configuration import DESK, DOOR
from tests.app.runtime.test_life import IDENTITY


@pytest.fixture
def memory(tmp_path: Path) -> TerminalMemory:
    memory = TerminalMemory(tmp_path)
    memory.become(IDENTITY, "PRIVATE KEY")
    return memory


def test_what_another_program_wrote_is_read_at_once(memory: TerminalMemory, tmp_path: Path) -> None:
    other = TerminalMemory(tmp_path)
    for version, configuration in enumerate((DOOR, replace(DOOR, wifi=None), DESK, DOOR), 1):
        other.configure(Kept(version, configuration))
        assert memory.configuration() == memory.configuration() == Kept(version, configuration)
    other.leave()
    assert memory.identity() is None
    other.forget()
    assert memory.configuration() is None


def test_what_was_damaged_after_it_was_read_is_a_fault(memory: TerminalMemory, tmp_path: Path) -> None:
    memory.configure(Kept(1, DOOR))
    assert memory.configuration() == Kept(1, DOOR)
    (tmp_path / "configuration.json").write_text("{")
    with pytest.raises(FaultError) as caught:
        memory.configuration()
    assert caught.value.fault is Fault.STORE_UNREADABLE
