"""Words of the screens of setting up: lines of networks, kinds of protection and places, and what a field is called.
Pure: values and a language's texts in, lines out."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from app.config.text import Texts
from app.domain.activation import ANSWERS_MOST
from app.domain.network import Security, WifiNetwork
from app.domain.setting_up import Place
from app.flows.view import Entry, Typing, View

SIGNAL_STEPS = (20, 45, 70)
"""Of a signal of 0..100: below the first very weak, from the last on strong. Rough, as every such picture is."""
_PICTURES = ("wifi-zero", "wifi-low", "wifi-high", "wifi")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list."""

    text: str
    detail: str = ""
    picture: str = ""
    locked: bool = False
    said: str = ""
    """The whole line aloud."""
    key: str = ""

    def to_qml(self) -> dict[str, object]:
        return asdict(self)


def bars(signal: int) -> int:
    """1..4.

    >>> bars(0), bars(45), bars(100)
    (1, 3, 4)
    """
    return 1 + sum(signal >= step for step in SIGNAL_STEPS)


def network_lines(networks: Iterable[WifiNetwork], texts: Texts) -> list[Line]:
    return [_network(network, texts) for network in networks]


def _network(network: WifiNetwork, texts: Texts) -> Line:
    name = network.ssid or texts.say("network.unnamed")
    security = texts.say(f"security.{network.security.value}")
    strength = bars(network.signal)
    said = texts.say("network.said", name=name, security=security, signal=texts.say(f"network.signal.{strength}"))
    return Line(name, security, _PICTURES[strength - 1], network.security is not Security.OPEN, said)


def security_lines(texts: Texts) -> list[Line]:
    """The commonest first."""
    order = (Security.WPA2, Security.WPA3, Security.ENTERPRISE, Security.OPEN)
    said = [(security, texts.say(f"security.{security.value}")) for security in order]
    return [Line(text, said=text, key=security.value, locked=security is not Security.OPEN) for security, text in said]


def place_lines(place: Place | None, texts: Texts) -> list[Line]:
    if place is None:
        return []
    return [
        Line(place.site_name, texts.say("place.site")),
        Line("\n".join(place.lines), texts.say("place.address")),
        Line(place.instance_name, texts.say("place.instance")),
        Line(texts.say(f"mode.{place.mode.value.lower()}"), texts.say("place.mode")),
    ]


def entry_label(view: View, texts: Texts) -> str:
    """Above what is typed: whose it is, or how many tries are left once one was in vain."""
    entry = view.entry
    if entry is None:
        return ""
    name = texts.say(f"entry.{entry.what.value}.name")
    if entry.what is Typing.POSTAL_CODE and 0 < view.answers_left < ANSWERS_MOST:
        return texts.say("screen.postal_code.left", left=view.answers_left)
    return view.network or name


def entry_name(entry: Entry, draft: str, hidden: bool, texts: Texts) -> str:
    """What the field is, and what is in it, aloud."""
    name = texts.say(f"entry.{entry.what.value}.name")
    if not draft:
        return texts.say("entry.empty", name=name)
    if hidden:
        return texts.say("entry.hidden", name=name, count=len(draft))
    return texts.say("entry.shown", name=name, text=draft)
