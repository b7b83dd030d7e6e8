"""One session of the peripheral device on one open port: libosdp's context, and the rules it does not keep by itself.

Rules it keeps:

- With a key, only the secure channel (EnforceSecure); without one, plain text as in OSDP 1, saying so to the panel.
- A badge is handed to libosdp only while the link is up, and taken back when the link is lost or its deadline passes.
- Whoever sends us a new key (KEYSET) or another address (COMSET) is refused: those are settings of this terminal.
- The panel is "there" while it speaks to our address; libosdp itself would believe in a silent one for 8 s.

It lives in the OSDP process and knows no pipe and no thread:

    peripheral = Peripheral(load(), start, wire, say)
    while not wire.gone:
        peripheral.step()
    peripheral.close()
"""

import ctypes
import secrets
import time
from collections.abc import Callable
from typing import Protocol

from app.ports.door import DoorLink
from drivers.osdp import library as c
from drivers.osdp.keys import KEY_BYTES
from drivers.osdp.messages import Buzzer, Delivered, Dropped, Lamp, LinkIs, Output, Report, Start, Submit, Words

SILENCE_S = 2.0
"""A panel polls every 50 to 200 ms; after this long without a word it is gone. Shorter, and a slow panel flickers."""

KEY_PATIENCE_S = 3.0
"""A secure channel stands 0.4 to 0.5 s after the first poll (measured); a panel that still speaks without one after
this long has another key, or none."""

_PACKETS_A_STEP = 4
"""One refresh reads one packet; the panel waits for its answer, so more than one is a repetition."""

IDENTITY = c.Identity(version=1, model=1, vendor_code=0x0A0017, serial_number=0x00000001, firmware_version=0x00000100)
"""The vendor code is locally administered (bit 1 of its first byte): Thenar owns no OUI."""

_TEXT, _AUDIBLE, _LED, _OUTPUTS, _CARD_FORMAT, _READERS, _SECURITY, _PROTOCOL = 6, 5, 4, 2, 3, 13, 9, 16
_LED_TEMPORARY_SET, _LED_PERMANENT_SET = 2, 1
_TONE_OFF = 1
_OUTPUT_ON = {2, 4, 5}


class Wire(Protocol):
    """A port that never blocks. `gone` once it has failed."""

    gone: bool

    def read(self, most: int) -> bytes: ...
    def write(self, content: bytes) -> int: ...


