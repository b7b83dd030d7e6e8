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


@pytest.mark.parametrize("end", ["", "/", "/console", "/console/"])
def test_a_server_is_named_as_it_is_or_by_the_address_that_was_handed_out(end: str) -> None:
    with reached(Namespace(server=f"https://123456789012.door.example:8443{end}", trust=None)) as desk:
        assert desk.url == "https://123456789012.door.example:8443"
