"""What a link brings, and what hostile sites and links do not get: asked of a server of our own."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override

from bot.fetch.addresses import Address, is_public
from bot.fetch.fetcher import (
    Fetched,
    Fetcher,
    FetchFault,
    NotFetched,
    Outcome,
    Unchanged,
    Validators,
)
from bot.fetch.posted_form import as_file
from digests.parsing.parser import parse
from tests.support.desk import on_this_machine
from tests.support.web.site import PAGE, Site, opened


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with opened() as site:
        yield site


async def fetch(link: str, **changes: Any) -> Outcome:
    return await Fetcher(**({"rule": on_this_machine} | changes)).fetch(link)


async def file(link: str) -> Fetched:
    outcome = await fetch(link)
    assert isinstance(outcome, Fetched), outcome
    return outcome


def fault(outcome: Outcome) -> FetchFault:
    assert isinstance(outcome, NotFetched), outcome
    return outcome.fault


# --- what comes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "media_type", "name"),
    [
        ("/news/week-12", "text/html; charset=utf-8", "week-12.html"),
        ("/", "text/html", "page.html"),
        ("/letter.html", "text/html", "letter.html"),
        ("/export.php", "application/pdf", "export.php.pdf"),
        ("/letter.md", "text/plain", "letter.md"),
        ("/feed", "application/atom+xml", "feed.atom"),
        ("/%E5%8F%B7.txt", "text/plain", "号.txt"),
        ("/letter.docx", "application/octet-stream", "letter.docx"),
    ],
)
async def test_it_has_the_name_that_a_posted_file_would_have(
    site: Site, path: str, media_type: str, name: str
) -> None:
    site.has("/letter", b"text", Content_Type=media_type)
    site.pages = dict.fromkeys([path, "/号.txt"], site.pages["/letter"])
    assert (await file(site.link(path))).name == name


async def test_links_of_a_page_lead_where_they_lead_on_the_page(site: Site) -> None:
    items = "".join(
        f'<li><a href="/{n}">The {n} thing that happened in the harbour today</a></li>'
        for n in ("first", "second", "third")
    )
    page = f"<!doctype html><html><head></head><body><ul>{items}</ul></body></html>".encode()
    found = await file(site.has("/week", page, Content_Type="text/html"))
    digest = parse(found.name, found.data, posted=None).digest
    assert [item.sources[0].url for item in digest.items] == [
        site.link(path) for path in ("/first", "/second", "/third")
    ]


async def test_a_base_of_the_pages_own_is_kept(site: Site) -> None:
    page = b'<html><head><base href="../deep/"></head><body></body></html>'
    found = await file(site.has("/news/week", page, Content_Type="text/html"))
    assert found.data.count(b"<base") == 2
    assert f'<head><base href="{site.link("/deep/")}">'.encode() in found.data


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("euc_jp", "euc-jp"), ("cp932", "Shift_JIS"), ("utf-8", "us-ascii"), ("utf-8", "idna")],
)
async def test_the_encoding_that_only_the_server_declares_is_heard_where_it_is_true(
    site: Site, encoding: str, told: str
) -> None:
    page = (
        "<!doctype html><html><head><title>港だより</title></head><body><p>渡し</p></body></html>"
    )
    link = site.has("/", page.encode(encoding), Content_Type=f"text/html; charset={told}")
    found = await file(link)
    assert parse(found.name, found.data, posted=None).digest.title == "港だより"


@pytest.mark.parametrize(
    "given",
    [
        "",
        ";",
        'text/html; charset="><script>',
        "text/html;charset*=x'y'z",
        "a\udcff/b",
        "/",
        "a/b/c",
    ],
)
def test_whatever_a_server_calls_it_it_is_a_file(given: str) -> None:
    found = as_file("http://example.org/%00%ff/..", {"Content-Type": given}, PAGE)
    assert b"hello" in found.data
    assert b"<script>" not in found.data


async def test_only_what_changed_comes_again(site: Site) -> None:
    async def page(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(body=PAGE, headers={"ETag": '"1"'})

    site.pages["/feed"] = page
    first = await file(site.link("/feed"))
    fetcher = Fetcher(rule=on_this_machine)
    assert await fetcher.fetch(site.link("/feed"), first.validators) == Unchanged()
    assert isinstance(await fetcher.fetch(site.link("/feed"), Validators(etag='"0"')), Fetched)


# --- where it may come from ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "0x7f.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0",  # noqa: S104 - asked, not listened at
        "[::ffff:7f00:1]", "user:key@127.0.0.1",
    ],
)  # fmt: skip
async def test_the_machine_itself_is_not_asked_however_it_is_called(site: Site, host: str) -> None:
    site.has("/")
    outcome = await fetch(site.link("/", host), rule=lambda address, _: is_public(address, 443))
    # Which short forms are looked up at all is aiohttp's and the system's business.
    assert fault(outcome) in {FetchFault.NOT_PUBLIC, FetchFault.UNREACHABLE}
    assert not site.asked


async def test_a_redirect_to_where_it_may_not_go_is_not_followed(site: Site) -> None:
    async with opened() as inner:
        secret = inner.has("/secret")
        link = site.has("/", status=302, Location=secret)
        outcome = await fetch(link, rule=lambda _, port: port == site.port)
        assert fault(outcome) is FetchFault.NOT_PUBLIC
        assert site.asked
        assert not inner.asked


class _Rebinding(AbstractResolver):
    """A name that is the site's when it is first looked up, and another's from then on."""

    def __init__(self) -> None:
        self.given = ["127.0.0.1", "127.0.0.2"]

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.given.pop(0)
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0
            )
        ]

    @override
    async def close(self) -> None:
        pass


async def test_a_name_that_means_another_machine_the_second_time_gains_nothing(site: Site) -> None:
    asked: list[str] = []

    def only_the_first(address: Address, _: int) -> bool:
        asked.append(str(address))
        return address == ip_address("127.0.0.1")

    site.has("/", status=302, Location="/next")
    site.has("/next")
    fetcher = Fetcher(rule=only_the_first, resolver=_Rebinding())
    await fetcher.fetch(site.link("/", "rebinding.example"))
    assert set(asked) == {"127.0.0.1"}  # it is looked up once a fetch, and what is asked is used
    later = await fetcher.fetch(site.link("/", "rebinding.example"))
    assert fault(later) is FetchFault.NOT_PUBLIC
    assert asked[-1] == "127.0.0.2"


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/"])
async def test_a_redirect_leads_only_to_the_web(site: Site, to: str) -> None:
    assert fault(await fetch(site.has("/", status=301, Location=to))) is FetchFault.NO_LINK


async def test_at_most_five_redirects_are_followed(site: Site) -> None:
    for number in range(7):
        site.has(f"/{number}", status=307, Location=f"/{number + 1}")
    site.has("/7")
    assert fault(await fetch(site.link("/1"))) is FetchFault.REDIRECTED
    assert len(site.asked) == 6
    assert isinstance(await fetch(site.link("/2")), Fetched)


async def test_nothing_about_anybody_goes_along(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.has("/", status=302, Location="/next", Set_Cookie="id=7")
    site.has("/next", Set_Cookie="id=8")
    await file(site.link("/#part", "someone:password@127.0.0.1"))
    for request in site.asked:
        assert not {"Cookie", "Authorization", "Referer"} & set(request.headers)


# --- how much, and for how long ------------------------------------------------------------------


@pytest.mark.parametrize("told", [True, False])
async def test_what_is_too_big_is_broken_off(site: Site, *, told: bool) -> None:
    sent = 0

    async def page(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse()
        if told:
            answer.content_length = 10**9
        await answer.prepare(request)
        for _ in range(1000):
            await answer.write(b" " * 1_000_000)
            sent += 1
        return answer

    site.pages["/"] = page
    outcome = await fetch(site.link("/"))
    assert outcome == NotFetched(fault=FetchFault.TOO_BIG, details={"limit": "5 MB"})
    assert sent < 100


async def test_what_unpacks_to_too_much_is_broken_off(site: Site) -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    link = site.has("/", bomb, Content_Encoding="gzip")
    assert fault(await fetch(link)) is FetchFault.TOO_BIG


async def test_who_drips_is_waited_for_no_longer_than_anybody(site: Site) -> None:
    async def page(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b".")
            await asyncio.sleep(0.01)

    site.pages["/"] = page
    began = time.monotonic()
    outcome = await fetch(site.link("/"), seconds=0.3)
    assert outcome == NotFetched(fault=FetchFault.TOO_SLOW, details={"seconds": "0.3"})
    assert time.monotonic() - began < 5


async def test_who_redirects_slowly_gains_no_time(site: Site) -> None:
    async def page(_: web.Request) -> web.Response:
        await asyncio.sleep(0.1)
        return web.Response(status=302, headers={"Location": "/"})

    site.pages["/"] = page
    assert fault(await fetch(site.link("/"), seconds=0.3)) is FetchFault.TOO_SLOW


# --- what is said --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, FetchFault.NOT_FOUND),
        (410, FetchFault.NOT_FOUND),
        (403, FetchFault.NOT_FOR_ALL),
        (401, FetchFault.NOT_FOR_ALL),
        (503, FetchFault.FAILED),
        (204, FetchFault.FAILED),
    ],
)
async def test_each_status_means_something(site: Site, status: int, expected: FetchFault) -> None:
    assert fault(await fetch(site.has("/", status=status))) is expected


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 3,
    ],
)
async def test_whatever_a_server_answers_is_an_outcome(answer: bytes) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        outcome = await fetch(f"http://127.0.0.1:{port}/", seconds=5)
    assert fault(outcome) in {FetchFault.UNREACHABLE, FetchFault.NO_LINK}


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("tg://resolve?domain=x", FetchFault.NO_LINK),
        ("http://", FetchFault.NO_LINK),
        ("http://[::1", FetchFault.NO_LINK),
        ("http://127.0.0.1:99999/", FetchFault.NO_LINK),
        ("http://a.invalid/", FetchFault.UNREACHABLE),
        ("http://\ud800.example/", FetchFault.UNREACHABLE),
        ("http://127.0.0.1:1/", FetchFault.UNREACHABLE),
    ],
)
async def test_a_link_that_leads_nowhere_is_told(link: str, expected: FetchFault) -> None:
    assert fault(await fetch(link)) is expected
