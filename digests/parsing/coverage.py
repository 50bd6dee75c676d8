"""Measures how much of a file stands in the items of its digest."""

from __future__ import annotations

from digests.model import Coverage, Digest, Item
from digests.text.characters import width
from digests.values.page_addresses import addresses_removed


def coverage_of(digest: Digest, links_outside: int) -> Coverage:
    """What is inside the items of a digest; `links_outside` are in its other texts."""
    inside = sum(map(length_of, digest.items))
    outside = told((*digest.preface, *digest.left_over, *digest.afterword))
    links = sum(map(links_of, digest.items))
    return Coverage(text=_percent(inside, outside), links=_percent(links, links_outside))


def length_of(item: Item) -> int:
    """The columns of text of an item."""
    paragraphs = (paragraph.text for paragraph in item.paragraphs)
    related = (one.headline for one in item.related)
    return told((item.headline, *paragraphs, *item.captions, *related))


def links_of(item: Item) -> int:
    """The links of an item, with those of its related news."""
    return len(item.sources) + sum(len(one.sources) for one in item.related)


def told(texts: tuple[str, ...]) -> int:
    """The columns of texts without the addresses in them."""
    return sum(width(addresses_removed(text)) for text in texts)


def _percent(inside: int, outside: int) -> int:
    return 100 * inside // (inside + outside) if inside + outside else 100
