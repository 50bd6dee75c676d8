"""The permanent addresses of the site, as paths below its own; those of pages end with a slash."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote, urlencode

from digests.model import Edition, EditionKey, EditionSummary

HOME = ""
SEARCH = "search/"
STYLE = "style.css"
ICON = "icon.svg"
FRONT_PAGE = "front-page.png"
SITEMAP = "sitemap.xml"

_DAY = re.compile(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]")
_FEED_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def edition_path(edition: Edition | EditionSummary) -> str:
    """An edition's page: its day, with its id where paper or slot make it one of several of a day.

    What is corrected keeps it.
    """
    day = edition.date.isoformat()
    return f"{day}/" if edition.key == EditionKey(date=edition.date) else f"{day}-e{edition.id}/"


def item_path(edition: Edition | EditionSummary, number: int) -> str:
    """The page of an item of an edition."""
    return f"{edition_path(edition)}{number}/"


def picture_path(edition: Edition, number: int, name: str) -> str:
    """The file of an item's picture, which lies beside the item's page."""
    return f"{item_path(edition, number)}{name}"


def front_page_path(edition: Edition) -> str:
    """The picture of an edition's front page, which lies beside its page."""
    return f"{edition_path(edition)}{FRONT_PAGE}"


def month_path(day: date) -> str:
    """The page of all headlines of the month in which a day is."""
    return f"{day:%Y-%m}/"


def month_sitemap_path(day: date) -> str:
    """The sitemap of the month in which a day is.

    It lies beside all pages: one may name only what lies in its own folder or below
    (https://www.sitemaps.org/protocol.html#location).
    """
    return f"sitemap-{day:%Y-%m}.xml"


def feed_path(language: str, ending: str) -> str:
    """The feed of the editions in one language, as `atom` or `json`."""
    return f"feeds/{language}.{ending}"


def is_of_feed(path: str) -> bool:
    """Whether a path would be that of a feed."""
    return path.startswith("feeds/")


def may_name_a_feed(language: str) -> bool:
    """Whether a language is written as files can be named."""
    return _FEED_LANGUAGE.fullmatch(language) is not None


def is_of_edition(path: str) -> bool:
    """Whether a path is one of an edition, of an item or a picture of it."""
    return _DAY.match(path) is not None


def relative(path: str, to: str) -> str:
    """The link from one path to another, so that the site may lie below any address."""
    return quote("../" * path.count("/") + to) or "./"


def absolute(base: str, path: str) -> str:
    """A path below the address of the site, with or without a slash at its end."""
    return f"{base.rstrip('/')}/{quote(path)}"


def query_of(words: str, offset: int) -> str:
    """The query of a search's page, as its form would send it."""
    return urlencode({"q": words} | ({"from": offset} if offset else {}))
