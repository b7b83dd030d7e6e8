"""Templates under two keys cannot be told to be of one palm; what a gallery gives away is known, and said."""

from functools import cache

import numpy as np
import pytest

from app.biometrics.unlinkability import d_sys, floor
from tests.bench.bench_renewal import KEYS, bare, drawn, held, stored
from tests.bench.linkage import LINKAGES, Codes, linkability

PALMS = 60


@cache
def known() -> Codes:
    return [code for code, _ in drawn(60, first=1_000)]


@cache
def under(form: str) -> tuple[Codes, Codes]:
    """Two sights of each palm, one under each of two tenants' keys."""
    made, here, there = {"plain": bare, "stored": stored, "held": held}[form], *KEYS
    pairs = drawn(PALMS)
    return [made(code, here) for code, _ in pairs], [made(code, there) for _, code in pairs]


def test_d_sys_follows_its_definition() -> None:
    """Two bins by hand: mated 0.75 and 0.25, non-mated 0.25 and 0.75; LR 3 in the first, D = 2 * 3 / 4 - 1 = 0.5."""
    mated, others = np.repeat([0.0, 1.0], [15, 5]), np.repeat([0.0, 1.0], [5, 15])
    assert d_sys(mated, others) == pytest.approx(0.75 * 0.5)
    assert d_sys(mated, mated) == 0.0
    assert d_sys(np.zeros(20), np.ones(20)) == 1.0
    with pytest.raises(ValueError, match="19"):
        d_sys(np.zeros(19), np.ones(20))


def test_what_chance_shows_is_little_and_not_nothing() -> None:
    scores = np.random.default_rng(1).normal(size=(2, 600))
    assert 0.0 < floor(scores[0], scores[1]) < 0.2


@pytest.mark.parametrize("name", LINKAGES)
def test_stored_templates_under_two_keys_are_unlinkable_by(name: str) -> None:
    assert linkability(LINKAGES[name], *under("stored"), known())[0] <= 0.1


@pytest.mark.parametrize("name", LINKAGES)
def test_the_same_attack_links_plain_codes_by(name: str) -> None:
    assert linkability(LINKAGES[name], *under("plain"), known())[0] > 0.4


@pytest.mark.parametrize("name", ["mask", "majority", "neighbours"])
def test_a_gallery_that_left_memory_could_be_linked_by(name: str) -> None:
    """So it never leaves it unsealed. Should this ever fail, the decision record is out of date."""
    assert linkability(LINKAGES[name], *under("held"), known())[0] > 0.1
