"""Fetches what a link names: once, for so long, so much of it, and from where a rule allows.

Each connection is opened to an address that the rule was asked about at that moment, whichever way
it came about: from a name, a number in the link, a redirect. So a name that means another address
the second time it is asked for (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.fetch import addresses
from bot.fetch.posted_form import as_file

_MB = 1_000_000
_PIECE = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = MappingProxyType(
    {
        "User-Agent": "Mozilla/5.0 (compatible; Kawaraban; fetches what an editor posts)",
        "Accept": "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, "
        "application/feed+json, application/pdf, */*;q=0.5",
    }
)


class FetchFault(StrEnum):
    """Why a link brought nothing; each has a sentence in every language."""

    NO_LINK = "no_link"  # no address of the web
    NOT_PUBLIC = "not_public"  # it leads to where the rule does not allow
    NOT_FOUND = "not_found"  # nothing is there, or no longer
    NOT_FOR_ALL = "not_for_all"  # only for those who log in or pay
    FAILED = "failed"  # the server answers with an error, {status}
    TOO_BIG = "too_big"  # more than {limit}
    TOO_SLOW = "too_slow"  # not all of it came within {seconds} seconds
    REDIRECTED = "redirected"  # it leads on and on
    UNREACHABLE = "unreachable"  # no such name, no connection, or it broke off


_FAULTS: Mapping[int, FetchFault] = MappingProxyType(
    {
        401: FetchFault.NOT_FOR_ALL,
        402: FetchFault.NOT_FOR_ALL,
        403: FetchFault.NOT_FOR_ALL,
        404: FetchFault.NOT_FOUND,
        407: FetchFault.NOT_FOR_ALL,
        410: FetchFault.NOT_FOUND,
        451: FetchFault.NOT_FOR_ALL,
    }
)
"""By the status of HTTP (RFC 9110, 15.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """By what a server knows which state of a page somebody has (RFC 9110, 8.8); as it gave them.

    Empty where it gave none.
    """

    etag: str = ""
    modified: str = ""

    @classmethod
    def given(cls, headers: Mapping[str, str]) -> Validators:
        """Those of an answer."""
        return cls(etag=headers.get("ETag", ""), modified=headers.get("Last-Modified", ""))

    @property
    def conditions(self) -> Mapping[str, str]:
        """The headers that ask for a page only if it is another one now."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a link brought: a file with the name that an editor's would have, from `url`."""

    name: str
    data: bytes = field(repr=False)
    url: str
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What is there is what was there, says the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFetched:
    """Why there is nothing; `details` fills the placeholders of the sentence."""

    fault: FetchFault
    details: Mapping[str, str] = field(default_factory=dict)


Outcome = Fetched | Unchanged | NotFetched


class _FaultError(Exception):
    """Ends a fetch with a fault."""

    def __init__(self, fault: FetchFault, **details: str) -> None:
        super().__init__(fault.value)
        self.outcome = NotFetched(fault=fault, details=details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches links, each with connections of its own: no cookie, no name and no key goes along.

    `rule` is asked for each connection. `seconds` is for all of it, redirects and names included;
    `largest` is the bytes that come at most, unpacked. Proxies are never used: behind one nobody
    could say to which address it connects. `resolver` looks names up, by default the system's.
    """

    rule: addresses.AddressRule = addresses.is_public
    seconds: float = 10.0
    largest: int = 5 * _MB
    redirects: int = 5
    resolver: AbstractResolver | None = None

    async def fetch(self, link: str, known: Validators = Validators()) -> Outcome:
        """What a link names now; only if that is another than the `known` one."""
        connections = _Connections(self.rule)
        try:
            async with asyncio.timeout(self.seconds), self._session(connections) as session:
                return await self._followed(session, _web_address(link), known)
        except _FaultError as error:
            return error.outcome
        except TimeoutError:
            return NotFetched(fault=FetchFault.TOO_SLOW, details={"seconds": f"{self.seconds:g}"})
        except (aiohttp.ClientError, OSError, ValueError):
            refused = connections.has_refused
            return NotFetched(fault=FetchFault.NOT_PUBLIC if refused else FetchFault.UNREACHABLE)

    def _session(self, connections: _Connections) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=self.resolver, socket_factory=connections.opened, force_close=True
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
            headers=_HEADERS,
        )

    async def _followed(
        self, session: aiohttp.ClientSession, url: str, known: Validators
    ) -> Fetched | Unchanged:
        for _ in range(self.redirects + 1):
            asked = session.get(url, headers=known.conditions, allow_redirects=False)
            async with asked as answer:
                if answer.status in _REDIRECTS:
                    url = _web_address(urljoin(url, answer.headers.get("Location", "")))
                    continue
                if answer.status == 304:
                    return Unchanged()
                return await self._fetched(url, answer)
        raise _FaultError(FetchFault.REDIRECTED)

    async def _fetched(self, url: str, answer: aiohttp.ClientResponse) -> Fetched:
        if answer.status != 200:
            fault = _FAULTS.get(answer.status, FetchFault.FAILED)
            raise _FaultError(fault, status=str(answer.status))
        if (answer.content_length or 0) > self.largest:
            raise self._too_big()
        file = as_file(url, answer.headers, await self._body(answer))
        return Fetched(
            name=file.name,
            data=file.data,
            url=url,
            validators=Validators.given(answer.headers),
        )

    async def _body(self, answer: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for piece in answer.content.iter_chunked(_PIECE):
            body += piece
            if len(body) > self.largest:
                raise self._too_big()
        return bytes(body)

    def _too_big(self) -> _FaultError:
        return _FaultError(FetchFault.TOO_BIG, limit=f"{self.largest // _MB} MB")


class _Connections:
    """Opens the sockets of one fetch; remembers whether the rule refused any."""

    def __init__(self, rule: addresses.AddressRule) -> None:
        self._rule = rule
        self.has_refused = False

    def opened(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for what getaddrinfo(3) says, about to be connected to just that address."""
        family, kind, protocol, _, there = info
        address = ip_address(str(there[0]).partition("%")[0])  # without the zone of a link-local
        if not self._rule(address, int(there[1])):
            self.has_refused = True
            raise PermissionError("the rule does not allow this address")
        return socket.socket(family, kind, protocol)


def _web_address(link: str) -> str:
    """An address to be asked for: of the web, without what logs somebody in."""
    try:
        parts = urlsplit(link)
        is_of_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_of_web = False
    if not is_of_web:
        raise _FaultError(FetchFault.NO_LINK)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, fragment=""))
