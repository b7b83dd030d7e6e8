"""libosdp's C core, version 3.2.9, as ctypes sees it: the structures of its `osdp.h` and the functions we call.

Rules it keeps:

- Exactly this version: others have other structures, and a wrong one corrupts memory. So the version is asserted.
- The Python wrapper in the same file is never imported: as a peripheral it aborts Python 3.11 after some 5,000
  commands, crashes on answers and dies of text that is not UTF-8 (measured).
- Only the OSDP process loads it, so that a fault in C costs a restart of that process and no more.

>>> load().osdp_get_version()
b'3.2.9'
"""

import ctypes
import importlib.util

VERSION = b"3.2.9"

ENFORCE_SECURE = 0x00010000

CMD_OUTPUT, CMD_LED, CMD_BUZZER, CMD_TEXT = 1, 2, 3, 4
CMD_STATUS = 9
EVENT_CARDREAD = 1
FORMAT_RAW_WIEGAND = 1
COMPLETED_OK = 0

CARDREAD_BYTES = 64
_STATUS_BYTES = 64
_TEXT_BYTES = 32


class LibraryMissing(RuntimeError):
    """libosdp is not installed, or it is another version than the structures here describe."""


class Capability(ctypes.Structure):
    _fields_ = (
        ("function_code", ctypes.c_uint8),
        ("compliance_level", ctypes.c_uint8),
        ("num_items", ctypes.c_uint8),
    )


class Identity(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("model", ctypes.c_int),
        ("vendor_code", ctypes.c_uint32),
        ("serial_number", ctypes.c_uint32),
        ("firmware_version", ctypes.c_uint32),
    )


ReceiveFunction = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint8), ctypes.c_int)
SendFunction = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint8), ctypes.c_int)
FlushFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
LogFunction = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p)


class Channel(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.c_void_p),
        ("id", ctypes.c_int),
        ("recv", ReceiveFunction),
        ("recv_pkt", ctypes.c_void_p),
        ("send", SendFunction),
        ("flush", FlushFunction),
        ("release_pkt", ctypes.c_void_p),
        ("close", ctypes.c_void_p),
    )


class DeviceInfo(ctypes.Structure):
    """osdp_pd_info_t"""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("baud_rate", ctypes.c_int),
        ("address", ctypes.c_int),
        ("flags", ctypes.c_int),
        ("id", Identity),
        ("cap", ctypes.POINTER(Capability)),
        ("channel", Channel),
        ("scbk", ctypes.c_char_p),
    )


class QueueNode(ctypes.Structure):
    _fields_ = (("next", ctypes.c_void_p), ("prev", ctypes.c_void_p))


class LedParameters(ctypes.Structure):
    _fields_ = (
        ("control_code", ctypes.c_uint8),
        ("on_count", ctypes.c_uint8),
        ("off_count", ctypes.c_uint8),
        ("on_color", ctypes.c_uint8),
        ("off_color", ctypes.c_uint8),
        ("timer_count", ctypes.c_uint16),
    )


class LedCommand(ctypes.Structure):
    _fields_ = (
        ("reader", ctypes.c_uint8),
        ("led_number", ctypes.c_uint8),
        ("temporary", LedParameters),
        ("permanent", LedParameters),
    )


class BuzzerCommand(ctypes.Structure):
    _fields_ = (
        ("reader", ctypes.c_uint8),
        ("control_code", ctypes.c_uint8),
        ("on_count", ctypes.c_uint8),
        ("off_count", ctypes.c_uint8),
        ("rep_count", ctypes.c_uint8),
    )


class TextCommand(ctypes.Structure):
    _fields_ = (
        ("reader", ctypes.c_uint8),
        ("control_code", ctypes.c_uint8),
        ("temp_time", ctypes.c_uint8),
        ("offset_row", ctypes.c_uint8),
        ("offset_col", ctypes.c_uint8),
        ("length", ctypes.c_uint8),
        ("data", ctypes.c_uint8 * _TEXT_BYTES),
    )


class OutputCommand(ctypes.Structure):
    _fields_ = (
        ("output_no", ctypes.c_uint8),
        ("control_code", ctypes.c_uint8),
        ("timer_count", ctypes.c_uint16),
    )


class StatusReport(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("nr_entries", ctypes.c_int),
        ("report", ctypes.c_uint8 * _STATUS_BYTES),
    )


class _CommandUnion(ctypes.Union):
    """The commands we read and `osdp_status_report`, the largest of them all."""

    _fields_ = (
        ("led", LedCommand),
        ("buzzer", BuzzerCommand),
        ("text", TextCommand),
        ("output", OutputCommand),
        ("status", StatusReport),
    )


class Command(ctypes.Structure):
    _fields_ = (("node", QueueNode), ("id", ctypes.c_int), ("flags", ctypes.c_uint32), ("of", _CommandUnion))


class CardRead(ctypes.Structure):
    _fields_ = (
        ("reader_no", ctypes.c_int),
        ("format", ctypes.c_int),
        ("direction", ctypes.c_int),
        ("length", ctypes.c_int),
        ("data", ctypes.c_uint8 * CARDREAD_BYTES),
    )


class ManufacturerReply(ctypes.Structure):
    """The largest event; the library copies whole events, so that ours must be as long."""

    _fields_ = (
        ("vendor_code", ctypes.c_uint32),
        ("length", ctypes.c_uint8),
        ("data", ctypes.c_uint8 * 128),
    )


class _EventUnion(ctypes.Union):
    _fields_ = (("cardread", CardRead), ("mfgrep", ManufacturerReply))


class Event(ctypes.Structure):
    _fields_ = (("node", QueueNode), ("type", ctypes.c_int), ("flags", ctypes.c_uint32), ("of", _EventUnion))


CommandFunction = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(Command))
CompletionFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Event), ctypes.c_int)


def load() -> ctypes.CDLL:
    """Raises LibraryMissing."""
    found = importlib.util.find_spec("osdp_sys")
    if found is None or found.origin is None:
        raise LibraryMissing("libosdp is not installed")
    library = ctypes.CDLL(found.origin)
    library.osdp_get_version.restype = ctypes.c_char_p
    if library.osdp_get_version() != VERSION:
        raise LibraryMissing(f"libosdp must be {VERSION.decode()}")
    context = ctypes.c_void_p
    for name, result, arguments in (
        ("osdp_set_log_callback", None, [LogFunction]),
        ("osdp_pd_setup", context, [ctypes.POINTER(DeviceInfo)]),
        ("osdp_pd_teardown", None, [context]),
        ("osdp_pd_refresh", None, [context]),
        ("osdp_pd_set_capabilities", None, [context, ctypes.POINTER(Capability)]),
        ("osdp_pd_set_command_callback", None, [context, CommandFunction, ctypes.c_void_p]),
        ("osdp_pd_set_event_completion_callback", None, [context, CompletionFunction, ctypes.c_void_p]),
        ("osdp_pd_submit_event", ctypes.c_int, [context, ctypes.POINTER(Event)]),
        ("osdp_pd_flush_events", ctypes.c_int, [context]),
        ("osdp_get_status_mask", None, [context, ctypes.POINTER(ctypes.c_uint8)]),
        ("osdp_get_sc_status_mask", None, [context, ctypes.POINTER(ctypes.c_uint8)]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
