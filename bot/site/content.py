"""Everything that the site has, by its paths: made from what the archive says now."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import ParamSpec

from bot.frontpage.front_pages import FrontPages
from bot.i18n.translator import Translations, Translator
from bot.site import paths
from bot.site.articles import Article, edition_page, item_page
from bot.site.feeds import (
    MOST,
    SiteFeed,
    atom_feed,
    json_feed,
    month_sitemap,
    sitemap_index,
)
from bot.site.pages import (
    FEED_TYPES,
    HITS,
    HomeContents,
    SiteOptions,
    SiteSearch,
    home_page,
    month_page,
    notice_page,
    search_page,
)
from digests.archive import Archive, query_of
from digests.model import Edition, EditionKey, EditionState, Item

_Given = ParamSpec("_Given")
_BESIDE: Mapping[str, str] = MappingProxyType(
    {paths.STYLE: "text/css; charset=utf-8", paths.ICON: "image/svg+xml"}
)
"""The files that all pages share, with their media types; they lie beside this module."""
_FED = 60
"""Editions among which the feeds of all languages find theirs."""
_EDITION = re.compile(
    r"(?P<day>[0-9]{4}-[0-9][0-9]-[0-9][0-9])(?:-e(?P<id>[1-9][0-9]{0,14}))?/(?P<rest>.*)"
)
_ITEM = re.compile(r"(?P<number>[1-9][0-9]{0,5})/(?P<picture>[0-9a-f]+\.(?:jpg|png))?")
_MONTH = re.compile(r"(?:sitemap-)?(?P<year>[0-9]{4})-(?P<month>[0-9][0-9])(?:/|\.xml)")
_FEED = re.compile(r"feeds/(?P<language>[A-Za-z0-9_-]+)\.(?P<ending>atom|json)")
_HTML, _XML = "text/html; charset=utf-8", "application/xml; charset=utf-8"
_MEDIA: Mapping[str, str] = MappingProxyType({"jpg": "image/jpeg", "png": "image/png"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """What a path has: bytes of a media type."""

    media: str
    body: bytes


class Absence(Enum):
    """Why a path has nothing."""

    NEVER = "never"  # nothing is known of it
    RECALLED = "recalled"  # what was there has been taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContent:
    """The site as it is now; every method raises `StoreError` where the store can't be asked."""

    archive: Archive
    translations: Translations
    options: SiteOptions
    front_pages: FrontPages | None = None

    async def file(self, path: str) -> SiteFile | Absence:
        """What a path has."""
        if path in _BESIDE:
            return _beside(path)
        if path == paths.HOME:
            return await self._home()
        if path == paths.SITEMAP:
            return await self._sitemap()
        for pattern, found in (
            (_EDITION, self._of_edition),
            (_MONTH, self._of_month),
            (_FEED, self._of_feed),
        ):
            if match := pattern.fullmatch(path):
                return await found(match)
        return Absence.NEVER

    async def files(self) -> AsyncIterator[tuple[str, SiteFile]]:
        """All paths with what they have, but for searches."""
        for path in _BESIDE:
            yield path, _beside(path)
        yield paths.HOME, await self._home()
        days = await self.archive.days()
        for first in _months(days):
            editions = await self._editions_of(first)
            for path, file in self._month_files(first, editions, days):
                yield path, file
            for edition in editions:
                async for path, file in self._files_of(edition, days):
                    yield path, file
        for feed in await self._feeds():
            for ending in FEED_TYPES:
                yield paths.feed_path(feed.language, ending), self._feed(feed, ending)
        if self.options.url:
            yield paths.SITEMAP, await self._sitemap_of(self.options.url)

    # --- what leads to editions ---

    async def _home(self) -> SiteFile:
        latest = await self.archive.latest()
        contents = HomeContents(
            latest=latest,
            has_front_page=latest is not None and await self._has_front_page(latest),
            days=await self.archive.days(),
            feeds=[feed.language for feed in await self._feeds()],
        )
        return await _page(home_page, self.options, self._words, contents)

    @property
    def _words(self) -> Translator:
        """Who speaks where no edition says in which language."""
        return self.translations.translator(None)

    async def _of_month(self, match: re.Match[str]) -> SiteFile | Absence:
        first = _day(f"{match['year']}-{match['month']}-01")
        days = await self.archive.days() if first else ()
        if first is None or first not in _months(days):
            return Absence.NEVER
        editions = await self._editions_of(first)
        made = await asyncio.to_thread(lambda: dict(self._month_files(first, editions, days)))
        return made.get(match[0], Absence.NEVER)

    def _month_files(
        self, first: date, editions: Sequence[Edition], days: Sequence[date]
    ) -> Iterator[tuple[str, SiteFile]]:
        months = _months(days)
        place = months.index(first)
        newer = months[place - 1] if place else None
        older = months[place + 1] if place + 1 < len(months) else None
        told = month_page(self.options, self._words, first, editions, (newer, older))
        yield paths.month_path(first), _text(told)
        if self.options.url:
            told = month_sitemap(self.options.url, editions)
            yield paths.month_sitemap_path(first), _text(told, _XML)

    async def _editions_of(self, first: date) -> Sequence[Edition]:
        month = await self.archive.month(first.year, first.month)
        return await self._published(one.id for one in month.editions)

    async def _published(self, ids: Iterable[int]) -> Sequence[Edition]:
        return [one for id_ in ids if (one := await self.archive.published(id_))]

    async def _sitemap(self) -> SiteFile | Absence:
        return await self._sitemap_of(self.options.url) if self.options.url else Absence.NEVER

    async def _sitemap_of(self, base: str) -> SiteFile:
        return _text(sitemap_index(base, _months(await self.archive.days())), _XML)

    async def search(self, words: str, offset: int, today: date) -> SiteFile:
        """The page of a search for `words`, its hits from one on; without words its form alone."""
        query = query_of(words, today)
        if query.is_empty:
            return await _page(search_page, self.options, self._words, None)
        found = await self.archive.search(query, offset=offset, limit=HITS)
        editions = await self._published(dict.fromkeys(hit.edition_id for hit in found.hits))
        search = SiteSearch(
            words=words,
            query=query,
            offset=offset,
            found=found,
            editions={one.id: one for one in editions},
        )
        return await _page(search_page, self.options, self._words, search)

    def notice(self, path: str, absence: Absence) -> SiteFile:
        """The page that says why a path has nothing."""
        words = self._words
        told = (
            words.gettext("This edition was recalled.")
            if absence is Absence.RECALLED
            else words.gettext("There is nothing at this address.")
        )
        return _text(notice_page(self.options, words, path, told))

    def trouble(self, path: str) -> SiteFile:
        """The page that stands for another while the store can't be asked."""
        words = self._words
        told = words.gettext("The editions can't be read just now. Please try again in a moment.")
        return _text(notice_page(self.options, words, path, told))

    # --- editions ---

    async def _of_edition(self, match: re.Match[str]) -> SiteFile | Absence:
        edition = await self._edition_at(match["day"], match["id"])
        if isinstance(edition, Absence):
            return edition
        if match["rest"] == paths.FRONT_PAGE:
            return await self._front_page(edition) or Absence.NEVER
        item = _ITEM.fullmatch(match["rest"])
        if match["rest"] and item is None:
            return Absence.NEVER
        if item and item["picture"]:
            return await self._picture_at(edition, int(item["number"]), item["picture"])
        article = await self._article(edition, await self.archive.days())
        if item is None:
            words = self._words_of(edition)
            return await _page(edition_page, self.options, words, article)
        return await self._of_item(article, int(item["number"]))

    async def _edition_at(self, written: str, edition_id: str | None) -> Edition | Absence:
        day = _day(written)
        if day is None:
            return Absence.NEVER
        if edition_id is None:
            edition = await self.archive.at(EditionKey(date=day))
            if edition is None and await self.archive.has_recalled(day):
                return Absence.RECALLED
        else:
            edition = await self.archive.edition(int(edition_id))
            if edition and paths.edition_path(edition) != f"{written}-e{edition_id}/":
                return Absence.NEVER
        if edition and edition.state is not EditionState.PUBLISHED:
            return Absence.RECALLED
        return edition or Absence.NEVER

    async def _picture_at(self, edition: Edition, number: int, name: str) -> SiteFile | Absence:
        """A picture by its item alone: those of a long edition are asked for very often."""
        item = edition.digest.item(number)
        if item is None:
            return Absence.NEVER
        endings = await self.archive.picture_endings(replace(edition.digest, items=(item,)))
        article = Article(edition=edition, endings=endings)
        return await self._picture(article, item, name) or Absence.NEVER

    async def _of_item(self, article: Article, number: int) -> SiteFile | Absence:
        item = article.edition.digest.item(number)
        if item is None:
            return Absence.NEVER
        words = self._words_of(article.edition)
        return await _page(item_page, self.options, words, article, item)

    async def _picture(self, article: Article, item: Item, name: str) -> SiteFile | None:
        picture = article.pictures_of(item).get(name)
        data = await self.archive.picture(picture.key) if picture else None
        return SiteFile(media=_MEDIA[name.rpartition(".")[2]], body=data) if data else None

    async def _article(self, edition: Edition, days: Sequence[date]) -> Article:
        """An edition with its pictures' endings, and its neighbours among those of all days."""
        newer = min((day for day in days if day > edition.date), default=edition.date)
        older = max((day for day in days if day < edition.date), default=edition.date)
        around = await self.archive.between(older, newer)
        ids = [one.id for one in around]
        place = ids.index(edition.id) if edition.id in ids else len(ids)
        return Article(
            edition=edition,
            endings=await self.archive.picture_endings(edition.digest),
            newer=around[place - 1] if 0 < place < len(ids) else None,
            older=around[place + 1] if place + 1 < len(ids) else None,
            has_front_page=await self._has_front_page(edition),
        )

    async def _has_front_page(self, edition: Edition) -> bool:
        """Whether an edition's front page can be drawn here."""
        if self.front_pages is None:
            return False
        return await self.front_pages.has(edition)

    async def _front_page(self, edition: Edition) -> SiteFile | None:
        drawn = await self.front_pages.of(edition) if self.front_pages else None
        return SiteFile(media=_MEDIA["png"], body=drawn) if drawn else None

    async def _files_of(
        self, edition: Edition, days: Sequence[date]
    ) -> AsyncIterator[tuple[str, SiteFile]]:
        article, words = await self._article(edition, days), self._words_of(edition)
        told = await _page(edition_page, self.options, words, article)
        yield paths.edition_path(edition), told
        # Without an address no link can show one, but the first page has that of the latest.
        is_shown = self.options.url or article.newer is None
        if is_shown and (file := await self._front_page(edition)):
            yield paths.front_page_path(edition), file
        for item in edition.digest.items:
            told = await _page(item_page, self.options, words, article, item)
            yield paths.item_path(edition, item.number), told
            for name in article.pictures_of(item):
                if file := await self._picture(article, item, name):
                    yield paths.picture_path(edition, item.number, name), file

    def _words_of(self, edition: Edition) -> Translator:
        return self.translations.translator(edition.digest.language)

    # --- feeds ---

    async def _of_feed(self, match: re.Match[str]) -> SiteFile | Absence:
        for feed in await self._feeds():
            if feed.language == match["language"]:
                return await asyncio.to_thread(self._feed, feed, match["ending"])
        return Absence.NEVER

    async def feed_paths(self) -> frozenset[str]:
        """The paths of all feeds that there are."""
        return frozenset(
            paths.feed_path(one.language, ending)
            for one in await self._feeds()
            for ending in FEED_TYPES
        )

    async def _feeds(self) -> Sequence[SiteFeed]:
        """The feeds of all languages of the newest editions; none where addresses have no base."""
        if not self.options.url:
            return []
        newest = (await self.archive.page(offset=0, limit=_FED)).editions
        by_language: dict[str, list[Edition]] = {}
        for edition in await self._published(one.id for one in newest):
            by_language.setdefault(edition.digest.language, []).append(edition)
        return [
            SiteFeed(
                language=language,
                title=self.options.title_in(self.translations.translator(language)),
                base=self.options.url,
                editions=editions[:MOST],
            )
            for language, editions in sorted(by_language.items())
            if paths.may_name_a_feed(language)
        ]

    def _feed(self, feed: SiteFeed, ending: str) -> SiteFile:
        words = self.translations.translator(feed.language)
        _, media = FEED_TYPES[ending]
        written = (atom_feed if ending == "atom" else json_feed)(words, feed)
        return _text(written, f"{media}; charset=utf-8")


def _beside(path: str) -> SiteFile:
    return SiteFile(media=_BESIDE[path], body=Path(__file__).with_name(path).read_bytes())


def _text(written: str, media: str = _HTML) -> SiteFile:
    return SiteFile(media=media, body=written.encode())


async def _page(
    make: Callable[_Given, str], *given: _Given.args, **named: _Given.kwargs
) -> SiteFile:
    """A page, made beside the event loop, as a long edition takes its time."""
    return _text(await asyncio.to_thread(make, *given, **named))


def _months(days: Sequence[date]) -> list[date]:
    """The first days of the months in which days are, in their order."""
    return [first for first, _ in groupby(day.replace(day=1) for day in days)]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
