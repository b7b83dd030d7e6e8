"""Active light: what answers, what does not, and what answered to something else."""

from itertools import pairwise

import numpy as np
import pytest

from app.biometrics.liveness import challenge
from app.biometrics.liveness.challenge import LONGEST_STEP_S, SETTLE_S, STEP_S, STEPS, Challenge, Showing, drawn
from app.biometrics.liveness.look import Look
from app.domain.people import Hand
from app.ports.light import Colour
from drivers.simulated import attacks
from drivers.simulated.palms import Lens, draw, empty
from tests.app.biometrics.liveness.looks import look, noisy

ORDER = drawn(bytes((0, 1, 1, 0, 1, 0)))


def answered(order: Challenge, gain: float = 0.1, said: Challenge | None = None, drift: float = 0.0) -> list[Look]:
    """The palm answers by `gain` to `order`; the terminal believes it showed `said`. The light fades by `drift`."""
    found = []
    for step, colour in enumerate(order.colours):
        frame = noisy(step).astype(np.float64)
        frame[60:440, 180:470] *= 1 + gain * np.array(colour.value)
        frame *= 1 - drift * step
        found.append(look(frame.astype(np.uint8), step * STEP_S, shown=(said or order).colours[step]))
    return found


def test_a_challenge_never_shows_a_colour_twice_in_a_row_and_can_be_any_of_96() -> None:
    every = {drawn(bytes((a, *(n >> k & 1 for k in range(STEPS - 1))))).colours for a in range(3) for n in range(32)}
    assert len(every) == 96
    assert all(one is not next_ for colours in every for one, next_ in pairwise(colours))
    with pytest.raises(ValueError, match="no steps"):
        drawn(b"")


def played(frames_a_s: float) -> tuple[Showing, list[tuple[float, Colour | None]]]:
    """A challenge that begins at 10 s; when the ring was told what."""
    showing, told = Showing(ORDER), []
    for number in range(200):
        now_s = 10.0 + number / frames_a_s
        if showing.due(now_s, answered=showing.settled(now_s) is showing.colour):
            showing.told(now_s)
            told.append((now_s, showing.colour))
    return showing, told


@pytest.mark.parametrize("frames_a_s", [5.0, 15.0, 30.0, 60.0])
def test_fewer_than_three_colours_a_second_are_shown_however_fast_frames_come(frames_a_s: float) -> None:
    showing, told = played(frames_a_s)
    assert [colour for _, colour in told] == [*ORDER.colours, None]
    assert all(later - earlier >= STEP_S for (earlier, _), (later, _) in pairwise(told))
    assert 1 / STEP_S < 3
    assert (showing.over, showing.progress, showing.colour) == (True, 1.0, None)


def test_a_frame_counts_for_the_colour_that_had_settled_when_it_was_taken() -> None:
    showing, ((first, _), (second, _), *_) = played(20.0)
    assert showing.settled(first + SETTLE_S / 2) is None
    assert showing.settled(first + SETTLE_S + 0.01) is ORDER.colours[0]
    assert showing.settled(second + SETTLE_S / 2) is None, "too soon after the change"
    assert showing.settled(second + SETTLE_S + 0.01) is ORDER.colours[1]
    assert showing.settled(first - 0.1) is showing.settled(99.0) is None


def test_a_colour_that_no_frame_was_taken_in_stays_and_gives_up_in_the_end() -> None:
    showing = Showing(ORDER)
    assert showing.due(0.0, answered=False)
    showing.told(0.0)
    assert not showing.due(STEP_S, answered=False)
    assert showing.due(LONGEST_STEP_S, answered=False)


def test_while_the_ring_is_being_told_a_frame_counts_for_nothing() -> None:
    showing = Showing(ORDER)
    assert showing.due(0.0, answered=False)
    showing.told(0.1)
    assert showing.due(0.5, answered=True)
    assert showing.settled(0.49) is ORDER.colours[0]
    assert showing.settled(0.6) is None
    showing.told(0.8)
    assert showing.settled(0.8 + SETTLE_S - 0.01) is None
    assert showing.settled(0.8 + SETTLE_S) is ORDER.colours[1]


