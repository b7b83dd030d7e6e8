"""What every engine that searches palms must do, whatever it keeps where. A subclass brings the `enrolled` fixture.

class TestGallery(PalmSearchContract):
    @pytest.fixture
    def enrolled(self): return Enrolled(Gallery())
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.biometrics.features import encode
from app.biometrics.gallery import SURVIVORS, Gallery, Identification, Reason
from app.biometrics.palm_search import PalmSearch
from app.biometrics.profiles import VERIFY
from app.biometrics.renewal import Transform
from app.biometrics.template import SALT_BYTES, PalmCode
from app.domain.badges import Badge
from app.domain.people import Hand, PersonId
from app.ports.store import Store
from tests.app.biometrics.creases import again, palm
from tests.app.services.palms import noise
from tests.contracts.store_contract import RECEIPT, new_person

PROFILE = replace(VERIFY, threshold=0.35)
"""Drawn creases are not skin: the profiles' own thresholds are for palms."""
NOBODYS = 8
"""Samples of each of those who are there to be many."""

Codes = Mapping[Hand, Sequence[PalmCode]]


@cache
def sight(seed: int, view: int = 0) -> PalmCode:
    """One look at a palm; view 0 is the first."""
    return encode(palm(seed) if view == 0 else again(palm(seed), 1000 * seed + view), None)


@cache
def crowd() -> tuple[PalmCode, ...]:
    """More codes of nothing than go on after the first pass."""
    random = np.random.default_rng(5)
    return tuple(noise(random, sight(0)) for _ in range(SURVIVORS + 40))


def person(number: int) -> PersonId:
    return PersonId(f"{number:032x}")


def both_hands(number: int, samples: int = 2) -> Codes:
    """Palm 2n is person n's left, 2n + 1 the right."""
    return {
        hand: [sight(2 * number + side, view) for view in range(samples)]
        for side, hand in enumerate((Hand.LEFT, Hand.RIGHT))
    }


@dataclass
class Enrolled:
    """An engine, and the store that it may read from, kept in step as the services do."""

    search: PalmSearch
    store: Store | None = None
    _cards: Iterator[int] = field(default_factory=lambda: count(1))

    def enrol(self, people: Mapping[PersonId, Codes]) -> None:
        """All of them in one transaction, then in the engine."""
        if self.store is not None:
            with self.store.transaction() as transaction:
                key = Transform(transaction.transform_key())
                for owner, hands in people.items():
                    transaction.add_person(owner, Badge(1, next(self._cards)), RECEIPT)
                    for hand, codes in hands.items():
                        for code in codes:
                            template = key.protect(code, secrets.token_bytes(SALT_BYTES))
                            transaction.add_template(owner, hand, template, key.epoch)
        for owner, hands in people.items():
            for hand, codes in hands.items():
                self.search.add(owner, hand, codes)

    def leave(self, owner: PersonId) -> bool:
        if self.store is not None:
            with self.store.transaction() as transaction:
                transaction.delete_person(owner)
        return self.search.remove(owner)

    def fill(self) -> None:
        """A crowd of whom nobody is like anybody."""
        codes = crowd()
        self.enrol({person(1000 + n): {Hand.LEFT: codes[n : n + NOBODYS]} for n in range(0, len(codes), NOBODYS)})


MEANT = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
"""Each example leaves the engine empty, and each engine is a class of its own."""
Step = tuple[str, int, int, Hand | None]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["enrol", "enrol", "leave", "search", "search"]),
        st.integers(0, 4),
        st.integers(1, 3),
        st.sampled_from([None, None, Hand.LEFT, Hand.RIGHT]),
    ),
    min_size=6,
    max_size=14,
)


