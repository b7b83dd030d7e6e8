"""Which addresses may be reached, one row each."""

import ipaddress
from collections.abc import Sequence

import pytest

from app.domain.retries import DeliveryFault
from app.gateway.targets.reach import NotReachable, Reach

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:7f00:1::",
    "2001:0:808:808::f5ff:fffe",
    "fec0::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_reached(address: str) -> None:
    assert Reach().permits(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_may_not(address: str) -> None:
    assert not Reach().permits(address)


def test_what_the_operator_allowed_may_be_reached_and_nothing_beside_it() -> None:
    reach = Reach((ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00:1::/32")))
    assert reach.permits("10.1.2.3")
    assert reach.permits("::ffff:10.1.2.3")
    assert reach.permits("fd00:1::5")
    assert not reach.permits("10.2.0.1")
    assert not reach.permits("fd00:2::5")


def resolving(*addresses: str) -> Reach:
    def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return Reach(resolve=resolve)


def test_one_address_inside_refuses_the_whole_name() -> None:
    with pytest.raises(NotReachable) as caught:
        resolving("8.8.8.8", "10.0.0.1").addresses("example.org", 443)
    assert caught.value.fault is DeliveryFault.ADDRESS_REFUSED


def test_a_name_that_means_nothing_is_unknown() -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError

    for reach in (Reach(resolve=resolve), resolving()):
        with pytest.raises(NotReachable) as caught:
            reach.addresses("example.org", 443)
        assert caught.value.fault is DeliveryFault.NAME_UNKNOWN


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "017700000001", "localhost"])
def test_other_spellings_of_an_address_inside_are_seen_through(host: str) -> None:
    with pytest.raises(NotReachable) as caught:
        Reach().addresses(host, 443)
    assert caught.value.fault is DeliveryFault.ADDRESS_REFUSED
