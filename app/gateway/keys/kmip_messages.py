"""The two questions that we ask a KMIP server, and its answers: Encrypt and Decrypt under a key that never leaves it.

Source: OASIS, Key Management Interoperability Protocol Specification 1.2, sections 4.29 and 4.30, tags of 9.1.3.
AES in CBC mode with PKCS#5 padding, which every server of version 1.2 has; what is wrapped carries its own seal
(AES-256-GCM), so that an altered answer does not pass for a key.

    data = question(Asked.ENCRYPT, "42", b"...")
    answer(reply).data
"""

from dataclasses import dataclass
from enum import Enum

from app.gateway.keys.ttlv import Item, Kind, NotTtlv, read_item, write_item

REQUEST_MESSAGE, REQUEST_HEADER, REQUEST_PAYLOAD = 0x420078, 0x420077, 0x420079
RESPONSE_MESSAGE, RESPONSE_PAYLOAD = 0x42007B, 0x42007C
PROTOCOL_VERSION, MAJOR, MINOR = 0x420069, 0x42006A, 0x42006B
BATCH_COUNT, BATCH_ITEM, OPERATION = 0x42000D, 0x42000F, 0x42005C
UNIQUE_IDENTIFIER, PARAMETERS = 0x420094, 0x42002B
BLOCK_CIPHER_MODE, PADDING_METHOD, ALGORITHM = 0x420011, 0x42005F, 0x420028
DATA, IV = 0x4200C2, 0x42003D
RESULT_STATUS, RESULT_REASON = 0x42007F, 0x42007E
CBC, PKCS5, AES = 1, 3, 3
SUCCESS = 0
GENERAL_FAILURE = 0x100
"""The server's own trouble, not a word about the key."""


class Asked(Enum):
    ENCRYPT = 0x1F
    DECRYPT = 0x20


@dataclass(frozen=True, slots=True)
class Answered:
    """`data` is None when the server refused; `reason` then says why, as the specification numbers it (9.1.3.2.29)."""

    data: bytes | None
    reason: int = 0


def question(asked: Asked, identifier: str, data: bytes, iv: bytes) -> bytes:
    """`identifier` is the server's name for the key; `iv` 16 bytes."""
    parameters = _structure(
        PARAMETERS,
        _enumeration(BLOCK_CIPHER_MODE, CBC),
        _enumeration(PADDING_METHOD, PKCS5),
        _enumeration(ALGORITHM, AES),
    )
    payload = _structure(
        REQUEST_PAYLOAD,
        Item(UNIQUE_IDENTIFIER, Kind.TEXT, identifier),
        parameters,
        Item(DATA, Kind.BYTES, data),
        Item(IV, Kind.BYTES, iv),
    )
    version = _structure(PROTOCOL_VERSION, Item(MAJOR, Kind.INTEGER, 1), Item(MINOR, Kind.INTEGER, 2))
    header = _structure(REQUEST_HEADER, version, Item(BATCH_COUNT, Kind.INTEGER, 1))
    batch = _structure(BATCH_ITEM, _enumeration(OPERATION, asked.value), payload)
    return write_item(_structure(REQUEST_MESSAGE, header, batch))


def answer(reply: bytes) -> Answered:
    """Raises NotTtlv for what is no answer to a question of ours."""
    message = read_item(reply)
    if message.tag != RESPONSE_MESSAGE:
        raise NotTtlv("no response")
    batch = message.child(BATCH_ITEM)
    if batch.child(RESULT_STATUS).number() != SUCCESS:
        return Answered(None, reason=batch.child(RESULT_REASON).number())
    return Answered(batch.child(RESPONSE_PAYLOAD).child(DATA).octets())


def _structure(tag: int, *items: Item) -> Item:
    return Item(tag, Kind.STRUCTURE, items)


def _enumeration(tag: int, value: int) -> Item:
    return Item(tag, Kind.ENUMERATION, value)
