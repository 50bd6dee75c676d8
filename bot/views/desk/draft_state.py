"""The first line of a draft's card: how it stands, in one look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.i18n.translator import Translator
from digests.audience import ReaderHours
from digests.model import Edition, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many readers a draft goes to, and when the next of them get it, if it is published now.

    `next_at` is None where the hours of its day have passed everywhere: they get it at once.
    """

    readers: int
    next_at: datetime | None
    now: datetime


def reach_of(reader_hours: ReaderHours, edition: Edition, now: datetime) -> Reach:
    """Whom an edition reaches, and when, that is published now or at its moment."""
    since = max(now, edition.publish_at or now)
    next_at = reader_hours.next_hour(edition.date, since)
    return Reach(readers=reader_hours.count, next_at=next_at, now=now)


def draft_state(translator: Translator, edition: Edition, reach: Reach, zone: str) -> str:
    """How a draft stands: `✅ 8 items · 2 to look at · 1,204 readers · next 07:00`."""
    told = [problem.severity for problem in edition.problems]
    doubts = sum(severity is not Severity.NOTES for severity in told)
    count = len(edition.digest.items)
    facts = [
        translator.ngettext("{count} item", "{count} items", count),
        translator.ngettext("{count} to look at", "{count} to look at", doubts) if doubts else "",
        translator.ngettext(
            "{number} reader",
            "{number} readers",
            reach.readers,
            number=translator.number(reach.readers),
        ),
        _next(translator, reach, zone) if reach.readers else "",
    ]
    return f"{_sign(told)} {' · '.join(filter(None, facts))}"


def _sign(told: list[Severity]) -> str:
    if Severity.FORBIDS in told:
        return "🚫"
    return "⛔" if Severity.BLOCKS in told else "✅"


def _next(translator: Translator, reach: Reach, zone: str) -> str:
    if reach.next_at is None:
        return translator.gettext("at once")
    clock, there = translator.clock_at(reach.next_at, zone), ZoneInfo(zone)
    day, today = (one.astimezone(there).date() for one in (reach.next_at, reach.now))
    if day == today:
        return translator.gettext("next {clock}", clock=clock)
    return translator.gettext("next {day}, {clock}", day=translator.short_day(day), clock=clock)
