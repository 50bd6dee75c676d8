"""What is answered to whoever asks for the site over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import ClientSession

from bot.monitoring.http import served
from bot.site.content import SiteContent
from bot.site.pages import SiteOptions
from bot.site.server import SiteServer, site_app
from digests.archive import Archive
from digests.errors import StoreBusyError
from tests.bot.site.checking import CheckedPage
from tests.bot.site.samples import DAY, KEY, URL, Press
from tests.support.town import DEADLINE

EDITION = "/2031-05-14/"


class Broken(Archive):
    """An archive whose store does not answer, or not in time."""

    async def days(self) -> tuple[()]:
        raise StoreBusyError("the database is locked")


class Slow(Archive):
    """An archive that never answers."""

    async def days(self) -> tuple[()]:
        await asyncio.Event().wait()
        return ()


@pytest.fixture
def server(content: SiteContent) -> SiteServer:
    options = SiteOptions(title="灯台町だより", url=URL, is_served=True)
    return SiteServer(content=replace(content, options=options), today=lambda: DAY)


@pytest.fixture
async def client(server: SiteServer) -> AsyncIterator[ClientSession]:
    async with (
        served(site_app(server), "127.0.0.1", 0) as port,
        ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        yield session


@pytest.mark.usefixtures("archive")
async def test_pages_are_served_with_what_keeps_them_harmless(client: ClientSession) -> None:
    async with client.get(EDITION) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        CheckedPage(await answer.text())


@pytest.mark.usefixtures("archive")
async def test_pictures_may_be_shown_by_others_and_are_sent_once(client: ClientSession) -> None:
    path = f"{EDITION}3/{KEY[:16]}.png"
    async with client.get(path) as answer:
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        tag = answer.headers["ETag"]
    async with client.get(path, headers={"If-None-Match": tag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_who_has_a_page_is_not_sent_it_again_until_it_changed(
    client: ClientSession, archive: Press
) -> None:
    async with client.get(EDITION) as answer:
        tag = answer.headers["ETag"]
    async with client.get(EDITION, headers={"If-None-Match": tag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
    edition = await archive.store.editions.of_day(DAY)
    assert edition
    await archive.recall(edition)
    async with client.get(EDITION, headers={"If-None-Match": tag}) as answer:
        assert answer.status == 410
        assert "取り消されました" in CheckedPage(await answer.text()).said


async def test_pages_that_lead_to_editions_are_a_moment_old_at_most(
    server: SiteServer, client: ClientSession, archive: Press
) -> None:
    now = 100.0
    server.clock = lambda: now

    async def leads() -> bool:
        async with client.get("/2031-05/") as answer:
            return "港に橋が架かる" in await answer.text()

    assert await leads()
    edition = await archive.store.editions.of_day(DAY)
    assert edition
    await archive.recall(edition)
    assert await leads()
    now += 5.0
    assert not await leads()


@pytest.mark.usefixtures("archive")
async def test_what_was_never_there_is_not_found(client: ClientSession) -> None:
    for path in ("/2031-05-20/", "/a/b/c", "/%2Fexample.org/", "/%00", "/feeds/..%2Fstyle.css"):
        async with client.get(path) as answer:
            assert answer.status == 404, path
            page = CheckedPage(await answer.text())
            assert page.meta("robots") == "noindex"


@pytest.mark.usefixtures("archive")
async def test_a_lacking_slash_is_no_loss(client: ClientSession) -> None:
    for path in ("/2031-05-14", "/2031-05-14/3", "/2031-05", "/search"):
        async with client.get(path, allow_redirects=False) as answer:
            assert answer.status == 308, path
            assert not answer.headers["Location"].startswith("/")
        async with client.get(path) as answer:
            assert (answer.status, answer.url.path) == (200, f"{path}/")


@pytest.mark.usefixtures("archive")
async def test_nothing_but_reading_is_taken(client: ClientSession) -> None:
    async with client.head(EDITION) as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    for method in ("POST", "PUT", "DELETE"):
        async with client.request(method, EDITION) as answer:
            assert answer.status == 405


@pytest.mark.usefixtures("archive")
async def test_the_archive_s_own_search_answers_the_form(client: ClientSession) -> None:
    async with client.get("/search/", params={"q": "開通"}) as answer:
        page = CheckedPage(await answer.text())
        assert answer.headers["Cache-Control"] == "no-store"
    assert "1件" in page.said
    assert "港に橋が架かる" in page.said


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    "query",
    ["", "?q=", "?q=%00%ff%ED%A0%80", "?q=%22%27%3B--&from=-1", "?q=a&from=99999999999", "?q=OR+-"],
)
async def test_whatever_is_searched_for_is_answered(client: ClientSession, query: str) -> None:
    async with client.get(f"/search/{query}") as answer:
        assert answer.status == 200
        CheckedPage(await answer.text())
    async with client.get("/search/", params={"q": "港" * 500}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("archive_kind", [Broken, Slow])
async def test_while_the_store_does_not_answer_people_are_told_to_come_again(
    server: SiteServer, client: ClientSession, press: Press, archive_kind: type[Archive]
) -> None:
    server.content = replace(server.content, archive=archive_kind(store=press.store))
    server.patience = 0.05
    async with client.get("/") as answer:
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        assert "少し待ってから" in CheckedPage(await answer.text()).said


async def test_a_crowd_is_told_to_come_again(
    server: SiteServer, client: ClientSession, press: Press
) -> None:
    server.content = replace(server.content, archive=Slow(store=press.store))
    server.patience = 10 * DEADLINE

    async def status() -> int:
        async with client.get("/") as answer:
            return answer.status

    crowd = [asyncio.create_task(status()) for _ in range(90)]
    finished = asyncio.as_completed(crowd, timeout=DEADLINE)
    assert {await next(finished) for _ in range(26)} == {503}
    for task in crowd:
        task.cancel()
    await asyncio.wait(crowd)
