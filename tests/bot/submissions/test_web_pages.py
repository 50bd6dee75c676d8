"""A page that is followed becomes a draft at its hour, if it is another than it was."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.fetch.fetcher import Fetcher
from bot.submissions.submitter import Submitter
from bot.submissions.web_pages import FollowedPages, last_moment
from tests.support.desk import DIGEST, Desk, on_this_machine, texts
from tests.support.web.site import Site, opened

DAY = timedelta(days=1)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with opened() as site:
        yield site


@dataclass
class Reading:
    """Pages that are followed by a desk."""

    desk: Desk
    pages: FollowedPages

    async def look(self, after: timedelta = timedelta()) -> Sequence[str]:
        """Look after a while; what the editor is told."""
        self.desk.now += after
        before = len(self.desk.world.inbox(self.desk.editor))
        await self.pages.look()
        return texts(self.desk.world.inbox(self.desk.editor)[before:])


@pytest.fixture
def reading(desk: Desk, site: Site, submitter: Submitter) -> Reading:
    pages = FollowedPages(
        addresses=(f"{site.link('/week')}?key=geheim",),
        hour=time(6, 0),
        zone=ZoneInfo("UTC"),
        fetcher=Fetcher(rule=on_this_machine),
        pages=desk.store.followed_pages,
        submitter=submitter,
        clock=desk.clock,
    )
    return Reading(desk, pages)


async def test_it_is_read_once_a_day_at_its_hour(reading: Reading, site: Site) -> None:
    site.has("/week", DIGEST.encode(), Content_Type="text/plain")
    origin, card = await reading.look()
    assert origin == "📥 From 127.0.0.1/week"
    assert "\n📄 The Harbour Letter" in card
    assert await reading.look(timedelta(hours=17)) == []  # 05:00 of the next day
    assert len(site.asked) == 1
    site.has("/week", DIGEST.replace("three", "four").encode(), Content_Type="text/plain")
    assert len(await reading.look(timedelta(hours=1))) == 2
    assert await reading.look() == []
    assert len(site.asked) == 2


async def test_what_did_not_change_is_no_draft_whoever_says_so(
    reading: Reading, site: Site
) -> None:
    asked: list[str] = []

    async def page(request: web.Request) -> web.Response:
        asked.append(request.headers.get("If-None-Match", ""))
        if len(asked) == 2:
            return web.Response(status=304)
        return web.Response(body=DIGEST.encode(), headers={"ETag": f'"{len(asked)}"'})

    site.pages["/week"] = page
    assert await reading.look()
    for _ in range(3):
        assert await reading.look(DAY) == []
    assert asked == ["", '"1"', '"1"', '"3"']


async def test_one_that_can_not_be_had_is_tried_three_times_and_told_of_once(
    reading: Reading, site: Site
) -> None:
    minutes = timedelta(minutes=10)
    assert await reading.look() == []
    assert await reading.look(minutes / 2) == []
    assert await reading.look(minutes) == []
    (told,) = await reading.look(minutes)
    assert told == "📥 From 127.0.0.1/week\nThere is nothing at that link. Please check it."
    assert await reading.look(timedelta(hours=12)) == []
    assert len(site.asked) == 3
    site.has("/week", DIGEST.encode(), Content_Type="text/plain")
    assert len(await reading.look(DAY)) == 2


async def test_one_that_is_no_digest_is_told_of_until_it_changes(
    reading: Reading, site: Site
) -> None:
    site.has("/week", b"\x89PNG\r\n" + bytes(100))
    (told,) = await reading.look()
    assert told.startswith("📥 From 127.0.0.1/week\nThis kind of file can't be read.")
    assert await reading.look(DAY) == []
    assert len(site.asked) == 2


@pytest.mark.parametrize(("minutes", "day"), [(5 * 60 + 59, 19), (6 * 60, 20)])
def test_the_last_moment_is_by_the_zones_clock(minutes: int, day: int) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    now = datetime(2026, 11, 20, tzinfo=tokyo) + timedelta(minutes=minutes)
    found = last_moment(now.astimezone(UTC), time(6), tokyo)
    assert found == datetime(2026, 11, day, 6, tzinfo=tokyo)
