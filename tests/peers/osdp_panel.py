"""A door controller that we did not write: `osdp` 1.6, run by the interpreter of `.peers`.

Not a test and never imported: that library installs the same top-level name as libosdp. Started by `panel.py`:

    .peers/bin/python tests/peers/osdp_panel.py PORT BAUD MASTER_KEY_HEX CUID_HEX {secure|plain}

It says what happens as lines of JSON, and takes `{"answer": "green|red|silent", "allowed": [hex, …], "delay_s": 0.0}`.
Answer null means green for allowed bits and red for others.
"""

import json
import logging
import os
import sys
import threading
import time
from typing import Any

from osdp import (
    ControlPanel,
    LedColor,
    Nak,
    PermanentReaderControlCode,
    RawCardData,
    ReaderLedControl,
    ReaderLedControlCommand,
    ReaderLedControls,
    SerialPortOsdpConnection,
    TemporaryReaderControlCode,
)
from osdp._secure_channel import calculate_scbk

ADDRESS = 0


def emit(**event: object) -> None:
    """In one write: several threads speak."""
    os.write(1, json.dumps(event).encode() + b"\n")


def lamp(colour: LedColor) -> ReaderLedControlCommand:
    """What panels send for granted or denied: the temporary lamp for two seconds."""
    control = ReaderLedControl(
        0,
        0,
        TemporaryReaderControlCode.SetTemporaryAndStartTimer,
        2,
        2,
        colour,
        LedColor.Black,
        20,
        PermanentReaderControlCode.Nop,
        0,
        0,
        LedColor.Black,
        LedColor.Black,
    )
    return ReaderLedControlCommand(ADDRESS, ReaderLedControls([control]))


class Port(SerialPortOsdpConnection):  # type: ignore[misc]  # the library has no types
    def open(self) -> None:
        super().open()
        self.serial_port.timeout = 0.5  # real panels wait 0.2 s, on machines that do nothing else


class Panel(ControlPanel):  # type: ignore[misc]  # the library has no types
    def __init__(self, port: str, baud: int, master_key: bytes, secure: bool) -> None:
        super().__init__(master_key)
        self.secure = secure
        self.orders: dict[str, Any] = {"answer": None, "allowed": [], "delay_s": 0.0}
        self.bus_id = self.start_connection(Port(port, baud))
        self.device: Any = None
        self.begin_again()

    def begin_again(self) -> None:
        self.add_device(self.bus_id, ADDRESS, True, self.secure)
        self.device = self._buses[self.bus_id]._configured_devices[ADDRESS]

    def on_nak_reply_received(self, address: int, nak: Nak) -> None:
        emit(event="nak", code=nak.error_code.value)
        # As panels do: whoever does not know our session any more is set up afresh.
        if self.device.is_security_established or nak.error_code.value == 4:
            self.begin_again()

    def on_raw_card_data_reply_received(self, address: int, card: RawCardData) -> None:
        emit(
            event="card", format=card.format_code.name, bits=card.bit_count, data=card.data.hex(), at_s=time.monotonic()
        )
        answer = self.orders["answer"]
        if answer is None:
            answer = "green" if card.data.hex() in self.orders["allowed"] else "red"
        if answer != "silent":
            command = lamp(LedColor.Green if answer == "green" else LedColor.Red)
            send = self._buses[self.bus_id].send_command
            threading.Timer(self.orders["delay_s"], send, [command]).start()

    def watch(self) -> None:
        before = None
        while True:
            now = (self.device.is_online, self.device.is_security_established)
            if now != before:
                emit(event="state", online=now[0], secure=now[1], at_s=time.monotonic())
                before = now
            time.sleep(0.02)


def main() -> None:
    port, baud, master_key, cuid, mode = sys.argv[1:]
    logging.getLogger("osdp").setLevel(logging.CRITICAL)
    emit(event="key", scbk=calculate_scbk(bytes.fromhex(master_key), bytes.fromhex(cuid)).hex())
    panel = Panel(port, int(baud), bytes.fromhex(master_key), mode == "secure")
    threading.Thread(target=panel.watch, daemon=True).start()
    for line in sys.stdin:
        panel.orders.update(json.loads(line))
    panel.shutdown()


main()
