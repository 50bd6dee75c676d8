"""The subscribers as a CSV file (RFC 4180): chat_id, language, timezone, hour, state, form.

What a chat chose stands in a column for each field of its preferences; a new one comes last.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from bot.errors import OperatorError
from bot.i18n.catalogs import language_named, languages
from digests.audience import Audience
from digests.model import ChatKind, Form, Preferences, Subscriber, SubscriberState
from digests.text.clock_times import clock_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How a preference stands in the file: its header, and the way there and back.

    `read` raises `ValueError` for what it can't be.
    """

    header: str
    write: Callable[[Any], str] = str
    read: Callable[[str], object] = str


def _written_hour(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(text: str) -> int:
    found = clock_time(text, bare=True)
    if found is None:
        raise ValueError(f"{text} is no time such as 07:00")
    return found.hour * 60 + found.minute


def _language(text: str) -> str:
    spoken = languages()
    found = language_named(text, spoken)
    if found is None:
        raise ValueError(f"{text} is no language the bot speaks: {', '.join(spoken)}")
    return found


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(f"{text} is no IANA time zone such as Asia/Tokyo")
    return text


PREFERENCES: Mapping[str, Column] = MappingProxyType(
    {
        "language": Column(header="language", read=_language),
        "timezone": Column(header="timezone", read=_zone),
        "minute": Column(header="hour", write=_written_hour, read=_minute),
        "form": Column(header="form", read=Form),
    }
)
"""The column of each field of the preferences."""

_FIRST = ("chat_id", "language", "timezone", "hour", "state")
COLUMNS = (*_FIRST, *(one.header for one in PREFERENCES.values() if one.header not in _FIRST))


class CsvError(OperatorError):
    """A line of the file can't be taken; the message names it. Nothing was taken in."""


async def write(audience: Audience, file: Path) -> int:
    """Write every subscriber to a file; returns how many. Topics of forums are left out.

    A new file is for nobody but its owner to read.
    """
    count = 0
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(made, "w", newline="", encoding="utf-8") as target:
        table = csv.DictWriter(target, COLUMNS)
        table.writeheader()
        async for subscriber in audience.everyone():
            if subscriber.topic_id is None:
                table.writerow(_row(subscriber))
                count += 1
    return count


def _row(one: Subscriber) -> dict[str, str]:
    chosen = {
        column.header: column.write(getattr(one.preferences, name))
        for name, column in PREFERENCES.items()
    }
    return {"chat_id": str(one.chat_id), "state": one.state.value} | chosen


async def read(audience: Audience, file: Path, now: datetime) -> int:
    """Take subscribers in from a file, all of them or none; returns how many.

    Known chats get the file's settings. What a line leaves empty is as for whoever chose nothing.
    Raises `CsvError` for the first line that can't be taken.
    """
    with file.open(newline="", encoding="utf-8-sig") as source:
        table = csv.DictReader(source)
        if "chat_id" not in (table.fieldnames or ()):
            raise CsvError(f"{file} has no column chat_id; the first line must name the columns.")
        found = [_subscriber(row, table.line_num, audience.defaults, now) for row in table]
    await audience.take_in(found)
    return len(found)


def _subscriber(
    row: Mapping[str, str | None], line: int, defaults: Preferences, now: datetime
) -> Subscriber:
    """One line as a subscriber whose id the store gives."""
    try:
        chat_id = int(row.get("chat_id") or "")
        state = SubscriberState(row.get("state") or SubscriberState.ACTIVE)
        given = {
            name: column.read(cell)
            for name, column in PREFERENCES.items()
            if (cell := row.get(column.header))
        }
    except ValueError as error:
        raise CsvError(f"Line {line}: {error}.") from None
    return Subscriber(
        id=0,
        chat_id=chat_id,
        kind=_kind(chat_id),
        preferences=_chosen(defaults, given),
        joined_at=now,
        state=state,
    )


def _chosen(defaults: Preferences, given: Mapping[str, Any]) -> Preferences:
    return replace(defaults, **given)


def _kind(chat_id: int) -> ChatKind:
    """People's ids are positive (Bot API, `Chat.id`); what isn't a person is treated as a group."""
    return ChatKind.PRIVATE if chat_id > 0 else ChatKind.GROUP
