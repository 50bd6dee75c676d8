"""How addresses of pages are told to people: by outlet and host, and apart from each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote

from digests.text.characters import count_cjk

_OPENABLE = re.compile(
    r"https?://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?(?:[/?#]|$)", re.IGNORECASE
)
_LONGEST_URL = 4_096
"""Characters: a message of 32,768 bytes has to hold more than one link."""
_LONGEST_PATH = 24
"""Characters of an address behind its host, of which the last tell pages apart."""


def openable_host(url: str) -> str | None:
    """The host of a page that can be opened anywhere: http(s), a name with a dot, not endless."""
    found = _OPENABLE.match(url) if len(url) <= _LONGEST_URL else None
    return found[1].lower() if found else None


def link_names(urls: Sequence[str], outlet: str | None = None) -> Sequence[str | None]:
    """What links are called: by their hosts, where those are the same by what comes behind.

    Those that are known to be the `outlet`'s have its name in front; None stands for what can't be
    opened.
    """
    hosts = [openable_host(url) for url in urls]
    own = _host_of(outlet, hosts) if outlet else None
    addresses = [
        f"{host}{_behind(url, host)}" if host and hosts.count(host) > 1 else host
        for url, host in zip(urls, hosts, strict=True)
    ]
    return [
        _named(outlet, address) if outlet and address and host == own else address
        for host, address in zip(hosts, addresses, strict=True)
    ]


def _host_of(outlet: str, hosts: Sequence[str | None]) -> str | None:
    """The host that is known to be an outlet's: the only one, or the only one that has its name."""
    every = {*hosts}
    if len(every) > 1:
        every = {host for host in every if host and _has_name(host, outlet)}
    return every.pop() if len(every) == 1 else None


def _has_name(host: str, outlet: str) -> bool:
    """Whether a label of a host says the whole name: theheron.example of The Heron."""
    name = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", outlet)).casefold()
    labels = {label.replace("-", "") for label in host.split(".")}
    return not labels.isdisjoint({name, name.removeprefix("the"), f"the{name}"})


def _named(outlet: str, address: str) -> str:
    # Japanese and Chinese are set with brackets as wide as their signs.
    return f"{outlet}（{address}）" if count_cjk(outlet) else f"{outlet} ({address})"


def _behind(url: str, host: str) -> str:
    """What comes behind the host as people read it, its end where that is long."""
    path = unquote(url[url.casefold().index(host) + len(host) :]).rstrip("/")
    return path if len(path) <= _LONGEST_PATH else f"/…{path[-_LONGEST_PATH:]}"
