"""Which driver a line of the settings means. One table a port, nothing else; a driver is imported when it is asked for.

    camera = camera_named("v4l2:0", clock)
    reader = badge_reader_named("serial:/dev/ttyACM0?preset=decimal", clock)
    door = door_named("osdp:/dev/ttyUSB0?key=/etc/thenar/door.key", clock, "h10301")
    door = door_named("wiegand:/dev/gpiochip0?d0=23&d1=24&granted=25&denied=26", clock, "h10301")
    door = door_named("relay:/dev/ttyUSB0?channel=0&seconds=5", clock)
    network = network_named("networkmanager", clock)
    codes = code_reader_named("qr", clock)
    ring = light_named("adalight:/dev/ttyUSB0?leds=24", clock)
    switch = tamper_named("gpio:/dev/gpiochip0?line=17", clock)

Rules it keeps: a name, option or value that is not known is FaultError(SETTINGS_INVALID), never a guess; simulated
devices are not here, because they belong to a world that only the demonstration builds. The imports stand inside the
functions on purpose: a terminal without a serial port needs no serial library, and none of them starts faster with cv2.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from app.domain.badge_formats import format_named
from app.domain.badge_text import TextRule, text_rule
from app.ports.badge_reader import BadgeReader
from app.ports.camera import Camera
from app.ports.clock import Clock
from app.ports.code_reader import CodeReader
from app.ports.door import Door
from app.ports.light import Light
from app.ports.network import Network
from app.ports.tamper import Tamper
from drivers.options import Options

Made = TypeVar("Made")


Maker: TypeAlias = Callable[[str, Options, Clock], Made]
"""Of the address, and of what was asked for with it."""


def camera_named(text: str, clock: Clock) -> Camera:
    """`v4l2:0`, a video file or a folder of pictures, with or without `file:` before it."""
    from drivers.opencv.camera import OpenCvCamera
    from drivers.opencv.source import parse_source

    return OpenCvCamera(parse_source(text.removeprefix("file:")), clock)


def badge_reader_named(text: str, clock: Clock) -> BadgeReader:
    """`keyboard` (also `wedge`) or `serial:PORT`, with `?preset=…`."""
    return _made("badge reader", {"keyboard": _wedge, "wedge": _wedge, "serial": _serial}, text, clock)


def door_named(text: str, clock: Clock, badge_format: str = "h10301") -> Door:
    """`osdp:PORT?key=FILE`, `wiegand:CHIP?d0=LINE&d1=LINE` or `relay:PORT`. The badge format is the terminal's, unless
    the text has one of its own."""
    doors: Mapping[str, Maker[Door]] = {
        "osdp": partial(_osdp, badge_format),
        "wiegand": partial(_wiegand, badge_format),
        "relay": _relay,
    }
    return _made("door", doors, text, clock)


def network_named(text: str, clock: Clock) -> Network:
    """`networkmanager`, with `?bus=` and an address of D-Bus where it is not the system's own."""
    return _made("network", {"networkmanager": _networkmanager}, text, clock)


def code_reader_named(text: str, clock: Clock) -> CodeReader:
    """`qr`: whatever the camera shows, by this machine's libraries."""
    return _made("code reader", {"qr": _qr}, text, clock)


def light_named(text: str, clock: Clock) -> AbstractContextManager[Light]:
    """`adalight:PORT?leds=…`. It shines while it is entered."""
    return _made("light", {"adalight": _adalight}, text, clock)


def tamper_named(text: str, clock: Clock) -> Tamper:
    """`gpio:CHIP?line=…`, the line by its number or by its name."""
    return _made("tamper", {"gpio": _gpio_tamper}, text, clock)


def _made(what: str, table: Mapping[str, Maker[Made]], text: str, clock: Clock) -> Made:
    place, _, query = text.partition("?")
    name, _, address = place.partition(":")
    options = Options(what, query)
    if name not in table:
        raise options.invalid(f"expected {' or '.join(table)}")
    made = table[name](address, options, clock)
    options.end()
    return made


def _wedge(address: str, options: Options, clock: Clock) -> BadgeReader:
    from drivers.keyboard_wedge.reader import WedgeReader

    if address:
        raise options.invalid("the keyboard has no address")
    return WedgeReader(_rule(options, options.text("preset", "decimal")))


