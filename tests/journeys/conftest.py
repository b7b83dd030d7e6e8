"""One simulated house for a module's visits: two people come to the desk first, as they would."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config.settings import Device, Mode, Settings
from app.domain.consent import TerminalId
from app.entrypoints.assembly import eyes, memory
from drivers.simulated.world import World
from tests.journeys.visit import House, LeapingClock, Terminals

SIMULATED = Settings(
    Mode.ENTRY, Device("simulated"), Device("simulated"), Device("simulated"), terminal=TerminalId("desk-1")
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    clock = LeapingClock()
    settings = replace(SIMULATED, data=Path(tmp_path_factory.mktemp("house")))
    with eyes() as observe, memory(settings, clock) as remembered:
        yield House(clock, World(clock), Terminals(remembered, observe))
