"""What the peripheral adds to libosdp: it takes back what may not go out any more, and knows when the panel has gone.

The library is a stand-in with the same functions; the real one is on the wire in `test_with_a_panel.py`.
"""

import ctypes
import time
from typing import Any, cast

import pytest

from app.ports.door import DoorLink
from drivers.osdp import library as c
from drivers.osdp import peripheral as module
from drivers.osdp.messages import Buzzer, Delivered, Dropped, Lamp, LinkIs, Output, Report, Start, Submit, Words
from drivers.osdp.peripheral import Peripheral

START = Start("/dev/null", 9600, 5, 1, "8f1c5a3b77e04d9261b8c3f09a2e4d17")
POLL = b"\x53\x05\x08\x00\x04\x60"
"""The start of a message to address 5."""


class QuietWire:
    def __init__(self) -> None:
        self.gone = False
        self.coming = b""

    def read(self, most: int) -> bytes:
        content, self.coming = self.coming[:most], self.coming[most:]
        return content

    def write(self, content: bytes) -> int:
        return len(content)


class StandIn:
    """Queues events, delivers them when the test says `poll`, and completes them as libosdp does."""

    def __init__(self) -> None:
        self.secure = False
        self.queue: list[bytes] = []
        self.info: Any = None
        self.capabilities: list[tuple[int, int]] = []
        self.command: Any = None
        self.completion: Any = None

    def osdp_pd_setup(self, info: Any) -> int:
        self.info = ctypes.cast(info, ctypes.POINTER(c.DeviceInfo)).contents
        self.flags, self.key = self.info.flags, ctypes.string_at(self.info.scbk, 16)
        self.receive = self.info.channel.recv
        return 1

    def osdp_pd_set_capabilities(self, _context: int, rows: Any) -> None:
        self.capabilities = [(row.function_code, row.compliance_level) for row in rows if row.function_code]

    def osdp_pd_set_command_callback(self, _context: int, function: Any, _argument: None) -> None:
        self.command = function

    def osdp_pd_set_event_completion_callback(self, _context: int, function: Any, _argument: None) -> None:
        self.completion = function

    def osdp_pd_submit_event(self, _context: int, event: Any) -> int:
        card = ctypes.cast(event, ctypes.POINTER(c.Event)).contents.of.cardread
        self.queue.append(bytes(card.data[: (card.length + 7) // 8]))
        return 0

    def osdp_pd_flush_events(self, _context: int) -> int:
        return self._complete(status=2)

    def osdp_pd_refresh(self, _context: int) -> None:
        buffer = (ctypes.c_uint8 * 64)()
        self.receive(None, buffer, 64)

    def osdp_get_sc_status_mask(self, _context: int, mask: Any) -> None:
        ctypes.cast(mask, ctypes.POINTER(ctypes.c_uint8)).contents.value = int(self.secure)

    osdp_get_status_mask = osdp_get_sc_status_mask

    def osdp_pd_teardown(self, _context: int) -> None: ...

    def poll(self) -> int:
        """The panel fetches what waits."""
        return self._complete(status=c.COMPLETED_OK)

    def _complete(self, status: int) -> int:
        count, self.queue = len(self.queue), []
        for _ in range(count):
            self.completion(None, None, status)
        return count


class Bench:
    """A peripheral with its stand-in, its wire and what it said."""

    def __init__(self, start: Start = START) -> None:
        self.library, self.wire = StandIn(), QuietWire()
        self.said: list[Report] = []
        self.peripheral = Peripheral(cast(ctypes.CDLL, self.library), start, self.wire, self.said.append)

    def step(self, heard: bytes = POLL) -> None:
        self.wire.coming = heard
        self.peripheral.step()

    def link(self) -> DoorLink:
        return self.peripheral.link

    def online(self) -> "Bench":
        self.library.secure = True
        self.step()
        assert self.link() is DoorLink.ONLINE
        self.said.clear()
        return self


def badge(number: int = 1, left_s: float = 5.0) -> Submit:
    return Submit(number, "bd88eb80", 26, time.monotonic() + left_s)


def test_a_badge_waits_for_the_panels_poll_and_is_delivered_once() -> None:
    bench = Bench().online()
    bench.peripheral.submit(badge())
    assert bench.library.queue == [bytes.fromhex("bd88eb80")]
    bench.library.poll()
    assert bench.said == [Delivered(1)]


def test_while_offline_a_badge_is_dropped_and_never_queued() -> None:
    bench = Bench()
    bench.peripheral.submit(badge())
    assert (bench.library.queue, bench.said) == ([], [Dropped(1)])


def test_a_second_badge_while_one_waits_is_dropped() -> None:
    bench = Bench().online()
    bench.peripheral.submit(badge(1))
    bench.peripheral.submit(badge(2))
    assert (len(bench.library.queue), bench.said) == (1, [Dropped(2)])


@pytest.mark.parametrize("loss", ["secure channel", "port", "silence"])
def test_when_the_link_is_lost_the_badge_is_taken_back(loss: str) -> None:
    bench = Bench().online()
    bench.peripheral.submit(badge())
    bench.library.secure = loss != "secure channel"
    bench.wire.gone = loss == "port"
    if loss == "silence":
        bench.peripheral._heard_s -= module.SILENCE_S
        bench.step(heard=b"")
    else:
        bench.step()
    assert bench.library.queue == []
    assert bench.said == [Dropped(1), LinkIs("offline")]


def test_past_its_deadline_the_badge_is_taken_back_before_the_panel_can_poll() -> None:
    bench = Bench().online()
    bench.peripheral.submit(badge(left_s=0.0))
    bench.step()
    assert (bench.library.queue, bench.said) == ([], [Dropped(1)])


def test_closing_takes_everything_back() -> None:
    bench = Bench().online()
    bench.peripheral.submit(badge())
    bench.peripheral.close()
    assert bench.said == [Dropped(1), LinkIs("offline")]


def test_a_panel_that_speaks_without_a_channel_has_another_key() -> None:
    bench = Bench()
    bench.step()
    assert bench.link() is DoorLink.OFFLINE
    bench.peripheral._insecure_since_s -= module.KEY_PATIENCE_S
    bench.step()
    assert bench.link() is DoorLink.KEY_REFUSED


def test_talk_to_another_address_is_no_panel_of_ours() -> None:
    bench = Bench()
    bench.library.secure = True
    bench.step(heard=b"\x53\x06\x08\x00\x04\x60")
    assert bench.link() is DoorLink.OFFLINE


def test_a_start_of_message_split_over_two_reads_is_heard() -> None:
    bench = Bench()
    bench.library.secure = True
    bench.step(heard=b"\x53")
    bench.step(heard=b"\x05")
    assert bench.link() is DoorLink.ONLINE


def test_with_a_key_it_enforces_the_channel_and_without_one_it_offers_none() -> None:
    keyed, plain = Bench(), Bench(Start("/dev/null", 9600, 5, 0, ""))
    assert (keyed.library.flags, keyed.library.key.hex()) == (c.ENFORCE_SECURE, START.key)
    assert plain.library.flags == 0
    assert len(set(plain.library.key)) > 1, "a key that nobody has, lest libosdp opens its install mode"
    assert plain.library.capabilities == [(9, 0), (16, 0)]


def _led() -> c.Command:
    command = c.Command(id=c.CMD_LED)
    command.of.led.temporary = c.LedParameters(2, 5, 0, 2, 0, 20)
    command.of.led.permanent = c.LedParameters(1, 5, 0, 1, 1, 0)
    return command


def _buzzer() -> c.Command:
    command = c.Command(id=c.CMD_BUZZER)
    command.of.buzzer = c.BuzzerCommand(0, 2, 1, 1, 3)
    return command


def _text() -> c.Command:
    command = c.Command(id=c.CMD_TEXT)
    command.of.text.length = 200  # more than there are
    command.of.text.data[:2] = b"\xe8!"
    return command


def _output() -> c.Command:
    command = c.Command(id=c.CMD_OUTPUT)
    command.of.output = c.OutputCommand(1, 5, 30)
    return command


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (_led(), Lamp(2, 0, 1, 1)),
        (_buzzer(), Buzzer(3)),
        (_text(), Words("e821" + "00" * 30)),
        (_output(), Output(1, on=True)),
    ],
)
def test_the_panels_commands_become_words(command: c.Command, expected: Report) -> None:
    bench = Bench()
    assert bench.library.command(None, ctypes.pointer(command)) == 0
    assert bench.said == [expected]


@pytest.mark.parametrize("number", [5, 6, 7, 8, 10])
def test_a_new_key_an_address_a_file_and_the_rest_are_refused(number: int) -> None:
    bench = Bench()
    assert bench.library.command(None, ctypes.pointer(c.Command(id=number))) == -1
    assert bench.said == []
