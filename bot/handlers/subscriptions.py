"""What a chat chooses: whether, when, in which form and language the digest comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog
from telegram import Chat, Location
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.botapi.errors import is_unknown_method
from bot.botapi.requests import encode
from bot.handlers import signup
from bot.handlers.permissions import Role, rule_against
from bot.handlers.request import Request, Toast
from bot.handlers.rhythm import change_in_words
from bot.intents.coordinates import zones_near
from bot.intents.extras import extras_of
from bot.intents.folding import folded
from bot.intents.places import zone_named
from bot.intents.rhythms import rhythm_of
from bot.time_zones import time_zones
from bot.views.callbacks import (
    AcceptRichForm,
    DeclineRichForm,
    OfferAllHours,
    OfferForms,
    OfferHours,
    OfferLanguages,
    OfferZones,
    SetForm,
    SetLanguage,
    SetMinute,
    SetZone,
    ShowSettings,
    Subscribe,
    Unsubscribe,
)
from bot.views.message import OutgoingMessage
from bot.views.papers.extras_callbacks import OfferExtras, SetExtras
from bot.views.papers.paper_callbacks import OfferPapers, ReadPaper
from bot.views.papers.papers import papers_message
from bot.views.personal.rules import with_rules
from bot.views.rhythm.days_and_pauses import with_undo
from bot.views.settings import (
    channel_message,
    extras_message,
    forms_message,
    hours_message,
    language_message,
    location_message,
    sample_message,
    settings_message,
    trial_message,
    with_hint,
    zones_message,
)
from bot.views.translation.translation_callbacks import SetTranslated, Translated
from digests.model import Extras, Form, Preferences, Subscriber
from digests.text.clock_times import spoken_time
from digests.values.papers import paper_of

log = structlog.get_logger()


async def _told(request: Request, said: str) -> Toast:
    """Say it in the chat, whether it was typed or pressed."""
    await request.say(said)
    return Toast("")


async def language(request: Request) -> None:
    """Offer the languages, or take the one named: `/language en`."""
    translations = request.services.translations
    code = translations.named(request.words)
    if code:
        _, said = await _speak(request, code)
        await request.say(said)
        return
    await request.send([language_message(request.translator, translations.languages)])


async def press_language(request: Request, callback: SetLanguage) -> Toast | None:
    """Speak another language from now on."""
    code = callback.code
    if code not in request.services.translations.languages:
        return None
    if request.channel:  # here it is still spoken as before
        return await _changed(request, lambda chosen: replace(chosen, language=code))
    spoken, said = await _speak(request, code)
    await request.show(await _own_card(spoken))
    return Toast(said)


async def _speak(request: Request, code: str) -> tuple[Request, str]:
    """The request in a language that is spoken from now on, and a sentence that says so."""
    subscriber = await request.known()
    subscriber = await request.services.audience.change(
        subscriber.id, lambda chosen: replace(chosen, language=code)
    )
    translator = request.services.translations.translator(code)
    name = translator.language_name(code)
    said = translator.gettext("I'll speak {language} from now on.", language=name)
    return replace(request, subscriber=subscriber, translator=translator), said


async def settings(request: Request) -> None:
    """Show what this chat chose, or take what is typed: `/settings 06:45`."""
    subscriber = await request.known()
    change = rhythm_of(folded(request.words), request.today)
    if change:
        await change_in_words(request, subscriber, change)
        return
    extras = extras_of(folded(request.words))
    if extras:
        await _take_extras(request, subscriber, extras)
        return
    if request.words:
        changed = await _typed(request, subscriber)
        if changed is None:
            await request.say(
                request.translator.gettext(
                    "I couldn't read “{words}” as a time (06:45) or a time zone (Europe/Paris).",
                    words=request.words[:40],
                )
            )
            return
        subscriber = changed
    await request.send([await _own_card(replace(request, subscriber=subscriber))])


async def _take_extras(request: Request, subscriber: Subscriber, extras: Extras) -> None:
    """Have extras come as was typed; with the other ways, and the one back."""
    before = subscriber.preferences
    changed = await request.services.audience.change(
        subscriber.id, lambda chosen: replace(chosen, extras=extras)
    )
    card = extras_message(request.translator, changed.preferences, told=True)
    undo = SetExtras(before.extras) if before.extras is not extras else None
    await request.send([with_undo(request.translator, card, undo)])


async def _typed(request: Request, subscriber: Subscriber) -> Subscriber | None:
    audience = request.services.audience
    clock = spoken_time(request.words)
    if clock is not None:
        minute = clock.hour * 60 + clock.minute
        return await audience.change(subscriber.id, lambda one: replace(one, minute=minute))
    zone = zone_named(request.words)
    if zone is None:
        return None
    return await audience.change(subscriber.id, lambda one: replace(one, timezone=zone))


async def located(request: Request, location: Location) -> None:
    """A place on the map was shared: ask which clock is meant; the place is not kept.

    It is edited whenever they move, so its edits are not waited for.
    """
    zones = zones_near(location.latitude, location.longitude, request.now)
    deciding = replace(request, only_reads=False)
    await deciding.send([location_message(request.translator, zones, request.now)])


async def press_subscribe(request: Request, _: Subscribe) -> Toast:
    """Start the daily delivery to this chat."""
    if request.channel:
        subscriber = await request.known()
        joined = await request.services.audience.subscribe(subscriber, at_once=False)
        return await _saved(request, joined.subscriber)
    return await signup.subscribe(request)


async def press_unsubscribe(request: Request, _: Unsubscribe) -> Toast:
    """End the daily delivery to this chat."""
    if request.channel:
        subscriber = await request.known()
        return await _saved(request, await request.services.audience.unsubscribe(subscriber.id))
    return await signup.unsubscribe(request)


async def press_settings(request: Request, _: ShowSettings) -> None:
    """Back to what was chosen."""
    await _show(request, await request.known())


async def press_hours(request: Request, _: OfferHours) -> None:
    """Offer the hours in this message."""
    chosen = (await request.known()).preferences
    can_type = request.channel is None
    await request.show(hours_message(request.translator, chosen, can_type=can_type))


async def press_all_hours(request: Request, _: OfferAllHours) -> None:
    """Offer every hour in this message."""
    chosen = (await request.known()).preferences
    can_type = request.channel is None
    await request.show(hours_message(request.translator, chosen, can_type=can_type, every=True))


async def press_zones(request: Request, _: OfferZones) -> None:
    """Offer time zones in this message."""
    chosen = (await request.known()).preferences
    zones = [request.guessed_zone]
    message = zones_message(request.translator, zones, chosen, request.now)
    is_own = request.channel is None
    await request.show(with_hint(request.translator, message) if is_own else message)


async def press_forms(request: Request, _: OfferForms) -> None:
    """Offer the forms in this message."""
    await request.show(forms_message(request.translator, (await request.known()).preferences))


async def press_extras(request: Request, _: OfferExtras) -> None:
    """Offer the ways in which extras can come in this message."""
    await request.show(extras_message(request.translator, (await request.known()).preferences))


async def press_set_extras(request: Request, callback: SetExtras) -> Toast:
    """Have extras come in another way, or not at all."""
    return await _changed(request, lambda chosen: replace(chosen, extras=callback.extras))


async def press_papers(request: Request, _: OfferPapers) -> None:
    """Offer the papers in this message."""
    about = replace(request, subscriber=await request.known())
    await request.show(papers_message(request.translator, request.papers, about.paper))


async def press_paper(request: Request, callback: ReadPaper) -> Toast:
    """Read another paper; who gets none yet gets it at its hour unless they choose another."""
    paper = paper_of(request.papers, callback.key)
    if paper.key != callback.key:
        return Toast(request.translator.gettext("Nothing has changed."))
    defaults, zone = request.services.audience.defaults, request.guessed_zone
    minute, _ = paper.for_newcomers(defaults, zone)
    is_new = not request.is_subscribed
    return await _changed(
        request,
        lambda one: replace(one, paper=paper.key, minute=minute if is_new else one.minute),
    )


async def press_set_translated(request: Request, callback: SetTranslated) -> Toast:
    """Have editions in other languages come in one's own, or as they are."""
    is_wanted = callback.state is Translated.ON
    return await _changed(request, lambda chosen: replace(chosen, translated=is_wanted))


