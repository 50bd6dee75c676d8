"""On which days a chat has editions brought, its pauses, what may ring, and what it missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton

from bot.handlers.request import Request, Toast
from bot.intents.rhythms import (
    DaysChosen,
    PausedUntil,
    PauseEnded,
    QuietHoursChosen,
    RhythmAsked,
    RhythmChange,
    SoundChosen,
    applied,
)
from bot.views.deep_links import with_links
from bot.views.keyboards import keyboard, unpack
from bot.views.message import OutgoingMessage
from bot.views.personal.personal_edition import personal_round_up
from bot.views.rhythm.days_and_pauses import (
    next_told,
    quiet_hours_message,
    rhythm_message,
    undo_of,
    with_undo,
)
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
    TurnMissed,
)
from bot.views.rhythm.round_up_message import away_message, round_up_message
from bot.views.rhythm.vacation import FARTHEST, vacation_message
from digests.model import Subscriber
from digests.rhythm import EVERY_DAY
from digests.values.round_up import RoundUp

_DAY = timedelta(days=1)
_LOOKED_BACK = timedelta(days=31)
"""How far what was missed is looked for where nothing says since when."""


async def press_rhythm(request: Request, _: OfferRhythm) -> None:
    """Show the days and pauses in this message."""
    await _show(request, await request.known())


async def press_days(request: Request, callback: SetDays) -> Toast | None:
    """Have editions on other weekdays."""
    if not 0 < callback.weekdays <= EVERY_DAY:
        return None
    return await _changed(request, DaysChosen(weekdays=callback.weekdays))


async def press_round_up(request: Request, callback: SetRoundUp) -> Toast | None:
    """Have a round-up on a weekday instead of editions."""
    day = 1 << callback.weekday
    if day > EVERY_DAY:
        return None
    return await _changed(request, DaysChosen(weekdays=day, round_up=True))


async def press_pause(request: Request, callback: PauseUntil) -> Toast:
    """Have nothing before a day."""
    return await _changed(request, PausedUntil(first=request.today, until=callback.day))


async def press_vacation(request: Request, callback: OfferVacation) -> None:
    """Offer the days of a month for a pause from one to another."""
    await request.show(vacation_message(request.translator, callback, request.today))


async def press_pause_from_to(request: Request, callback: PauseFromTo) -> Toast | None:
    """Have nothing from a day until another."""
    today = request.today
    first = max(callback.first, today)
    if not first <= callback.last <= today + FARTHEST:
        await _show(request, await request.known())
        return Toast(request.translator.gettext("Nothing has changed."))
    change = PausedUntil(first=first, until=callback.last + _DAY)
    return await _changed(request, change)


async def press_end_pause(request: Request, _: EndPause) -> Toast:
    """Have it again from today on; what came out meanwhile is told at once."""
    subscriber = await request.known()
    toast = await _changed(request, PauseEnded())
    await tell_missed(request, subscriber)
    return toast


async def press_sound(request: Request, callback: SetSound) -> Toast:
    """Let what comes ring, or not."""
    return await _changed(request, SoundChosen(silent=callback.sound is Sound.OFF))


async def press_offer_quiet_hours(request: Request, _: OfferQuietHours) -> None:
    """Offer hours in which nothing rings, in this message."""
    chosen = (await request.known()).preferences
    await request.show(quiet_hours_message(request.translator, chosen))


async def press_quiet_hours(request: Request, callback: SetQuietHours) -> Toast:
    """Let nothing ring in other hours."""
    return await _changed(request, QuietHoursChosen(begins=callback.begins, ends=callback.ends))


async def press_missed(request: Request, _: ShowMissed) -> Toast:
    """Send an index of what did not come of late, into the chat where it was asked for."""
    subscriber = await request.known()
    missed = await request.services.audience.missed(subscriber, request.today - _LOOKED_BACK)
    if missed is None:
        return Toast(request.translator.gettext("You have missed nothing."))
    await request.send([await _index(request, missed)])
    return Toast("")


async def press_turn_missed(request: Request, callback: TurnMissed) -> Toast | None:
    """Show the older ones of what was missed in this message."""
    subscriber = request.subscriber
    missed = subscriber and await request.services.audience.missed(
        subscriber, callback.since, before=callback.before, edition=callback.edition
    )
    if not missed:
        return Toast(request.translator.gettext("You have missed nothing."))
    await request.show(await _index(request, missed))
    return None


async def change_in_words(request: Request, subscriber: Subscriber, change: RhythmChange) -> None:
    """Choose what was typed, and say when the next edition comes."""
    if isinstance(change, RhythmAsked):
        await request.send([_card(request)])
        return
    changed = await _apply(request, subscriber, change)
    card = _card(replace(request, subscriber=changed))
    undo = undo_of(subscriber.preferences, changed.preferences, request.today)
    await request.send([with_undo(request.translator, card, undo)])
    if _is_away(request, subscriber) and not _is_away(request, changed):
        await tell_missed(request, subscriber)


async def resume(request: Request, subscriber: Subscriber) -> Subscriber:
    """End a pause of who subscribes."""
    if not _is_away(request, subscriber):
        return subscriber
    return await _apply(request, subscriber, PauseEnded())


async def tell_missed(request: Request, was: Subscriber) -> None:
    """What came out during a pause that there was, if anything did."""
    if was.preferences.away_until is None:
        return
    missed = await request.services.audience.take_pending(was.id)
    if missed:
        seen = await _personal(request, missed)
        message = away_message(request.translator, seen, request.bot.username)
        await request.send([_for(request, message)])


async def _index(request: Request, missed: RoundUp) -> OutgoingMessage:
    seen = await _personal(request, missed)
    return _for(request, round_up_message(request.translator, seen, request.bot.username))


async def _personal(request: Request, missed: RoundUp) -> RoundUp:
    """An index as it is seen here: never translated, in private with what is followed marked."""
    if not request.is_private or request.channel:
        return missed
    rules = request.services.reading_rules
    marks = [await rules.marks(request.chat.id, one) for one in missed.editions]
    return personal_round_up(request.translator, missed, marks)


def _for(request: Request, message: OutgoingMessage) -> OutgoingMessage:
    """As a broadcast shows it: what many read leads into the private chat.

    What is told of a channel does so too, since a press there would be about the channel; the older
    ones it missed can't be turned to.
    """
    if not request.channel:
        return message if request.is_private else with_links(message, request.bot.username)
    rows = [row for row in message.rows if not any(map(_turns, row))]
    return with_links(replace(message, keyboard=keyboard(rows)), request.bot.username)


def _turns(key: InlineKeyboardButton) -> bool:
    return isinstance(key.callback_data, str) and isinstance(unpack(key.callback_data), TurnMissed)


def _is_away(request: Request, subscriber: Subscriber) -> bool:
    chosen = subscriber.preferences
    return chosen.is_away(request.now.astimezone(ZoneInfo(chosen.timezone)).date())


async def _apply(request: Request, subscriber: Subscriber, change: RhythmChange) -> Subscriber:
    return await request.services.audience.change(
        subscriber.id, lambda chosen: applied(change, chosen)
    )


async def _changed(request: Request, change: RhythmChange) -> Toast:
    changed = await _apply(request, await request.known(), change)
    await _show(request, changed)
    translator = request.translator
    if not request.is_subscribed:
        return Toast(translator.gettext("Saved."))
    coming = next_told(translator, changed.preferences, request.now)
    return Toast(translator.gettext("Saved. {next}", next=coming))


async def _show(request: Request, subscriber: Subscriber) -> None:
    await request.show(_card(replace(request, subscriber=subscriber)))


def _card(request: Request) -> OutgoingMessage:
    return rhythm_message(
        request.translator,
        request.preferences,
        subscribed=request.is_subscribed,
        now=request.now,
        typed=request.channel is None,
    )
