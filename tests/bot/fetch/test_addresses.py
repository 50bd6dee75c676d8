"""The bot opens only what is on the public internet, told over all that IANA keeps apart."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.fetch.addresses import is_public

APART = (
    # https://www.iana.org/assignments/iana-ipv4-special-registry, and what is no single machine's
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    # https://www.iana.org/assignments/iana-ipv6-special-registry
    "::/128", "::1/128", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96",
    "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28",
    "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    "ff00::/8",
)  # fmt: skip
BESIDES = ("192.0.0.0/24", "2001::/23")
"""Of which parts are public."""
NEITHER = [ip_network(one) for one in (*APART, *BESIDES)]
WEB = st.sampled_from([80, 443])


@pytest.mark.parametrize("network", APART)
@given(place=st.integers(0, 2**128 - 1), port=WEB)
def test_nothing_that_is_kept_apart_is_public(network: str, place: int, port: int) -> None:
    apart = ip_network(network)
    for address in (apart[0], apart[-1], apart[place % apart.num_addresses]):
        assert not is_public(address, port)


@given(st.ip_addresses(v=4), WEB)
def test_no_ipv6_address_brings_an_ipv4_one_along(inner: IPv4Address, port: int) -> None:
    mapped = int(IPv6Address("::ffff:0:0")) + int(inner)
    translated = int(IPv6Address("64:ff9b::")) + int(inner)
    tunnelled = (0x2002 << 112) + (int(inner) << 80)
    for number in (int(inner), mapped, translated, tunnelled):
        assert not is_public(IPv6Address(number), port)


@given(st.ip_addresses(v=4), st.ip_addresses(v=6), WEB)
def test_all_else_is_public(four: IPv4Address, six: IPv6Address, port: int) -> None:
    in_2000 = IPv6Address((int(six) >> 3) | (1 << 125))
    for address in (four, in_2000):
        assume(not any(address in one for one in NEITHER))
        assert is_public(address, port)


@given(st.integers(0, 65535))
def test_only_the_webs_ports_are(port: int) -> None:
    assert is_public(ip_address("1.1.1.1"), port) is (port in {80, 443})