async def press_languages(request: Request, _: OfferLanguages) -> None:
    """Offer the languages in this message."""
    await request.known()
    languages = request.services.translations.languages
    await request.show(language_message(request.translator, languages))


async def press_minute(request: Request, callback: SetMinute) -> Toast:
    """Deliver at another minute of the day."""
    return await _changed(request, lambda chosen: replace(chosen, minute=callback.minute))


async def press_zone(request: Request, callback: SetZone) -> Toast:
    """Live by another clock."""
    if callback.zone not in time_zones():
        await _show(request, await request.known())
        return Toast(request.translator.gettext("Nothing has changed."))
    return await _changed(request, lambda chosen: replace(chosen, timezone=callback.zone))


async def press_form(request: Request, callback: SetForm) -> Toast:
    """Arrive in another form; the rich one is tried first, as not every app shows it."""
    form = callback.form
    if form is Form.RICH and request.preferences.form is not Form.RICH:
        return await _try_rich(request)
    return await _changed(request, lambda chosen: replace(chosen, form=form))


async def _try_rich(request: Request) -> Toast:
    """Send a rich sample and ask whether it can be read; until a yes, nothing changes."""
    latest = await request.archive.latest()
    try:
        sample = sample_message(request.translator, latest, request.now)
        await request.send([encode(sample)])  # plain words would show nothing of the form
    except TelegramError as error:
        if not is_unknown_method(error):
            raise
        return await _told(
            request,
            request.translator.gettext("That layout isn't available here, so nothing has changed."),
        )
    await request.send([trial_message(request.translator)])
    return Toast("")


