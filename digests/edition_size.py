"""How large an edition is, and how large one may be that is published.

Whatever one reader is sent in a day has an end: a chat takes a message a second, a group twenty a
minute, and nobody reads hundreds. The sizes of messages are those of readers' apps.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digests.model import Digest, Form, Item, ParagraphKind, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLimits:
    """The largest edition that is published; texts are measured in characters.

    `items` is many times a day's news, `item` ten messages, `edition` and `messages` five minutes
    of what a group takes. `messages` counts in whichever form takes the most of them.
    """

    items: int = 400
    title: int = 300
    headline: int = 1_000
    item: int = 40_000
    edition: int = 250_000
    messages: int = 100


LIMITS = EditionLimits()

ITEMS_AT_ONCE, MESSAGES_AT_ONCE = 20, 20
"""What is sent whole: so many items, or so many messages, which a group gets in a minute.

What is larger than both comes in one message that has pages.
"""

# What a message of text holds, and one that folds (`Form.RICH`); an address with its name and a
# word in bold take as much room as so many characters of text.
_PAGE, _RICH_PAGE = 4_096, 30_000
_STYLED, _RICH_BLOCK = 44, 67
_MOST_PHOTOS = 10
_OPENING = 200
_GAP = 2


def item_length(item: Item) -> int:
    """The characters of all that an item says, its addresses as they were written."""
    links = (*item.sources, *(source for one in item.related for source in one.sources))
    return (
        len(item.headline) + sum(map(len, _texts(item))) + sum(len(source.raw) for source in links)
    )


def edition_length(digest: Digest) -> int:
    """The characters of all that is published of a digest."""
    apart = (digest.title or "", *digest.preface, *digest.left_over, *digest.afterword)
    return sum(map(len, apart)) + sum(map(item_length, digest.items))


def message_counts(digest: Digest) -> Mapping[Form, int]:
    """Nearly how many messages an edition takes in each form, without putting them together."""
    opening = sum(map(_room, (digest.title or "", digest.author or "", *digest.preface)))
    closing = [sum(map(_room, digest.afterword))] if digest.afterword else []
    apart = 1 + opening // _PAGE + math.ceil(sum(closing) / _PAGE)
    paged = apart if len(digest.items) > ITEMS_AT_ONCE else None
    heads = [_head_room(item) for item in digest.items]
    short = [head + _opening_room(item) for head, item in zip(heads, digest.items, strict=True)]
    full = sum(_full(digest, opening, closing))
    headlines = paged or _pages([opening, *heads, *closing])
    counts = {
        Form.HEADLINES: headlines,
        Form.FRONT_PAGE: 1 + headlines,
        Form.SUMMARIES: paged or _pages([opening, *short, *closing]),
        Form.FULL: full if full <= MESSAGES_AT_ONCE else paged or full,
        Form.FILE: 1,
        Form.RICH: _pages([opening, *map(_rich_room, digest.items), *closing], _RICH_PAGE),
    }
    apart_from_items = (digest.preface_pictures, digest.afterword_pictures)
    photos = sum(min(len(some), _MOST_PHOTOS) for some in apart_from_items)
    return {form: count + photos for form, count in counts.items()}


def _full(digest: Digest, opening: int, closing: Sequence[int]) -> Iterator[int]:
    """The messages between photos, and the photos, which stand before their item."""
    held = [opening]
    for item in digest.items:
        if item.pictures:
            yield _pages(held) + min(len(item.pictures), _MOST_PHOTOS)
            held = []
        held.append(_head_room(item) + _body_room(item))
    yield _pages([*held, *closing])


def _pages(rooms: Iterable[int], page: int = _PAGE) -> int:
    """How many messages are filled with sections, none torn apart that fits in one."""
    full, held = 0, 0
    for room in rooms:
        if held and held + _GAP + room > page:
            full, held = full + math.ceil(held / page), 0
        held += room + _GAP
    return full + math.ceil(held / page)


def _head_room(item: Item) -> int:
    """The room for headline, number and the line that says where and when."""
    return (
        max(_room(item.headline), _STYLED) + len(item.outlet or "") + len(item.section or "") + 20
    )


def _opening_room(item: Item) -> int:
    return min(sum(len(one.text) for one in item.summary or item.paragraphs[:1]), _OPENING)


def _body_room(item: Item) -> int:
    """The room for all that stands below the headline."""
    bold = sum(one.kind is ParagraphKind.SUBHEADING for one in item.paragraphs)
    lines = len(item.paragraphs) + len(item.captions) + len(item.related)
    links = (*item.sources, *(source for one in item.related for source in one.sources))
    return _text_room(item) + _GAP * lines + _STYLED * bold + sum(map(_link_room, links))


def _link_room(source: Source) -> int:
    """An address is not seen, but counts before a message is parsed."""
    return max(_STYLED, len(source.url) // 3)


def _rich_room(item: Item) -> int:
    bullets = sum(one.kind is ParagraphKind.BULLET for one in item.paragraphs)
    blocks = 3 + len(item.paragraphs) + bullets + 2 * len(item.sources)
    addresses = sum(len(source.url) for source in item.sources)
    written = _room(item.headline) + _text_room(item) + addresses + 30 * blocks
    return max(written, _RICH_BLOCK * blocks)


def _text_room(item: Item) -> int:
    return sum(map(_room, _texts(item)))


def _room(text: str) -> int:
    """The room that a text takes: signs beyond U+FFFF count twice, as emoji do."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _texts(item: Item) -> Iterator[str]:
    """What an item says below its headline."""
    yield from (paragraph.text for paragraph in item.paragraphs)
    yield from item.captions
    yield from (one.headline for one in item.related)
