"""The console of a control plane before anybody has signed in."""

from argparse import Namespace

import pytest

from app.domain.faults import Fault, FaultError
from app.entrypoints.plane_console import reached


@pytest.mark.parametrize(
    "server",
    ["http://door.example:8443", "door.example:8443", "https://ada@door.example", "https://", "https://door.example/x"],
)
def test_a_password_goes_to_nobody_who_does_not_prove_his_name(server: str) -> None:
    with pytest.raises(FaultError) as caught, reached(Namespace(server=server, trust=None)):
        raise AssertionError("it was reached")
    assert caught.value.fault is Fault.SETTINGS_INVALID


def test_a_server_is_named_with_or_without_a_slash_at_the_end() -> None:
    with reached(Namespace(server="https://door.example:8443/", trust=None)) as desk:
        assert desk.url == "https://door.example:8443"