async def press_accept_rich(request: Request, _: AcceptRichForm) -> Toast:
    """The rich sample can be read: arrive in that form."""
    return await _changed(request, lambda chosen: replace(chosen, form=Form.RICH))


async def press_decline_rich(request: Request, _: DeclineRichForm) -> Toast:
    """The rich sample can't be read: keep the former form."""
    await _show(request, await request.known())
    return Toast(request.translator.gettext("Nothing has changed."))


async def _changed(request: Request, edit: Callable[[Preferences], Preferences]) -> Toast:
    subscriber = await request.known()
    return await _saved(request, await request.services.audience.change(subscriber.id, edit))


async def _saved(request: Request, subscriber: Subscriber) -> Toast:
    await _show(request, subscriber)
    return Toast(request.translator.gettext("Saved."))


async def _show(request: Request, subscriber: Subscriber) -> None:
    await request.show(await _own_card(replace(request, subscriber=subscriber)))


async def _own_card(request: Request) -> OutgoingMessage:
    """The card; in a private chat with what its person follows and mutes."""
    card = _card(request)
    if not request.is_private or request.channel:
        return card
    rules = await request.services.reading_rules.of(request.chat.id)
    return with_rules(request.translator, card, rules)


def _card(request: Request) -> OutgoingMessage:
    subscriber, language = request.subscriber, None
    if request.channel and subscriber:
        language = subscriber.preferences.language
    return settings_message(
        request.translator,
        request.preferences,
        subscribed=request.is_subscribed,
        now=request.now,
        language=language,
        papers=request.papers,
        # Who turned it on can turn it off, in whatever language they read by now.
        translates=request.is_offered_translations or request.preferences.translated,
    )


# --- a channel, from the private chat of whoever decides about it ---


async def channel_request(request: Request, channel_id: int) -> Request | None:
    """The same request, to decide about a channel; None where the bot is not in it."""
    try:
        found = await request.services.client.ask(
            "getChat", lambda: request.bot.get_chat(channel_id)
        )
    except (BadRequest, Forbidden):
        return None
    if found.type != ChatType.CHANNEL:
        return None
    return await request.about(Chat(id=found.id, type=found.type, title=found.title))


async def open_channel(request: Request, channel_id: int) -> None:
    """Show a channel's settings to one of its administrators, and to others not even its name."""
    about = await channel_request(request, channel_id)
    if about is None or await rule_against(about, Role.DECIDER):
        said = request.translator.gettext(
            "I can only do that for a channel where both you and I are admins."
        )
        await request.say(said)
    else:
        await about.send([_card(about)])


async def offer_channel(request: Request) -> None:
    """Show a channel's settings to whoever has brought the bot into it, and to nobody else.

    Whom the bot may not write to yet gets them when they start it.
    """
    user = request.user
    if user is None:
        return
    services = request.services
    translator = services.translations.of(await services.audience.find(user.id), user.language_code)
    private = Chat(id=user.id, type=ChatType.PRIVATE)
    about = await replace(request, chat=private, translator=translator).about(request.chat)
    try:
        await about.send([channel_message(translator, _card(about))])
    except (BadRequest, Forbidden) as error:
        services.waiting_channels.add(user.id, request.chat.id)
        log.info("channel_not_offered", error=type(error).__name__)
