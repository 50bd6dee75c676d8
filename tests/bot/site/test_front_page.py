"""Links to an edition show its front page, where one is drawn and addresses are known."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.frontpage.front_pages import FrontPages
from bot.frontpage.shapes import HEIGHT, WIDTH
from bot.site.content import Absence, SiteContent, SiteFile
from tests.bot.frontpage.pages import VERA
from tests.bot.site.checking import checked
from tests.bot.site.samples import URL, Press

ENGLISH, JAPANESE = "2031-05-13/", "2031-05-14/"
PICTURE = f"{ENGLISH}front-page.png"


@pytest.fixture
def with_pages(content: SiteContent) -> SiteContent:
    """The site where a font has Latin letters alone."""
    return replace(content, front_pages=FrontPages(content.translations, font=VERA))


@pytest.mark.usefixtures("archive")
async def test_a_link_to_an_edition_or_an_item_without_a_picture_shows_the_front_page(
    with_pages: SiteContent,
) -> None:
    page = checked(await with_pages.file(ENGLISH))
    assert page.meta("og:image") == URL + PICTURE
    item = checked(await with_pages.file(f"{ENGLISH}1/"))
    assert item.meta("og:image") == URL + PICTURE
    file = await with_pages.file(PICTURE)
    assert isinstance(file, SiteFile)
    assert file.media == "image/png"
    with Image.open(io.BytesIO(file.body)) as image:
        assert image.size == (WIDTH, HEIGHT)
    assert PICTURE in {path async for path, _ in with_pages.files()}


@pytest.mark.usefixtures("archive")
async def test_without_an_address_or_a_font_there_is_none(
    content: SiteContent, with_pages: SiteContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    nameless = replace(with_pages, options=replace(with_pages.options, url=None))
    for one in (content, nameless):
        assert await one.file(PICTURE) is Absence.NEVER
    monkeypatch.setattr("bot.frontpage.font_choice.font_pairs", lambda *_: iter(()))
    assert await with_pages.file(PICTURE) is Absence.NEVER
    page = checked(await with_pages.file(JAPANESE))
    assert (page.meta("og:image") or "").startswith(f"{URL}{JAPANESE}3/")


async def test_what_was_recalled_has_no_front_page_any_more(
    press: Press, archive: Press, with_pages: SiteContent
) -> None:
    edition = await archive.store.editions.get(2)
    assert edition
    assert isinstance(await with_pages.file(PICTURE), SiteFile)
    await press.recall(edition)
    assert await with_pages.file(PICTURE) is Absence.RECALLED
