"""A relay board on the other end of a cable: pymodbus's own server, with what Waveshare's boards do beyond Modbus.

    with RelayBoard(cable.far) as board:
        board.energised             # {0}: relays whose contact is closed
        board.pulses                # [(0, 50)]: relay 0 for 50 tenths of a second, in the order of the commands
        board.time_passes()         # the board's own clock runs out
        board.mishap = Mishap.DEAF  # from now on

Its time passes when it is told to, so that no test waits for it. `tests/drivers/relay` compares the bytes with those of
the manual.
"""

import asyncio
import struct
import threading
from enum import Enum, auto
from types import TracebackType
from typing import Self

from pymodbus.constants import ExcCodes
from pymodbus.datastore import ModbusServerContext
from pymodbus.pdu import ExceptionResponse, ModbusPDU
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

DEVICE = 1
RELAYS = 8


class Mishap(Enum):
    NONE = auto()
    DEAF = auto()
    """It hears nothing, as without power."""
    DUMB = auto()
    """It obeys, and its answers get lost."""
    WITHOUT_TIMER = auto()
    """It knows no timed command, as most boards."""
    OTHER_RELAY = auto()
    """It repeats another command than it was given."""
    STUCK_OPEN = auto()
    """It repeats the command, and the contact does not close."""
    STUCK_CLOSED = auto()
    """The contact does not open."""
    DUMB_WHEN_READ = auto()
    """It says that it obeyed, and then nothing more."""


class RelayBoard:
    def __init__(self, port: str, baud: int = 9600) -> None:
        self.energised: set[int] = set()
        self.pulses: list[tuple[int, int]] = []
        self.mishap = Mishap.NONE
        self._port, self._baud = port, baud
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="relay board")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10.0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._server.shutdown(), self._loop).result(10.0)
        self._thread.join()

    def time_passes(self) -> None:
        if self.mishap is not Mishap.STUCK_CLOSED:
            self.energised.clear()

    def write(self, address: int, value: int) -> int | ExcCodes:
        """Function 5. Gives the value that the board repeats."""
        relay, timed = address & 0xFF, address & 0xFF00 == 0x0200
        if relay >= RELAYS or (timed and self.mishap is Mishap.WITHOUT_TIMER):
            return ExcCodes.ILLEGAL_ADDRESS
        if timed:
            self.pulses.append((relay, value))
            if self.mishap is not Mishap.STUCK_OPEN:
                self.energised.add(relay)
            return value + 1 if self.mishap is Mishap.OTHER_RELAY else value
        if value == 0xFF00:
            self.energised.add(relay)
        elif self.mishap is not Mishap.STUCK_CLOSED:
            self.energised.discard(relay)
        return value

    async def _serve(self) -> None:
        class WriteCoil(_WriteCoil):
            board = self

        self._loop = asyncio.get_running_loop()
        coils = [SimData(0, values=[False] * 16, datatype=DataType.BITS)]
        unused = [SimData(0, datatype=DataType.REGISTERS)]
        device = SimDevice(
            DEVICE,
            (coils, [SimData(0, values=[False] * 16, datatype=DataType.BITS)], unused, unused),
            action=self._read,
        )
        self._server = ModbusSerialServer(
            device,
            port=self._port,
            baudrate=self._baud,
            ignore_missing_devices=True,
            trace_packet=self._hear,
            custom_pdu=[WriteCoil],
        )
        await self._server.serve_forever(background=True)
        self._ready.set()
        await self._server.serving

    async def _read(
        self,
        function: int,
        start: int,
        address: int,
        count: int,
        registers: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        registers[0] = sum(1 << relay for relay in self.energised)
        return None

    def _hear(self, sending: bool, packet: bytes) -> bytes:
        if self.mishap is Mishap.DEAF:
            return b""
        reading = packet[1:2] == b"\x01"
        dumb = self.mishap is Mishap.DUMB or (self.mishap is Mishap.DUMB_WHEN_READ and reading)
        return b"" if sending and dumb else packet


class _WriteCoil(ModbusPDU):
    function_code = 5
    rtu_frame_size = 8
    board: RelayBoard
    value = 0

    def encode(self) -> bytes:
        return struct.pack(">HH", self.address, self.value)

    def decode(self, data: bytes) -> None:
        self.address, self.value = struct.unpack(">HH", data[:4])

    async def datastore_update(self, context: ModbusServerContext, device_id: int) -> ModbusPDU:
        said = self.board.write(self.address, self.value)
        if isinstance(said, ExcCodes):
            return ExceptionResponse(self.function_code, said)
        self.value = said
        return self