class PalmSearchContract:
    def test_the_right_person_and_hand_are_named_in_a_crowd(self, enrolled: Enrolled) -> None:
        memory = Enrolled(Gallery())
        for one in (enrolled, memory):
            one.fill()
            one.enrol({person(n): both_hands(n) for n in range(4)})
        for seed in (0, 3, 7):
            found = enrolled.search.identify([sight(seed, 2), sight(seed, 3)], PROFILE)
            assert (found.reason, found.person) == (Reason.IDENTIFIED, person(seed // 2))
            assert found.hand is (Hand.LEFT if seed % 2 == 0 else Hand.RIGHT)
            assert found.distance < PROFILE.threshold < found.runner_up
            assert found == memory.search.identify([sight(seed, 2), sight(seed, 3)], PROFILE)

    def test_a_stranger_is_nobody(self, enrolled: Enrolled) -> None:
        enrolled.enrol({person(n): both_hands(n) for n in range(2)})
        found = enrolled.search.identify([sight(77)], PROFILE)
        assert (found.reason, found.person) == (Reason.NOT_RECOGNISED, None)

    def test_where_nobody_is_enrolled_nobody_is_found(self, enrolled: Enrolled) -> None:
        assert enrolled.search.identify([sight(0)], PROFILE).reason is Reason.NOBODY_ENROLLED
        enrolled.enrol({person(0): both_hands(0)})
        assert enrolled.leave(person(0))
        assert enrolled.search.identify([sight(0)], PROFILE).reason is Reason.NOBODY_ENROLLED

    def test_a_search_without_a_probe_is_a_mistake(self, enrolled: Enrolled) -> None:
        with pytest.raises(ValueError, match="probe"):
            enrolled.search.identify([], PROFILE)

    def test_a_palm_of_two_people_is_nobodys_key(self, enrolled: Enrolled) -> None:
        enrolled.enrol({person(1): both_hands(1), person(2): both_hands(1)})
        assert enrolled.search.identify([sight(2, 2)], PROFILE).reason is Reason.AMBIGUOUS

    def test_ones_own_other_hand_is_no_rival(self, enrolled: Enrolled) -> None:
        enrolled.enrol({person(1): {Hand.LEFT: [sight(2)], Hand.RIGHT: [sight(2)]}})
        found = enrolled.search.identify([sight(2, 2)], PROFILE)
        assert (found.person, found.hand, found.runner_up) == (person(1), Hand.LEFT, 0.5)

    def test_a_search_for_one_hand_does_not_find_the_other(self, enrolled: Enrolled) -> None:
        enrolled.enrol({person(n): both_hands(n) for n in range(2)})
        assert enrolled.search.identify([sight(2, 2)], PROFILE, Hand.LEFT).person == person(1)
        assert enrolled.search.identify([sight(2, 2)], PROFILE, Hand.RIGHT).person is None

    def test_whoever_left_is_a_stranger_and_the_others_are_not(self, enrolled: Enrolled) -> None:
        enrolled.enrol({person(n): both_hands(n) for n in range(3)})
        assert enrolled.leave(person(1))
        assert not enrolled.leave(person(1))
        assert enrolled.search.identify([sight(2, 2)], PROFILE).person is None
        assert enrolled.search.identify([sight(3, 2)], PROFILE).person is None
        assert enrolled.search.identify([sight(4, 2)], PROFILE).person == person(2)

    def test_palms_and_templates_are_counted(self, enrolled: Enrolled) -> None:
        enrolled.enrol({person(n): both_hands(n, 3) for n in range(2)})
        assert (enrolled.search.palms, enrolled.search.templates) == (4, 12)
        enrolled.leave(person(0))
        assert (enrolled.search.palms, enrolled.search.templates) == (2, 6)
        enrolled.enrol({person(9): {Hand.LEFT: [sight(18)]}})
        assert (enrolled.search.palms, enrolled.search.templates) == (3, 7)

    @settings(max_examples=8, suppress_health_check=MEANT)
    @given(steps=STEPS)
    def test_every_answer_is_that_of_the_palms_in_memory(self, enrolled: Enrolled, steps: list[Step]) -> None:
        """Whatever was added and removed before: reason, person, hand and both distances, to the last bit."""
        memory = Enrolled(Gallery())
        answers: list[tuple[Identification, Identification]] = []
        here: dict[int, PersonId] = {}
        for action, number, frames, hand in steps:
            if action == "search":
                probes = [sight(2 * number, view) for view in range(2, 2 + frames)]
                answers.append(
                    (enrolled.search.identify(probes, PROFILE, hand), memory.search.identify(probes, PROFILE, hand))
                )
                continue
            if number in here:
                owner = here.pop(number)
                assert enrolled.leave(owner) is memory.leave(owner) is True
            if action == "enrol":
                here[number] = new_person()
                for one in (enrolled, memory):
                    one.enrol({here[number]: both_hands(number, frames)})
        for owner in here.values():
            enrolled.leave(owner)
        assert enrolled.search.templates == 0
        for given_answer, expected in answers:
            assert given_answer == expected
