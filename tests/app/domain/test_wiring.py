"""One wiring table for each mounting kind, and one colour for each signal on both."""

import pytest

from app.domain.wiring import WIRES, Mounting, Signal, terminal, terminals


@pytest.mark.parametrize("mounting", Mounting)
def test_every_signal_has_one_pin(mounting: Mounting) -> None:
    table = terminals(mounting)
    assert [each.pin for each in table] == list(range(1, 13))
    assert {each.signal for each in table} == set(Signal) == set(WIRES)


@pytest.mark.requirement("WALL-032", "HUB-019")
@pytest.mark.parametrize("signal", Signal)
def test_a_signal_has_the_same_colour_on_both(signal: Signal) -> None:
    """Where the guide's tables and its sentences differ, one colour is kept."""
    assert terminal(Mounting.WALL, signal).wire is terminal(Mounting.HUB, signal).wire


@pytest.mark.parametrize("mounting", Mounting)
def test_wires_of_one_bundle_can_be_told_apart(mounting: Mounting) -> None:
    for each in terminals(mounting):
        same = [other for other in terminals(mounting) if other.wire.bundle is each.wire.bundle]
        if each.wire.volts != "" and not each.wire.optional:
            assert [other for other in same if other.wire.colour == each.wire.colour] == [each]
