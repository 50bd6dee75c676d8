"""Links to the site, an edition or an item show a picture; the first page has one as its cover."""

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
from tests.bot.site.samples import DAY, URL, Press
from tests.bot.site.samples import ENGLISH as ENGLISH_DIGEST

HOME = ""
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
async def test_what_shows_a_picture_with_a_link_says_its_size_and_what_is_on_it(
    with_pages: SiteContent,
) -> None:
    for path, alt, size in (
        (ENGLISH, "The front page of “The Harbour Letter”", (WIDTH, HEIGHT)),
        (f"{ENGLISH}2/", "The front page of “The Harbour Letter”", (WIDTH, HEIGHT)),
        (f"{JAPANESE}3/", "橋の写真", (40, 20)),
    ):
        page = checked(await with_pages.file(path))
        assert page.meta("twitter:card") == "summary_large_image"
        assert page.meta("og:image:alt") == alt
        told = tuple(int(page.meta(f"og:image:{one}") or 0) for one in ("width", "height"))
        assert told == size
    plain = checked(await with_pages.file("2031-05/"))
    assert plain.meta("twitter:card") is plain.meta("og:image") is None


async def test_the_front_page_of_the_latest_edition_is_the_cover_of_the_site(
    archive: Press, with_pages: SiteContent
) -> None:
    latest = await archive.keep(ENGLISH_DIGEST, DAY.replace(day=17))
    path = f"{latest.date.isoformat()}/"
    page = checked(await with_pages.file(HOME))
    (cover,) = (given for tag, given in page.elements if tag == "img")
    assert cover == {
        "src": f"{path}front-page.png",
        "alt": "「The Harbour Letter」の紙面",
        "width": str(WIDTH),
        "height": str(HEIGHT),
    }
    assert page.elements[page.elements.index(("img", cover)) - 1] == ("a", {"href": path})
    assert page.meta("og:image") == f"{URL}{path}front-page.png"
    assert page.meta("og:image:alt") == cover["alt"]
    assert page.meta("twitter:card") == "summary_large_image"
    assert (page.meta("og:description") or "").startswith("The ferry runs again")
    await archive.recall(latest)
    assert f"{path}front-page.png" not in checked(await with_pages.file(HOME)).loads


async def test_without_an_address_the_cover_is_shown_and_written_but_no_link_names_it(
    archive: Press, with_pages: SiteContent
) -> None:
    await archive.keep(ENGLISH_DIGEST, DAY.replace(day=17))
    nameless = replace(with_pages, options=replace(with_pages.options, url=None))
    page = checked(await nameless.file(HOME))
    assert page.loads[-1] == "2031-05-17/front-page.png"
    assert page.meta("og:image") is page.meta("twitter:card") is None
    written = [path async for path, _ in nameless.files() if path.endswith("front-page.png")]
    assert written == ["2031-05-17/front-page.png"]


@pytest.mark.usefixtures("archive")
async def test_without_a_font_there_is_none(
    content: SiteContent, with_pages: SiteContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await content.file(PICTURE) is Absence.NEVER
    monkeypatch.setattr("bot.frontpage.font_choice.font_pairs", lambda *_: iter(()))
    assert await with_pages.file(PICTURE) is Absence.NEVER
    assert not [one for one in checked(await with_pages.file(HOME)).loads if "front-page" in one]
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
