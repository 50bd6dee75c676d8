"""A link that an editor posts becomes a draft as a file does, and nobody else's is opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.fetch import addresses
from bot.fetch.fetcher import Fetcher
from simulator.state.people import Person
from tests.support.desk import DIGEST, Desk, texts
from tests.support.web.site import Site, opened

PAGE = """\
<!doctype html><html><head><title>The Harbour Letter, 20 November 2026</title></head><body>
<h1>The Harbour Letter, 20 November 2026</h1>
<h2>1. The ferry runs again</h2><p>The ferry to the island runs again after three weeks.</p>
<p><a href="/ferry">Harbour Post</a></p>
<h2>2. The library stays open at night</h2><p>Readers may stay until two in the morning.</p>
<p><a href="/library">Harbour Post</a></p>
</body></html>
"""
FEED = """\
<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour Letter</title>
<item><title>The ferry runs again</title><link>https://example.org/ferry</link>
<description>The ferry to the island runs again.</description></item>
<item><title>A bell was found</title><link>https://example.org/bell</link>
<description>In the mole, a bell was found.</description></item>
</channel></rss>
"""


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with opened() as site:
        yield site


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PAGE, "text/html"), (FEED, "application/rss+xml"), (DIGEST, "text/plain")],
)
async def test_a_page_a_feed_and_a_text_become_drafts(
    desk: Desk, site: Site, content: str, media_type: str
) -> None:
    link = site.has("/week", content.encode(), Content_Type=media_type)
    (preview,) = await desk.said(desk.editor, link)
    assert "The Harbour Letter" in preview.text
    assert "2 items" in preview.text
    assert "① The ferry runs again" in preview.text
    assert "Draft: readers don't see it yet." in preview.text


async def test_a_word_beside_the_link_is_no_digest(desk: Desk, site: Site) -> None:
    link = site.has("/week", PAGE.encode(), Content_Type="text/html")
    (preview,) = await desk.said(desk.editor, f"Today's, please:\n{link}")
    assert "2 items" in preview.text


async def test_a_text_with_links_is_read_itself(desk: Desk, site: Site) -> None:
    link = site.has("/week", PAGE.encode(), Content_Type="text/html")
    await desk.said(desk.editor, DIGEST.replace("https://example.org/ferry", link))
    await desk.said(desk.editor, f"{link} {site.link('/other')}")
    assert not site.asked


async def test_a_readers_link_is_words_to_search_for(desk: Desk, site: Site, wren: Person) -> None:
    link = site.has("/week", PAGE.encode(), Content_Type="text/html")
    assert (await desk.told(wren, link)).startswith("No edition cites that page.")
    assert not site.asked


@pytest.mark.parametrize("said", ["readme.md", "https://t.me/somewhere/7", "ftp://example.org/x"])
async def test_what_is_no_page_of_the_web_is_not_opened(desk: Desk, said: str) -> None:
    (answer,) = await desk.said(desk.editor, said)
    assert "At the link" not in answer.text
    assert "open that link" not in answer.text


async def test_the_editor_is_told_in_a_sentence_why_nothing_came(desk: Desk, site: Site) -> None:
    site.has("/gone", status=410)
    site.has("/big", b" " * 6_000_000)
    site.has("/picture", b"\x89PNG\r\n" + bytes(100), Content_Type="image/png")
    for path, told in {
        "/gone": "There is nothing at that link.",
        "/big": "What the link leads to is too big; at most 5 MB can be read.",
        "/picture": "This kind of file can't be read.",
    }.items():
        assert (await desk.told(desk.editor, site.link(path))).startswith(told)
    assert "No drafts" in await desk.told(desk.editor, "/drafts")


async def test_by_the_bots_own_rule_this_machine_is_not_asked(desk: Desk, site: Site) -> None:
    site.has("/week", PAGE.encode(), Content_Type="text/html")
    services = replace(desk.services, fetcher=Fetcher(rule=addresses.is_public))
    desk.bot.application.bot_data = services
    told = await desk.told(desk.editor, site.link("/week"))
    assert told.startswith("The link leads to where not everybody gets on the internet")
    assert not site.asked


async def test_the_operator_may_have_no_link_opened(tmp_path: Path, template: Path) -> None:
    async with Desk.opened(tmp_path, template, fetch=False) as desk, opened() as site:
        link = site.has("/week", PAGE.encode(), Content_Type="text/html")
        assert texts(await desk.said(desk.editor, link)) == [
            "Links are not opened here. Please save the page as a file, and send me that."
        ]
        assert not site.asked
