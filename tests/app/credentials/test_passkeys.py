"""A passkey signs for one site, one challenge, and goes up in count."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credentials.passkeys import LONGEST_RESPONSE, Passkey, Site, registered, registration, shown, sign_in
from tests.app.credentials.authenticator import VERIFIED, SoftKey

SITE = Site("thenar.test", "https://thenar.test:8443")


@pytest.fixture
def key() -> SoftKey:
    return SoftKey(SITE.host, SITE.origin)


def enrolled(key: SoftKey) -> Passkey:
    ceremony = registration(SITE, "AIDA1", "ada", known=())
    passkey = registered(SITE, ceremony.challenge, key.registers(ceremony.challenge))
    assert passkey is not None
    return passkey


def test_a_registered_key_is_known_again_and_counts_up(key: SoftKey) -> None:
    passkey = enrolled(key)
    for uses in (1, 2):
        challenge = sign_in(SITE, (passkey.credential,)).challenge
        passkey = shown(SITE, challenge, passkey, key.signs(challenge)) or pytest.fail("not known")
        assert passkey.uses == uses


def test_the_browser_is_told_which_keys_and_which_site() -> None:
    ceremony = registration(SITE, "AIDA1", "ada", known=(b"older",))
    options = json.loads(ceremony.options)
    assert options["rp"]["id"] == SITE.host
    assert options["excludeCredentials"][0]["id"] == "b2xkZXI"
    assert json.loads(sign_in(SITE, (b"older",)).options)["allowCredentials"][0]["id"] == "b2xkZXI"


def test_another_site_gets_nothing_out_of_a_key(key: SoftKey) -> None:
    """The phisher's page: right key, right challenge, another address."""
    challenge = registration(SITE, "AIDA1", "ada", known=()).challenge
    for host, origin in (("thenar.evil", SITE.origin), (SITE.host, "https://thenar.evil")):
        assert registered(SITE, challenge, SoftKey(host, origin).registers(challenge)) is None
    passkey = enrolled(key)
    for forged in (replace(key, host="thenar.evil"), replace(key, origin="https://thenar.evil:8443")):
        assert shown(SITE, b"c" * 32, passkey, forged.signs(b"c" * 32)) is None


def test_the_answer_to_another_challenge_is_refused(key: SoftKey) -> None:
    passkey = enrolled(key)
    assert shown(SITE, b"a" * 32, passkey, key.signs(b"b" * 32)) is None
    assert registered(SITE, b"a" * 32, key.registers(b"b" * 32)) is None


def test_another_key_under_the_same_id_is_refused(key: SoftKey) -> None:
    passkey = enrolled(key)
    assert shown(SITE, b"c" * 32, passkey, SoftKey(SITE.host, SITE.origin).signs(b"c" * 32)) is None


def test_the_same_key_under_another_id_is_refused(key: SoftKey) -> None:
    passkey = enrolled(key)
    assert shown(SITE, b"c" * 32, passkey, replace(key, id=b"another").signs(b"c" * 32)) is None


def test_a_counter_that_does_not_go_up_means_a_copied_key(key: SoftKey) -> None:
    passkey = enrolled(key)
    passkey = shown(SITE, b"c" * 32, passkey, key.signs(b"c" * 32)) or pytest.fail("not known")
    key.uses = 0
    assert shown(SITE, b"d" * 32, passkey, key.signs(b"d" * 32)) is None


def test_nobody_at_the_key_is_no_proof(key: SoftKey) -> None:
    passkey = enrolled(key)
    key.flags = VERIFIED
    assert shown(SITE, b"c" * 32, passkey, key.signs(b"c" * 32)) is None


@given(
    st.one_of(
        st.text(max_size=200),
        st.recursive(
            st.none() | st.text(max_size=9),
            lambda x: (
                st.lists(x)
                | st.dictionaries(
                    st.sampled_from(
                        ["id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature", "x"]
                    ),
                    x,
                )
            ),
            max_leaves=12,
        ).map(json.dumps),
    )
)
def test_no_answer_at_all_does_more_than_be_refused(answer: str) -> None:
    passkey = Passkey(b"credential-1", b"\xa0", 0)
    assert shown(SITE, b"c" * 32, passkey, answer) is None
    assert registered(SITE, b"c" * 32, answer) is None


def test_an_endless_answer_is_not_even_read(key: SoftKey) -> None:
    passkey = enrolled(key)
    answer = key.signs(b"c" * 32) + " " * LONGEST_RESPONSE
    assert shown(SITE, b"c" * 32, passkey, answer) is None
    assert registered(SITE, b"c" * 32, answer) is None
