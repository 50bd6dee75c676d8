"""The frame of every page, and the pages that lead to editions: home, months, searches, notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType

from bot.frontpage.shapes import HEIGHT, WIDTH
from bot.i18n.translator import Translator
from bot.site import paths
from bot.site.markup import element, escaped, plain_text
from bot.views.papers.slots import slot_name, title_of
from digests.model import Edition
from digests.search.query import Query, SearchPage
from digests.search.snippets import snippet

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
"""The Content-Security-Policy of pages: nothing but our style and pictures, no script at all."""

FEED_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "atom": ("Atom", "application/atom+xml"),
        "json": ("JSON Feed", "application/feed+json"),
    }
)
"""What feeds are called, and their media types, by the endings of their names."""

HITS = 20
"""Of a search, how many stand on a page."""
_SNIPPET = 180
"""Columns."""
_DESCRIPTION = 200
"""Characters that others show of a page where they show its link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOptions:
    """What the operator decided: its `title`, its own address `url`, whether it `is_served`.

    Only what is served can be searched; without an address nothing names one in full.
    """

    title: str | None = None
    url: str | None = None
    is_served: bool = False

    def title_in(self, translator: Translator) -> str:
        """What the site is called."""
        return self.title or translator.gettext("Past editions")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPicture:
    """A picture that is shown with the link to a page: its path, what is on it, and its pixels."""

    path: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What a page says of itself: where it is, its title, and how it looks where it is linked.

    `feeds` are the languages that have any; one that is not `is_listed` is for no search engine.
    """

    path: str
    title: str
    description: str = ""
    kind: str = "website"
    picture: LinkedPicture | None = None
    feeds: Sequence[str] = ()
    is_listed: bool = True


def page(options: SiteOptions, translator: Translator, head: PageHead, *main: str) -> str:
    """A whole page around its contents."""
    language = language_tag(translator)
    title = options.title_in(translator)
    home = element("a", escaped(title), href=paths.relative(head.path, paths.HOME), class_="home")
    ways = (home, _to_search(options, translator, head))
    # The first page has both in what it shows.
    top = element("header", *ways, class_="site") if head.path != paths.HOME else ""
    body = element("body", top, element("main", *main))
    inside = (element("head", *_head(options, translator, head)), body)
    direction = translator.direction_of(translator.language)
    return f"<!doctype html>\n{element('html', *inside, lang=language, dir=direction)}\n"


def _to_search(options: SiteOptions, translator: Translator, head: PageHead) -> str:
    if not options.is_served or head.path == paths.SEARCH:
        return ""
    words = escaped(translator.gettext("Search"))
    return element("a", words, href=paths.relative(head.path, paths.SEARCH))


def _head(options: SiteOptions, translator: Translator, head: PageHead) -> Iterator[str]:
    site = options.title_in(translator)
    title = plain_text(head.title)
    yield element("meta", charset="utf-8")
    yield element("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield element("meta", http_equiv="Content-Security-Policy", content=POLICY)
    yield element("meta", name="referrer", content="no-referrer")
    yield element("meta", name="color-scheme", content="light dark")
    yield element("title", escaped(title if title == site else f"{title} – {site}"))
    if not head.is_listed:
        yield element("meta", name="robots", content="noindex")
    yield from _preview(options, translator, head)
    yield element("link", rel="stylesheet", href=paths.relative(head.path, paths.STYLE))
    icon = paths.relative(head.path, paths.ICON)
    yield element("link", rel="icon", type="image/svg+xml", href=icon)
    for language in head.feeds:
        for ending, (name, media) in FEED_TYPES.items():
            yield element(
                "link",
                rel="alternate",
                type=media,
                title=f"{name} ({translator.language_name(language)})",
                href=paths.relative(head.path, paths.feed_path(language, ending)),
            )


def _preview(options: SiteOptions, translator: Translator, head: PageHead) -> Iterator[str]:
    """How a page looks where somebody links to it (https://ogp.me)."""
    told = plain_text(head.description)
    description = told if len(told) <= _DESCRIPTION else f"{told[: _DESCRIPTION - 1]}…"
    if description:
        yield element("meta", name="description", content=description)
    if not head.is_listed:
        return
    facts = {
        "og:title": plain_text(head.title),
        "og:type": head.kind,
        "og:site_name": options.title_in(translator),
        "og:description": description or None,
    }
    if options.url:
        address = paths.absolute(options.url, head.path)
        yield element("link", rel="canonical", href=address)
        facts |= {"og:url": address}
        if head.picture:
            facts |= _picture_facts(options.url, head.picture)
            # X reads the rest from what stands below.
            yield element("meta", name="twitter:card", content="summary_large_image")
    for name, value in facts.items():
        if value:
            yield element("meta", property=name, content=value)


def _picture_facts(base: str, picture: LinkedPicture) -> Mapping[str, str]:
    return {
        "og:image": paths.absolute(base, picture.path),
        "og:image:width": str(picture.width),
        "og:image:height": str(picture.height),
        "og:image:alt": plain_text(picture.alt),
    }


def front_page_of(translator: Translator, edition: Edition) -> LinkedPicture:
    """The picture of an edition's front page."""
    title = title_of(translator, edition)
    return LinkedPicture(
        path=paths.front_page_path(edition),
        alt=translator.gettext("The front page of “{title}”", title=title),
        width=WIDTH,
        height=HEIGHT,
    )


def day_of(translator: Translator, day: date, slot: str = "") -> str:
    """A day, for people and programs, and what its edition is called among those of that day."""
    told = element("time", escaped(translator.day(day)), datetime=day.isoformat())
    return " · ".join(filter(None, (told, escaped(slot))))


# --- home and months -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeContents:
    """What the first page leads to: the latest edition, all days with one, languages with feeds.

    The front page of one that `has_front_page` is its cover.
    """

    latest: Edition | None
    has_front_page: bool
    days: Sequence[date]
    feeds: Sequence[str]


def home_page(options: SiteOptions, translator: Translator, contents: HomeContents) -> str:
    """The first page: the latest edition, all months, and the feeds."""
    title = options.title_in(translator)
    latest, feeds = contents.latest, contents.feeds
    cover = front_page_of(translator, latest) if latest and contents.has_front_page else None
    told = " · ".join(item.headline for item in latest.digest.items) if latest else ""
    head = PageHead(path=paths.HOME, title=title, description=told, picture=cover, feeds=feeds)
    parts = [element("h1", escaped(title))]
    if options.is_served:
        parts.append(_search_form(translator, paths.HOME, ""))
    if latest:
        parts.append(element("h2", escaped(translator.gettext("Latest edition"))))
        parts.append(_cover(latest, cover) if cover else "")
        parts.append(_headlines(translator, paths.HOME, latest, "h3"))
        parts.append(element("h2", escaped(translator.gettext("All editions by month"))))
    years = groupby(contents.days, _year_of)
    parts += [_year(translator, year, [*those]) for year, those in years]
    if feeds:
        parts += [element("h2", escaped(translator.gettext("Feeds"))), _feeds(translator, feeds)]
    return page(options, translator, head, *parts)


def _cover(edition: Edition, cover: LinkedPicture) -> str:
    """The picture of an edition, which leads to its page."""
    shown = element(
        "img",
        src=paths.relative(paths.HOME, cover.path),
        alt=plain_text(cover.alt),
        width=cover.width,
        height=cover.height,
    )
    way = element("a", shown, href=paths.relative(paths.HOME, paths.edition_path(edition)))
    return element("figure", way, class_="cover")


def _year_of(day: date) -> int:
    return day.year


def _year(translator: Translator, year: int, days: Sequence[date]) -> str:
    entries = [
        _month_entry(translator, first, sum(1 for _ in those))
        for first, those in groupby(day.replace(day=1) for day in days)
    ]
    return element("h3", str(year)) + element("ul", *entries, class_="months")


def _month_entry(translator: Translator, first: date, count: int) -> str:
    name = escaped(_month(translator, first))
    told = translator.ngettext("{count} edition", "{count} editions", count)
    way = element("a", name, href=paths.relative(paths.HOME, paths.month_path(first)))
    return element("li", way, " ", element("span", escaped(told), class_="facts"))


def _feeds(translator: Translator, languages: Sequence[str]) -> str:
    entries = []
    for language in languages:
        ways = [
            element("a", name, href=paths.relative(paths.HOME, paths.feed_path(language, ending)))
            for ending, (name, _) in FEED_TYPES.items()
        ]
        entries.append(
            element("li", escaped(translator.language_name(language)), " ", " · ".join(ways))
        )
    return element("ul", *entries)


def _headlines(translator: Translator, path: str, edition: Edition, heading: str) -> str:
    """An edition with the headlines of its items, each a link."""
    way = element(
        "a",
        escaped(title_of(translator, edition)),
        href=paths.relative(path, paths.edition_path(edition)),
    )
    entries = [
        element(
            "li",
            element(
                "a",
                escaped(item.headline),
                href=paths.relative(path, paths.item_path(edition, item.number)),
            ),
            value=item.number,
        )
        for item in edition.digest.items
    ]
    language = edition.digest.language
    return element(
        "section",
        element(heading, way),
        element(
            "p", day_of(translator, edition.date), class_="facts", lang=language_tag(translator)
        ),
        element("ol", *entries, class_="headlines"),
        lang=language,
        dir=translator.direction_of(language),
        class_="edition",
    )


def language_tag(translator: Translator) -> str:
    """The tag of the language that a page speaks (BCP 47)."""
    return translator.language.replace("_", "-")


def month_page(
    options: SiteOptions,
    translator: Translator,
    first: date,
    editions: Sequence[Edition],
    around: tuple[date | None, date | None],
) -> str:
    """All headlines of a month, and the ways to the months `around` it, the newer one first."""
    path = paths.month_path(first)
    month = _month(translator, first)
    title = translator.gettext("Headlines of {month}", month=month)
    told = [element("h1", escaped(title))]
    if not options.is_served:
        hint = translator.gettext(
            "All headlines of the month stand on this page: your browser's “Find in page” searches"
            " them."
        )
        told.append(element("p", escaped(hint), class_="hint"))
    told += [_headlines(translator, path, edition, "h2") for edition in editions]
    newer, older = around
    ways = pager(
        path,
        _month_way(newer, f"◀ {_month(translator, newer)}") if newer else None,
        _month_way(older, f"{_month(translator, older)} ▶") if older else None,
    )
    return page(options, translator, PageHead(path=path, title=title), *told, ways)


def _month(translator: Translator, day: date) -> str:
    return translator.month(day.year, day.month)


def _month_way(day: date, name: str) -> tuple[str, str]:
    return paths.month_path(day), name


def pager(path: str, before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    """The ways to both neighbours of a page, each a path with its name."""
    ways = [
        element("a", escaped(way[1]), href=paths.relative(path, way[0]), rel=relation)
        for way, relation in ((before, "prev"), (after, "next"))
        if way
    ]
    return element("nav", *ways, class_="pager") if ways else ""


# --- searches ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSearch:
    """A page of a search: its words as typed, as a query, and what of it was found from `offset`.

    `editions` are those of the hits, by their ids.
    """

    words: str
    query: Query
    offset: int
    found: SearchPage
    editions: Mapping[int, Edition]


def search_page(options: SiteOptions, translator: Translator, search: SiteSearch | None) -> str:
    """The form for searches, and what was found where there is something to look for."""
    title = translator.gettext("Search")
    parts = [
        element("h1", escaped(title)),
        _search_form(translator, paths.SEARCH, search.words if search else ""),
    ]
    if search:
        parts += _findings(translator, search)
    head = PageHead(path=paths.SEARCH, title=title, is_listed=False)
    return page(options, translator, head, *parts)


def _search_form(translator: Translator, path: str, words: str) -> str:
    label = escaped(translator.gettext("Search"))
    field = element(
        "input",
        type="search",
        name="q",
        value=words,
        maxlength=200,
        aria_label=translator.gettext("Words to search for"),
    )
    return element(
        "form",
        field,
        element("button", label),
        action=paths.relative(path, paths.SEARCH),
        method="get",
        role="search",
    )


def _findings(translator: Translator, search: SiteSearch) -> Iterator[str]:
    found = search.found
    if not found.total:
        nothing = translator.gettext("Nothing found for “{words}”.", words=search.words)
        yield element("p", escaped(nothing), class_="hint")
        return
    yield element("p", escaped(" · ".join(_counted(translator, search))), class_="hint")
    yield from _hits(translator, search)
    last = search.offset + HITS
    newer = _turned(search, max(0, search.offset - HITS)) if search.offset else None
    older = _turned(search, last) if last < found.total else None
    ways = [
        element("a", escaped(name), href=href, rel=relation)
        for href, name, relation in (
            (newer, translator.gettext("◀ Back"), "prev"),
            (older, translator.gettext("More ▶"), "next"),
        )
        if href
    ]
    yield element("nav", *ways, class_="pager") if ways else ""


def _counted(translator: Translator, search: SiteSearch) -> Iterator[str]:
    found = search.found
    yield (
        translator.gettext(
            "{count} or more items found", count=translator.round_number(found.total)
        )
        if found.is_capped
        else translator.ngettext("{count} item found", "{count} items found", found.total)
    )
    if found.stepped_back_to:
        yield translator.gettext("No exact match; these come close.")
    for word in search.query.misread:
        yield translator.gettext("“{word}” was not understood", word=word)


def _turned(search: SiteSearch, offset: int) -> str:
    return f"?{paths.query_of(search.words, offset)}"


def _hits(translator: Translator, search: SiteSearch) -> Iterator[str]:
    query = search.found.stepped_back_to or search.query
    for hit in search.found.hits:
        edition = search.editions.get(hit.edition_id)
        if edition is None:  # recalled since the index was read
            continue
        address = paths.relative(paths.SEARCH, paths.item_path(edition, hit.number))
        cut = snippet(hit.text, query, _SNIPPET)
        marked = "".join(
            element("mark", escaped(part.text)) if part.marked else escaped(part.text)
            for part in cut.parts
        )
        before, after = "…" if cut.cut_before else "", "…" if cut.cut_after else ""
        slot = slot_name(translator, hit.slot, is_morning=hit.is_morning)
        facts = _facts([day_of(translator, hit.date, slot), escaped(hit.outlet or "")])
        yield element(
            "section",
            element("h2", element("a", escaped(hit.headline), href=address)),
            facts,
            element("p", before, marked, after),
            lang=edition.digest.language,
            dir=translator.direction_of(edition.digest.language),
            class_="hit",
        )


def _facts(facts: Iterable[str]) -> str:
    return element("p", " · ".join(filter(None, facts)), class_="facts")


# --- what is not there ---------------------------------------------------------------------------


def notice_page(options: SiteOptions, translator: Translator, path: str, told: str) -> str:
    """A page that says why there is none."""
    head = PageHead(path=path, title=told, is_listed=False)
    return page(options, translator, head, element("h1", escaped(told)))
