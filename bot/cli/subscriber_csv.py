"""The subscribers as a CSV file (RFC 4180): chat_id, language, timezone, hour, state."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from zoneinfo import available_timezones

from bot.errors import OperatorError
from bot.settings import OfflineSettings
from digests.model import ChatKind, Subscriber, SubscriberState
from digests.store.subscribers import SubscriberStore
from digests.text.clock_times import clock_time

COLUMNS = ("chat_id", "language", "timezone", "hour", "state")


class CsvError(OperatorError):
    """A line of the file can't be taken; the message names it. Nothing was taken in."""


async def write(subscribers: SubscriberStore, file: Path) -> int:
    """Write every subscriber to a file; returns how many. Topics of forums are left out."""
    count = 0
    with file.open("w", newline="", encoding="utf-8") as target:
        table = csv.writer(target)
        table.writerow(COLUMNS)
        async for subscriber in subscribers.each():
            if subscriber.topic_id is None:
                table.writerow(_row(subscriber))
                count += 1
    return count


def _row(one: Subscriber) -> tuple[object, ...]:
    hour = f"{one.minute // 60:02}:{one.minute % 60:02}"
    return (one.chat_id, one.language, one.timezone, hour, one.state.value)


async def read(
    subscribers: SubscriberStore, file: Path, settings: OfflineSettings, now: datetime
) -> int:
    """Take subscribers in from a file, all of them or none; returns how many.

    Known chats get the file's settings. What a line leaves empty is taken from `settings`. Raises
    `CsvError` for the first line that can't be taken.
    """
    with file.open(newline="", encoding="utf-8-sig") as source:
        table = csv.DictReader(source)
        if "chat_id" not in (table.fieldnames or ()):
            raise CsvError(f"{file} has no column chat_id; the first line must name the columns.")
        found = [_subscriber(row, table.line_num, settings, now) for row in table]
    await subscribers.put_many(found)
    return len(found)


def _hour(text: str) -> time:
    found = clock_time(text, bare=True)
    if found is None:
        raise ValueError(f"{text} is no time such as 07:00")
    return found


def _subscriber(
    row: Mapping[str, str | None], line: int, settings: OfflineSettings, now: datetime
) -> Subscriber:
    """One line as a subscriber whose id the store gives."""
    try:
        chat_id = int(row.get("chat_id") or "")
        typed = row.get("hour")
        hour = _hour(typed) if typed else settings.hour
        state = SubscriberState(row.get("state") or SubscriberState.ACTIVE)
    except ValueError as error:
        raise CsvError(f"Line {line}: {error}.") from None
    zone = row.get("timezone") or settings.timezone
    if zone not in available_timezones():
        raise CsvError(f"Line {line}: {zone} is no IANA time zone such as Asia/Tokyo.")
    return Subscriber(
        id=0,
        chat_id=chat_id,
        kind=_kind(chat_id),
        language=row.get("language") or settings.language,
        timezone=zone,
        minute=hour.hour * 60 + hour.minute,
        joined_at=now,
        state=state,
    )


def _kind(chat_id: int) -> ChatKind:
    """People's ids are positive (Bot API, `Chat.id`); what isn't a person is treated as a group."""
    return ChatKind.PRIVATE if chat_id > 0 else ChatKind.GROUP
