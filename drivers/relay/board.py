"""A relay board that speaks Modbus RTU, and one relay on it: energised for a time that the board itself keeps.

Rules it keeps: there is no way to energise the relay without an end; a command counts when the board has repeated it,
byte for byte; nothing is sent twice by itself; whatever else comes, or nothing, is BoardSilent.

    board = Board("/dev/ttyUSB0", baud=9600, device=1, channel=0)
    board.energise(tenths=50)       # 5 s, by the board's own clock
    board.energised()               # True
    board.drop()

Source: Waveshare, "Protocol Manual of Modbus RTU Relay" (V2 and later), which prints these for board 1, relay 0:

    01 05 00 00 00 00 CD CA     open it
    01 05 02 00 00 07 8D B0     close it for 7 x 100 ms ("flash on")
    01 01 00 00 00 08 3D CC     how the first eight stand

Limits: the first eight relays of a board. A reply has no number in Modbus RTU: one that comes after its time cannot be
told from the next, so after a silence the port is opened anew and what had come is thrown away.
"""

import logging
import struct
from typing import Any

from pymodbus.client import ModbusSerialClient
from pymodbus.exceptions import ConnectionException, ModbusException
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.bit_message import ReadCoilsRequest

CHANNELS = 8
"""As many as the printed frame for reading asks for: boards of an older protocol give eight whatever is asked."""

REPLY_S = 0.5
"""At 9600 baud question and answer are 17 ms on the wire; boards answer within some tens of ms, adapters add 16."""

_ENERGISE_FOR = 0x0200  # "flash on" of relay 0; the value is in tenths of a second
_LONGEST_TENTHS = 0x7FFF  # as the manual has it

logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)  # what it would say, the door's link says


class BoardSilent(Exception):
    """No answer, another one than the board gives, or no port."""


class _WriteCoil(ModbusPDU):
    """Function 5, question and answer alike, with its value as it stands: the library's own knows on and off alone."""

    function_code = 5
    rtu_frame_size = 8

    def __init__(self, address: int = 0, value: int = 0, device: int = 0) -> None:
        super().__init__(dev_id=device, address=address)
        self.value = value

    def encode(self) -> bytes:
        return struct.pack(">HH", self.address, self.value)

    def decode(self, data: bytes) -> None:
        self.address, self.value = struct.unpack(">HH", data[:4])


class _Port(ModbusSerialClient):
    """Waits by the monotonic clock. The library's own wait goes by the time of day: set back by an hour, it would hold
    up the door for an hour."""

    def recv(self, size: int | None) -> bytes:
        port = self.socket
        if port is None:
            raise ConnectionException("no port")
        try:
            first = port.read(1 if size is None else size)
            return bytes(first + port.read(port.in_waiting))
        except OSError as error:
            self.close()
            raise ConnectionException("the port has gone") from error


class Board:
    def __init__(self, port: str, baud: int, device: int, channel: int) -> None:
        self._device = device
        self._channel = channel
        self._port = _Port(port, baudrate=baud, timeout=REPLY_S, retries=0)
        self._port.register(_WriteCoil)

    def energise(self, tenths: int) -> None:
        """For that many tenths of a second, 1 to 32767, from now on. Raises BoardSilent: then it may be energised."""
        if not 1 <= tenths <= _LONGEST_TENTHS:
            raise ValueError("tenths of a second from 1 to 32767")
        self._write(_ENERGISE_FOR + self._channel, tenths)

    def drop(self) -> None:
        """Raises BoardSilent: then it may be energised still."""
        self._write(self._channel, 0)

    def energised(self) -> bool:
        """Raises BoardSilent."""
        reply = self._ask(ReadCoilsRequest(address=0, count=CHANNELS, dev_id=self._device))
        if reply.function_code != ReadCoilsRequest.function_code or len(reply.bits) <= self._channel:
            raise BoardSilent("it did not say how its relays stand")
        return bool(reply.bits[self._channel])

    def hang_up(self) -> None:
        """Lets go of the port. The next command opens it anew, with nothing in it."""
        self._port.close()

    def _write(self, address: int, value: int) -> None:
        reply = self._ask(_WriteCoil(address, value, self._device))
        if not isinstance(reply, _WriteCoil) or (reply.address, reply.value) != (address, value):
            raise BoardSilent("it did not repeat the command")

    def _ask(self, request: ModbusPDU) -> Any:
        """One question, one answer; Any, because each kind of answer has fields of its own."""
        try:
            return self._port.execute(False, request)
        except (ModbusException, OSError) as error:
            raise BoardSilent("no answer") from error
