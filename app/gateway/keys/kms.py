"""A customer key in AWS KMS, or in a service that speaks its language: it encrypts and decrypts there.

Rules it keeps: what is wrapped is bound to our purpose (the encryption context), so that the same key's other secrets
do not open here; retrying is ours, not the library's.

    key = KmsKey(KmsPlace("arn:aws:kms:eu-central-1:123456789012:key/…", "eu-central-1"))
    key.unwrap(key.wrap(secret)) == secret

Credentials come from the process's own environment, as boto3 finds them.
"""

from typing import Protocol, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.config.customer_keys import KmsPlace
from app.domain.faults import Fault, FaultError

WAIT_S = 3
"""For connecting and for reading. Calls wait behind it."""
CONTEXT = {"purpose": "thenar key file"}
_CONFIG = Config(connect_timeout=WAIT_S, read_timeout=WAIT_S, retries={"total_max_attempts": 1})
_BUSY = ("Throttl", "TooManyRequests", "Internal", "Unavailable", "DependencyTimeout")


class _Service(Protocol):
    def encrypt(self, **parameters: object) -> dict[str, bytes]: ...
    def decrypt(self, **parameters: object) -> dict[str, bytes]: ...


class KmsKey:
    """Implements `app.ports.customer_key.CustomerKey`."""

    def __init__(self, place: KmsPlace) -> None:
        self._place = place

    def wrap(self, secret: bytes) -> bytes:
        try:
            told = self._service().encrypt(KeyId=self._place.key, Plaintext=secret, EncryptionContext=CONTEXT)
        except (ClientError, BotoCoreError) as error:
            raise _fault(error) from error
        return told["CiphertextBlob"]

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            told = self._service().decrypt(KeyId=self._place.key, CiphertextBlob=wrapped, EncryptionContext=CONTEXT)
        except (ClientError, BotoCoreError) as error:
            raise _fault(error) from error
        return told["Plaintext"]

    def _service(self) -> _Service:
        place = self._place
        client = boto3.Session().client(
            "kms", region_name=place.region, endpoint_url=place.endpoint or None, config=_CONFIG
        )
        return cast(_Service, client)


def _fault(error: Exception) -> FaultError:
    if not isinstance(error, ClientError):
        return FaultError(Fault.CUSTOMER_KEY_UNREACHABLE, f"the key service: {type(error).__name__}")
    code = str(error.response.get("Error", {}).get("Code", ""))
    if any(word in code for word in _BUSY):
        return FaultError(Fault.CUSTOMER_KEY_UNREACHABLE, f"the key service: {code}")
    return FaultError(Fault.CUSTOMER_KEY_REFUSED, f"the key service said {code}")
