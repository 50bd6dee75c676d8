"""Reads what stands before the first item: title, author, days, and the rest as the preface."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from digests.model import Place
from digests.parsing.blocks import BlockKind, Document
from digests.parsing.lexical.annotate import AnnotatedBlock, Annotation, Blocks
from digests.parsing.lexical.headline import unwrapped
from digests.text.dates import (
    Day,
    days_of_title,
    find_days,
    only_day,
    week_of_title,
    with_lost_sign,
)
from digests.text.lexicon import LEXICON, Lexicon
from digests.text.names import is_name
from digests.text.references import issue_in
from digests.text.ruby import without_readings
from digests.text.sentence_ends import ends_sentence

_MAX_TITLE, _MAX_LINE = 60, 40
_RANGE = 5  # characters between the ends of a range
_MASTHEAD, _OPENING = 6, 100  # blocks at the head of a file, and characters of one
_LOOKED_AT, _MOST_TITLES = 12, 5  # blocks of the header; titles beside the one that was taken
_WINDOW = 31  # days a title may be later than the newest item


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A day that the header names: where, and whether a title names it."""

    day: Day
    place: Place
    titled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a header says; `used` are the blocks that became title and author.

    `issue` is the number of the edition among all.
    """

    title: str | None
    author: str | None
    days: tuple[DateMention, ...]
    titled: DateMention | None
    used: frozenset[int]
    issue: int | None = None


def header_of(
    document: Document,
    blocks: Blocks,
    newest: date | None,
    heading: AnnotatedBlock | None,
) -> Header:
    """The header's title, author and days.

    `heading` is the title's where the format has one; else the day of the `newest` item decides
    between lines that contradict each other.
    """
    at = blocks.index(heading) if heading is not None and heading in blocks else None
    if document.items is None and document.fronted and not _tells_title(document, heading):
        at = None
    elif document.items is None:
        at = _title_at(blocks, newest, at)
        at = _first_line(blocks) if at is None and not document.title else at
    if at is None and document.title:  # told once, though no line is known by its looks
        at = next((one for one, block in enumerate(blocks) if block.text == document.title), None)
    title = blocks[at].text if at is not None else document.title
    author_at, author = _author(blocks, at) if document.items is None else (None, None)
    if document.author and author != document.author:
        author_at, author = None, document.author
    days = tuple(_days(blocks))
    return Header(
        title=_told_title(title) if title else None,
        author=author,
        days=days,
        titled=_titled(blocks, at, title, newest),
        issue=_issue(document, title, blocks),
        used=frozenset(index for index in (at, author_at) if index is not None),
    )


def _issue(document: Document, title: str | None, blocks: Blocks) -> int | None:
    """The issue's number: what the file declares, its title says, or a line of the masthead."""
    if document.issue and document.issue.lstrip("#").isdecimal():
        return int(document.issue.lstrip("#"))
    found = issue_in(title) if title else None
    if found or document.items is not None:
        return found
    lines = (block for block in blocks[:_MASTHEAD] if _is_masthead(block))
    return next(filter(None, (issue_in(line.text[:_OPENING]) for line in lines)), None)


def _is_masthead(block: AnnotatedBlock) -> bool:
    """Whether a line is brief, or opens with a whole day among other things."""
    return bool(_whole(block.said)) or len(" ".join(block.text.split())) <= _MAX_LINE


def _tells_title(document: Document, heading: AnnotatedBlock | None) -> bool:
    """Whether a heading says all that the title at the head of the file does."""
    title = re.sub(r"\W", "", document.title or "").casefold()
    return heading is not None and title in re.sub(r"\W", "", heading.text).casefold()


def titles_found(document: Document, blocks: Blocks, title: str | None) -> tuple[str, ...]:
    """What else may be the title of a document: its own name, the short lines of its header."""
    lines = (block.said.bare for block in blocks[:_LOOKED_AT] if block.kind is not BlockKind.CODE)
    short = (line.text for line in lines if len(line.text) <= _MAX_TITLE and not line.links)
    found = (_told_title(text) for text in filter(None, (document.title, *short)))
    others = (one for one in found if one and one != title and re.search(r"[^\W\d_]", one))
    return tuple(dict.fromkeys(others))[:_MOST_TITLES]


def _told_title(text: str) -> str:
    return with_lost_sign(unwrapped(without_readings(text).strip()))


def _fits(day: Day, newest: date | None) -> bool:
    """Whether numbers that may be a day are one: near the items, or with a year."""
    if newest is None and day.month is None:
        return True  # of the month that the file's name or its message tells
    found = day.near(newest) if newest else day.exact()
    return found is not None and (newest is None or 0 <= (found - newest).days <= _WINDOW)


def _titled(
    blocks: Blocks, at: int | None, title: str | None, newest: date | None
) -> DateMention | None:
    spelled = [day for day in find_days(title or "") if day.month is not None]
    spelled += _end_of_range(title or "", spelled)
    days = spelled or [day for day in days_of_title(title or "") if _fits(day, newest)]
    if not days and title and newest and (monday := week_of_title(title, newest)):
        days = [monday]
    place = blocks[at].place if at is not None else Place()
    return DateMention(day=days[-1], place=place, titled=True) if days else None


