"""Which terminal of a mounting kind carries what: the wall device's and the hub's, one table each.

Source: the wiring tables of the guide (p.25-31, p.35-40), whose numbers differ. Colours are the usual ones of access
control cable and no more than that: it is the terminal that counts. Where the guide contradicts itself one colour is
kept for each signal on both: LED blue (its wall prose; its hub prose has green, which is data 0), GPI and GPO blue.

>>> terminal(Mounting.WALL, Signal.RS485_A).pin, terminal(Mounting.HUB, Signal.RS485_A).pin
(11, 8)
"""

from dataclasses import dataclass
from enum import StrEnum


class Mounting(StrEnum):
    WALL = "wall"
    HUB = "hub"


class Bundle(StrEnum):
    """What belongs together: somebody wires one or two of these and leaves the rest alone."""

    WIEGAND = "wiegand"
    RS485 = "rs485"
    RELAY = "relay"
    DIGITAL = "digital"


class Signal(StrEnum):
    LED = "LED"
    D1 = "D1"
    D0 = "D0"
    WIEGAND_RETURN = "RTN (Wiegand)"
    RS485_A = "A"
    RS485_B = "B"
    RS485_RETURN = "RTN (RS-485)"
    RELAY_COMMON = "COM"
    RELAY_CLOSED = "NC"
    RELAY_OPEN = "NO"
    OUTPUT = "GPO"
    INPUT = "GPI"


@dataclass(frozen=True, slots=True)
class Wire:
    bundle: Bundle
    colour: str
    """As in `white`; its text is `wiring.colour.<colour>`."""
    volts: str
    """What it carries or bears; empty for a return."""
    optional: bool = False


WIRES = {
    Signal.WIEGAND_RETURN: Wire(Bundle.WIEGAND, "black", ""),
    Signal.D1: Wire(Bundle.WIEGAND, "white", "5 V TTL"),
    Signal.D0: Wire(Bundle.WIEGAND, "green", "5 V TTL"),
    Signal.LED: Wire(Bundle.WIEGAND, "blue", "5 V TTL", optional=True),
    Signal.RS485_RETURN: Wire(Bundle.RS485, "black", ""),
    Signal.RS485_A: Wire(Bundle.RS485, "white", "RS-485, non-inverting"),
    Signal.RS485_B: Wire(Bundle.RS485, "green", "RS-485, inverting"),
    Signal.RELAY_COMMON: Wire(Bundle.RELAY, "white", "30 V AC / 60 V DC, 60 W"),
    Signal.RELAY_CLOSED: Wire(Bundle.RELAY, "orange", "30 V AC / 60 V DC, 60 W"),
    Signal.RELAY_OPEN: Wire(Bundle.RELAY, "yellow", "30 V AC / 60 V DC, 60 W"),
    Signal.OUTPUT: Wire(Bundle.DIGITAL, "blue", "5 V", optional=True),
    Signal.INPUT: Wire(Bundle.DIGITAL, "blue", "3.6 V to 5 V", optional=True),
}
"""The same on both mountings."""

_PINS = {
    Mounting.WALL: (
        *(Signal.OUTPUT, Signal.INPUT, Signal.LED, Signal.D1, Signal.D0, Signal.WIEGAND_RETURN),
        *(Signal.RELAY_COMMON, Signal.RELAY_CLOSED, Signal.RELAY_OPEN),
        *(Signal.RS485_RETURN, Signal.RS485_A, Signal.RS485_B),
    ),
    Mounting.HUB: (
        *(Signal.WIEGAND_RETURN, Signal.D1, Signal.D0, Signal.LED, Signal.INPUT, Signal.OUTPUT),
        *(Signal.RS485_B, Signal.RS485_A, Signal.RS485_RETURN),
        *(Signal.RELAY_COMMON, Signal.RELAY_CLOSED, Signal.RELAY_OPEN),
    ),
}
"""From pin 1 on."""


@dataclass(frozen=True, slots=True)
class Terminal:
    pin: int
    signal: Signal
    wire: Wire


def terminals(mounting: Mounting) -> tuple[Terminal, ...]:
    """In the order of the pins."""
    return tuple(Terminal(pin, signal, WIRES[signal]) for pin, signal in enumerate(_PINS[mounting], 1))


def terminal(mounting: Mounting, signal: Signal) -> Terminal:
    return next(each for each in terminals(mounting) if each.signal is signal)
