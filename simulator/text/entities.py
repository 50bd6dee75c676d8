"""Entities: which stretch of a text is bold, a link, a quote; offsets in UTF-16 units.

The order and the rules of nesting are those of https://core.telegram.org/bots/api#messageentity
and https://core.telegram.org/bots/api#formatting-options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from simulator.protocol.wire import JsonObject

NOTHING: Final[Mapping[str, object]] = MappingProxyType({})

QUOTES: Final = frozenset({"blockquote", "expandable_blockquote"})
SPLITTABLE: Final = ("bold", "italic", "underline", "strikethrough", "spoiler")
# What stands inside one of these is not formatted any further.
VERBATIM: Final = frozenset({"pre", "code", "date_time"})

# Among entities of the same stretch, the lower number is the outer one.
_RANK: Final[Mapping[str, int]] = MappingProxyType(
    {
        "blockquote": 0,
        "expandable_blockquote": 0,
        "pre": 11,
        "code": 20,
        "date_time": 30,
        "text_link": 49,
        "text_mention": 49,
        "bold": 90,
        "italic": 91,
        "underline": 92,
        "strikethrough": 93,
        "spoiler": 94,
        "custom_emoji": 99,
    }
)


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity; `details` holds what its kind needs besides (url, language, …)."""

    kind: str
    offset: int
    length: int
    details: Mapping[str, object] = field(default_factory=lambda: NOTHING)

    @property
    def end(self) -> int:
        """The first unit behind it."""
        return self.offset + self.length

    def as_json(self) -> JsonObject:
        """The API's MessageEntity object."""
        return {
            "offset": self.offset,
            "length": self.length,
            "type": self.kind,
            **self.details,
        }


def units(text: str) -> int:
    """How many UTF-16 units a text takes."""
    return len(text) + sum(char > "\uffff" for char in text)


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Outer before inner, left before right."""
    return sorted(entities, key=lambda e: (e.offset, -e.length, _RANK.get(e.kind, 50)))


def settle(entities: Sequence[Entity]) -> list[Entity]:
    """Make user-given entities fit together as Telegram does.

    Links and the like can't cross or nest, quotes can't nest, nothing is formatted inside code;
    bold and its kin are cut where another entity begins or ends inside them.
    """
    solid = without_crossing(e for e in entities if not _bends(e) and e.kind not in QUOTES)
    quotes = without_crossing(e for e in entities if e.kind in QUOTES)
    solid = in_order([*_outside_edges(solid, quotes), *quotes])
    return in_order([*solid, *_split([e for e in entities if _bends(e)], solid)])


def add_found(entities: Sequence[Entity], found: Sequence[Entity]) -> list[Entity]:
    """Add entities that were found in the text, wherever nothing given stands in their way."""
    if not found:
        return list(entities)
    quotes = [e for e in entities if e.kind in QUOTES]
    solid = [e for e in entities if not _bends(e) and e.kind not in QUOTES]
    free = [
        e
        for e in _outside_edges(found, quotes)
        if not any(other.offset < e.end and e.offset < other.end for other in solid)
    ]
    framed = in_order([*solid, *free, *quotes])
    return in_order([*framed, *_split([e for e in entities if _bends(e)], framed)])


def without_crossing(entities: Iterable[Entity]) -> list[Entity]:
    """Of overlapping entities keep the first, the longer where two begin together."""
    kept: list[Entity] = []
    for entity in in_order(entities):
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _bends(entity: Entity) -> bool:
    return entity.kind in SPLITTABLE


def _outside_edges(entities: Sequence[Entity], quotes: Sequence[Entity]) -> list[Entity]:
    """Entities that lie wholly inside or wholly outside of each quote."""
    return [
        e
        for e in entities
        if not any(
            q.offset < e.end and e.offset < q.end and not (q.offset <= e.offset and e.end <= q.end)
            for q in quotes
        )
    ]


def _split(bending: Sequence[Entity], framed: Sequence[Entity]) -> list[Entity]:
    """Bold and its kin, joined where they touch, cut where something else begins or ends.

    Among themselves they are cut where another begins, not where it ends.
    """
    joined = _join_touching(bending)
    edges = {edge for e in framed for edge in (e.offset, e.end)} | {e.offset for e in joined}
    pieces = [p for e in joined for p in _cut(e, [x for x in edges if e.offset < x < e.end])]
    verbatim = [e for e in framed if e.kind in VERBATIM]
    return [p for p in pieces if not any(v.offset <= p.offset and p.end <= v.end for v in verbatim)]


def _cut(entity: Entity, cuts: Sequence[int]) -> list[Entity]:
    bounds = [entity.offset, *sorted(cuts), entity.end]
    return [replace(entity, offset=start, length=end - start) for start, end in pairwise(bounds)]


def _join_touching(entities: Sequence[Entity]) -> list[Entity]:
    joined: dict[str, list[Entity]] = {}
    for entity in in_order(entities):
        row = joined.setdefault(entity.kind, [])
        if row and entity.offset <= row[-1].end:
            row[-1] = replace(row[-1], length=max(row[-1].end, entity.end) - row[-1].offset)
        else:
            row.append(entity)
    return [entity for row in joined.values() for entity in row]