class Peripheral:
    def __init__(self, library: ctypes.CDLL, start: Start, wire: Wire, say: Callable[[Report], None]) -> None:
        self._library = library
        self._start = start
        self._wire = wire
        self._say = say
        self._link = DoorLink.OFFLINE
        self._pending: int | None = None
        self._deadline_s = 0.0
        self._event = c.Event()
        now = time.monotonic()
        self._heard_s = now - SILENCE_S
        self._insecure_since_s = now
        self._previous_byte = 0
        # ctypes frees a callback that nobody holds; C would then call into nothing.
        self._receive = c.ReceiveFunction(self._on_receive)
        self._send = c.SendFunction(self._on_send)
        self._command = c.CommandFunction(self._on_command)
        self._completion = c.CompletionFunction(self._on_completion)
        self._context = self._set_up()

    @property
    def link(self) -> DoorLink:
        return self._link

    def submit(self, request: Submit) -> None:
        """Queues one badge for the panel's next poll, or says at once that it was dropped."""
        raw = bytes.fromhex(request.raw)
        if self._link is not DoorLink.ONLINE or self._pending is not None or len(raw) > c.CARDREAD_BYTES:
            self._say(Dropped(request.number))
            return
        self._event = c.Event(type=c.EVENT_CARDREAD)
        card = self._event.of.cardread
        card.format, card.length = c.FORMAT_RAW_WIEGAND, request.length
        card.data[: len(raw)] = raw
        self._pending, self._deadline_s = request.number, request.deadline_s
        if self._library.osdp_pd_submit_event(self._context, ctypes.byref(self._event)) != 0:
            self._drop()

    def step(self) -> None:
        """Reads what has come, answers it, and looks after link and deadline. Call it at least every 10 ms."""
        for _ in range(_PACKETS_A_STEP):
            if self._pending is not None and time.monotonic() >= self._deadline_s:
                self._drop()
            heard_before_s = self._heard_s
            self._library.osdp_pd_refresh(self._context)
            self._watch_link()
            if self._heard_s == heard_before_s:
                return

    def close(self) -> None:
        """Whatever was queued is gone with the context."""
        self._drop()
        self._library.osdp_pd_teardown(self._context)
        self._change_link(DoorLink.OFFLINE)

    def _set_up(self) -> int:
        start, secure = self._start, bool(self._start.key)
        # Without a key libosdp would open "install mode", which takes any key from anybody: so it gets one nobody has.
        key = bytes.fromhex(start.key) if secure else secrets.token_bytes(KEY_BYTES)
        info = c.DeviceInfo(
            name=b"thenar",
            baud_rate=start.baud,
            address=start.address,
            flags=c.ENFORCE_SECURE if secure else 0,
            id=IDENTITY,
            cap=_capabilities(start.outputs),
            channel=c.Channel(recv=self._receive, send=self._send),
            scbk=key,
        )
        context: int | None = self._library.osdp_pd_setup(ctypes.byref(info))
        if context is None:
            raise c.LibraryMissing("libosdp refused its settings")
        if not secure:
            self._library.osdp_pd_set_capabilities(context, _rows((_SECURITY, 0, 0), (_PROTOCOL, 0, 0)))
        self._library.osdp_pd_set_command_callback(context, self._command, None)
        self._library.osdp_pd_set_event_completion_callback(context, self._completion, None)
        return context

    def _watch_link(self) -> None:
        now = time.monotonic()
        heard = now - self._heard_s < SILENCE_S and not self._wire.gone
        up = ctypes.c_uint8(0)
        mask = self._library.osdp_get_sc_status_mask if self._start.key else self._library.osdp_get_status_mask
        mask(self._context, ctypes.byref(up))
        if up.value and heard:
            self._insecure_since_s = now
            self._change_link(DoorLink.ONLINE)
        elif not heard:
            self._insecure_since_s = now
            self._change_link(DoorLink.OFFLINE)
        elif now - self._insecure_since_s > KEY_PATIENCE_S:
            self._change_link(DoorLink.KEY_REFUSED)
        elif self._link is DoorLink.ONLINE:
            self._change_link(DoorLink.OFFLINE)

    def _change_link(self, link: DoorLink) -> None:
        if link is not DoorLink.ONLINE:
            self._drop()
        if link is not self._link:
            self._link = link
            self._say(LinkIs(link.value))

    def _drop(self) -> None:
        if self._pending is None:
            return
        self._library.osdp_pd_flush_events(self._context)
        if self._pending is not None:  # the flush itself reports it, unless it was never queued
            self._finish(delivered=False)

    def _finish(self, *, delivered: bool) -> None:
        number, self._pending = self._pending, None
        if number is not None:
            self._say(Delivered(number) if delivered else Dropped(number))

    def _on_completion(self, _argument: object, _event: object, status: int) -> None:
        self._finish(delivered=status == c.COMPLETED_OK)

    def _on_receive(self, _argument: object, buffer: "ctypes._Pointer[ctypes.c_uint8]", most: int) -> int:
        content = self._wire.read(most)
        self._notice_our_address(content)
        ctypes.memmove(buffer, content, len(content))
        return len(content)

    def _on_send(self, _argument: object, buffer: "ctypes._Pointer[ctypes.c_uint8]", length: int) -> int:
        return self._wire.write(ctypes.string_at(buffer, length))

    def _notice_our_address(self, content: bytes) -> None:
        """Other devices share the wire: only a start of message (53) with our address counts."""
        for byte in content:
            if self._previous_byte == 0x53 and byte == self._start.address:
                self._heard_s = time.monotonic()
            self._previous_byte = byte

    def _on_command(self, _argument: object, pointer: "ctypes._Pointer[c.Command]") -> int:
        """0 acknowledges, -1 refuses."""
        command = pointer.contents
        if command.id == c.CMD_STATUS:
            command.of.status.nr_entries = 2  # tamper and power, both 0: normal
            return 0
        word = _heard(command)
        if word is None:
            return -1
        self._say(word)
        return 0


def _heard(command: c.Command) -> Lamp | Buzzer | Words | Output | None:
    """The panel's word; None for a command that we refuse."""
    of = command.of
    if command.id == c.CMD_LED:
        temporary, permanent = of.led.temporary, of.led.permanent
        sets_temporary = temporary.control_code == _LED_TEMPORARY_SET
        sets_permanent = permanent.control_code == _LED_PERMANENT_SET
        return Lamp(
            temporary.on_color if sets_temporary else None,
            temporary.off_color if sets_temporary else None,
            permanent.on_color if sets_permanent else None,
            permanent.off_color if sets_permanent else None,
        )
    if command.id == c.CMD_BUZZER:
        return Buzzer(of.buzzer.rep_count if of.buzzer.control_code > _TONE_OFF else 0)
    if command.id == c.CMD_TEXT:
        return Words(bytes(of.text.data[: min(of.text.length, len(of.text.data))]).hex())
    if command.id == c.CMD_OUTPUT:
        return Output(of.output.output_no, of.output.control_code in _OUTPUT_ON)
    return None


def _capabilities(outputs: int) -> "ctypes.Array[c.Capability]":
    """What the panel may ask of us. An output is offered only when one is configured to mean something."""
    rows = [(_CARD_FORMAT, 1, 0), (_LED, 4, 1), (_AUDIBLE, 2, 1), (_TEXT, 1, 1), (_READERS, 1, 1)]
    return _rows(*rows, *([(_OUTPUTS, 2, outputs)] if outputs else []))


def _rows(*rows: tuple[int, int, int]) -> "ctypes.Array[c.Capability]":
    """Ends with the row of zeros at which libosdp stops."""
    return (c.Capability * (len(rows) + 1))(*(c.Capability(*row) for row in rows))
