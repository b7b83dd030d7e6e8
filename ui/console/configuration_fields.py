"""The fields of a device configuration, as templates and device instances both ask for them.

fields = ConfigurationFields(room, known)
fields.configuration()          # what the fields say; the server judges it whole

Secrets are never shown: an empty field keeps the one there is.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.badge_formats import FORMATS
from app.domain.badge_layouts import layout_of
from app.domain.device_configuration import (
    BITS_MOST,
    BadgeLayout,
    BaudRate,
    BitField,
    ControlPanel,
    DeviceConfiguration,
    OperationMode,
    OsdpSettings,
    Protocol,
    WiegandSettings,
    WifiCredentials,
    WifiSecurity,
)
from ui.console.choice import Choice, Tick, named, number_field
from ui.console.columns import column, row, section
from ui.console.page import Room
from ui.console.wiring_dialog import WiringDialog

MODES, PROTOCOLS, RATES, SECURITIES = tuple(OperationMode), tuple(Protocol), tuple(BaudRate), tuple(WifiSecurity)
LAYOUTS: dict[str, BadgeLayout] = {
    name: layout for name, known in FORMATS.items() if (layout := layout_of(known)) is not None
}
"""Formats that a layout can say whole, by their names in the field."""
ADDRESS_MOST = 126


class ConfigurationFields(QWidget):
    changed = Signal()

    def __init__(self, room: Room, known: DeviceConfiguration | None = None, *, mode_fixed: bool = False) -> None:
        super().__init__()
        self._say = room.speech.say
        self._room = room
        self._kept = known.badge_format if known else None
        layout = column(self)
        self.mode = self._choice([self._say(f"configuration.mode.{each.value.lower()}") for each in MODES])
        self.mode.setEnabled(not mode_fixed)
        layout.addWidget(self._named("mode", self.mode))
        self.door = self._door()
        layout.addWidget(self.door)
        layout.addWidget(self._wifi())
        self.mode.currentIndexChanged.connect(self._arrange)
        self.protocol.currentIndexChanged.connect(self._arrange)
        self.badge.currentIndexChanged.connect(self._arrange)
        self.security.currentIndexChanged.connect(self._arrange)
        if known is not None:
            self._fill(known)
        self._arrange()

    def configuration(self) -> DeviceConfiguration:
        entry = MODES[self.mode.currentIndex()] is OperationMode.ENTRY
        return DeviceConfiguration(
            MODES[self.mode.currentIndex()],
            self._wifi_said(),
            self._panel_said() if entry else None,
            self._badge_said() if entry else None,
        )

    def _door(self) -> QWidget:
        say = self._say
        whole = QWidget()
        layout = column(whole)
        layout.addWidget(section(say("configuration.panel")))
        self.wiring = QPushButton(say("wiring.help"))
        self.wiring.clicked.connect(lambda: WiringDialog(self._room, self.window()).open())
        layout.addWidget(self.wiring)
        self.protocol = self._choice([say(f"configuration.protocol.{each.value.lower()}") for each in PROTOCOLS])
        layout.addWidget(self._named("protocol", self.protocol))
        self._add_line(layout)
        layout.addWidget(section(say("configuration.badge_format")))
        self._add_badge(layout)
        return whole

    def _add_line(self, layout: QVBoxLayout) -> None:
        """What each protocol asks for."""
        say, locale = self._say, self._room.speech.locale
        self.address = number_field(0, ADDRESS_MOST, 0, locale)
        self.rate = self._choice([each.value for each in RATES])
        self.key = self._line(32, secret=True)
        self.pulse = number_field(20, 100, 50, locale)
        self.interval = number_field(200, 20_000, 2_000, locale)
        self.led = Tick(say("configuration.led"), self._room.palette)
        self.osdp = QWidget()
        osdp = column(self.osdp)
        osdp.addWidget(row(self._named("address", self.address), self._named("rate", self.rate)))
        self.key_box = self._named("key", self.key)
        osdp.addWidget(self.key_box)
        self.wiegand = QWidget()
        wiegand = column(self.wiegand)
        wiegand.addWidget(row(self._named("pulse", self.pulse), self._named("interval", self.interval)))
        wiegand.addWidget(self.led)
        layout.addWidget(self.osdp)
        layout.addWidget(self.wiegand)

    def _add_badge(self, layout: QVBoxLayout) -> None:
        """A known format, or the places of the fields in one of one's own."""
        locale = self._room.speech.locale
        self.badge = self._choice([*LAYOUTS, self._say("configuration.badge.custom")])
        layout.addWidget(self._named("badge", self.badge))
        self.bits = number_field(1, BITS_MOST, 26, locale)
        spans = (9, 16, 1, 8)
        self.spans = [number_field(0, BITS_MOST, start, locale) for start in spans]
        keys = ("card_start", "card_length", "facility_start", "facility_length")
        fields = [self._named(key, field) for key, field in zip(keys, self.spans, strict=True)]
        self.custom = QWidget()
        custom = column(self.custom)
        custom.addWidget(self._named("bits", self.bits))
        custom.addWidget(row(*fields[:2]))
        custom.addWidget(row(*fields[2:]))
        layout.addWidget(self.custom)

    def _wifi(self) -> QWidget:
        say = self._say
        whole = QWidget()
        layout = column(whole)
        layout.addWidget(section(say("configuration.wifi")))
        self.ssid, self.password = self._line(32), self._line(63, secret=True)
        self.security = self._choice([say(f"configuration.security.{each.value.lower()}") for each in SECURITIES])
        self.security.setCurrentIndex(SECURITIES.index(WifiSecurity.WPA2_PERSONAL))
        layout.addWidget(row(self._named("ssid", self.ssid), self._named("security", self.security)))
        self.password_box = self._named("password", self.password)
        layout.addWidget(self.password_box)
        return whole

    def _fill(self, known: DeviceConfiguration) -> None:
        self.mode.setCurrentIndex(MODES.index(known.operation_mode))
        if known.wifi:
            self.ssid.setText(known.wifi.ssid)
            self.security.setCurrentIndex(SECURITIES.index(known.wifi.security))
        panel = known.control_panel
        if panel:
            self.protocol.setCurrentIndex(PROTOCOLS.index(panel.protocol))
            if panel.osdp:
                self.address.setValue(panel.osdp.address)
                self.rate.setCurrentIndex(RATES.index(panel.osdp.baud_rate))
            if panel.wiegand:
                self.pulse.setValue(panel.wiegand.pulse_width_micros)
                self.interval.setValue(panel.wiegand.pulse_interval_micros)
                self.led.setChecked(panel.wiegand.led_input)
        if known.badge_format:
            self._fill_badge(known.badge_format)

    def _fill_badge(self, layout: BadgeLayout) -> None:
        names = [name for name, known in LAYOUTS.items() if known == layout]
        self.badge.setCurrentIndex(list(LAYOUTS).index(names[0]) if names else len(LAYOUTS))
        self.bits.setValue(layout.bit_length)
        card, facility = layout.card_number, layout.facility_code
        places = (card.start, card.length, facility.start if facility else 0, facility.length if facility else 0)
        for field, value in zip(self.spans, places, strict=True):
            field.setValue(value)

    def _arrange(self) -> None:
        entry = MODES[self.mode.currentIndex()] is OperationMode.ENTRY
        protocol = PROTOCOLS[self.protocol.currentIndex()]
        self.door.setVisible(entry)
        self.osdp.setVisible(protocol is not Protocol.WIEGAND)
        self.key_box.setVisible(protocol is Protocol.OSDP_V2)
        self.wiegand.setVisible(protocol is Protocol.WIEGAND)
        self.custom.setVisible(self.badge.currentIndex() == len(LAYOUTS))
        self.password_box.setVisible(SECURITIES[self.security.currentIndex()] is not WifiSecurity.OPEN)
        self.changed.emit()

    def _wifi_said(self) -> WifiCredentials | None:
        ssid = self.ssid.text().strip()
        security = SECURITIES[self.security.currentIndex()]
        if not ssid:
            return None
        return WifiCredentials(ssid, security, None if security is WifiSecurity.OPEN else self.password.text() or None)

    def _panel_said(self) -> ControlPanel:
        protocol = PROTOCOLS[self.protocol.currentIndex()]
        if protocol is Protocol.WIEGAND:
            return ControlPanel(
                protocol,
                wiegand=WiegandSettings(self.pulse.value(), self.interval.value(), self.led.isChecked()),
            )
        key = self.key.text().strip() or None if protocol is Protocol.OSDP_V2 else None
        return ControlPanel(protocol, OsdpSettings(self.address.value(), RATES[self.rate.currentIndex()], key))

    def _badge_said(self) -> BadgeLayout:
        """A layout of one's own keeps the parity bits that it had: this form does not change them."""
        if self.badge.currentIndex() < len(LAYOUTS):
            return list(LAYOUTS.values())[self.badge.currentIndex()]
        card, length, facility, facility_length = (field.value() for field in self.spans)
        return BadgeLayout(
            self.bits.value(),
            BitField(card, max(1, length)),
            BitField(facility, facility_length) if facility_length else None,
            self._kept.parity if self._kept else (),
        )

    def _choice(self, words: list[str]) -> Choice:
        field = Choice(self._room.palette)
        field.addItems(words)
        return field

    def _line(self, most: int, *, secret: bool = False) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(most)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        return field

    def _named(self, key: str, field: QWidget) -> QWidget:
        say = self._say
        return named(say(f"configuration.field.{key}"), field, say(f"configuration.field.{key}.hint"))