def _end_of_range(title: str, spelled: Sequence[Day]) -> list[Day]:
    """The last day of a range that leaves out the year: `2031/03/08〜03/14`."""
    first, last = (*spelled[-1:], None)[0], (*find_days(title, loose=True)[-1:], None)[0]
    if first is None or last is None or not 0 < last.start - first.end <= _RANGE:
        return []
    between = title[first.end : last.start]
    same = replace(last, year=last.year or first.year, month=last.month or first.month)
    return [same] if re.search(r"[-–—~〜～]", between) else []


def _title_at(blocks: Blocks, newest: date | None, heading: int | None) -> int | None:
    labelled = [
        index
        for index, block in enumerate(blocks)
        if block.kind is not BlockKind.CODE and _title_label(LEXICON).match(block.text)
    ]
    if labelled:
        return labelled[0]
    if heading is not None and not blocks[heading].said.bare.links:
        return heading
    dated = [index for index, block in enumerate(blocks) if _is_dated_title(block)]
    if newest is None:
        return dated[0] if dated else None
    # The last of those that fit equally: the masthead of a web edition stands above the inner one.
    return min(dated, key=lambda index: (_misfit(blocks[index], newest), -index), default=None)


def _has_day(block: AnnotatedBlock) -> bool:
    return any(day.month for day in block.said.days)


def _is_dated_title(block: AnnotatedBlock) -> bool:
    bare = block.said.bare
    if block.kind not in {BlockKind.LINE, BlockKind.PARAGRAPH} or len(bare.text) > _MAX_TITLE:
        return False
    labelled = _date_label(LEXICON).match(bare.text)
    if labelled or bare.links or bare.only_day or not _has_day(block):
        return False
    return bare.tail is not None or not bare.is_closed or bare.text[-1] in "】」』》〉〕］]!！"


def _misfit(block: AnnotatedBlock, newest: date) -> int:
    day = block.said.days[-1].near(newest)
    days = (day - newest).days if day else 999
    return days if 0 <= days <= 31 else 1000 + abs(days)


def _first_line(blocks: Blocks) -> int | None:
    """The first line, where it is short and no sentence."""
    if not blocks or blocks[0].kind not in {BlockKind.LINE, BlockKind.PARAGRAPH}:
        return None
    bare = blocks[0].said.bare
    sentence = bare.is_closed and bare.text[-1] not in "】」』》〉〕］]）)"
    plain = not sentence and len(bare.text) <= _MAX_TITLE and not bare.links
    return 0 if plain and not _greeting(LEXICON).search(bare.text) and not bare.only_day else None


def _author(blocks: Blocks, title: int | None) -> tuple[int | None, str | None]:
    lines = {index: block for index, block in enumerate(blocks) if block.kind is not BlockKind.CODE}
    for index, block in lines.items():
        text = block.said.bare.text
        labelled = _author_label(LEXICON).fullmatch(text) if len(text) <= _MAX_TITLE else None
        if labelled and index != title and not ends_sentence(text.rstrip(".")):
            return index, labelled["name"].strip()
    for index in () if title is None else (title + 1, title - 1):
        if index in lines and is_name(lines[index].said.bare.text):
            return index, lines[index].said.bare.text
    return None, None


def _days(blocks: Blocks) -> Iterable[DateMention]:
    for block in blocks:
        bare = block.said.bare
        alone = _only_day(bare)
        if alone and alone.month is not None:
            yield DateMention(day=alone, place=block.place, titled=True)
        elif issue_in(bare.text[:_OPENING]) and (days := _whole(bare)):
            yield DateMention(day=days[0], place=block.place, titled=True)
        elif len(" ".join(bare.text.split())) <= _MAX_LINE and not bare.links:
            yield from (
                DateMention(day=day, place=block.place) for day in bare.days[-1:] if day.month
            )


def _whole(line: Annotation) -> list[Day]:
    """The days that a line opens with and that name their year."""
    return [day for day in line.days if day.year is not None and day.end <= _OPENING]


def _only_day(line: Annotation) -> Day | None:
    """The day of a line that says nothing else, maybe with a label."""
    text = _date_label(LEXICON).sub("", line.text, count=1)
    return line.only_day if text == line.text else only_day(text)


# --- labels -----------------------------------------------------------------------------------


@cache
def _title_label(lexicon: Lexicon) -> re.Pattern[str]:
    labels = lexicon.any_of(lambda one: one.labels.title)
    return re.compile(rf"(?:{labels})\s*[:：]\s*\S", re.IGNORECASE)


@cache
def _date_label(lexicon: Lexicon) -> re.Pattern[str]:
    labels = lexicon.any_of(lambda one: one.labels.date)
    return re.compile(rf"(?:{labels})\s*[:：]\s*", re.IGNORECASE)


@cache
def _author_label(lexicon: Lexicon) -> re.Pattern[str]:
    labels = lexicon.any_of(lambda one: one.labels.author)
    return re.compile(
        rf"(?:{labels})(?:\s*[:：＝=／/]\s*|\s+|　)(?P<name>\S.{{0,58}})", re.IGNORECASE
    )


@cache
def _greeting(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.any_of(lambda one: one.phrases.greetings), re.IGNORECASE)
