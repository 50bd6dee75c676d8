"""Looks over a digest for what is probably a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from digests.edition_size import LIMITS, edition_length, item_length, message_counts
from digests.model import Coverage, Digest, Item, Place, Problem, ProblemKind, Severity
from digests.parsing.coverage import length_of, links_of, told
from digests.parsing.lexical.links import is_suspect

_LEAST = 60  # percent of text and of links that the items of a digest hold
_ASIDE, _ASIDE_LINKS = 600, 5  # columns and links; less beside the items says nothing
_MOST_LINKS = 15
_LONG = 10_000  # characters; some forty screens of a telephone
_PAST, _FUTURE = timedelta(days=31), timedelta(days=1)
_NOWHERE: Mapping[int, Place] = MappingProxyType({})


def check(digest: Digest, places: Mapping[int, Place]) -> tuple[Problem, ...]:
    """What looks wrong with a digest; `places` tells where its items came from.

    Where there are far too many items, what is wrong with each of them is not told.
    """
    too_large = excesses(digest, places)
    each = () if len(digest.items) > LIMITS.items else _each(digest, places)
    return (*too_large, *_whole(digest), *each)


def excesses(digest: Digest, places: Mapping[int, Place] = _NOWHERE) -> tuple[Problem, ...]:
    """Why a digest is too large to be published, if it is."""
    return tuple(_excesses(digest, places))


def _excesses(digest: Digest, places: Mapping[int, Place]) -> Iterator[Problem]:
    if (count := len(digest.items)) > LIMITS.items:
        yield problem(ProblemKind.TOO_MANY_ITEMS, count=count, number=LIMITS.items)
        return
    if (length := len(digest.title or "")) > LIMITS.title:
        yield problem(ProblemKind.TOO_LONG_TITLE, count=length, number=LIMITS.title)
    for item in digest.items:
        yield from _excesses_of(item, _place_of(item, places))
    if (length := edition_length(digest)) > LIMITS.edition:
        yield problem(ProblemKind.TOO_LONG_EDITION, count=length, number=LIMITS.edition)
        return
    if (most := max(message_counts(digest).values())) > LIMITS.messages:
        yield problem(ProblemKind.TOO_MANY_MESSAGES, count=most, number=LIMITS.messages)


def _excesses_of(item: Item, place: Place) -> Iterator[Problem]:
    if (length := len(item.headline)) > LIMITS.headline:
        yield problem(ProblemKind.TOO_LONG_HEADLINE, place, count=length, number=LIMITS.headline)
    if (length := item_length(item)) > LIMITS.item:
        yield problem(ProblemKind.TOO_LONG_ITEM, place, count=length, number=LIMITS.item)


def _place_of(item: Item, places: Mapping[int, Place]) -> Place:
    at = places.get(item.number, Place())
    return Place(line=at.line, page=at.page, item=item.number)


def _whole(digest: Digest) -> Iterator[Problem]:
    if not digest.items:
        yield problem(ProblemKind.NO_ITEMS)
    if digest.title is None:
        yield problem(ProblemKind.NO_TITLE)
    if digest.left_over:
        yield problem(ProblemKind.TEXT_LEFT_OVER, count=len(digest.left_over))
    if digest.items and digest.coverage:
        yield from _covered(digest, digest.coverage)


def _covered(digest: Digest, coverage: Coverage) -> Iterator[Problem]:
    """What shows that the items were not told right: too much of the file is in none of them."""
    aside = told((*digest.preface, *digest.left_over, *digest.afterword))
    if aside >= _ASIDE and coverage.text < _LEAST:
        yield problem(ProblemKind.LITTLE_READ, count=coverage.text)
    inside = sum(map(length_of, digest.items))
    if (before := told(digest.preface)) >= _ASIDE and before > inside:
        yield problem(ProblemKind.LONG_PREFACE)
    links = sum(map(links_of, digest.items))
    beside = links * (100 - coverage.links) // max(1, coverage.links)
    if coverage.links < _LEAST and (beside >= _ASIDE_LINKS or not links):
        yield problem(ProblemKind.LINKS_OUTSIDE, count=coverage.links)


def _each(digest: Digest, places: Mapping[int, Place]) -> Iterator[Problem]:
    # Lists of links give no days; telling so of each of a hundred entries helps nobody.
    numbered = any(item.printed_number for item in digest.items)
    dates_expected = numbered or any(item.date for item in digest.items)
    for item in digest.items:
        place = _place_of(item, places)
        yield from _sources(item, place)
        yield from _date(item, place, digest.date, expected=dates_expected)
        yield from _body(item, place)


def _sources(item: Item, place: Place) -> Iterator[Problem]:
    if not item.sources:
        yield problem(ProblemKind.NO_SOURCE, place)
    if (count := links_of(item)) > _MOST_LINKS:
        yield problem(ProblemKind.MANY_LINKS, place, count=count)
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
    if _LONG < length <= LIMITS.item:
        yield problem(ProblemKind.LONG_ITEM, place, count=length)
    if not (item.paragraphs or item.sources or item.pictures or item.related):
        yield problem(ProblemKind.EMPTY_ITEM, place)
    if item.captions and not item.pictures:
        yield problem(ProblemKind.CAPTION_WITHOUT_PICTURE, place)


_SEVERITIES: Mapping[ProblemKind, Severity] = MappingProxyType(
    {
        ProblemKind.NO_ITEMS: Severity.BLOCKS,
        ProblemKind.NO_TITLE: Severity.NOTES,
        ProblemKind.NUMBER_GAP: Severity.WARNS,
        ProblemKind.NUMBER_REPEATED: Severity.WARNS,
        ProblemKind.NO_SOURCE: Severity.WARNS,
        ProblemKind.SOURCE_REPAIRED: Severity.NOTES,
        ProblemKind.SOURCE_SUSPECT: Severity.WARNS,
        ProblemKind.NO_DATE: Severity.NOTES,
        ProblemKind.ODD_DATE: Severity.WARNS,
        ProblemKind.NO_EDITION_DATE: Severity.BLOCKS,
        ProblemKind.EDITION_DATE_CONFLICT: Severity.WARNS,
        ProblemKind.EDITION_DATE_GUESSED: Severity.NOTES,
        ProblemKind.NEAR_COPY: Severity.WARNS,
        ProblemKind.SAME_PAGE: Severity.WARNS,
        ProblemKind.CAPTION_WITHOUT_PICTURE: Severity.NOTES,
        ProblemKind.PICTURE_UNREADABLE: Severity.WARNS,
        ProblemKind.TEXT_LEFT_OVER: Severity.WARNS,
        ProblemKind.LITTLE_READ: Severity.BLOCKS,
        ProblemKind.LINKS_OUTSIDE: Severity.BLOCKS,
        ProblemKind.LONG_PREFACE: Severity.BLOCKS,
        ProblemKind.MANY_LINKS: Severity.BLOCKS,
        ProblemKind.GUESSED: Severity.WARNS,
        ProblemKind.LONG_ITEM: Severity.NOTES,
        ProblemKind.TOO_MANY_ITEMS: Severity.FORBIDS,
        ProblemKind.TOO_LONG_TITLE: Severity.FORBIDS,
        ProblemKind.TOO_LONG_HEADLINE: Severity.FORBIDS,
        ProblemKind.TOO_LONG_ITEM: Severity.FORBIDS,
        ProblemKind.TOO_LONG_EDITION: Severity.FORBIDS,
        ProblemKind.TOO_MANY_MESSAGES: Severity.FORBIDS,
        ProblemKind.EMPTY_ITEM: Severity.WARNS,
        ProblemKind.PAGES_SKIPPED: Severity.WARNS,
        ProblemKind.PARTS_UNREAD: Severity.WARNS,
    }
)


def problem(kind: ProblemKind, place: Place | None = None, /, **details: object) -> Problem:
    """A problem of its kind's severity; dates among the details become ISO 8601."""
    told = {key: str(value) for key, value in details.items()}
    return Problem(kind=kind, severity=_SEVERITIES[kind], place=place or Place(), details=told)
