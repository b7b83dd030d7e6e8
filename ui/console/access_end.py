"""When somebody's access ends, as both consoles show it in their lists."""

from datetime import datetime

from ui.console.chips import Chip, Tone
from ui.console.speech import Speech


def over(speech: Speech, ends_at: datetime | None, now: datetime) -> Chip | None:
    """For whoever's access has ended."""
    return Chip(speech.say("access_end.over"), Tone.BAD) if ends_at is not None and ends_at <= now else None


def shown(speech: Speech, ends_at: datetime | None, now: datetime) -> str | Chip:
    """Nothing where there is no end: most have none."""
    return over(speech, ends_at, now) or ("" if ends_at is None else speech.minute(ends_at))


def spoken(speech: Speech, ends_at: datetime | None) -> str:
    return speech.say("access_end.none") if ends_at is None else speech.minute(ends_at)
