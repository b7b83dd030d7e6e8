"""Terminals of two sites on one database: each admits the people of its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.biometrics.gallery import Reason
from app.config.settings import Device, Mode, Settings
from app.domain.people import Hand
from app.domain.sites import SiteId
from app.entrypoints.assembly import memory
from app.runtime.clock import SystemClock
from app.runtime.memory import Memory
from app.services.enrol import enrol_person
from tests.app.services.palms import palm
from tests.app.services.test_enrol import ANNA, BEN
from tests.peers.postgres import Postgres

SIMULATED = Device("simulated")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of a terminal in the north."""
    database = ""
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        database = postgres.new_database()
    north = Settings(Mode.ENTRY, SIMULATED, SIMULATED, SIMULATED, data=tmp_path, site=SiteId("north"))
    return replace(north, database=database)


def knows(terminal: Memory, person: int) -> bool:
    terminal.keep_current()
    found = terminal.gallery.identify([palm(person, Hand.LEFT, 9)], terminal.profile)
    return found.reason is Reason.IDENTIFIED


def test_who_enrols_in_the_north_is_known_in_the_north_alone(settings: Settings) -> None:
    clock = SystemClock()
    with memory(settings, clock) as north, memory(replace(settings, site=SiteId("south")), clock) as south:
        for terminal, candidate in ((north, ANNA), (south, BEN)):
            at_home = replace(candidate, site=terminal.site)
            enrol_person(terminal.store, terminal.gallery, at_home, terminal.profile, terminal.logbook)
        assert [knows(north, 1), knows(north, 2)] == [True, False]
        assert [knows(south, 1), knows(south, 2)] == [False, True]
        assert south.store.person_with(ANNA.badge) is not None
