"""The card on which a chat chooses its days, pauses, and what may ring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton

from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.views.callbacks import Callback, ShowSettings, Subscribe
from bot.views.keyboards import button, keyboard, marked, rows
from bot.views.message import OutgoingMessage
from bot.views.rhythm.rhythm_callbacks import (
    EndPause,
    OfferQuietHours,
    OfferRhythm,
    OfferVacation,
    PauseFromTo,
    PauseUntil,
    SetDays,
    SetQuietHours,
    SetRoundUp,
    SetSound,
    ShowMissed,
    Sound,
)
from bot.views.rich_text import aside, bold, join, plain, to_html
from digests.delivery.schedule import next_instant
from digests.model import Preferences
from digests.rhythm import EVERY_DAY, WEEKDAYS, WEEKENDS, Rhythm

_DAY = timedelta(days=1)
_SUNDAY = 6
_PAUSES = (3, 7, 14)
"""Days that a pause by button lasts."""
_QUIET_HOURS = ((22, 7), (21, 8), (23, 6), (0, 0))

_SETS: Mapping[int, str] = MappingProxyType(
    {
        EVERY_DAY: mark("Every day"),
        WEEKDAYS: mark("Mon–Fri"),
        WEEKENDS: mark("Sat–Sun"),
    }
)

_TOLD: Mapping[int, str] = MappingProxyType(
    {
        EVERY_DAY: mark("every day"),
        WEEKDAYS: mark("on weekdays"),
        WEEKENDS: mark("on weekends"),
    }
)


def has_every_day(rhythm: Rhythm) -> bool:
    """Whether each day has its edition, but for a pause."""
    return rhythm.weekdays == EVERY_DAY and not rhythm.round_up


def days_told(translator: Translator, rhythm: Rhythm) -> str:
    """On which days what comes, as it stands in a sentence."""
    names = translator.listing([translator.weekday_name(one) for one in _chosen_days(rhythm)])
    if rhythm.round_up:
        return translator.gettext("a round-up on {days}", days=names)
    told = _TOLD.get(rhythm.weekdays)
    return translator.gettext(told) if told else translator.gettext("on {days}", days=names)


def delivery_told(translator: Translator, rhythm: Rhythm, today: date) -> str:
    """The same with the pause that there is, or that is to come."""
    days = days_told(translator, rhythm)
    if rhythm.away_until is None or rhythm.away_until <= today:
        return days
    until = translator.short_day(rhythm.away_until)
    if rhythm.is_away(today):
        return translator.gettext("{days}, paused until {day}", days=days, day=until)
    first = translator.short_day(rhythm.away_from or today)
    return translator.gettext(
        "{days}, but not from {first} until {day}", days=days, first=first, day=until
    )


def sound_told(translator: Translator, rhythm: Rhythm) -> str:
    """What of all that comes may ring."""
    if rhythm.silent:
        return translator.gettext("always silent")
    if rhythm.quiet_from == rhythm.quiet_until:
        return translator.gettext("at any time")
    return translator.gettext(
        "silent from {begin} to {end}",
        begin=translator.clock(rhythm.quiet_from),
        end=translator.clock(rhythm.quiet_until),
    )


def next_told(translator: Translator, chosen: Preferences, now: datetime) -> str:
    """When something comes next that was not published yet."""
    moment = next_instant(chosen.minute, ZoneInfo(chosen.timezone), now, rhythm=chosen)
    when = translator.at_next(moment, now, chosen.timezone)
    if chosen.round_up:
        return translator.gettext("The next round-up comes {when}.", when=when)
    return translator.gettext("The next edition comes {when}.", when=when)


def rhythm_message(
    translator: Translator,
    chosen: Preferences,
    *,
    subscribed: bool,
    now: datetime,
    typed: bool = True,
) -> OutgoingMessage:
    """What a chat has chosen of its days, and the ways to choose otherwise.

    What is `typed` is about the chat itself, and not about a channel that is decided about in it.
    """
    today = now.astimezone(ZoneInfo(chosen.timezone)).date()
    delivery = delivery_told(translator, chosen, today)
    if not subscribed:
        delivery = translator.gettext("off (once you subscribe: {days})", days=delivery)
    coming = next_told(translator, chosen, now) if subscribed else ""
    hint = translator.gettext("Or type it: “weekdays only”, “pause until Monday”.")
    lines = [
        bold(translator.gettext("📆 Days and pauses")),
        plain(translator.gettext("Delivery: {state}", state=delivery)),
        plain(translator.gettext("Sound: {sound}", sound=sound_told(translator, chosen))),
        plain(coming),
        aside(translator, hint) if typed else (),
    ]
    ways = [
        _sets(translator, chosen),
        *rows(_weekdays(translator, chosen), 4),
        [_weekly(translator, chosen)],
        *_pauses(translator, chosen, today),
        [_sound(translator, chosen), button(translator.gettext("🌙 At night"), OfferQuietHours())],
        [button(translator.gettext("🔔 Subscribe"), Subscribe())] if not subscribed else [],
        [
            button(translator.gettext("🗞 What I missed"), ShowMissed()),
            button(translator.gettext("↩ Back"), ShowSettings()),
        ],
    ]
    return OutgoingMessage(text=to_html(join("\n", lines)), keyboard=keyboard(ways))


def quiet_hours_message(translator: Translator, chosen: Preferences) -> OutgoingMessage:
    """Hours of the night in which nothing rings."""
    ask = translator.gettext(
        "When should nothing ring? The edition still does at the time you chose."
    )
    keys = [
        button(
            marked(_hours(translator, begin, end), _is_quiet(chosen, begin, end)),
            SetQuietHours(begin * 60, end * 60),
        )
        for begin, end in _QUIET_HOURS
    ]
    back = button(translator.gettext("↩ Back"), OfferRhythm())
    return OutgoingMessage(text=to_html(plain(ask)), keyboard=keyboard([*rows(keys, 2), [back]]))


def _hours(translator: Translator, begin: int, end: int) -> str:
    if begin == end:
        return translator.gettext("It may always ring")
    return f"{translator.clock(begin * 60)} – {translator.clock(end * 60)}"


def _is_quiet(rhythm: Rhythm, begin: int, end: int) -> bool:
    return (rhythm.quiet_from, rhythm.quiet_until) == (begin * 60, end * 60)


def _chosen_days(rhythm: Rhythm) -> Iterator[int]:
    return (number for number in range(7) if rhythm.weekdays & 1 << number)


def _sets(translator: Translator, rhythm: Rhythm) -> Sequence[InlineKeyboardButton]:
    return [
        button(
            marked(translator.gettext(name), rhythm.weekdays == days and not rhythm.round_up),
            SetDays(days),
        )
        for days, name in _SETS.items()
    ]


def _weekdays(translator: Translator, rhythm: Rhythm) -> Sequence[InlineKeyboardButton]:
    """The seven days: a tap chooses that of the round-up, or has editions on it or not."""
    chosen = set(_chosen_days(rhythm))
    return [
        button(
            marked(translator.short_weekday(number), number in chosen),
            _turned(rhythm, number),
        )
        for number in range(7)
    ]


def _turned(rhythm: Rhythm, number: int) -> SetDays | SetRoundUp:
    if rhythm.round_up:
        return SetRoundUp(number)
    return SetDays(rhythm.weekdays ^ 1 << number or rhythm.weekdays)


def _weekly(translator: Translator, rhythm: Rhythm) -> InlineKeyboardButton:
    label = marked(translator.gettext("Once a week, in a round-up"), rhythm.round_up)
    return button(label, SetDays(EVERY_DAY) if rhythm.round_up else SetRoundUp(_SUNDAY))


def _pauses(
    translator: Translator, rhythm: Rhythm, today: date
) -> Sequence[Sequence[InlineKeyboardButton]]:
    if rhythm.away_until and today < rhythm.away_until:
        return [[button(translator.gettext("▶️ Go on now"), EndPause())]]
    lengths = [
        button(
            translator.ngettext("⏸ {count} day", "⏸ {count} days", days),
            PauseUntil(today + days * _DAY),
        )
        for days in _PAUSES
    ]
    vacation = button(translator.gettext("🏖 From … to …"), OfferVacation(today))
    return [lengths, [vacation]]


def undo_of(before: Preferences, after: Preferences, today: date) -> Callback | None:
    """What gives back the days, pause or sound that there were; None where nothing is otherwise.

    Nor where a round-up came on several days, which no button chooses.
    """
    if (before.weekdays, before.round_up) != (after.weekdays, after.round_up):
        days = list(_chosen_days(before))
        if not before.round_up:
            return SetDays(before.weekdays)
        return SetRoundUp(days[0]) if len(days) == 1 else None
    if (before.away_from, before.away_until) != (after.away_from, after.away_until):
        last = (before.away_until or today) - _DAY
        return (
            PauseFromTo(max(before.away_from or today, today), last)
            if last >= today
            else EndPause()
        )
    if before.silent != after.silent:
        return SetSound(Sound.OFF if before.silent else Sound.ON)
    return None


def with_undo(
    translator: Translator, message: OutgoingMessage, undo: Callback | None
) -> OutgoingMessage:
    """A card that tells of what was typed just now, with the way back first."""
    if undo is None:
        return message
    way = [button(translator.gettext("↩ Undo"), undo)]
    return replace(message, keyboard=keyboard([way, *message.rows]))


def _sound(translator: Translator, rhythm: Rhythm) -> InlineKeyboardButton:
    if rhythm.silent:
        return button(translator.gettext("🔊 With sound"), SetSound(Sound.ON))
    return button(translator.gettext("🔕 Silently"), SetSound(Sound.OFF))
