"""The manual's page of wiring, from `app.domain.wiring`: a table for each mounting kind, and the limits."""

from app.documentation.page import Page, page, table
from app.domain.wiring import Mounting, Wire, terminals

INTRODUCTION = (
    "Which terminal carries what. The numbers differ between the wall device and the I/O hub, so look at the table of "
    "what you have: the console shows the same ones beside a configuration. Colours are usual, the terminal counts. "
    "Connect only what the door needs."
)
LIMITS = """## Limits

- The relay bears 30 V AC or 60 V DC and 60 W at most, on the wall device and on the hub.
- GPO gives 5 V. GPI takes 3.6 V to 5 V.
- D1, D0 and LED are 5 V TTL.
- On RS-485, A is the non-inverting and B the inverting line; RTN is ground. Set the termination switch to ON, which
  puts 120 ohms across the line, on the last device of the line and on no other.
"""
TITLES = {Mounting.WALL: "Wall device", Mounting.HUB: "I/O hub"}
_SHOWN = {
    Mounting.WALL: [f"WALL-{number:03}" for number in (*range(10, 22), 26, 27, 28, 30, 31)],
    Mounting.HUB: [f"HUB-{number:03}" for number in (*range(4, 16), 17)],
}


def wiring_page() -> Page:
    return page("wiring.md", "Wiring", INTRODUCTION, *(_section(mounting) for mounting in Mounting), LIMITS)


def _section(mounting: Mounting) -> str:
    rows = [
        (str(each.pin), each.signal.value, each.wire.bundle.value, each.wire.colour, _note(each.wire))
        for each in terminals(mounting)
    ]
    head = ("pin", "signal", "belongs to", "wire", "electrical")
    mark = f"<!-- requirement: {', '.join(_SHOWN[mounting])} -->"
    return f"## {TITLES[mounting]}\n\n{mark}\n\n{table(head, rows)}"


def _note(wire: Wire) -> str:
    return "; ".join(part for part in (wire.volts or "ground", "optional" if wire.optional else "") if part)
