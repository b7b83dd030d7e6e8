"""The manual's page of signals, from `app.domain.cues`: what light, screen and sound tell at the same moment."""

from collections.abc import Mapping

from app.documentation.page import Page, page, table
from app.domain.cues import CUES, PULSE_S, Cue, Motion
from app.domain.signals import Signal

INTRODUCTION = (
    "What a terminal tells by light, movement, glyph, sound and words at the same moment. Nothing is told by colour "
    "alone, and nothing flashes faster than three times a second. A ring around the camera follows the screen's."
)
COMFORT = """## For the people before it

A table in the terminal's settings file, all of it optional:

```toml
[comfort]
volume = 80                      # percent of the system's own, 0 for silence
quiet_hours = "22:00-06:00"      # no sound meanwhile, local time; light and screen go on
read_aloud = true                # headlines and hints are spoken, in the language chosen on the screen
larger_text = true
low_reach = true                 # what is touched stands in the lower two thirds of the screen
```

What is read aloud goes where the system's sound goes: plug a headphone in, and only its wearer hears it. No badge
number is ever spoken.
"""


def signal_page(tokens: Mapping[str, str]) -> Page:
    """`tokens` are the theme's colours by the names of the signals."""
    rows = [
        (signal.value, f"`{tokens[signal.value]}`", _motion(cue.motion), cue.glyph or "", cue.sound, _spoken(cue))
        for signal, cue in CUES.items()
    ]
    head = ("signal", "colour", "ring", "glyph", "sound", "read aloud")
    assert len(rows) == len(Signal)
    return page("signals.md", "Signals", INTRODUCTION, table(head, rows), COMFORT)


def _motion(motion: Motion) -> str:
    return f"{motion.value}, {PULSE_S[motion]:g} s a turn" if motion in PULSE_S else motion.value


def _spoken(cue: Cue) -> str:
    return "headline and hint" if cue.spoken else ""
