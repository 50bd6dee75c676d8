"""Finds items that were published before, to the letter or nearly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from zlib import crc32

from digests.model import Digest, Item, Place, Problem, ProblemKind
from digests.parsing.checks import problem
from digests.parsing.lexical.links import identity

_SHINGLE = 4  # characters
_SAME = 0.6  # of the shingles of the shorter text
_LOOKED_AT = 10_000  # characters of an item that are compared
_SAMPLED = 8  # of so many shingles one is in the sample
_ENOUGH, _NEARLY = 16, 0.3  # shingles of a sample that tells, and how many it has to share
_MOST_EARLIER = 4_000  # items
_MIN_TEXT = 40  # characters; below that only headlines are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class _Print:
    """What is compared of an item; most pairs are told apart by a sample of their shingles."""

    headline: str
    shingles: frozenset[str]
    sample: frozenset[str]
    sources: frozenset[str]


def near_copies(
    digest: Digest, places: Mapping[int, Place], earlier: Iterable[tuple[date, Item]]
) -> tuple[Problem, ...]:
    """A problem for each item nearly equal to one of `earlier`, given with their edition's day.

    Of `earlier`, the newest first, no more are compared than a month of long papers has. An item
    that stands twice in the digest itself is told of at its second place.
    """
    known = [(day, item.number, _print(item)) for day, item in islice(earlier, _MOST_EARLIER)]
    found: list[Problem] = []
    for item in digest.items:
        own = _print(item)
        twin = next(((day, number) for day, number, old in known if _alike(own, old)), None)
        if twin is not None:
            at = places.get(item.number, Place())
            place = Place(line=at.line, page=at.page, item=item.number)
            found.append(problem(ProblemKind.NEAR_COPY, place, number=twin[1], date=twin[0]))
        if digest.date is not None:
            known.append((digest.date, item.number, own))
    return tuple(found)


def _print(item: Item) -> _Print:
    text = _plain("".join(paragraph.text for paragraph in item.paragraphs))[:_LOOKED_AT]
    last = len(text) - _SHINGLE if len(text) >= _MIN_TEXT else -1
    shingles = frozenset(text[at : at + _SHINGLE] for at in range(last + 1))
    return _Print(
        headline=_plain(item.headline),
        shingles=shingles,
        sample=frozenset(one for one in shingles if crc32(one.encode()) % _SAMPLED == 0),
        sources=frozenset(identity(source.url) for source in item.sources),
    )


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).casefold()


def _alike(one: _Print, other: _Print) -> bool:
    if one.shingles and other.shingles:
        least = min(len(one.sample), len(other.sample))
        if least >= _ENOUGH and len(one.sample & other.sample) < _NEARLY * least:
            return False
        common = len(one.shingles & other.shingles)
        return common >= _SAME * min(len(one.shingles), len(other.shingles))
    same_source = bool(one.sources & other.sources) or not (one.sources and other.sources)
    return bool(one.headline) and one.headline == other.headline and same_source
