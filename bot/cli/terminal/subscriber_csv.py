"""The subscribers as a CSV file (RFC 4180, UTF-8), with a column for all that is known of one.

chat_id, language, timezone, hour, state and form come first, as they always did; a new one comes
last, behind it what they follow and mute. What was written is read back as the same subscribers.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.cli.terminal import rules_cell
from bot.errors import OperatorError, Sentence
from bot.i18n.catalogs import language_named, languages
from bot.i18n.marking import mark
from bot.time_zones import time_zones
from digests.audience import Audience
from digests.model import PAPER, ChatKind, Extras, Form, PauseReason, Subscriber, SubscriberState
from digests.personal.reading_rules import ReadingRules
from digests.store.upkeep.intake import Entry, Survey
from digests.text.clock_times import clock_time
from digests.values.papers import read_key, written_key
from digests.values.rules import RuleSaid

_LARGEST_ID = 2**52
"""Ids have at most 52 significant bits (Bot API, `Chat.id`)."""

_MOST_TOLD = 20  # wrong lines
_LONGEST_CELL = 40  # characters of a cell that are repeated in a sentence
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YES, _NO = "yes", "no"
_LAST_DAY = date(2200, 1, 1)
"""No pause lasts that long."""
_NUMBER = re.compile(r"-?\d+", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT = mark("it is no UTF-8; save the file as “CSV UTF-8”")


class WrongCellError(ValueError):
    """What a cell can't be, or what is wrong with its line: a marked message with its values."""

    def __init__(self, told: str, /, **values: object) -> None:
        self.sentence = Sentence(told, values)
        super().__init__(str(self.sentence))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How something that is known of a subscriber stands in the file, and the way there and back.

    None is an empty cell. `read` raises `WrongCellError` for what it can't be.
    """

    header: str
    read: Callable[[str], object]
    write: Callable[[Any], str] = str


def _written_hour(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(text: str) -> int:
    found = clock_time(text, bare=True)
    if found is None:
        raise WrongCellError(mark("{text} is no time such as 07:00"), text=text)
    return found.hour * 60 + found.minute


def _language(text: str) -> str:
    spoken = languages()
    found = language_named(text, spoken)
    if found is None:
        raise WrongCellError(
            mark("{text} is no language the bot speaks: {languages}"),
            text=text,
            languages=", ".join(spoken),
        )
    return found


def _zone(text: str) -> str:
    if text not in time_zones():
        raise WrongCellError(mark("{text} is no IANA time zone such as Asia/Tokyo"), text=text)
    return text


def _id(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise WrongCellError(mark("{text} is no id such as 123456789 or -1001234567890"), text=text)
    if not 0 < abs(found := int(text)) < _LARGEST_ID:
        raise WrongCellError(mark("{text} is an id that Telegram gives nobody"), text=text)
    return found


def _topic(text: str) -> int:
    if (found := _id(text)) < 0:
        raise WrongCellError(mark("{text} is no id of a topic"), text=text)
    return found


def _instant(text: str) -> datetime:
    with suppress(ValueError):
        found = datetime.fromisoformat(text)
        if found.tzinfo:
            return found
    raise WrongCellError(mark("{text} is no instant such as 2026-11-24T07:00:00+09:00"), text=text)


def _paper(text: str) -> str:
    key = read_key(text)
    if key is None:
        raise WrongCellError(mark("{text} is no paper"), text=text)
    return key


def _day(text: str) -> date:
    with suppress(ValueError):
        found = date.fromisoformat(text)
        if found < _LAST_DAY:
            return found
    raise WrongCellError(mark("{text} is no day such as 2026-11-24"), text=text)


def _written_weekdays(weekdays: int) -> str:
    return " ".join(name for bit, name in enumerate(_WEEKDAYS) if weekdays & 1 << bit)


def _weekdays(text: str) -> int:
    names = text.split()
    if not names or not set(names) <= set(_WEEKDAYS):
        words = ", ".join(_WEEKDAYS)
        raise WrongCellError(mark("{text} is none of {words}"), text=text, words=words)
    return sum(1 << _WEEKDAYS.index(name) for name in set(names))


def _written_yes(value: bool) -> str:
    return _YES if value else _NO


def _yes(text: str) -> bool:
    if text not in {_YES, _NO}:
        words = f"{_YES}, {_NO}"
        raise WrongCellError(mark("{text} is none of {words}"), text=text, words=words)
    return text == _YES


def _word(of: type[StrEnum]) -> Callable[[str], StrEnum]:
    def read(text: str) -> StrEnum:
        if text not in list(of):
            raise WrongCellError(mark("{text} is none of {words}"), text=text, words=", ".join(of))
        return of(text)

    return read


def _rules(text: str) -> tuple[RuleSaid, ...]:
    _check_text(text)
    try:
        return rules_cell.read(text)
    except ValueError as error:
        told = mark('{text} are no rules such as [["follow", "word", "ferry"]]')
        raise WrongCellError(told, text=_shown(text)) from error


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "chat_id": Column(header="chat_id", read=_id),
        "language": Column(header="language", read=_language),
        "timezone": Column(header="timezone", read=_zone),
        "minute": Column(header="hour", write=_written_hour, read=_minute),
        "state": Column(header="state", read=_word(SubscriberState)),
        "form": Column(header="form", read=_word(Form)),
        "topic_id": Column(header="topic_id", read=_topic),
        "kind": Column(header="kind", read=_word(ChatKind)),
        "pause_reason": Column(header="pause_reason", read=_word(PauseReason)),
        "joined_at": Column(header="joined_at", write=datetime.isoformat, read=_instant),
        "lost_at": Column(header="lost_at", write=datetime.isoformat, read=_instant),
        "extras": Column(header="extras", read=_word(Extras)),
        "paper": Column(header="paper", write=written_key, read=_paper),
        "weekdays": Column(header="weekdays", write=_written_weekdays, read=_weekdays),
        "round_up": Column(header="round_up", write=_written_yes, read=_yes),
        "away_from": Column(header="away_from", write=date.isoformat, read=_day),
        "away_until": Column(header="away_until", write=date.isoformat, read=_day),
        "silent": Column(header="silent", write=_written_yes, read=_yes),
        "quiet_from": Column(header="quiet_from", write=_written_hour, read=_minute),
        "quiet_until": Column(header="quiet_until", write=_written_hour, read=_minute),
        "translated": Column(header="translated", write=_written_yes, read=_yes),
    }
)
"""The column of each field of a subscriber and of its preferences, in the order of the file."""

RULES = Column(header="rules", read=_rules, write=rules_cell.written)
"""The column of what somebody follows and mutes, which is kept beside the subscriber."""

_OWN = frozenset({"chat_id", "topic_id", "joined_at", "lost_at"})
"""What is another cell nearly each time."""


class CsvError(OperatorError):
    """The file can't be taken in; the message names each line that is wrong. Nobody was."""


