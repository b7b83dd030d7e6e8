"""The states of a device instance, explored: every event in every state."""

from collections.abc import Iterator
from itertools import product

import pytest

from app.domain.device_instances import TRANSITIONS, Gone, InstanceEvent, InstanceState, Obstacle, following
from app.operations.refusals import ErrorCode, Reason

NEW, READY, ACTIVE, OUT = InstanceState


def test_every_event_has_an_answer_in_every_state() -> None:
    assert set(TRANSITIONS) == set(product(InstanceState, InstanceEvent))


def reachable() -> Iterator[tuple[InstanceState, InstanceEvent, InstanceState]]:
    """Every step that can be taken from a new instance on."""
    waiting, seen = [NEW], {NEW}
    while waiting:
        state = waiting.pop()
        for event in InstanceEvent:
            after = following(state, event)
            if isinstance(after, InstanceState):
                yield state, event, after
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)


def test_every_state_can_be_reached() -> None:
    assert {after for _, _, after in reachable()} | {NEW} == set(InstanceState)


@pytest.mark.requirement("TERM-008", "TERM-009", "TERM-010")
def test_the_way_to_work_is_the_guides() -> None:
    assert following(NEW, InstanceEvent.CONFIGURE) is READY
    assert following(READY, InstanceEvent.ACTIVATE) is ACTIVE


def test_only_a_code_that_was_shown_makes_an_instance_active() -> None:
    ways = {(before, event) for before, event, after in reachable() if after.activated and not before.activated}
    assert ways == {(READY, InstanceEvent.ACTIVATE)}


def test_only_deactivating_ends_an_activation() -> None:
    ways = {event for before, event, after in reachable() if before.activated and not after.activated}
    assert ways == {InstanceEvent.DEACTIVATE}


@pytest.mark.requirement("DIM-018")
def test_an_activated_instance_is_never_deleted() -> None:
    deletable = {state for state in InstanceState if following(state, InstanceEvent.DELETE) is Gone.GONE}
    assert deletable == {NEW, READY}


def test_no_configuration_is_ever_lost() -> None:
    assert NEW not in {after for _, _, after in reachable()}


def test_every_obstacle_is_a_conflict_with_words() -> None:
    assert {Reason[obstacle.value.upper()].code for obstacle in Obstacle} == {ErrorCode.CONFLICT}
