"""Lines to a control panel that a terminal was wired with. What is spoken over them is told later, by its
configuration: address, speed, key, times and badge format come from there, never from the command line.

    lines = [door_line("osdp:/dev/ttyUSB0"), door_line("wiegand:/dev/gpiochip0?d0=23&d1=24&granted=25")]
    door = door_over(lines, panel, badge_format, clock)      # closed; or what does not fit

The import of a driver stands inside the function on purpose, as in `drivers.registry`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, TypeAlias

from app.domain.badge_formats import BadgeFormat
from app.domain.configuration_refusal import Unfit
from app.domain.device_configuration import ControlPanel, Protocol
from app.domain.faults import Fault, FaultError
from app.ports.clock import Clock
from app.ports.door import Door
from drivers.options import Options
from drivers.wiegand.wires import Wires, wires_of


@dataclass(frozen=True)
class OsdpLine:
    speaks: ClassVar = (Protocol.OSDP_V1, Protocol.OSDP_V2)
    port: Path
    answer_s: float
    grant_output: int | None

    def door(self, panel: ControlPanel, badge_format: BadgeFormat, clock: Clock) -> Door | Unfit:
        """Without a key there is no secure channel: OSDP 1, or an administrator who wants none."""
        from drivers.osdp import door as osdp
        from drivers.osdp.answers import AnswerRules

        told = panel.osdp
        if told is None:
            return Unfit.PANEL_UNFIT
        key = told.secure_channel_key
        settings = osdp.OsdpSettings(
            str(self.port),
            baud=int(told.baud_rate),
            address=told.address,
            key=None if key is None else bytes.fromhex(key),
            plain=key is None,
            badge_format=badge_format,
            answer_s=self.answer_s,
            rules=AnswerRules(grant_output=self.grant_output),
        )
        return osdp.OsdpDoor(settings, clock)


@dataclass(frozen=True)
class WiegandLine:
    speaks: ClassVar = (Protocol.WIEGAND,)
    wires: Wires
    answer_s: float

    @property
    def port(self) -> Path:
        return Path(self.wires.chip)

    def door(self, panel: ControlPanel, badge_format: BadgeFormat, clock: Clock) -> Door | Unfit:
        """A panel whose LED is said to come back needs a wire for it; one whose LED is not, is not listened to."""
        from drivers.wiegand.door import WiegandDoor, WiegandSettings

        told = panel.wiegand
        if told is None or (told.led_input and self.wires.granted is None):
            return Unfit.PANEL_UNFIT
        wires = self.wires if told.led_input else replace(self.wires, granted=None, denied=None)
        settings = WiegandSettings(
            wires, told.pulse_width_micros, told.pulse_interval_micros, self.answer_s, badge_format
        )
        return WiegandDoor(settings, clock)


DoorLine: TypeAlias = OsdpLine | WiegandLine


def door_line(text: str) -> DoorLine:
    """`osdp:PORT`, with `?wait=SECONDS` and `?output=NUMBER`, or `wiegand:CHIP?d0=LINE&d1=LINE`, with `granted=LINE`,
    `denied=LINE`, `inverted=yes` and `wait=SECONDS`. Raises FaultError(SETTINGS_INVALID)."""
    place, _, query = text.partition("?")
    name, _, port = place.partition(":")
    options = Options("door", query)
    if name not in _LINES:
        raise options.invalid(f"a line speaks {' or '.join(_LINES)}")
    line = _LINES[name](port, options)
    options.end()
    return line


def door_over(lines: Sequence[DoorLine], panel: ControlPanel, badge_format: BadgeFormat, clock: Clock) -> Door | Unfit:
    line = next((line for line in lines if panel.protocol in line.speaks), None)
    if line is None:
        return Unfit.NO_SUCH_LINE
    if not line.port.exists():
        return Unfit.LINE_MISSING
    try:
        return line.door(panel, badge_format, clock)
    except FaultError as error:
        if error.fault not in (Fault.SETTINGS_INVALID, Fault.KEY_MISSING):
            raise
        return Unfit.PANEL_UNFIT


def _osdp(port: str, options: Options) -> OsdpLine:
    return OsdpLine(Path(options.port(port)), options.wait_s(), options.output())


def _wiegand(chip: str, options: Options) -> WiegandLine:
    return WiegandLine(wires_of(chip, options), options.wait_s())


_LINES: dict[str, Callable[[str, Options], DoorLine]] = {"osdp": _osdp, "wiegand": _wiegand}
