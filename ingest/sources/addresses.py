"""Which IP addresses are on the public internet. Pure: knows no name, no URL and no connection.

Python's `is_global` is not enough: it passes 6to4, Teredo, NAT64 and the old site-local prefix, each of which
can carry a private IPv4 address inside it. So IPv6 is allowed by what is assigned to the public, not by what is not.
"""

from __future__ import annotations

import ipaddress

_IPv4 = ipaddress.IPv4Network
_IPv6 = ipaddress.IPv6Network

# https://www.iana.org/assignments/iana-ipv4-special-registry: everything that is not ordinary public unicast.
_NOT_PUBLIC_4 = tuple(
    _IPv4(text)
    for text in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT; also the metadata service of one large cloud
        "127.0.0.0/8",
        "168.63.129.16/32",  # a public-looking address that is the host agent inside one large cloud
        "169.254.0.0/16",  # link-local: cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)

# The only block from which public IPv6 unicast is assigned, https://www.iana.org/assignments/ipv6-unicast-address-assignments;
# IPv4-mapped, NAT64 (64:ff9b::/96), unique-local, link-local and site-local addresses all lie outside it.
_PUBLIC_6 = _IPv6("2000::/3")
_NOT_PUBLIC_6 = tuple(
    _IPv6(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
        "2620:4f:8000::/48",
    )
)


def is_public(address: str) -> bool:
    """Return whether `address`, as a resolver gave it, is an ordinary public unicast address.

    False for anything that is no plain address: a name, a number, an IPv6 address with a scope.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not parsed.is_global:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _NOT_PUBLIC_4)
    if parsed.scope_id is not None or parsed not in _PUBLIC_6:
        return False
    return not any(parsed in network for network in _NOT_PUBLIC_6)
