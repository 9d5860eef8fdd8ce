"""Which web addresses may be fetched: those of public hosts, checked after their name was resolved.

The address that was checked is the one that is connected to, so that a name which resolves to something else a
moment later (DNS rebinding) leads nowhere.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from policy_corpus.errors import CorpusError

_PORTS = {"http": 80, "https": 443}
_NAT64 = ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) → addresses as text. Raises OSError when the name is not known."""


class AddressRefused(CorpusError):
    """An address that must not be fetched; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect to."""

    scheme: str
    host: str
    port: int
    address: str
    """The resolved address that was checked."""


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(item[4][0]) for item in found))


def check_form(url: str) -> None:
    """Refuse what is no web address: another scheme, no host, a password in it. Raises `AddressRefused`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(f"“{url}”不是网址。请写完整的网址，例如 https://jyt.example.gov.cn/tz.html。") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise AddressRefused(f"“{url}”不能用。只支持 http 和 https 的网址，请写完整。")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("网址里不能带用户名或密码。请去掉后再试。")
    if port == 0 or any(ord(char) < 33 for char in url):
        raise AddressRefused(f"“{url}”不是网址。请检查是否写错。")


def target(url: str, *, resolve: Resolve, allowed: frozenset[str]) -> Target:
    """The host of `url`, resolved and checked. Raises `AddressRefused`.

    `allowed` names hosts with their ports (``127.0.0.1:8080``) that may be private, such as a server of the
    centre's own network.
    """
    check_form(url)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError):
        raise HostUnknown(f"找不到主机“{host}”。请检查网址和网络。") from None
    if not addresses:
        raise HostUnknown(f"找不到主机“{host}”。请检查网址和网络。")
    if f"{host}:{port}" not in allowed and not all(is_public(address) for address in addresses):
        raise AddressRefused(f"“{host}”是内部网络的地址，不能抓取。只能抓取公开的网站。")
    return Target(parts.scheme, host, port, addresses[0])


class HostUnknown(AddressRefused):
    """The host's name has no address now; that may pass."""


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, with what is wrapped in it."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        wrapped = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            wrapped = IPv4Address(int(found) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return found.is_global and not found.is_multicast
