"""What a panel's lamps, beeps and words mean: one row, one panel's way of saying it."""

import pytest

from app.domain.access import DoorAnswer
from drivers.osdp.answers import AnswerRules, Answers, legible
from drivers.osdp.messages import Buzzer, Lamp, Output, PanelWord, Words

OFF, RED, GREEN, AMBER, BLUE = range(5)
GRANTED, DENIED = DoorAnswer.GRANTED, DoorAnswer.DENIED


def temporary(on: int, off: int = OFF) -> Lamp:
    return Lamp(on, off, None, None)


def permanent(on: int, off: int | None = None) -> Lamp:
    return Lamp(None, None, on, on if off is None else off)


def text(words: str) -> Words:
    return Words(words.encode().hex())


WORDS = AnswerRules(granted_words=("welcome",), denied_words=("denied", "not welcome"), grant_output=1)


@pytest.mark.parametrize(
    ("before", "after", "rules", "expected"),
    [
        ([], [temporary(GREEN)], AnswerRules(), GRANTED),
        ([], [temporary(OFF, GREEN)], AnswerRules(), GRANTED),
        ([], [temporary(GREEN, RED)], AnswerRules(), GRANTED),
        ([permanent(RED)], [permanent(GREEN)], AnswerRules(), GRANTED),
        ([permanent(GREEN)], [permanent(GREEN)], AnswerRules(), None),
        ([permanent(GREEN), permanent(RED)], [permanent(GREEN)], AnswerRules(), GRANTED),
        ([], [temporary(RED)], AnswerRules(), DENIED),
        ([], [temporary(RED, OFF), Buzzer(2)], AnswerRules(), DENIED),
        ([], [permanent(RED)], AnswerRules(), None),
        ([], [permanent(RED), Buzzer(2)], AnswerRules(), DENIED),
        ([], [Buzzer(1), permanent(RED), Buzzer(1)], AnswerRules(), DENIED),
        ([], [permanent(RED), Buzzer(1)], AnswerRules(), None),
        ([permanent(RED)], [Buzzer(3)], AnswerRules(), None),
        ([], [Buzzer(1)], AnswerRules(), None),
        ([], [temporary(AMBER)], AnswerRules(), None),
        ([], [temporary(BLUE), permanent(BLUE)], AnswerRules(), None),
        ([], [temporary(AMBER), temporary(GREEN)], AnswerRules(), GRANTED),
        ([], [Lamp(RED, OFF, GREEN, GREEN)], AnswerRules(), DENIED),
        ([], [text("Welcome, come in")], AnswerRules(), None),
        ([], [text("WELCOME")], WORDS, GRANTED),
        ([], [text("You are not welcome")], WORDS, DENIED),
        ([], [text("Access denied")], WORDS, DENIED),
        ([], [Output(1, on=True)], AnswerRules(), None),
        ([], [Output(1, on=True)], WORDS, GRANTED),
        ([], [Output(0, on=True)], WORDS, None),
        ([], [Output(1, on=False)], WORDS, None),
        ([temporary(GREEN)], [], AnswerRules(), None),
    ],
)
def test_the_answer_after_a_badge(
    before: list[PanelWord], after: list[PanelWord], rules: AnswerRules, expected: DoorAnswer | None
) -> None:
    answers = Answers(rules)
    assert [answers.hear(word) for word in before] == [None] * len(before)
    answers.listen()
    said = [answer for word in after if (answer := answers.hear(word))]
    assert said[:1] == ([expected] if expected else [])


def test_green_after_the_window_means_nothing() -> None:
    answers = Answers(AnswerRules())
    answers.listen()
    answers.stop()
    assert answers.hear(temporary(GREEN)) is None


def test_red_for_one_person_is_forgotten_for_the_next() -> None:
    answers = Answers(AnswerRules())
    answers.listen()
    answers.hear(permanent(RED))
    answers.listen()
    assert answers.hear(Buzzer(2)) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Acc\xe8s refus\xe9", "Accès refusé"),
        ("Zutritt für Sie".encode(), "Zutritt für Sie"),
        (b"\x1b[2J\x00 hi", "[2J hi"),
    ],
)
def test_any_bytes_become_text_without_control_characters(raw: bytes, expected: str) -> None:
    assert legible(Words(raw.hex())) == expected
