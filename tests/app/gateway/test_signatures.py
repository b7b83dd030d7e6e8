"""Signed requests against real keys in a real store: what is believed once, and what never."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from app.config.paths import State
from app.gateway.authentication import Proved
from app.gateway.signatures import AGAIN, QUARTER, SignatureAuthenticator
from app.operations import iam_credentials as credentials
from app.operations import iam_principals as principals
from app.operations.refusals import Reason, Refusal
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import REALM
from tests.app.gateway.signing import Signed, sign, with_header
from tests.app.services.control.identity.house import OWNER, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_store(State(tmp_path, simulated=True)) as people:
        house = House(SqlControlStore(people))
        house.set_up()
        house.user("ada")
        yield house


@pytest.fixture
def pair(house: House) -> credentials.AccessKeyPair:
    return house.call(credentials.CREATE_ACCESS_KEY, principals.OfUser("ada"), OWNER)


def signed(
    pair: credentials.AccessKeyPair, method: str = "POST", body: bytes = b"{}", presigned_s: int | None = None
) -> Signed:
    key = (pair.access_key_id, pair.secret_access_key)
    return sign(method, "https://thenar.test/sites", body, key=key, presigned_s=presigned_s)


def judge(house: House, request: Signed, changes: bool = True, late: timedelta = timedelta()) -> Reason | str:
    """As another process of ours would that has never seen the key."""
    return judged(SignatureAuthenticator(house.store, REALM), house, request, changes, late)


def judged(
    authenticator: SignatureAuthenticator,
    house: House,
    request: Signed,
    changes: bool = True,
    late: timedelta = timedelta(),
) -> Reason | str:
    answer = authenticator.authenticate(request.request, changes, request.at + late)
    if isinstance(answer, Refusal):
        return answer.reason
    with house.store.transaction() as transaction:
        refusal = answer.admit(transaction)
    return answer.caller.arn if refusal is None else refusal.reason


ADA = "arn:aws:iam::123456789012:user/ada"


@pytest.mark.requirement("IAM-005", "IAM-006")
def test_a_users_key_signs_for_the_user(house: House, pair: credentials.AccessKeyPair) -> None:
    answer = SignatureAuthenticator(house.store, REALM).authenticate(signed(pair).request, True, signed(pair).at)
    assert isinstance(answer, Proved)
    assert (answer.caller.arn, answer.caller.access_key) == (ADA, pair.access_key_id)


def test_a_recorded_change_counts_no_more(house: House, pair: credentials.AccessKeyPair) -> None:
    """Whichever process receives it the second time, at any moment at which it is still fresh."""
    request = signed(pair)
    assert judge(house, request) == ADA
    for late in (AGAIN + timedelta(microseconds=1), timedelta(seconds=60), timedelta(seconds=299)):
        assert judge(house, request, late=late) is Reason.SIGNATURE_REPLAYED


def test_equal_changes_of_one_second_all_count(house: House, pair: credentials.AccessKeyPair) -> None:
    """A script that does the same thing twice, and a client that tries again at once, are nobody's attack."""
    request = signed(pair)
    for late in (timedelta(), timedelta(), timedelta(seconds=1), AGAIN):
        assert judge(house, request, late=late) == ADA


@pytest.mark.parametrize("off", [timedelta(seconds=-299), timedelta(seconds=299)])
def test_clocks_that_differ_change_nothing_about_it(
    house: House, pair: credentials.AccessKeyPair, off: timedelta
) -> None:
    request = signed(pair)
    assert judge(house, request, late=off) == ADA
    if off < timedelta():
        assert judge(house, request, late=off + AGAIN) == ADA
        assert judge(house, request, late=timedelta(seconds=299)) is Reason.SIGNATURE_REPLAYED
    else:
        assert judge(house, request, late=off + AGAIN) is Reason.SIGNATURE_EXPIRED


def test_a_presigned_change_counts_once(house: House, pair: credentials.AccessKeyPair) -> None:
    presigned = signed(pair, "DELETE", b"", 3600)
    assert judge(house, presigned) == ADA
    assert judge(house, presigned) is Reason.SIGNATURE_REPLAYED
    assert judge(house, presigned, late=timedelta(minutes=59)) is Reason.SIGNATURE_REPLAYED
    assert judge(house, presigned, late=timedelta(hours=2)) is Reason.SIGNATURE_EXPIRED


def test_a_request_that_reads_may_come_again(house: House, pair: credentials.AccessKeyPair) -> None:
    request = signed(pair, "GET", b"")
    assert judge(house, request, changes=False) == judge(house, request, changes=False) == ADA


def test_a_request_that_was_refused_is_not_spent(house: House, pair: credentials.AccessKeyPair) -> None:
    """Else anybody could spoil somebody's request by sending it first with another body."""
    request = signed(pair)
    forged = with_header(request.request, "X-Amz-Date", "20200101T000000Z")
    assert isinstance(SignatureAuthenticator(house.store, REALM).authenticate(forged, True, request.at), Refusal)
    assert judge(house, request) == ADA


