"""Where this machine may call out to: webhooks come from whoever may order, so their hosts are not trusted."""

import fnmatch
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from common.errors import BadInput

URL_LIMIT = 2000
WORDS = ("loopback", "private", "any", "none")
NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this host, by another name
        "169.254.0.0/16",  # link-local; clouds answer with a machine's credentials here
        "100.100.100.200/32",  # one cloud's metadata
        "168.63.129.16/32",  # another's
        "fe80::/10",
        "fd00:ec2::/32",  # metadata over IPv6
        "fd20:ce::/32",
        "224.0.0.0/4",
        "255.255.255.255/32",
        "ff00::/8",
        "::/128",
    )
)
PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
TUNNELS = tuple(ipaddress.ip_network(network) for network in ("64:ff9b::/96", "2002::/16", "2001::/32"))
"""IPv6 that means an IPv4 address elsewhere"""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class UrlRefused(BadInput):
    code = "webhook-url"
    sentence = (
        "This is not an address that can be called: it must begin with http:// or https:// and name a host."
    )


class HostRefused(BadInput):
    code = "webhook-host"
    sentence = "“{host}” may not be called from here. Whoever runs this Mouthpiece can name it in MOUTHPIECE_WEBHOOK_HOSTS."


@dataclass(frozen=True, kw_only=True)
class HostRules:
    """Words (loopback, private, any, none), networks such as 10.0.0.0/8, and names such as *.example.com."""

    words: frozenset[str] = frozenset({"loopback", "private"})
    names: tuple[str, ...] = ()
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()

    @classmethod
    def of(cls, parts: Sequence[str]) -> Self:
        words, names, networks = set(), [], []
        for part in (one.strip().lower() for one in parts):
            if part in WORDS:
                words.add(part)
                continue
            try:
                networks.append(ipaddress.ip_network(part, strict=False))
            except ValueError:
                names.append(part)
        return cls(words=frozenset(words), names=tuple(names), networks=tuple(networks))

    def allow(self, host: str, address: Address) -> bool:
        plain = getattr(address, "ipv4_mapped", None) or address
        if "none" in self.words or _within(plain, NEVER) or _within(plain, TUNNELS):
            return False
        return (
            "any" in self.words
            or self.name(host)
            or _within(plain, self.networks)
            or ("loopback" in self.words and plain.is_loopback)
            or ("private" in self.words and _within(plain, PRIVATE))
        )

    def name(self, host: str) -> bool:
        """Whether a host is allowed by its name."""
        return any(fnmatch.fnmatchcase(host.lower().rstrip("."), pattern) for pattern in self.names)


def check_url(url: str, rules: HostRules) -> None:
    """Raises UrlRefused, HostRefused. A name's addresses are looked at when it is called, each time."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UrlRefused from error
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not plain or len(url) > URL_LIMIT or parts.scheme not in ("http", "https") or not host:
        raise UrlRefused
    if parts.username is not None or parts.password is not None:
        raise UrlRefused
    if "none" in rules.words:
        raise HostRefused(host=host)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return
    if not rules.allow(host, address):
        raise HostRefused(host=host)


class Guard(AbstractResolver):
    """Looks names up as the system does, and refuses addresses that may not be called."""

    def __init__(self, rules: HostRules) -> None:
        self._rules = rules
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises HostRefused, OSError."""
        found = await self._resolver.resolve(host, port, family)
        allowed = [
            one for one in found if self._rules.allow(host, ipaddress.ip_address(one["host"].split("%")[0]))
        ]
        if not allowed:
            raise HostRefused(host=host)
        return allowed

    async def close(self) -> None:
        await self._resolver.close()


def _within(address: Address, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address in network for network in networks)
