"""What the panel means by its lamps, beeps and words: granted, denied, or nothing yet.

The protocol has no "granted". Panels show it as they would on any reader, so the rules (after the manuals of Suprema,
MorphoAccess, Mercury and LenelS2) are:

- a temporary lamp with green in it, or the permanent lamp set to green from another colour: granted;
- a temporary lamp with red in it, or a red lamp and two beeps or more: denied;
- text or an output counts only where the installer has said so;
- amber and blue are waiting; what comes while nobody waits only sets the idle colour.

>>> answers = Answers(AnswerRules())
>>> answers.listen()
>>> answers.hear(Lamp(2, 0, None, None))
<DoorAnswer.GRANTED: 'granted'>
"""

from dataclasses import dataclass
from enum import IntEnum

from app.domain.access import DoorAnswer
from drivers.osdp.messages import Buzzer, Lamp, Output, PanelWord, Words


class Colour(IntEnum):
    """Lamp colours of osdp_LED that mean something here."""

    RED = 1
    GREEN = 2


@dataclass(frozen=True, slots=True)
class AnswerRules:
    granted_words: tuple[str, ...] = ()
    """Text that contains one of these, whatever the case, grants."""
    denied_words: tuple[str, ...] = ()
    grant_output: int | None = None
    """The output (0 is the first) that the panel switches on to let somebody in."""
    beeps_of_denial: int = 2


class Answers:
    """Remembers the idle lamp between badges and weighs what comes after one."""

    def __init__(self, rules: AnswerRules) -> None:
        self._rules = rules
        self._idle: int | None = None
        self._listening = False
        self._red = False
        self._beeps = 0

    def listen(self) -> None:
        """A badge has gone out: what comes now is about it."""
        self._listening, self._red, self._beeps = True, False, 0

    def stop(self) -> None:
        self._listening = False

    def hear(self, word: PanelWord) -> DoorAnswer | None:
        """The answer, once there is one. None while nobody listens, always."""
        match word:
            case Lamp():
                answer = self._lamp(word)
            case Buzzer(count=count):
                self._beeps += count
                answer = None
            case Words():
                answer = self._words(legible(word))
            case Output(number=number, on=on):
                answer = DoorAnswer.GRANTED if on and number == self._rules.grant_output else None
        if not self._listening:
            return None
        if answer is None and self._red and self._beeps >= self._rules.beeps_of_denial:
            return DoorAnswer.DENIED
        return answer

    def _lamp(self, lamp: Lamp) -> DoorAnswer | None:
        before, permanent = self._idle, {lamp.permanent_on, lamp.permanent_off} - {None}
        if permanent:
            self._idle = lamp.permanent_on
        if Colour.GREEN in (lamp.temporary_on, lamp.temporary_off):
            return DoorAnswer.GRANTED
        if Colour.RED in (lamp.temporary_on, lamp.temporary_off):
            return DoorAnswer.DENIED
        self._red = self._red or Colour.RED in permanent
        # A panel that shows green at rest (door unlocked) says nothing new by repeating it.
        return DoorAnswer.GRANTED if Colour.GREEN in permanent and before != Colour.GREEN else None

    def _words(self, text: str) -> DoorAnswer | None:
        said = text.casefold()
        if any(word.casefold() in said for word in self._rules.denied_words):
            return DoorAnswer.DENIED
        if any(word.casefold() in said for word in self._rules.granted_words):
            return DoorAnswer.GRANTED
        return None


def legible(words: Words) -> str:
    """The panel's text for a screen: UTF-8 or Latin-1, without control characters.

    >>> legible(Words(b"Acc\\xe8s refus\\xe9\\x07".hex()))
    'Accès refusé'
    """
    raw = bytes.fromhex(words.raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return "".join(character for character in text if character.isprintable()).strip()