def test_a_wrong_secret_and_an_unknown_key_are_refused(house: House, pair: credentials.AccessKeyPair) -> None:
    other = sign("POST", body=b"{}", key=(pair.access_key_id, "x" * 40))
    assert judge(house, other) is Reason.SIGNATURE_WRONG
    assert judge(house, sign("POST", body=b"{}")) is Reason.KEY_UNKNOWN


def test_a_key_that_was_switched_off_opens_nothing_from_then_on(house: House, pair: credentials.AccessKeyPair) -> None:
    off = credentials.UpdateAccessKey("ada", pair.access_key_id, active=False)
    house.call(credentials.UPDATE_ACCESS_KEY, off, OWNER)
    assert judge(house, signed(pair)) is Reason.KEY_UNKNOWN


def test_a_remembered_key_is_known_without_the_store_and_counts_only_while_it_does(
    house: House, pair: credentials.AccessKeyPair
) -> None:
    """Between two calls, and between the proof and the transaction of one."""
    authenticator = SignatureAuthenticator(house.store, REALM)
    assert judged(authenticator, house, signed(pair, "GET", b""), changes=False) == ADA
    request = signed(pair)
    proved = authenticator.authenticate(request.request, True, request.at)
    assert isinstance(proved, Proved)
    house.call(
        credentials.UPDATE_ACCESS_KEY, credentials.UpdateAccessKey("ada", pair.access_key_id, active=False), OWNER
    )
    with house.store.transaction() as transaction:
        assert proved.admit(transaction) == Refusal.of(Reason.KEY_UNKNOWN)
    assert judged(authenticator, house, request) is Reason.KEY_UNKNOWN
    house.call(
        credentials.UPDATE_ACCESS_KEY, credentials.UpdateAccessKey("ada", pair.access_key_id, active=True), OWNER
    )
    assert judged(authenticator, house, request) == ADA, "what was turned away was not spent"


def test_a_remembered_temporary_key_ends_when_it_ends(house: House) -> None:
    house.now = datetime.now(house.now.tzinfo)
    made = house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(900), house.as_user("ada"))
    key = (made.access_key_id, made.secret_access_key)
    request = sign("GET", key=key, token=made.session_token, presigned_s=3600)
    authenticator = SignatureAuthenticator(house.store, REALM)
    assert judged(authenticator, house, request, changes=False) == ADA
    late = timedelta(minutes=16)
    assert judged(authenticator, house, request, changes=False, late=late) is Reason.TOKEN_EXPIRED


@pytest.mark.requirement("IAMF-023")
def test_temporary_credentials_sign_until_they_end(house: House) -> None:
    house.now = datetime.now(house.now.tzinfo)  # botocore signs at the machine's time
    made = house.call(credentials.GET_SESSION_TOKEN, credentials.GetSessionToken(900), house.as_user("ada"))
    key = (made.access_key_id, made.secret_access_key)
    request = sign("POST", body=b"{}", key=key, token=made.session_token)
    assert judge(house, request) == ADA
    assert judge(house, sign("POST", body=b"{}", key=key)) is Reason.KEY_UNKNOWN, "without the token"
    house.call(principals.DELETE_USER, principals.OfUser("ada"), OWNER)
    assert judge(house, request, changes=False) is Reason.KEY_UNKNOWN
    presigned = sign("GET", key=key, token=made.session_token, presigned_s=3600)
    assert judge(house, presigned, late=timedelta(minutes=16)) is Reason.TOKEN_EXPIRED


@pytest.mark.requirement("IAM-013")
def test_the_last_use_of_a_key_is_noted_to_a_quarter_of_an_hour(house: House, pair: credentials.AccessKeyPair) -> None:
    def used() -> datetime | None:
        with house.store.reading() as reading:
            (key,) = reading.access_keys.of(house.as_user("ada").principal)
        return key.used_at

    assert used() is None
    request = signed(pair, "GET", b"", 7200)
    judge(house, request, changes=False)
    assert used() == request.at
    judge(house, request, changes=False, late=QUARTER)
    assert used() == request.at
    late = QUARTER + timedelta(seconds=1)
    judge(house, request, changes=False, late=late)
    assert used() == request.at + late


def test_spent_signatures_are_forgotten_once_they_are_stale(house: House, pair: credentials.AccessKeyPair) -> None:
    authenticator = SignatureAuthenticator(house.store, REALM)
    first, second = signed(pair), signed(pair, "GET", b"", 7200)
    assert judged(authenticator, house, first) == ADA
    assert judged(authenticator, house, second, late=timedelta(hours=1)) == ADA
    with house.store.transaction() as transaction:
        assert transaction.guesses.spend(_digest(first), first.at), "it was forgotten"
        assert not transaction.guesses.spend(_digest(second), second.at)


def _digest(request: Signed) -> bytes:
    authorization = request.request.values("authorization")
    said = authorization[0].rpartition("Signature=")[2] if authorization else ""
    query = request.request.query.rpartition("X-Amz-Signature=")[2]
    return sha256((said or query).encode()).digest()