def test_skin_that_reflects_the_ring_answers() -> None:
    score = challenge.score(answered(ORDER))
    assert score is not None
    assert score < 2 * challenge.LIMIT


@pytest.mark.parametrize("gain", [0.0, 0.01])
def test_what_shines_by_itself_does_not_answer(gain: float) -> None:
    score = challenge.score(answered(ORDER, gain))
    assert score is not None
    assert score > challenge.LIMIT


def test_an_answer_of_another_day_is_none() -> None:
    other = drawn(bytes((1, 0, 1, 1, 0, 0)))
    assert challenge.score(answered(other, said=ORDER)) == 0.0


def test_a_room_that_grows_darker_meanwhile_spoils_no_answer() -> None:
    score = challenge.score(answered(ORDER, drift=0.04))
    assert score is not None
    assert score < challenge.LIMIT


def test_a_camera_that_corrects_its_colours_meanwhile_hides_no_answer() -> None:
    corrected = []
    for step, colour in enumerate(ORDER.colours):
        frame = noisy(step).astype(np.float64)
        frame[60:440, 180:470] *= 1 + 0.1 * np.array(colour.value)
        frame /= 1 + 0.1 * np.array(colour.value)
        corrected.append(look(frame.astype(np.uint8), step * STEP_S, shown=colour))
    score = challenge.score(corrected)
    assert score is not None
    assert score < challenge.LIMIT


def test_a_drawn_screen_gives_back_little_of_the_rings_light_and_paper_much() -> None:
    photo, nobody = draw(3, Hand.LEFT), empty()
    gains = []
    for held in (attacks.printed, attacks.replayed):
        dark, lit = held(photo, nobody), held(photo, nobody, flash=(0.0, 0.0, 0.3))
        red = [float(frame[220:380, 280:360, 2].mean()) for frame in (dark, lit)]
        gains.append(red[1] / red[0] - 1)
    assert gains[0] > 0.25
    assert gains[1] < 0.05


def test_without_a_challenge_or_with_half_of_one_nothing_is_told() -> None:
    assert challenge.score([look(noisy(0))] * 8) is None
    assert challenge.score(answered(ORDER)[:3]) is None


def test_a_drawn_hand_answers_and_a_drawn_screen_does_not() -> None:
    hand, nobody = draw(3, Hand.LEFT), empty()
    film = draw(3, Hand.LEFT, lens=Lens(0.3, noise=0))
    outline = attacks.outline(hand, nobody)
    living, screen = [], []
    for step, colour in enumerate(ORDER.colours):
        flash = (0.1 * colour.value[0], 0.1 * colour.value[1], 0.1 * colour.value[2])
        living.append(look(attacks.flashed(hand, outline, flash), step * STEP_S, shown=colour))
        screen.append(look(attacks.replayed(film, nobody, rng_seed=step, flash=flash), step * STEP_S, shown=colour))
    answer, silence = challenge.score(living), challenge.score(screen)
    assert answer is not None
    assert silence is not None
    assert answer < challenge.LIMIT < silence


@pytest.mark.parametrize("bend_mm", [0.0, 150.0])
def test_a_sheet_answers_beside_the_hand_as_on_it_and_that_is_no_answer(bend_mm: float) -> None:
    photo, nobody = draw(3, Hand.LEFT, lens=Lens(0.3, noise=0)), empty()
    sheet, lit = attacks.Print(bend_mm=bend_mm), []
    for step, colour in enumerate(ORDER.colours):
        flash = (0.2 * colour.value[0], 0.2 * colour.value[1], 0.2 * colour.value[2])
        frame = attacks.printed(photo, nobody, sheet=sheet, rng_seed=step, flash=flash)
        lit.append(look(frame, step * STEP_S, shown=colour))
    score = challenge.score(lit)
    assert score is not None
    assert score > challenge.LIMIT
