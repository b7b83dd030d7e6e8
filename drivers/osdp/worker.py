"""The OSDP process: `python -m drivers.osdp.worker`, spoken to over its standard input and output.

A process of its own, because the panel expects an answer within 200 ms and gets it in 6 ms (median) here, while four
busy Python threads beside it made it 56 ms and lost one poll in nine; and because a fault in C must not take the
terminal with it. It ends when its input ends: it never outlives the terminal.
"""

import os
import select
import time

import serial

from drivers.osdp import library as c
from drivers.osdp.messages import CODEC, Dropped, Message, Report, Start, Submit
from drivers.osdp.peripheral import Peripheral
from drivers.worker_process import Inbox, work

_TURN_S = 0.01  # libosdp wants a refresh at least every 50 ms; 10 ms keeps its time-outs sharp
_REOPEN_S = 0.5  # between two attempts to open a port that is absent


class SerialWire:
    """A serial port that never blocks."""

    def __init__(self, port: str, baud: int) -> None:
        self._port = serial.Serial(port, baud, timeout=0, exclusive=True)
        self.descriptor: int = self._port.fileno()
        self.gone = False

    def read(self, most: int) -> bytes:
        try:
            return os.read(self.descriptor, most)
        except BlockingIOError:
            return b""
        except OSError:
            self.gone = True
            return b""

    def write(self, content: bytes) -> int:
        """All or nothing, as libosdp wants it. A packet is far shorter than the kernel's buffer."""
        try:
            return len(content) if os.write(self.descriptor, content) == len(content) else -1
        except OSError:
            self.gone = True
            return -1

    def close(self) -> None:
        self._port.close()


class Worker:
    def __init__(self, requests: Inbox[Message]) -> None:
        self._requests = requests
        self._library = c.load()
        # Its messages can quote packets; what matters of them reaches the door as a link state.
        self._log = c.LogFunction(lambda *_: None)
        self._library.osdp_set_log_callback(self._log)

    def run(self) -> None:
        start, early = self._first()
        for message in early:
            self._refuse(message)
        while not self._requests.ended:
            try:
                wire = SerialWire(start.port, start.baud)
            except (OSError, serial.SerialException):
                self._wait()
                continue
            try:
                self._session(start, wire)
            finally:
                wire.close()

    def _first(self) -> tuple[Start, list[Message]]:
        while True:
            messages = self._requests.read()
            if self._requests.ended:
                raise SystemExit(0)
            if messages:
                start = messages[0]
                if not isinstance(start, Start):
                    raise SystemExit(2)
                return start, messages[1:]

    def _session(self, start: Start, wire: SerialWire) -> None:
        """Until the port is gone or the terminal is."""
        peripheral = Peripheral(self._library, start, wire, say)
        watch = select.poll()
        watch.register(wire.descriptor, select.POLLIN)
        watch.register(self._requests.descriptor, select.POLLIN)
        while not wire.gone and not self._requests.ended:
            for descriptor, what in watch.poll(_TURN_S * 1000):
                if descriptor == wire.descriptor:
                    wire.gone = wire.gone or bool(what & (select.POLLHUP | select.POLLERR | select.POLLNVAL))
                    continue
                for message in self._requests.read():
                    if isinstance(message, Submit):
                        peripheral.submit(message)
            if not wire.gone:
                peripheral.step()
        peripheral.close()

    def _wait(self) -> None:
        """While there is no port, every badge is dropped at once."""
        until_s = time.monotonic() + _REOPEN_S
        while not self._requests.ended and (left_s := until_s - time.monotonic()) > 0:
            if select.select([self._requests.descriptor], [], [], left_s)[0]:
                for message in self._requests.read():
                    self._refuse(message)

    def _refuse(self, message: Message) -> None:
        if isinstance(message, Submit):
            say(Dropped(message.number))


def say(report: Report) -> None:
    os.write(1, CODEC.encoded(report))


def main() -> None:
    Worker(Inbox(0, CODEC)).run()


if __name__ == "__main__":
    work(main)
