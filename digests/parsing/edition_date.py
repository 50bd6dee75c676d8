"""Decides an edition's day from its title, its items, its file's name and its message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from digests.model import Place, Problem, ProblemKind
from digests.parsing.checks import problem
from digests.parsing.header import DateMention, Header
from digests.text.dates import Day, day_of_name, find_days

_WINDOW = 31  # days an edition may be younger than its newest item
_USUAL = 7  # more than that between the newest item and the edition is worth a question


class Origin(StrEnum):
    """Where an edition's day was found, if not in its title."""

    METADATA = "metadata"  # what the format says about the file
    HEADER = "header"  # a line above the items that says more than a day
    FILE_NAME = "file_name"  # the name of the posted file
    MESSAGE = "message"  # the day it was posted
    ITEMS = "items"  # the newest item


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHints:
    """What is known beside the text: the file's name, its own date, the day of the message.

    `certain` says that the file's own date was written by us and stands above everything.
    """

    name: str = ""
    declared: str | None = None
    certain: bool = False
    posted: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDay:
    """The day that was decided on, and what contradicts it."""

    date: date | None
    problems: tuple[Problem, ...] = ()


def newest_of(days: Iterable[Day], reference: date | None = None) -> date | None:
    """The newest of the items' days; those without a year count only with a reference."""
    known = (day.near(reference) if reference else day.exact() for day in days)
    return max(filter(None, known), default=None)


def edition_day(header: Header, items: Sequence[Day], hints: FileHints) -> EditionDay:
    """The edition's day and its problems.

    The title's month and day count first, in the year that puts them nearest to the newest item;
    else the file's own date, its name, a line above the items, the message's day, the newest item.
    """
    if hints.certain and (own := declared_day(hints.declared)):
        return EditionDay(date=own.exact())
    newest = newest_of(items)
    reference = newest or _reference(header, hints)
    titled = _titled(header, reference)
    if titled is not None:
        clashes = (*_contradictions(header, titled, reference), *_distance(titled, items))
        return EditionDay(date=titled, problems=clashes)
    for origin, day in _elsewhere(header, hints, newest):
        if day is not None:
            guess = problem(ProblemKind.EDITION_DATE_GUESSED, date=day, origin=origin)
            told = () if origin is Origin.METADATA else (guess,)
            return EditionDay(date=day, problems=(*told, *_distance(day, items)))
    return EditionDay(date=None, problems=(problem(ProblemKind.NO_EDITION_DATE),))


def days_found(header: Header, items: Sequence[Day], hints: FileHints) -> tuple[date, ...]:
    """Every day that anything names as the edition's, in the order in which they count."""
    newest = newest_of(items)
    reference = newest or _reference(header, hints)
    mentions = (*([header.titled] if header.titled else []), *header.days)
    named = (_completed(mention.day, reference) for mention in mentions)
    elsewhere = (day for _, day in _elsewhere(header, hints, newest))
    return tuple(dict.fromkeys(filter(None, (*named, *elsewhere))))


def declared_day(text: str | None) -> Day | None:
    """The day of a metadata value, ISO or as people write it."""
    days = find_days(text or "")
    return days[0] if days else None


def _titled(header: Header, reference: date | None) -> date | None:
    alone = [mention for mention in header.days if mention.titled]
    for mention in (*([header.titled] if header.titled else []), *alone):
        found = mention.day.near(reference) if reference else mention.day.exact()
        if found is not None:
            return found
    return None


def _reference(header: Header, hints: FileHints) -> date | None:
    """A day with a year to complete others by, where no item has one."""
    named = day_of_name(hints.name)
    exact = [mention.day.exact() for mention in header.days]
    declared = declared_day(hints.declared)
    candidates = (
        *exact,
        declared.exact() if declared else None,
        named.exact() if named else None,
        hints.posted,
    )
    return next(filter(None, candidates), None)


def _elsewhere(
    header: Header, hints: FileHints, newest: date | None
) -> Iterator[tuple[Origin, date | None]]:
    reference = newest or hints.posted
    for origin, day in (
        (Origin.METADATA, declared_day(hints.declared)),
        (Origin.FILE_NAME, day_of_name(hints.name)),
    ):
        yield origin, _completed(day, reference)
    yield Origin.HEADER, next(filter(None, (one.day.exact() for one in header.days)), None)
    if newest is None or (hints.posted and 0 <= (hints.posted - newest).days <= _WINDOW):
        yield Origin.MESSAGE, hints.posted
    yield Origin.ITEMS, newest
    yield Origin.MESSAGE, hints.posted


def _completed(day: Day | None, reference: date | None) -> date | None:
    if day is None:
        return None
    return day.near(reference) if reference else day.exact()


def _contradictions(header: Header, taken: date, reference: date | None) -> Iterator[Problem]:
    """A conflict for each other day that the lines around the title name."""
    told = {taken}
    for mention in header.days:
        found = _completed(mention.day, reference or taken)
        if found is not None and found not in told:
            told.add(found)
            yield _conflict(mention, found, taken)


def _conflict(mention: DateMention, found: date, taken: date) -> Problem:
    return problem(ProblemKind.EDITION_DATE_CONFLICT, mention.place, found=found, date=taken)


def _distance(taken: date, items: Sequence[Day]) -> tuple[Problem, ...]:
    """A conflict, where no item is near the edition's day."""
    newest = newest_of(items, taken)
    if newest is None or 0 <= (taken - newest).days <= _USUAL:
        return ()
    return (problem(ProblemKind.EDITION_DATE_CONFLICT, Place(), found=newest, date=taken),)
