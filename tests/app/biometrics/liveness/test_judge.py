"""The rule that makes one verdict of all detectors, and the switches that may never be off unseen."""

from dataclasses import replace

import pytest

from app.biometrics.liveness.judge import (
    CHALLENGED,
    KIOSK,
    OFF,
    REPORT,
    SCORES,
    Detector,
    Outcome,
    Profile,
    Switch,
    Verdict,
    judge,
)
from app.biometrics.liveness.look import Look
from drivers.simulated.attacks import looped
from tests.app.biometrics.liveness.looks import looks, noisy


@pytest.fixture(scope="module")
def fresh() -> list[Look]:
    return looks([noisy(seed) for seed in range(8)])


@pytest.fixture(scope="module")
def loop() -> list[Look]:
    return looks(looped([noisy(seed) for seed in range(8)], 3))


def test_every_detector_has_a_score_and_every_verdict_a_finding_of_each(fresh: list[Look]) -> None:
    assert set(SCORES) == set(Detector)
    for profile in (OFF, REPORT, KIOSK, CHALLENGED):
        assert [found.detector for found in judge(fresh, profile).findings] == list(Detector)


def test_an_alarm_of_an_enforced_detector_is_an_attack(loop: list[Look]) -> None:
    liveness = judge(loop, KIOSK)
    assert (liveness.verdict, liveness.cause) == (Verdict.ATTACK, Detector.REPEATS)


def test_the_same_alarm_only_reported_changes_nothing_and_is_recorded(loop: list[Look]) -> None:
    liveness = judge(loop, REPORT)
    assert (liveness.verdict, liveness.cause) == (Verdict.BONA_FIDE, None)
    assert any(row.startswith("repeats:report:alarm") for row in liveness.record())


def test_a_switch_at_report_holds_back_what_the_profile_would_enforce(loop: list[Look]) -> None:
    assert judge(loop, replace(KIOSK, switch=Switch.REPORT)).verdict is Verdict.BONA_FIDE


def test_what_is_off_says_so_in_the_record(loop: list[Look]) -> None:
    liveness = judge(loop, OFF)
    assert liveness.verdict is Verdict.OFF
    assert liveness.record() == ("off", "off", *(f"{detector.value}:off:off" for detector in Detector))
    partly = Profile("partly", Switch.ENFORCE, frozenset({Detector.REPEATS}), frozenset({Detector.REPEATS}))
    assert judge(loop, partly).record()[2] == "repeats:off:off"


def test_too_few_frames_are_undecided_and_never_bona_fide(fresh: list[Look]) -> None:
    assert judge(fresh[:2], KIOSK).verdict is Verdict.UNDECIDED
    assert judge((), KIOSK).verdict is Verdict.UNDECIDED
    assert judge(fresh, KIOSK).verdict is Verdict.BONA_FIDE


def test_a_profile_with_a_challenge_does_not_pass_a_burst_without_one(fresh: list[Look]) -> None:
    liveness = judge(fresh, CHALLENGED)
    assert (liveness.verdict, liveness.cause) == (Verdict.UNDECIDED, Detector.ACTIVE_LIGHT)


def test_an_alarm_outweighs_what_could_not_be_measured(loop: list[Look]) -> None:
    assert judge(loop, CHALLENGED).verdict is Verdict.ATTACK


def test_a_record_holds_words_and_numbers_alone(fresh: list[Look]) -> None:
    for row in judge(fresh, KIOSK).record()[2:]:
        detector, switch, outcome, *score = row.split(":")
        assert Detector(detector)
        assert Switch(switch)
        assert Outcome(outcome)
        assert all(float(part) <= 1000 for part in score)
