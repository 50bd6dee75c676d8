"""JSON Feed, version 1 and 1.1 (https://www.jsonfeed.org/version/1.1/), as documents."""

from __future__ import annotations

import json
from typing import Any

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Document
from digests.parsing.formats.feeds.entries import Feed, FeedEntry, as_markup, document_of, plain


def parse_json_feed(text: str) -> Document:
    """A feed as blocks; raises ReadingError: DAMAGED, EMPTY."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadingError(ReadingFault.DAMAGED) from error
    items = [item for item in _listed(feed, "items") if isinstance(item, dict)]
    if not items:
        raise ReadingError(ReadingFault.EMPTY)
    return document_of(
        Feed(
            title=plain(_text(feed, "title")),
            author=_author(feed),
            day="",
            language=_text(feed, "language"),
            entries=[_entry(item) for item in items],
        )
    )


def _entry(item: dict[str, Any]) -> FeedEntry:
    text = _text(item, "content_text") or _text(item, "summary")
    return FeedEntry(
        title=plain(_text(item, "title")),
        link=_text(item, "external_url") or _text(item, "url"),
        day=_text(item, "date_published") or _text(item, "date_modified"),
        outlet="",
        content=_text(item, "content_html") or as_markup(text),
    )


def _author(feed: object) -> str:
    single = feed.get("author") if isinstance(feed, dict) else None
    named = (_text(one, "name") for one in (*_listed(feed, "authors"), single))
    return next(filter(None, named), "")


def _listed(value: object, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _text(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found.strip() if isinstance(found, str) else ""
