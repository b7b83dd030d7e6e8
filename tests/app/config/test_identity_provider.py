"""The settings of another house's sign-in: what is missing or unknown is named, and nothing is guessed."""

import ipaddress
from pathlib import Path

import pytest

from app.config.identity_provider import FILE_NAME, load_identity_provider, parse_identity_provider
from app.domain.faults import Fault, FaultError

LEAST = 'issuer = "https://login.example.org"\nclient_id = "thenar"\nsecret_file = "/etc/thenar/oidc"\n'
USERS = LEAST + 'user_claim = "preferred_username"\n'
EVERYTHING = """
groups_claim = "teams"
new_users = "Guests"
second_factors = ["mfa", "otp"]
scopes = ["openid", "groups"]
redirects = ["https://thenar.example/back"]
authorities = "/etc/thenar/house.pem"
networks = ["10.0.0.0/8"]
[roles]
guards = "Night"
admins = "Admins"
"""


def test_everything_that_can_be_said_is_read() -> None:
    known = parse_identity_provider(USERS + EVERYTHING)
    rules = known.admission
    assert (rules.groups_claim, rules.new_users, rules.second_factors) == ("teams", "Guests", ("mfa", "otp"))
    assert list(rules.roles.items()) == [("guards", "Night"), ("admins", "Admins")], "in their order"
    assert known.networks == (ipaddress.ip_network("10.0.0.0/8"),)
    assert (known.scopes, known.redirects) == (("openid", "groups"), ("https://thenar.example/back",))
    assert known.authorities == Path("/etc/thenar/house.pem")


def test_nobody_is_made_and_no_factor_is_believed_unless_it_is_said() -> None:
    rules = parse_identity_provider(USERS).admission
    assert (rules.new_users, rules.second_factors, dict(rules.roles)) == ("", (), {})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (LEAST, "user_claim, roles"),
        (USERS.replace('client_id = "thenar"\n', ""), "client_id"),
        (USERS.replace("https://login", "http://login"), "issuer"),
        (USERS.replace("https://login", "https://user:word@login"), "issuer"),
        (USERS.replace("example.org", "example.org?tenant=5"), "issuer"),
        (USERS + 'secret = "in the open"\n', "secret"),
        (USERS.replace("/etc/thenar/oidc", "oidc"), "secret_file"),
        (USERS + 'networks = ["everywhere"]\n', "networks"),
        (USERS + 'scopes = "openid"\n', "scopes"),
        (USERS + "[roles]\nguards = 5\n", "roles"),
        (USERS + 'redirects = ["http://thenar.example/"]\n', "redirects"),
        ("issuer =", "TOML"),
    ],
)
def test_what_is_wrong_is_named(text: str, named: str) -> None:
    with pytest.raises(FaultError) as caught:
        parse_identity_provider(text)
    assert caught.value.fault is Fault.SETTINGS_INVALID
    assert f"{FILE_NAME}: " in caught.value.detail
    assert named in caught.value.detail


def test_without_a_file_there_is_no_such_sign_in(tmp_path: Path) -> None:
    assert load_identity_provider(tmp_path / FILE_NAME) is None
    (tmp_path / FILE_NAME).write_text(USERS)
    assert load_identity_provider(tmp_path / FILE_NAME) is not None
