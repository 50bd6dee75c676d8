"""What the site has, and what it never has."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from bot.i18n.translator import Translations
from bot.site.content import Absence, SiteContent, SiteFile
from bot.site.feeds import changed_at
from digests.model import Digest, EditionState, Item, Paragraph, Picture
from tests.bot.site.checking import CheckedPage, checked, lost_links
from tests.bot.site.feed_checking import check_atom, check_json_feed
from tests.bot.site.samples import (
    DAY,
    ENGLISH,
    HOSTILE,
    ITEM,
    JAPANESE,
    KEY,
    NOW,
    PNG,
    URL,
    Press,
)
from tests.support.languages import every_message, stretched, write

EDITION, OF_ENGLISH = "2031-05-14/", "2031-05-13/"
PICTURE = f"{EDITION}3/{KEY[:16]}.png"
ATOM = "{http://www.w3.org/2005/Atom}"


async def all_files(content: SiteContent) -> dict[str, SiteFile]:
    return {path: file async for path, file in content.files()}


async def shown(content: SiteContent, path: str) -> CheckedPage:
    return checked(await content.file(path))


# --- the whole -----------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [URL, None])
@pytest.mark.parametrize("is_served", [True, False])
@pytest.mark.usefixtures("archive")
async def test_every_page_is_sound_and_every_link_leads_somewhere(
    content: SiteContent, *, url: str | None, is_served: bool
) -> None:
    options = replace(content.options, url=url, is_served=is_served)
    content = replace(content, options=options)
    files = await all_files(content)
    assert set(files) >= {"", "style.css", "2031-05/", "2031-03/", EDITION, f"{EDITION}3/", PICTURE}
    if is_served:
        files["search/"] = await content.search("港", 0, DAY)
    assert lost_links(files) == []


@pytest.mark.usefixtures("archive")
async def test_what_is_served_is_what_is_written(content: SiteContent) -> None:
    files = await all_files(content)
    for path, file in files.items():
        assert await content.file(path) == file, path


async def test_an_archive_without_editions_is_a_site_all_the_same(content: SiteContent) -> None:
    files = await all_files(content)
    assert lost_links(files) == []
    assert not [path for path in files if path.startswith("feeds/")]


@pytest.mark.usefixtures("archive")
async def test_drafts_and_what_is_scheduled_are_nowhere(content: SiteContent) -> None:
    for path, file in (await all_files(content)).items():
        assert b"Unborn" not in file.body, path
        assert b"Expected" not in file.body, path
    for path in ("2031-05-15/", "2031-05-16/", "2031-05-15/1/"):
        assert await content.file(path) is Absence.NEVER


@pytest.mark.parametrize(
    "path",
    [
        "2031-02-30/",
        "2031-13/",
        "2031-04/",
        "2031-05-14",
        f"{EDITION}99/",
        f"{EDITION}0/",
        f"{EDITION}3/{'0' * 16}.png",
        f"{EDITION}4/{KEY[:16]}.png",
        "2031-05-14-e1/",
        "2031-05-14-e99/",
        "feeds/fr.atom",
        "feeds/ja.xml",
        "../style.css",
        "style.css/",
        "content.py",
    ],
)
@pytest.mark.usefixtures("archive")
async def test_there_is_nothing_elsewhere(content: SiteContent, path: str) -> None:
    assert await content.file(path) is Absence.NEVER


# --- editions and items --------------------------------------------------------------------------


@pytest.mark.usefixtures("archive")
async def test_an_edition_says_everything_in_its_order(content: SiteContent) -> None:
    page = await shown(content, EDITION)
    told = (
        "港だより　第7号", "2031年5月14日（水）", "編集部", "おはようございます。", "市政",
        "港に橋が架かる", "港新聞", "開通は春になる。", "橋の写真", "橋の図", "橋の歌", "mail",
        "example.com", "図書館が夜も開く", "では、また明日。", "The Harbour Letter",
    )  # fmt: skip
    said = page.said.partition("灯台町だより")[2]
    for text in told:
        before, found, said = said.partition(text)
        assert found, f"{text} is not behind {before[-40:]}"
    assert page.all("ruby")
    assert page.all("html")[0]["lang"] == "ja"
    assert "2031-05-14" in [given["datetime"] for given in page.all("time")]
    assert page.meta("og:url") == f"{URL}2031-05-14/"
    assert page.meta("og:image") == URL + PICTURE


@pytest.mark.usefixtures("archive")
async def test_an_item_is_whole_by_itself(content: SiteContent) -> None:
    page = await shown(content, f"{EDITION}3/")
    assert page.said.count("開通は春になる。") == 201
    assert page.meta("description") == "開通は春になる。"
    assert page.meta("og:title") == "港に橋が架かる"
    assert page.away == ["https://www.example.com/1?a=1&b=2"]
    assert "4. 図書館が夜も開く ▶" in page.said


@pytest.mark.usefixtures("archive")
async def test_each_edition_is_told_in_its_language(content: SiteContent) -> None:
    page = await shown(content, OF_ENGLISH)
    assert page.all("html")[0]["lang"] == "en"
    assert "Tue, May 13, 2031" in page.said
    home = await shown(content, "")
    assert home.all("html")[0]["lang"] == "ja"


async def test_what_is_written_from_right_to_left_says_so(
    press: Press, content: SiteContent
) -> None:
    digest = Digest(title="النشرة", language="ar", items=(Item(number=1, headline="الميناء"),))
    await press.keep(digest, DAY)
    page = await shown(content, EDITION)
    assert [given["dir"] for given in page.all("article")] == ["rtl"]


@pytest.mark.usefixtures("archive")
async def test_hostile_words_do_no_harm(content: SiteContent) -> None:
    visible = HOSTILE.translate({0: None, 11: None})
    for path in (OF_ENGLISH, f"{OF_ENGLISH}2/", "2031-05/"):
        page = await shown(content, path)
        assert visible in page.said
        assert not [link for link in page.away if not link.startswith("https://example.org/")]
    hostile = await content.search(HOSTILE, 0, DAY)
    assert visible in checked(hostile).all("input")[0]["value"]


async def test_a_correction_is_what_the_site_says_then(press: Press, content: SiteContent) -> None:
    edition = await press.keep(JAPANESE, DAY)
    item = replace(ITEM, headline="港に長い橋が架かる", pictures=())
    draft = await press.keep(replace(JAPANESE, items=(item,)), DAY, EditionState.DRAFT, "x")
    assert await press.store.editions.correct(edition.id, draft.id, NOW.replace(hour=9))
    page = await shown(content, f"{EDITION}3/")
    assert "港に長い橋が架かる" in page.said
    assert await content.file(f"{EDITION}4/") is Absence.NEVER
    assert await content.file(PICTURE) is Absence.NEVER
    assert "訂正" in (await shown(content, EDITION)).said


async def test_what_was_recalled_is_gone_everywhere(archive: Press, content: SiteContent) -> None:
    edition = await archive.store.editions.of_day(DAY)
    assert edition
    await archive.recall(edition)
    files = await all_files(content)
    assert lost_links(files) == []
    assert not [path for path in files if path.startswith(EDITION)]
    assert not [path for path, file in files.items() if ITEM.headline.encode() in file.body]
    for path in (EDITION, f"{EDITION}3/", PICTURE):
        assert await content.file(path) is Absence.RECALLED


async def test_a_day_has_what_was_published_in_the_place_of_what_was_recalled(
    press: Press, content: SiteContent
) -> None:
    await press.recall(await press.keep(JAPANESE, DAY))
    await press.keep(ENGLISH, DAY)
    assert "The ferry runs again" in (await shown(content, EDITION)).said


async def test_editions_of_one_day_have_their_own_pages(press: Press, content: SiteContent) -> None:
    await press.keep(JAPANESE, DAY)
    evening = await press.keep(ENGLISH, DAY, slot="evening")
    files = await all_files(content)
    assert lost_links(files) == []
    its_own = f"2031-05-14-e{evening.id}/"
    assert "The ferry runs again" in checked(files[its_own]).said
    assert "港だより" in checked(files[EDITION]).said
    await press.recall(evening)
    assert await content.file(its_own) is Absence.RECALLED
    assert isinstance(await content.file(EDITION), SiteFile)


async def test_a_picture_is_served_as_what_it_is(press: Press, content: SiteContent) -> None:
    photo = Picture(key="f" * 64, width=1, height=1, data=b"\xff\xd8\xff\xe0")
    item = replace(ITEM, pictures=(*ITEM.pictures, photo))
    await press.keep(replace(JAPANESE, items=(item,)), DAY)
    assert await content.file(PICTURE) == SiteFile(media="image/png", body=PNG)
    jpeg = f"{EDITION}3/{'f' * 16}.jpg"
    assert await content.file(jpeg) == SiteFile(media="image/jpeg", body=photo.data)


# --- what leads to them --------------------------------------------------------------------------


@pytest.mark.usefixtures("archive")
async def test_a_month_has_all_its_headlines_and_says_how_they_are_searched(
    content: SiteContent,
) -> None:
    page = await shown(content, "2031-05/")
    for headline in ("港に橋が架かる", "図書館が夜も開く", "The ferry runs again", "ページ内検索"):
        assert headline in page.said
    assert "2031年3月 ▶" in page.said
    assert "朝の港だより" not in page.said
    served = replace(content, options=replace(content.options, is_served=True))
    assert "ページ内検索" not in (await shown(served, "2031-05/")).said


@pytest.mark.usefixtures("archive")
async def test_every_feed_is_as_its_format_asks(content: SiteContent) -> None:
    files = await all_files(content)
    checks = {".atom": check_atom, ".json": check_json_feed}
    feeds = [path for path in files if path.endswith(tuple(checks))]
    assert len(feeds) >= 4
    for path in feeds:
        checks[path[-5:]](files[path].body, f"{URL}{path}")
    broken = files["feeds/ja.atom"].body.replace(b"<updated>", b"<updated>on ", 1)
    with pytest.raises(etree.DocumentInvalid):
        check_atom(broken, f"{URL}feeds/ja.atom")


@pytest.mark.usefixtures("archive")
async def test_feeds_are_read_as_their_formats_say(content: SiteContent) -> None:
    files = await all_files(content)
    atom = etree.fromstring(files["feeds/ja.atom"].body)
    assert atom.findtext(f"{ATOM}id") == f"{URL}feeds/ja.atom"
    assert atom.findtext(f"{ATOM}updated") == NOW.isoformat()
    entries = atom.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}id") for one in entries] == [
        f"{URL}2031-05-14/",
        f"{URL}2031-03-14/",
    ]
    content_of_first = entries[0].findtext(f"{ATOM}content") or ""
    assert f'href="{URL}2031-05-14/3/"' in content_of_first
    feed = json.loads(files["feeds/en.json"].body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed["items"]
    assert item["url"] == f"{URL}2031-05-13/"
    assert "<script" not in item["content_html"]
    assert files["feeds/en.json"].media.startswith("application/feed+json")


@pytest.mark.usefixtures("archive")
async def test_the_map_names_every_page_of_editions(content: SiteContent) -> None:
    files = await all_files(content)
    index = etree.fromstring(files["sitemap.xml"].body)
    maps = [str(loc.text).removeprefix(URL) for loc in index.iter("{*}loc")]
    named = {
        str(loc.text).removeprefix(URL)
        for path in maps
        for loc in etree.fromstring(files[path].body).iter("{*}loc")
    }
    assert not any("/" in path for path in maps)  # a map may name nothing above its folder
    pages = {path for path in files if path.startswith("2031-") and path.endswith("/")}
    assert named == pages - {"2031-05/", "2031-03/"}


@pytest.mark.usefixtures("archive")
async def test_without_an_address_nothing_names_one(content: SiteContent) -> None:
    content = replace(content, options=replace(content.options, url=None))
    files = await all_files(content)
    assert not [path for path in files if path.endswith((".xml", ".atom", ".json"))]
    assert (await shown(content, EDITION)).meta("og:url") is None
    assert await content.file("sitemap.xml") is Absence.NEVER


async def test_what_was_published_last_is_when_an_edition_changed(archive: Press) -> None:
    edition = await archive.store.editions.of_day(DAY)
    assert edition
    assert changed_at(edition) == NOW
    later = NOW.replace(hour=9)
    assert changed_at(replace(edition, corrected_at=later)) == later


# --- searches ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("archive")
async def test_a_search_shows_what_was_found_with_its_words_marked(content: SiteContent) -> None:
    page = checked(await content.search("開通", 0, DAY))
    assert "../2031-05-14/3/" in page.links
    assert page.all("mark")
    assert page.meta("robots") == "noindex"
    assert page.all("input")[0]["value"] == "開通"
    assert "「存在しない」に合う記事は" in checked(
        await content.search("存在しない", 0, DAY)
    ).said.replace("\u2068", "")


async def test_a_search_goes_on_over_several_pages(press: Press, content: SiteContent) -> None:
    items = tuple(
        Item(number=n, headline=f"Ferry {n}", paragraphs=(Paragraph(text=f"Boat {n}."),))
        for n in range(1, 46)
    )
    await press.keep(Digest(title="Boats", language="en", items=items), DAY)
    first, middle, last = [
        checked(await content.search("ferry", offset, DAY)) for offset in (0, 20, 40)
    ]
    assert [link for link in first.links if link.startswith("?")] == ["?q=ferry&from=20"]
    turns = [link for link in middle.links if link.startswith("?")]
    assert turns == ["?q=ferry", "?q=ferry&from=40"]
    assert len([one for one in last.links if "/2031-" in one]) == 5


@pytest.mark.usefixtures("archive")
async def test_no_words_are_no_search(content: SiteContent) -> None:
    page = checked(await content.search("", 0, DAY))
    assert len(page.all("form")) == 1
    assert not page.all("section")


# --- languages -----------------------------------------------------------------------------------


async def test_nothing_of_the_site_is_left_in_english(
    press: Press, content: SiteContent, tmp_path: Path
) -> None:
    folder = write(tmp_path / "words", "el", every_message(stretched))
    greek = Digest(title="Φάρος", language="el", items=(replace(ITEM, outlet=None),))
    await press.keep(greek, date(2031, 5, 14))
    options = replace(content.options, title=None, is_served=True)
    content = replace(content, translations=Translations.load("el", folder), options=options)
    files = await all_files(content)
    files["search/"] = await content.search("橋", 0, DAY)
    files["none"] = content.notice("none", Absence.NEVER)
    files["trouble"] = content.trouble("trouble")
    for path, file in files.items():
        if file.media.startswith("text/html"):
            said = checked(file).said
            for own in ("Atom", "JSON Feed", "example.com", "mail"):
                said = said.replace(own, "")
            assert not re.search("[A-Za-z]", re.sub(r"⟦[^⟦⟧]*⟧", "", said)), path
