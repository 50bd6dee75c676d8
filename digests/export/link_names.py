"""How addresses of pages are told to people: by their hosts, and apart from each other."""

from __future__ import annotations

import re
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

    An only one is the outlet's, if there is one; None stands for what can't be opened.
    """
    hosts = [openable_host(url) for url in urls]
    if len(hosts) == 1 and hosts[0] and outlet:
        # Japanese and Chinese are set with brackets as wide as their signs.
        return [f"{outlet}（{hosts[0]}）" if count_cjk(outlet) else f"{outlet} ({hosts[0]})"]
    return [
        f"{host}{_behind(url, host)}" if host and hosts.count(host) > 1 else host
        for url, host in zip(urls, hosts, strict=True)
    ]


def _behind(url: str, host: str) -> str:
    """What comes behind the host as people read it, its end where that is long."""
    path = unquote(url[url.casefold().index(host) + len(host) :]).rstrip("/")
    return path if len(path) <= _LONGEST_PATH else f"/…{path[-_LONGEST_PATH:]}"
