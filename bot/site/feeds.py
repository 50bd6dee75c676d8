"""The editions of one language as feeds, and the map of the site for search engines.

Atom (RFC 4287), JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), Sitemaps
(https://www.sitemaps.org/protocol.html). All of them name addresses in full.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.i18n.translator import Translator
from bot.site import paths
from bot.site.markup import element, escaped, plain_text, prose, written, xml_element
from bot.site.pages import FEED_TYPES
from bot.views.papers.slots import title_of
from bot.views.reading.running_text import run_on
from digests.model import Edition, Item
from digests.summary.gaps import gaps

MOST = 20
"""Editions that a feed holds."""
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFeed:
    """The newest editions of a language, the newest first, at a site with the address `base`."""

    language: str
    title: str
    base: str
    editions: Sequence[Edition]

    def at(self, path: str) -> str:
        """A path in full."""
        return paths.absolute(self.base, path)

    def itself(self, ending: str) -> str:
        """The address of the feed."""
        return self.at(paths.feed_path(self.language, ending))


def changed_at(edition: Edition) -> datetime:
    """When what an edition says was published or corrected last."""
    return edition.corrected_at or edition.published_at or edition.created_at


# --- Atom and JSON -------------------------------------------------------------------------------


def atom_feed(translator: Translator, feed: SiteFeed) -> str:
    """The feed in Atom, each edition an entry."""
    newest = max(map(changed_at, feed.editions))
    told = xml_element(
        "feed",
        {"xmlns": _ATOM, "xml:lang": feed.language},
        _xml("id", feed.itself("atom")),
        _xml("title", feed.title),
        _xml("updated", newest.isoformat()),
        _link("self", feed.itself("atom"), FEED_TYPES["atom"][1]),
        _link("alternate", feed.at(paths.HOME), "text/html"),
        xml_element("author", {}, _xml("name", feed.title)),
        *(_atom_entry(translator, feed, edition) for edition in feed.editions),
    )
    return f"{_DECLARATION}{told}\n"


def _atom_entry(translator: Translator, feed: SiteFeed, edition: Edition) -> str:
    address = feed.at(paths.edition_path(edition))
    published = edition.published_at or edition.created_at
    author = edition.digest.author
    return xml_element(
        "entry",
        {},
        _xml("id", address),
        _xml("title", title_of(translator, edition)),
        _xml("updated", changed_at(edition).isoformat()),
        _xml("published", published.isoformat()),
        _link("alternate", address, "text/html"),
        xml_element("author", {}, _xml("name", author)) if author else "",
        xml_element("content", {"type": "html"}, escaped(_content(feed, edition))),
    )


def _xml(name: str, text: str) -> str:
    return xml_element(name, {}, escaped(plain_text(text)))


def _link(relation: str, address: str, media: str) -> str:
    return xml_element("link", {"rel": relation, "type": media, "href": address})


def json_feed(translator: Translator, feed: SiteFeed) -> str:
    """The same as a JSON Feed."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.at(paths.HOME),
        "feed_url": feed.itself("json"),
        "language": feed.language,
        "items": [_json_item(translator, feed, edition) for edition in feed.editions],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _json_item(translator: Translator, feed: SiteFeed, edition: Edition) -> dict[str, object]:
    address = feed.at(paths.edition_path(edition))
    author = edition.digest.author
    return {
        "id": address,
        "url": address,
        "title": plain_text(title_of(translator, edition)),
        "content_html": _content(feed, edition),
        "date_published": (edition.published_at or edition.created_at).isoformat(),
        "date_modified": changed_at(edition).isoformat(),
        "language": feed.language,
    } | ({"authors": [{"name": author}]} if author else {})


def _content(feed: SiteFeed, edition: Edition) -> str:
    """An edition in short: its greeting, and each item with its summary, as a link to the whole."""
    digest = edition.digest
    items = (_item(feed, edition, item) for item in digest.items)
    return "".join([prose(digest.greeting), *items, prose(digest.afterword)])


def _item(feed: SiteFeed, edition: Edition, item: Item) -> str:
    address = feed.at(paths.item_path(edition, item.number))
    headline = element("a", escaped(f"{item.number}. {item.headline}"), href=address)
    summary = "".join(span.text for span in run_on(item.summary, gaps(item)))
    return element("h3", headline) + (element("p", written(summary)) if summary else "")


# --- the map -------------------------------------------------------------------------------------


def sitemap_index(base: str, months: Sequence[date]) -> str:
    """The sitemaps of all months, each named by a day in it."""
    entries = (
        xml_element("sitemap", {}, _xml("loc", paths.absolute(base, paths.month_sitemap_path(day))))
        for day in months
    )
    told = xml_element("sitemapindex", {"xmlns": _SITEMAPS}, *entries)
    return f"{_DECLARATION}{told}\n"


def month_sitemap(base: str, editions: Sequence[Edition]) -> str:
    """The pages of a month's editions and items, and when they last changed."""
    entries = (
        xml_element(
            "url",
            {},
            _xml("loc", paths.absolute(base, path)),
            _xml("lastmod", changed_at(edition).isoformat(timespec="seconds")),
        )
        for edition in editions
        for path in _pages_of(edition)
    )
    told = xml_element("urlset", {"xmlns": _SITEMAPS}, *entries)
    return f"{_DECLARATION}{told}\n"


def _pages_of(edition: Edition) -> Iterator[str]:
    yield paths.edition_path(edition)
    for item in edition.digest.items:
        yield paths.item_path(edition, item.number)
