"""Which names lead to an account."""

import re

import pytest

from app.domain.sign_in_names import ALIAS, names_another, sign_in_names

ACCOUNT = "123456789012"


@pytest.mark.parametrize(
    ("name", "alias", "names"),
    [
        ("door.example", "", (f"{ACCOUNT}.door.example",)),
        ("door.example", "acme", (f"{ACCOUNT}.door.example", "acme.door.example")),
        ("192.0.2.7", "acme", ()),
        ("::1", "acme", ()),
    ],
)
def test_an_account_is_reached_by_number_and_alias(name: str, alias: str, names: tuple[str, ...]) -> None:
    assert sign_in_names(name, ACCOUNT, alias) == names


@pytest.mark.parametrize(
    ("host", "another"),
    [
        (f"{ACCOUNT}.door.example", False),
        ("210987654321.door.example:8443", True),
        ("acme.door.example", False),
        ("door.example", False),
        ("210987654321", False),
        ("", False),
    ],
)
def test_another_accounts_number_is_noticed(host: str, another: bool) -> None:
    assert names_another(host, ACCOUNT) is another


@pytest.mark.parametrize(
    ("alias", "good"),
    [("acme", True), ("a-1", True), ("-a", False), ("a-", False), ("a--b", False), (ACCOUNT, False), ("A", False)],
)
def test_an_alias_is_no_number_and_a_label_of_a_name(alias: str, good: bool) -> None:
    assert bool(re.fullmatch(ALIAS, alias)) is good
