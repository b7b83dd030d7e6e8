"""Customer keys in a key management service that speaks AWS's language, as moto plays it.

Limits: moto lets a disabled key decrypt, so that revocation is shown with KMIP (`test_kmip.py`); here the key is taken
away by asking for one that is not there.
"""

from collections.abc import Iterator

import boto3
import pytest

from app.config.customer_keys import KmsPlace
from app.domain.faults import Fault, FaultError
from app.gateway.keys.kms import KmsKey
from tests.contracts.customer_key_contract import SECRET, CustomerKeyContract, KeyRig
from tests.peers import moto
from tests.peers.mosquitto import free_port

pytestmark = pytest.mark.peer
REGION = "us-east-1"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with moto.amazon(tmp_path_factory.mktemp("moto")) as endpoint, pytest.MonkeyPatch.context() as patch:
        for name, value in moto.CREDENTIALS.items():
            patch.setenv(name, value)
        yield endpoint


def new_key(endpoint: str) -> str:
    client = boto3.Session().client("kms", region_name=REGION, endpoint_url=endpoint)
    return str(client.create_key()["KeyMetadata"]["Arn"])


class Movable:
    """A key whose owner may point it at a key that is not there, which is what a deleted key looks like."""

    def __init__(self, place: KmsPlace) -> None:
        self.place = place

    def wrap(self, secret: bytes) -> bytes:
        return KmsKey(self.place).wrap(secret)

    def unwrap(self, wrapped: bytes) -> bytes:
        return KmsKey(self.place).unwrap(wrapped)

    def take_away(self) -> None:
        self.place = KmsPlace(self.place.key[:-4] + "0000", self.place.region, self.place.endpoint)


class TestKmsKey(CustomerKeyContract):
    @pytest.fixture
    def rig(self, endpoint: str) -> KeyRig:
        key = Movable(KmsPlace(new_key(endpoint), REGION, endpoint))
        return KeyRig(key, KmsKey(KmsPlace(new_key(endpoint), REGION, endpoint)), key.take_away)


def test_what_the_same_key_wrapped_for_another_purpose_does_not_open(endpoint: str) -> None:
    key = new_key(endpoint)
    client = boto3.Session().client("kms", region_name=REGION, endpoint_url=endpoint)
    foreign = client.encrypt(KeyId=key, Plaintext=SECRET, EncryptionContext={"purpose": "another"})["CiphertextBlob"]
    with pytest.raises(FaultError) as caught:
        KmsKey(KmsPlace(key, REGION, endpoint)).unwrap(foreign)
    assert caught.value.fault is Fault.CUSTOMER_KEY_REFUSED


def test_a_service_that_does_not_answer_is_unreachable(endpoint: str) -> None:
    place = KmsPlace(new_key(endpoint), REGION, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(FaultError) as caught:
        KmsKey(place).wrap(SECRET)
    assert caught.value.fault is Fault.CUSTOMER_KEY_UNREACHABLE
