"""A device configuration in words, for a panel of facts. Secrets are not in what the server tells."""

from app.domain.badge_formats import FORMATS
from app.domain.badge_layouts import layout_of
from app.domain.device_configuration import BadgeLayout, ControlPanel, DeviceConfiguration
from ui.console.speech import Speech


def configuration_facts(speech: Speech, known: DeviceConfiguration) -> list[tuple[str, str]]:
    say = speech.say
    facts = [(say("configuration.field.mode"), say(f"configuration.mode.{known.operation_mode.value.lower()}"))]
    if known.control_panel:
        facts.append((say("configuration.panel"), _panel(speech, known.control_panel)))
    if known.badge_format:
        facts.append((say("configuration.field.badge"), badge_words(speech, known.badge_format)))
    wifi = known.wifi
    words = f"{wifi.ssid}\n{say(f'configuration.security.{wifi.security.value.lower()}')}" if wifi else ""
    return [*facts, (say("configuration.wifi"), words or say("configuration.no_wifi"))]


def badge_words(speech: Speech, layout: BadgeLayout) -> str:
    names = [name for name, known in FORMATS.items() if layout_of(known) == layout]
    return names[0] if names else speech.say("configuration.badge.bits", bits=speech.count(layout.bit_length))


def _panel(speech: Speech, panel: ControlPanel) -> str:
    say = speech.say
    lines = [say(f"configuration.protocol.{panel.protocol.value.lower()}")]
    if panel.osdp:
        lines.append(say("configuration.bus", address=panel.osdp.address, rate=panel.osdp.baud_rate.value))
    if panel.wiegand:
        lines.append(
            say("configuration.pulses", width=panel.wiegand.pulse_width_micros, gap=panel.wiegand.pulse_interval_micros)
        )
    return "\n".join(lines)