@dataclass(slots=True)
class _Wrong:
    """The lines that can't be taken: the first of them with what is wrong, and how many."""

    told: list[tuple[int, Sentence]] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, why: Sentence) -> None:
        self.count += 1
        if len(self.told) < _MOST_TOLD:
            self.told.append((line, why))

    def sentences(self) -> Iterator[Sentence]:
        """What is wrong, a line each."""
        told = sorted(self.told, key=lambda one: one[0])[:_MOST_TOLD]
        for line, why in told:
            yield Sentence(mark("Line {line}: {why}."), {"line": line, "why": why})
        if more := self.count - len(told):
            yield Sentence(mark("{count} more lines are wrong."), {"count": more})
        yield Sentence(mark("Nobody was taken in."))


async def write(audience: Audience, file: Path, *, rules: ReadingRules | None = None) -> int:
    """Write every subscriber to a file; returns how many. The file is whole or as it was.

    With what they follow and mute, where `rules` can be asked. It is for nobody but its owner to
    read.
    """
    count, kept = 0, await rules.everybody() if rules else {}
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w", newline="", encoding="utf-8") as target:
        table = csv.writer(target)
        table.writerow(column.header for column in (*COLUMNS.values(), RULES))
        async for subscriber in audience.everyone():
            own = kept.get(subscriber.chat_id, ()) if subscriber.topic_id is None else ()
            table.writerow((*_cells(subscriber), RULES.write(own)))
            count += 1
    part.replace(file)
    return count


def _cells(one: Subscriber) -> Iterator[str]:
    for name, column in COLUMNS.items():
        value = getattr(one if hasattr(one, name) else one.preferences, name)
        yield "" if value is None else column.write(value)


async def read(
    audience: Audience, file: Path, *, rules: ReadingRules | None = None, dry_run: bool = False
) -> Survey:
    """Take subscribers in from a file, all of them or none; what that changed, or would.

    Known chats get the file's settings; what a line leaves empty stays as it is for them, and is
    as for whoever chose nothing for new ones. What they follow and mute is added where `rules` can
    be asked, once everybody is there. Raises `CsvError` with every line that can't be
    taken.
    """
    wrong = _Wrong()

    def is_to_be_written(survey: Survey) -> bool:
        return not (dry_run or wrong.count or survey.repeated)

    papers = frozenset(paper.key for paper in await audience.papers())
    said: dict[int, Sequence[RuleSaid]] = {}
    survey = await audience.take_in(_entries(file, wrong, papers, said), is_to_be_written)
    for repeat in survey.repeats:
        why = Sentence(mark("the chat stands in line {line} already"), {"line": repeat.earlier})
        wrong.told.append((repeat.line, why))
    wrong.count += survey.repeated
    if wrong.count:
        raise CsvError(wrong.sentences())
    if rules and said and not dry_run:
        await rules.take_in(said)
    return survey


