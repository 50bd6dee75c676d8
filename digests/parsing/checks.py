"""Looks over a digest for what is probably a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from digests.model import Digest, Item, Place, Problem, ProblemKind
from digests.parsing.lexical.links import is_suspect
from digests.parsing.problems import problem

_LONG = 10_000  # characters; some forty screens of a telephone
_PAST, _FUTURE = timedelta(days=31), timedelta(days=1)


def lint(digest: Digest, places: Mapping[int, Place]) -> tuple[Problem, ...]:
    """What looks wrong with a digest; `places` tells where its items came from."""
    return (*_whole(digest), *_each(digest, places))


def _whole(digest: Digest) -> Iterator[Problem]:
    if not digest.items:
        yield problem(ProblemKind.NO_ITEMS)
    if digest.title is None:
        yield problem(ProblemKind.NO_TITLE)
    if digest.left_over:
        yield problem(ProblemKind.TEXT_LEFT_OVER, count=len(digest.left_over))


def _each(digest: Digest, places: Mapping[int, Place]) -> Iterator[Problem]:
    # Lists of links give no days; telling so of each of a hundred entries helps nobody.
    numbered = any(item.printed_number for item in digest.items)
    dates_expected = numbered or any(item.date for item in digest.items)
    for item in digest.items:
        at = places.get(item.number, Place())
        place = Place(line=at.line, page=at.page, item=item.number)
        yield from _sources(item, place)
        yield from _date(item, place, digest.date, expected=dates_expected)
        yield from _body(item, place)


def _sources(item: Item, place: Place) -> Iterator[Problem]:
    if not item.sources:
        yield problem(ProblemKind.NO_SOURCE, place)
    related = (source for aside in item.related for source in aside.sources)
    for source in (*item.sources, *related):
        if is_suspect(source.url):
            yield problem(ProblemKind.SOURCE_SUSPECT, place, url=source.url)


def _date(item: Item, place: Place, edition: date | None, *, expected: bool) -> Iterator[Problem]:
    if item.date is None:
        if expected:
            yield problem(ProblemKind.NO_DATE, place)
    elif edition and not edition - _PAST <= item.date <= edition + _FUTURE:
        yield problem(ProblemKind.ODD_DATE, place, date=item.date)


def _body(item: Item, place: Place) -> Iterator[Problem]:
    length = sum(len(paragraph.text) for paragraph in item.paragraphs)
    if length > _LONG:
        yield problem(ProblemKind.LONG_ITEM, place, count=length)
    if not (item.paragraphs or item.sources or item.pictures or item.related):
        yield problem(ProblemKind.EMPTY_ITEM, place)
    if item.captions and not item.pictures:
        yield problem(ProblemKind.CAPTION_WITHOUT_PICTURE, place)
