"""Which addresses are public: the ones that fool `is_global` above all."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.addresses import is_public

PRIVATE_4 = [
    "10.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "0.0.0.0/8",
]


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "1.1.1.1", "2606:2800:220:1::1946", "2a00:1450:4001::200e"]
)
def test_ordinary_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1",
        "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:100.64.1.1", "::ffff:8.8.8.8", "::7f00:1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1",
        "2002:7f00:1::1", "2002:c0a8:1::", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
        "2606:2800:220:1::1946%1", "fec0::1", "ff02::1", "4000::1",
    ],
)  # fmt: skip
def test_addresses_that_lead_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "text", ["", "localhost", "example.com", "127.1", "2130706433", "0x7f000001", "08.8.8.8", "8.8.8.8 "]
)
def test_what_is_no_address(text: str) -> None:
    assert not is_public(text)


@given(st.sampled_from(PRIVATE_4), st.integers(min_value=0), st.sampled_from(["::ffff:{}", "64:ff9b::{}", "::{}"]))
def test_no_private_address_passes_in_any_dress(network: str, number: int, dress: str) -> None:
    block = ipaddress.IPv4Network(network)
    address = block[number % block.num_addresses]
    assert not is_public(str(address))
    assert not is_public(str(ipaddress.IPv6Address(dress.format(address))))
    packed = int(address)
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (packed << 80) | 1)))
