"""Lines to a control panel that a terminal was wired with. What is spoken over them is told later, by its
configuration: address, speed, key and badge format come from there, never from the command line.

    lines = [door_line("osdp:/dev/ttyUSB0")]
    door = door_over(lines, panel, badge_format, clock)      # closed; or what does not fit

The import of a driver stands inside the function on purpose, as in `drivers.registry`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.badge_formats import BadgeFormat
from app.domain.configuration_refusal import Unfit
from app.domain.device_configuration import ControlPanel, OsdpSettings, Protocol
from app.domain.faults import Fault, FaultError
from app.ports.clock import Clock
from app.ports.door import Door
from drivers.registry import Options

_PROTOCOLS = {"osdp": (Protocol.OSDP_V1, Protocol.OSDP_V2)}


@dataclass(frozen=True)
class DoorLine:
    speaks: tuple[Protocol, ...]
    port: Path
    answer_s: float
    """How long the panel may take to answer."""
    grant_output: int | None
    """The output that the panel switches when it grants, where that is how it answers."""


def door_line(text: str) -> DoorLine:
    """`osdp:PORT`, with `?wait=SECONDS` and `?output=NUMBER`. Raises FaultError(SETTINGS_INVALID)."""
    place, _, query = text.partition("?")
    name, _, port = place.partition(":")
    options = Options("door", query)
    if name not in _PROTOCOLS:
        raise options.invalid(f"a line speaks {' or '.join(_PROTOCOLS)}")
    if not port.startswith("/"):
        raise options.invalid("the port must be a path, as in /dev/ttyUSB0")
    wait_s, output = options.number("wait", 3), options.text("output")
    if not 1 <= wait_s <= 10 or output not in ("", "0", "1", "2", "3"):
        raise options.invalid("wait must be 1 to 10 seconds, output 0 to 3")
    options.end()
    return DoorLine(_PROTOCOLS[name], Path(port), float(wait_s), int(output) if output else None)


def door_over(lines: Sequence[DoorLine], panel: ControlPanel, badge_format: BadgeFormat, clock: Clock) -> Door | Unfit:
    line = next((line for line in lines if panel.protocol in line.speaks), None)
    if line is None:
        return Unfit.NO_SUCH_LINE
    if not line.port.exists():
        return Unfit.LINE_MISSING
    if panel.osdp is None:
        return Unfit.PANEL_UNFIT
    try:
        return _osdp(line, panel.osdp, badge_format, clock)
    except FaultError as error:
        if error.fault not in (Fault.SETTINGS_INVALID, Fault.KEY_MISSING):
            raise
        return Unfit.PANEL_UNFIT


def _osdp(line: DoorLine, told: OsdpSettings, badge_format: BadgeFormat, clock: Clock) -> Door:
    """Without a key there is no secure channel: OSDP 1, or an administrator who wants none."""
    from drivers.osdp import door as osdp
    from drivers.osdp.answers import AnswerRules

    key = told.secure_channel_key
    settings = osdp.OsdpSettings(
        str(line.port),
        baud=int(told.baud_rate),
        address=told.address,
        key=None if key is None else bytes.fromhex(key),
        plain=key is None,
        badge_format=badge_format,
        answer_s=line.answer_s,
        rules=AnswerRules(grant_output=line.grant_output),
    )
    return osdp.OsdpDoor(settings, clock)
