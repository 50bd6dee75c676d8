"""What a chat chooses: whether, when, in which form and language the digest comes."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from telegram.error import TelegramError

from bot.botapi.errors import is_unknown_method
from bot.handlers.request import Ask, Toast
from bot.views.callbacks import Act
from bot.views.keyboards import button, keyboard
from bot.views.message import Letter
from bot.views.rich_text import plain, to_html
from bot.views.settings import (
    forms_letter,
    hours_letter,
    language_letter,
    sample_letter,
    settings_letter,
    trial_letter,
    zones_letter,
)
from digests.model import Form, Subscriber, SubscriberState

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：時]([0-5]\d)?分?")


async def subscribe(ask: Ask) -> Toast:
    """Start the daily delivery to this chat."""
    reader = await ask.known()
    if ask.is_subscribed:
        said = ask.speech.t(
            "Already subscribed: the digest comes at {when}.", when=_when(ask, reader)
        )
    else:
        reader = await ask.services.store.subscribers.subscribe(reader.id, ask.services.clock())
        said = ask.speech.t(
            "🔔 Subscribed. The digest comes every day at {when}. Change it with /settings.",
            when=_when(ask, reader),
        )
    return await _told(ask, said)


async def unsubscribe(ask: Ask) -> Toast:
    """End the daily delivery to this chat."""
    if not ask.is_subscribed or ask.reader is None:
        return await _told(ask, ask.speech.t("This chat is not subscribed. /subscribe starts it."))
    await ask.services.store.subscribers.leave(ask.reader.id)
    said = ask.speech.t(
        "🔕 Unsubscribed. You can still ask for editions; /subscribe brings it back."
    )
    return await _told(ask, said)


def _when(ask: Ask, reader: Subscriber) -> str:
    return f"{ask.speech.clock(reader.minute)} ({ask.speech.zone(reader.timezone)})"


async def _told(ask: Ask, said: str) -> Toast:
    """Say it in the chat, whether it was typed or pressed."""
    await ask.say(said)
    return Toast("")


async def language(ask: Ask) -> None:
    """Offer the languages, or take the one named: `/language en`."""
    codes = ask.services.catalogues.languages
    if ask.words.lower() in codes:
        await _speak(ask, ask.words.lower())
        return
    await ask.send([language_letter(ask.speech, codes)])


async def press_language(ask: Ask) -> Toast | None:
    """Speak another language from now on."""
    if ask.press.args[0] in ask.services.catalogues.languages:
        await _speak(ask, ask.press.args[0])
    return None


async def _speak(ask: Ask, code: str) -> None:
    reader = await ask.known()
    await ask.services.store.subscribers.change(reader.id, language=code)
    speech = ask.services.catalogues.speech(code)
    name = speech.language_name(code)
    await ask.say(speech.t("From now on I speak {language}.", language=name))


async def settings(ask: Ask) -> None:
    """Show what this chat chose, or take what is typed: `/settings 06:45`."""
    reader = await ask.known()
    if ask.words:
        changed = await _typed(ask, reader)
        if changed is None:
            await ask.say(
                ask.speech.t(
                    "“{words}” is neither a time (06:45) nor a time zone (Europe/Paris).",
                    words=ask.words[:40],
                )
            )
            return
        reader = changed
    await ask.send([settings_letter(ask.speech, reader, subscribed=ask.is_subscribed)])


async def _typed(ask: Ask, reader: Subscriber) -> Subscriber | None:
    subscribers = ask.services.store.subscribers
    clock = _CLOCK.fullmatch(ask.words)
    if clock:
        minute = int(clock[1]) * 60 + int(clock[2] or 0)
        return await subscribers.change(reader.id, minute=minute)
    zones = {zone.lower(): zone for zone in available_timezones()}
    zone = zones.get(ask.words.replace(" ", "_").lower())
    return await subscribers.change(reader.id, timezone=zone) if zone else None


async def press_settings(ask: Ask) -> None:
    """Back to what was chosen."""
    await _show(ask, await ask.known())


async def press_offer(ask: Ask) -> None:
    """Offer hours, zones, forms or languages in this message."""
    reader = await ask.known()
    if ask.press.act is Act.HOURS:
        await ask.show(hours_letter(ask.speech, reader))
    elif ask.press.act is Act.ZONES:
        await ask.show(zones_letter(ask.speech, reader))
    elif ask.press.act is Act.FORMS:
        await ask.show(forms_letter(ask.speech, reader))
    else:
        await ask.show(language_letter(ask.speech, ask.services.catalogues.languages))


async def press_hour(ask: Ask) -> Toast:
    """Deliver at another minute of the day."""
    minute = min(max(ask.press.number(0), 0), 1439)
    return await _changed(ask, minute=minute)


async def press_zone(ask: Ask) -> Toast:
    """Live by another clock."""
    zone = ask.press.args[0]
    return await _changed(ask, timezone=zone if zone in available_timezones() else None)


async def press_form(ask: Ask) -> Toast:
    """Arrive in another form; the rich one is tried first, as not every app shows it."""
    form = Form(ask.press.args[0])
    if form is Form.RICH and ask.form is not Form.RICH:
        return await _try_rich(ask)
    return await _changed(ask, form=form)


async def _try_rich(ask: Ask) -> Toast:
    """Send a rich sample and ask whether it can be read; until a yes, nothing changes."""
    latest = await ask.services.store.editions.latest()
    try:
        await ask.send([sample_letter(ask.speech, latest, ask.now)])
    except TelegramError as error:
        if not is_unknown_method(error):
            raise
        return await _told(ask, ask.speech.t("That form can't be had here; the former one stays."))
    await ask.send([trial_letter(ask.speech)])
    return Toast("")


async def press_read(ask: Ask) -> Toast:
    """The rich sample can be read: arrive in that form."""
    return await _changed(ask, form=Form.RICH)


async def press_unread(ask: Ask) -> Toast:
    """The rich sample can't be read: keep the former form."""
    await _show(ask, await ask.known())
    return Toast(ask.speech.t("Nothing has changed."))


async def _changed(
    ask: Ask, *, minute: int | None = None, timezone: str | None = None, form: Form | None = None
) -> Toast:
    reader = await ask.known()
    subscribers = ask.services.store.subscribers
    reader = await subscribers.change(reader.id, minute=minute, timezone=timezone, form=form)
    await _show(ask, reader)
    return Toast(ask.speech.t("Saved."))


async def _show(ask: Ask, reader: Subscriber) -> None:
    subscribed = reader.state is SubscriberState.ACTIVE
    await ask.show(settings_letter(ask.speech, reader, subscribed=subscribed))


async def forget(ask: Ask) -> None:
    """Ask whether everything kept about this chat shall be deleted."""
    sure = button(ask.speech.t("Delete everything"), Act.FORGET)
    said = ask.speech.t("Delete the subscription, the settings and all receipts of this chat?")
    await ask.send([Letter(text=to_html(plain(said)), keyboard=keyboard([[sure]]))])


async def press_forget(ask: Ask) -> Toast:
    """Delete everything kept about this chat."""
    if ask.reader:
        await ask.services.store.subscribers.forget(ask.reader.id)
    said = ask.speech.t("Everything kept about this chat is deleted.")
    await ask.show(Letter(text=to_html(plain(said))))
    return Toast(said)
