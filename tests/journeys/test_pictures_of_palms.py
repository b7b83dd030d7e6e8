"""Pictures of an enrolled palm at the door, and what really happens: some are refused, and some open it, on the record.

What passes here passes in the manual too (`resources/manual/presentation-attacks.md`): a row that changes here changes
what the terminal promises.
"""

from dataclasses import replace

import pytest

from app.biometrics.liveness.judge import CHALLENGED, KIOSK, OFF, Profile
from app.domain.audit_action import AuditAction
from app.domain.people import Hand
from app.flows.events import Choice
from app.ports.store import AuditEntry
from drivers.simulated.world import Species
from tests.journeys.people import BADGES, enrol, walk_to
from tests.journeys.visit import House

GRANTED, REFUSED = "granted", "bare_palm"
RESULTS = (GRANTED, REFUSED, "use_badge", "not_recognised", "unreadable", "denied", "no_answer", "fault")


@pytest.fixture(scope="module")
def enrolled(house: House) -> House:
    house.world.allow(BADGES[1])
    enrol(house, 1)
    return house


def under(house: House, profile: Profile) -> House:
    return replace(house, terminals=replace(house.terminals, liveness=profile))


def decision(house: House) -> AuditEntry:
    return next(entry for entry in house.memory.store.audit(10) if entry.action is AuditAction.IDENTIFY)


@pytest.mark.parametrize(
    ("species", "profile", "ends"),
    [
        (Species.STILL_FED, KIOSK, REFUSED),
        (Species.LOOP_FED, KIOSK, GRANTED),
        (Species.PRINT_FLAT, KIOSK, GRANTED),
        (Species.PRINT_BENT, KIOSK, GRANTED),
        (Species.SCREEN_REPLAY, KIOSK, GRANTED),
        (Species.STILL_FED, CHALLENGED, REFUSED),
        (Species.LOOP_FED, CHALLENGED, REFUSED),
        (Species.PRINT_FLAT, CHALLENGED, REFUSED),
        (Species.PRINT_BENT, CHALLENGED, REFUSED),
        (Species.SCREEN_REPLAY, CHALLENGED, REFUSED),
    ],
)
def test_a_picture_of_an_enrolled_palm_ends_as_the_manual_says_and_is_on_record(
    enrolled: House, species: Species, profile: Profile, ends: str
) -> None:
    house = under(enrolled, profile)
    heard = len(house.world.state().bus)
    with house.entry() as visit:
        visit.look_on(1)
        house.world.show_fake(species, 1, Hand.LEFT)
        assert visit.until(*RESULTS).screen == ends
        asked = len(house.world.state().bus) - heard
    recorded = decision(house)
    assert recorded.liveness[0] == profile.name
    if ends == GRANTED:
        assert (asked, recorded.outcome, recorded.liveness[1]) == (1, "granted", "bona_fide")
    else:
        assert (asked, recorded.outcome, recorded.liveness[1]) == (0, "presentation_attack", "attack")
        assert recorded.person is None
    assert house.world.state().ring is None
    assert enrolled.memory.store.broken_audit_row() is None  # type: ignore[attr-defined]  # of the store on disk


@pytest.mark.parametrize("profile", [KIOSK, CHALLENGED])
@pytest.mark.parametrize("hand", Hand)
def test_a_living_palm_passes(enrolled: House, profile: Profile, hand: Hand) -> None:
    house = under(enrolled, profile)
    with house.entry() as visit:
        visit.look_on(1)
        house.world.show_palm(1, hand)
        assert visit.until(*RESULTS).screen == GRANTED
    assert decision(house).liveness[:2] == (profile.name, "bona_fide")


def test_who_was_asked_for_a_bare_palm_gets_in_with_the_badge_on_the_same_screen(enrolled: House) -> None:
    with enrolled.entry() as visit:
        visit.look_on(1)
        enrolled.world.show_fake(Species.STILL_FED, 1, Hand.LEFT)
        visit.until(REFUSED)
        enrolled.world.present_badge(BADGES[1].number)
        visit.until(GRANTED)


def test_where_it_is_off_a_still_picture_opens_the_door_and_the_record_says_that_nothing_was_asked(
    enrolled: House,
) -> None:
    house = under(enrolled, OFF)
    with house.entry() as visit:
        visit.look_on(1)
        house.world.show_fake(Species.STILL_FED, 1, Hand.LEFT)
        assert visit.until(*RESULTS).screen == GRANTED
    assert set(decision(house).liveness[:1]) == {"off"}
    assert all(word.endswith(":off:off") for word in decision(house).liveness[2:])
    started = [entry for entry in house.memory.store.audit(100) if entry.action is AuditAction.START_TERMINAL]
    assert (started[0].outcome, started[0].liveness) == ("off", ("off", "off"))


@pytest.mark.parametrize("profile", [KIOSK, CHALLENGED])
def test_at_the_desk_a_still_picture_gives_no_sample_and_three_end_the_enrolment(
    enrolled: House, profile: Profile
) -> None:
    house = under(enrolled, profile)
    with house.desk() as visit:
        walk_to(house, visit, "capture_left")
        for _ in range(2):
            house.world.show_fake(Species.STILL_FED, 3, Hand.LEFT)
            assert visit.until("capture_left", what=lambda view: view.palm_rejected).samples_taken == 0
            house.world.take_palm_away()
            visit.until("capture_left", what=lambda view: not view.palm_rejected)
        house.world.show_fake(Species.STILL_FED, 3, Hand.LEFT)
        assert visit.until("refused").primary is Choice.FINISH
        assert visit.forgotten
    assert house.memory.store.person_with(BADGES[3]) is None
    refused = [entry for entry in house.memory.store.audit(10) if entry.action is AuditAction.SAMPLE_REFUSED]
    assert [entry.outcome for entry in refused[:3]] == ["presentation_attack"] * 3
