"""Serves the site, read-only: what it has, searches of it, and 410 where something was recalled."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

import structlog
from aiohttp import ETag, web

from bot.site import paths
from bot.site.content import Absence, SiteContent, SiteFile
from bot.site.pages import POLICY
from digests.errors import StoreError

log = structlog.get_logger()

_AT_ONCE = 2
"""Answers that are made at the same time: fewer than the store has threads, one of which writes."""
_WAITING = 64
"""Answers that may wait for that; whoever comes then is told to come again."""
_PATIENCE = 20.0
"""Seconds after which an answer is given up."""
_KEPT = 5.0
"""Seconds for which pages that only lead to editions are kept: they take longest to make."""
_LONGEST = 200
"""Characters of a search; what comes behind is left out."""
_FURTHEST = 10_000
"""Hits that a search leads to at most."""
_STATUSES = MappingProxyType({Absence.NEVER: 404, Absence.RECALLED: 410})
_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        # Whoever keeps a page asks whether it is still there: it may have been recalled.
        "Cache-Control": "no-cache",
    }
)


class _Kept(NamedTuple):
    """A file, and until when it is good."""

    until: float
    file: SiteFile


@dataclass(slots=True, kw_only=True)
class SiteServer:
    """Answers requests for the site.

    `today` is by which days in searches are meant, `clock` tells seconds that never go back.
    """

    content: SiteContent
    today: Callable[[], date]
    clock: Callable[[], float] = time.monotonic
    patience: float = _PATIENCE
    _kept: dict[str, _Kept] = field(default_factory=dict, init=False)
    _feeds: tuple[float, frozenset[str]] = field(default=(-math.inf, frozenset()), init=False)
    _waiting: int = field(default=0, init=False)
    _places: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(_AT_ONCE), init=False
    )

    async def get(self, request: web.Request) -> web.Response:
        """What there is at the path of a request."""
        path = request.path.removeprefix("/")
        if path == paths.SEARCH:
            return await self._made(path, lambda: self._search(request))
        if path and not path.endswith("/") and f"{path}/" == paths.SEARCH:
            raise web.HTTPPermanentRedirect(paths.relative(path, paths.SEARCH))
        return await self._made(path, lambda: self._file(request, path))

    async def _made(self, path: str, make: Callable[[], Awaitable[web.Response]]) -> web.Response:
        """An answer that is made in its turn; 503 where that takes too long."""
        if self._waiting >= _WAITING:
            return self._unavailable(path)
        self._waiting += 1
        try:
            async with asyncio.timeout(self.patience), self._places:
                return await make()
        except (StoreError, TimeoutError) as error:
            log.warning("site_unavailable", error=type(error).__name__)
            return self._unavailable(path)
        finally:
            self._waiting -= 1

    def _unavailable(self, path: str) -> web.Response:
        return _response(self.content.trouble(path), status=503, headers={"Retry-After": "5"})

    async def _file(self, request: web.Request, path: str) -> web.Response:
        found = await self._found(path)
        if isinstance(found, SiteFile):
            return _unless_known(request, found)
        if not path.endswith("/") and isinstance(await self.content.file(f"{path}/"), SiteFile):
            # Relative, as a proxy may have the site below another path.
            raise web.HTTPPermanentRedirect(f"{path.rpartition('/')[2]}/")
        return _response(self.content.notice(path, found), status=_STATUSES[found])

    async def _found(self, path: str) -> SiteFile | Absence:
        """What a path has: of editions what they say now, of the rest what it was a moment ago."""
        if paths.is_of_edition(path):
            return await self.content.file(path)
        now = self.clock()
        self._kept = {one: kept for one, kept in self._kept.items() if kept.until > now}
        if path in self._kept:
            return self._kept[path].file
        if paths.is_of_feed(path) and path not in await self._feeds_there(now):
            return Absence.NEVER
        found = await self.content.file(path)
        if isinstance(found, SiteFile):
            self._kept[path] = _Kept(now + _KEPT, found)
        return found

    async def _feeds_there(self, now: float) -> frozenset[str]:
        """The feeds that there were a moment ago: names that nobody has cost nothing."""
        until, there = self._feeds
        if until <= now:
            there = await self.content.feed_paths()
            self._feeds = (now + _KEPT, there)
        return there

    async def _search(self, request: web.Request) -> web.Response:
        words = _one_line(request.query.get("q", ""))[:_LONGEST]
        given = request.query.get("from", "")
        offset = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
        made = await self.content.search(words, min(offset, _FURTHEST), self.today())
        return _response(made, status=200, headers={"Cache-Control": "no-store"})


def _one_line(typed: str) -> str:
    """Words as typed, without signs that nobody sees."""
    return "".join(sign for sign in " ".join(typed.split()) if sign.isprintable())


def _unless_known(request: web.Request, file: SiteFile) -> web.Response:
    """The file, or 304 where whoever asks has it already."""
    tag = ETag(value=sha256(file.body).hexdigest()[:32])
    known = request.if_none_match or ()
    is_known = any(one.value in {tag.value, "*"} for one in known)
    answer = web.Response(status=304) if is_known else _response(file, status=200)
    answer.headers.update(_headers_of(file))
    answer.etag = tag
    return answer


def _headers_of(file: SiteFile) -> Mapping[str, str]:
    """What goes with a file; pictures are shown by others too, where they link to their page."""
    if not file.media.startswith("image/"):
        return _HEADERS
    return {**_HEADERS, "Cross-Origin-Resource-Policy": "cross-origin"}


def _response(
    file: SiteFile, *, status: int, headers: Mapping[str, str] = MappingProxyType({})
) -> web.Response:
    told = {**_headers_of(file), "Content-Type": file.media, **headers}
    return web.Response(body=file.body, status=status, headers=told)


def site_app(server: SiteServer) -> web.Application:
    """The application that serves the site; GET and HEAD are all it takes."""
    app = web.Application()
    app.router.add_get("/{path:.*}", server.get)
    return app
