"""One question to a PKCS#11 token, in a process of its own: run as a script by `pkcs11.py`, which says why.

Reads one JSON object from its input: `module`, `token`, `key`, `pin`, `asked` ("encrypt" or "decrypt"), `nonce`,
`data`, `context`, the last three as Base64; writes one: `data` as Base64, or `fault` with `detail`. It imports nothing
of Thenar, so that it starts at once. AES-GCM: PKCS #11 v2.40 current mechanisms, section 2.12, with a tag of 128 bits
and `context` authenticated.
"""

import base64
import json
import sys
from collections.abc import Mapping

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass, exceptions

REFUSED, UNREACHABLE, SETTINGS, PIN = "refused", "unreachable", "settings", "pin"
TAG_BITS = 128
_PIN_REFUSED = (
    exceptions.PinIncorrect,
    exceptions.PinInvalid,
    exceptions.PinLenRange,
)
_SAYS_NO = (
    exceptions.NoSuchKey,
    exceptions.PinLocked,
    exceptions.PinExpired,
    exceptions.UserPinNotInitialized,
    exceptions.KeyHandleInvalid,
    exceptions.ObjectHandleInvalid,
    exceptions.EncryptedDataInvalid,
    exceptions.EncryptedDataLenRange,
    exceptions.FunctionRejected,
)
"""The token is there, and says that the key is not, or not for us. Everything else is a token in trouble."""
_MISSET = (
    exceptions.MultipleObjectsReturned,
    exceptions.MultipleTokensReturned,
    exceptions.MechanismInvalid,
    exceptions.MechanismParamInvalid,
    exceptions.KeyTypeInconsistent,
)


class Leaves(Exception):
    """The key may leave the token: then it is no key of a token."""


class NoModule(Exception):
    """It is not there, or no module."""


def answer(question: Mapping[str, str]) -> bytes:
    """Raises PKCS11Error, Leaves, NoModule."""
    parameters = GCMParams(
        base64.b64decode(question["nonce"]), aad=base64.b64decode(question["context"]), tag_bits=TAG_BITS
    )
    data = base64.b64decode(question["data"])
    try:
        module = pkcs11.lib(question["module"])
    except (exceptions.PKCS11Error, OSError) as error:
        raise NoModule from error
    token = module.get_token(token_label=question["token"])
    with token.open(user_pin=question["pin"]) as session:
        key = session.get_key(object_class=ObjectClass.SECRET_KEY, key_type=KeyType.AES, label=question["key"])
        if key[Attribute.EXTRACTABLE] or not key[Attribute.SENSITIVE]:
            raise Leaves
        using = key.encrypt if question["asked"] == "encrypt" else key.decrypt
        return bytes(using(data, mechanism=Mechanism.AES_GCM, mechanism_param=parameters))


def told(question: Mapping[str, str]) -> dict[str, str]:
    try:
        return {"data": base64.b64encode(answer(question)).decode()}
    except NoModule:
        return {"fault": SETTINGS, "detail": "its module cannot be loaded"}
    except Leaves:
        return {"fault": SETTINGS, "detail": "the key may leave its token: make it sensitive and not extractable"}
    except exceptions.PKCS11Error as error:
        if isinstance(error, _PIN_REFUSED):
            return {"fault": PIN, "detail": type(error).__name__}
        fault = REFUSED if isinstance(error, _SAYS_NO) else SETTINGS if isinstance(error, _MISSET) else UNREACHABLE
        return {"fault": fault, "detail": type(error).__name__}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(told(json.load(sys.stdin))) + "\n")
