"""The manual's page of wiring, from `app.domain.wiring`: a table for each mounting kind, the limits, and how to wire a
door."""

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
DOOR = """## The door

A terminal without power, one that has died and one whose cable was cut leave the door locked. Whatever the law wants of
a way out (a handle that always opens, a button, the fire alarm) acts on the lock itself and not through the terminal.

**OSDP** (A, B, RTN) where the panel can: the badge is encrypted, a cut cable is noticed within seconds, and the
answer is the panel's own. Up to 1,200 m of twisted pair.

**A converter from OSDP to Wiegand** where the panel cannot: A, B and RTN to the converter, its D0, D1, ground and LED
to the panel. The terminal's part stays OSDP, with a key; keep the converter and its Wiegand wires on the safe side of
the door.

**Wiegand** (D0, D1, RTN, and LED) directly, on a board's own lines:

- A board's lines bear 3.3 V. D0 and D1 are 5 V and rest high: put a level shifter in between, or one transistor each
  that pulls the wire to ground and say `inverted=yes`; such a wire rests high also while the machine starts. LED
  comes down to 3.3 V through a shifter or a divider. RTN joins both grounds.
- Wire the panel's LED for granted to the line named `granted`, and the one for denied, if it has one, to `denied`.
  Both are high at rest and low when lit. Without the first, nobody can tell the person whether the door opened: the
  screen says that it did not answer.
- A lamp's line that is not connected is held up by the chip, if the chip can: some port expanders cannot, and say
  nothing of it. There a resistor of 10 kilohms from each lamp's line to 3.3 V does it, or a cut wire may read as a lit
  lamp.
- The badge is on these wires in the clear: keep them inside the wall. 150 m of shielded cable at most.

**A relay** (COM with NO or NC), for a door without a panel. The relay is energised while the door is unlocked and at
no other time:

- a strike that opens by current: through COM and NO, the button for the way out beside them;
- a magnet that holds by current: through COM and NC, the button in line with them; without its own power it lets go;
- no button at the board's inputs; a diode across a coil of direct current;
- whoever is enrolled at the terminal's site may pass at any hour, and nobody else: who does not give a palm needs
  another door, or a panel.
"""
TITLES = {Mounting.WALL: "Wall device", Mounting.HUB: "I/O hub"}
_SHOWN = {
    Mounting.WALL: [f"WALL-{number:03}" for number in (*range(10, 22), 26, 27, 28, 30, 31)],
    Mounting.HUB: [f"HUB-{number:03}" for number in (*range(4, 16), 17)],
}


def wiring_page() -> Page:
    return page("wiring.md", "Wiring", INTRODUCTION, *(_section(mounting) for mounting in Mounting), LIMITS, DOOR)


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
