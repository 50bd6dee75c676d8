"""Which addresses the bot opens for somebody who posts a link: those of the public internet.

Whoever posts a link, and whoever runs the site it names, could otherwise have the bot ask what only
it can reach: other services of this machine, of its network, of its hoster.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
AddressRule = Callable[[Address, int], bool]
"""Whether a connection to an address and a port may be opened."""

_PORTS = frozenset({80, 443})
_IPV4_BESIDES = (ip_network("192.88.99.0/24"),)  # relays of 6to4 (RFC 7526)
_IPV6_GIVEN = (IPv6Network("2000::/3"),)  # all that IANA gives to networks (RFC 4291, 2.4)
_IPV6_BESIDES = (
    IPv6Network("2001::/23"),  # protocols', Teredo's with an IPv4 address inside (RFC 2928)
    IPv6Network("2001:db8::/32"),  # for documents (RFC 3849)
    IPv6Network("2002::/16"),  # 6to4, with an IPv4 address inside (RFC 3056)
    IPv6Network("3fff::/20"),  # for documents (RFC 9637)
)


def is_public(address: Address, port: int) -> bool:
    """Whether an address is one machine's on the public internet, and the port one of the web's.

    Not so are this machine and its network, what a provider shares among customers, groups, and any
    IPv6 address with an IPv4 one inside (mapped, NAT64, 6to4, Teredo), whatever that one is.
    """
    if port not in _PORTS or address.is_multicast or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _IPV4_BESIDES)
    is_given = any(address in network for network in _IPV6_GIVEN)
    return is_given and not any(address in network for network in _IPV6_BESIDES)