def _entries(
    file: Path,
    wrong: _Wrong,
    papers: Collection[str],
    rules: dict[int, Sequence[RuleSaid]],
) -> Iterator[Entry]:
    """What the lines say; those that can't be taken are left out and told.

    What somebody follows and mutes is put into `rules`, by their chat.
    """
    _check_encoding(file)
    # What is no UTF-8 comes as surrogates, so that its line can be named.
    with file.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as source:
        table = csv.reader(source, strict=True)
        try:
            readers = _readers(file, next(table, []))
            for row in table:
                try:
                    if row:
                        entry = _entry(readers, row, table.line_num, rules)
                        yield _of_paper(papers, entry)
                except WrongCellError as error:
                    wrong.add(table.line_num, error.sentence)
        except csv.Error as error:
            why = mark("it can't be told what its cells are ({said})")
            wrong.add(table.line_num, Sentence(why, {"said": error}))


def _of_paper(papers: Collection[str], entry: Entry) -> Entry:
    """The entry, if there is the paper that it names."""
    paper = entry.said.get("paper", PAPER)
    if paper not in papers:
        raise WrongCellError(mark("{text} is no paper"), text=paper)
    return entry


def _check_encoding(file: Path) -> None:
    with file.open("rb") as source:
        begin = source.read(1024)
    if begin.startswith(_UTF_16) or b"\0" in begin:
        raise _wrong_head(Sentence(_NOT_TEXT))


def _wrong_head(why: Sentence) -> CsvError:
    return CsvError(mark("Line 1: {why}. Nobody was taken in."), why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Which field a cell is, and how it is read."""

    name: str
    read: Callable[[str], object]


def _readers(file: Path, header: Sequence[str]) -> Sequence[_Reader]:
    """The columns that the first line names."""
    fields = {column.header: name for name, column in (*COLUMNS.items(), (RULES.header, RULES))}
    if "chat_id" not in header:
        raise CsvError(
            mark(
                "{file} has no column chat_id; the first line must name the columns, with commas"
                " between them."
            ),
            file=file,
        )
    for title in header:
        if title not in fields or header.count(title) > 1:
            why = mark("{title} is none of the columns {columns}, or there twice")
            values = {"title": _shown(title), "columns": ", ".join(fields)}
            raise _wrong_head(Sentence(why, values))
    return [_reader(fields[title]) for title in header]


def _reader(name: str) -> _Reader:
    if name == RULES.header:
        return _Reader(name=name, read=RULES.read)
    checked = _checked(COLUMNS[name].read)
    # Few hours, zones and languages are chosen by many.
    return _Reader(name=name, read=checked if name in _OWN else lru_cache(4096)(checked))


def _check_text(cell: str) -> None:
    if not cell.isascii() and any("\ud800" <= sign <= "\udfff" for sign in cell):
        raise WrongCellError(_NOT_TEXT)


def _checked(read: Callable[[str], object]) -> Callable[[str], object]:
    """Refuse what is no text, and what a spreadsheet would carry out."""

    def checked(cell: str) -> object:
        _check_text(cell)
        if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
            told = mark("a spreadsheet takes {cell} for a formula")
            raise WrongCellError(told, cell=_shown(cell))
        if _shown(cell) != cell:
            raise WrongCellError(mark("{cell} means nothing here"), cell=_shown(cell))
        return read(cell)

    return checked


def _shown(cell: str) -> str:
    """A cell as a sentence can repeat it."""
    plain = "".join(sign if sign.isprintable() else "�" for sign in cell)
    return plain if len(plain) <= _LONGEST_CELL else f"{plain[:_LONGEST_CELL]}…"


def _entry(
    readers: Sequence[_Reader],
    row: Sequence[str],
    line: int,
    rules: dict[int, Sequence[RuleSaid]],
) -> Entry:
    if len(row) != len(readers):
        raise WrongCellError(
            mark("it has {count} cells, and the first line has {expected}"),
            count=len(row),
            expected=len(readers),
        )
    said: dict[str, Any] = {
        reader.name: reader.read(cell) for reader, cell in zip(readers, row, strict=True) if cell
    }
    chat_id, topic_id = said.pop("chat_id", None), said.pop("topic_id", None)
    if chat_id is None:
        raise WrongCellError(mark("it names no chat"))
    if own := said.pop(RULES.header, None):
        rules[chat_id] = own
    if "pause_reason" in said and said.get("state") is not SubscriberState.PAUSED:
        raise WrongCellError(mark("it gives a reason to be paused for somebody who isn't"))
    if "lost_at" in said and "state" not in said:
        raise WrongCellError(mark("it says since when the chat can't be reached, and no state"))
    return Entry(line=line, chat_id=chat_id, topic_id=topic_id, said=said)