def _serial(port: str, options: Options, clock: Clock) -> BadgeReader:
    from drivers.serial_reader.framing import Framing, LineFraming, Rdm6300Framing
    from drivers.serial_reader.reader import SerialBadgeReader, SerialReaderSettings

    preset = options.text("preset", "decimal")
    framing: Callable[[], Framing] = Rdm6300Framing
    if preset != "rdm6300":
        framing = partial(LineFraming, _rule(options, preset))
    settings = SerialReaderSettings(options.port(port), framing, options.number("baud", 9600))
    return SerialBadgeReader(settings, clock)


def _osdp(badge_format: str, port: str, options: Options, clock: Clock) -> Door:
    from drivers.osdp.answers import AnswerRules
    from drivers.osdp.door import OsdpDoor, OsdpSettings
    from drivers.osdp.keys import read_key

    key = options.text("key")
    settings = OsdpSettings(
        options.port(port),
        baud=options.number("baud", 9600),
        address=options.number("address", 0),
        key=read_key(Path(key).expanduser()) if key else None,
        plain=options.truth("plain"),
        badge_format=_known(options, lambda: format_named(options.text("format", badge_format))),
        answer_s=options.wait_s(),
        rules=AnswerRules(grant_output=options.output()),
    )
    return OsdpDoor(settings, clock)


def _wiegand(badge_format: str, chip: str, options: Options, clock: Clock) -> Door:
    from drivers.wiegand.door import WiegandDoor, WiegandSettings
    from drivers.wiegand.wires import wires_of

    settings = WiegandSettings(
        wires_of(chip, options),
        pulse_us=options.number("pulse", 50),
        interval_us=options.number("interval", 2000),
        answer_s=options.wait_s(),
        badge_format=_known(options, lambda: format_named(options.text("format", badge_format))),
    )
    return WiegandDoor(settings, clock)


def _relay(port: str, options: Options, clock: Clock) -> Door:
    from drivers.relay.door import RelayDoor, RelaySettings

    usual = {"channel": 0, "seconds": 5, "device": 1, "baud": 9600}
    told = {name: options.number(name, value) for name, value in usual.items()}
    return RelayDoor(RelaySettings(options.port(port), **told), clock)


def _qr(address: str, options: Options, clock: Clock) -> CodeReader:
    from drivers.qr_code.reader import QrCodeReader

    if address:
        raise options.invalid("the code reader has no address")
    return QrCodeReader(clock)


def _networkmanager(address: str, options: Options, clock: Clock) -> Network:
    from drivers.networkmanager.network import NetworkManagerNetwork

    if address:
        raise options.invalid("NetworkManager has no address")
    return NetworkManagerNetwork(options.text("bus", "SYSTEM"))


def _adalight(port: str, options: Options, clock: Clock) -> AbstractContextManager[Light]:
    from drivers.light_ring.patterns import FEWEST, Look
    from drivers.light_ring.ring import BAUDS, MOST, LightRing, RingSettings

    lights, baud = options.number("leds", 0), options.number("baud", BAUDS[0])
    percent, top = options.number("brightness", 50), options.number("top", 0)
    if not FEWEST <= lights <= MOST:
        raise options.invalid(f"say how many lights it has, {FEWEST} to {MOST}, as in leds=24")
    if baud not in BAUDS:
        raise options.invalid(f"baud must be one of {', '.join(str(each) for each in BAUDS)}")
    if not 1 <= percent <= 100 or top >= lights:
        raise options.invalid("brightness must be 1 to 100 percent, top a light's number, from 0")
    return LightRing(RingSettings(options.port(port), Look(lights, percent / 100, top), baud), clock)


def _gpio_tamper(chip: str, options: Options, clock: Clock) -> Tamper:
    from drivers.gpio.line import LineAddress, Pull
    from drivers.gpio.tamper import GpioTamper, SwitchWiring

    line, closed = options.line("line"), options.text("closed", "low")
    pull = options.text("pull", "down" if closed == "high" else "up")
    if line is None:
        raise options.invalid("say which line, as in line=17")
    if closed not in ("low", "high") or pull not in [each.value for each in Pull]:
        raise options.invalid("closed must be low or high, pull must be up, down or none")
    address = LineAddress(options.port(chip), line)
    return GpioTamper(_known(options, lambda: SwitchWiring(address, closed == "high", Pull(pull))))


def _rule(options: Options, preset: str) -> TextRule:
    badge_format, pattern = options.text("format", "h10301"), options.text("pattern")
    return _known(options, lambda: text_rule(preset, badge_format=badge_format, pattern=pattern))


def _known(options: Options, make: Callable[[], Made]) -> Made:
    try:
        return make()
    except ValueError as error:
        raise options.invalid(str(error)) from error
